"""What a sheet would do to the register, row by row, without doing it: new, changed, same or wrong.

Queries follow the columns and chunks of 500 rows, never the rows. A row of another department is answered like
one that does not exist, and a cell that reads as the record does now is taken as unchanged, masks included.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from baomi.core import crypto
from baomi.core.errors import Refusal
from baomi.core.fields import EncryptedTextField
from baomi.organization import policy
from baomi.registers import cells
from baomi.registers.declarations import Register
from baomi.registers.forms import bound_form
from baomi.registers.sheets import conditions, zeros
from baomi.registers.sheets import mapping as headings_mapping
from baomi.registers.sheets.cleaning import CHUNK, CellError, Cleaner, code_text, shown, text_of
from baomi.registers.sheets.judging import Judge, alike, present_text
from baomi.registers.sheets.mapping import Target
from baomi.registers.sheets.reader import SheetRow, Table

OUT_OF_SIGHT = "没有这条记录或不在您的范围内"


@dataclass(frozen=True)
class CellProblem:
    """One thing to mend: where it stands in the file, what is wrong, what to do."""

    line: int
    name: str
    letter: str
    heading: str
    value: str
    problem: str
    fix: str


@dataclass
class RowPlan:
    """What a row would do. `values` are what the action gets, `changes` what the preview shows as old → new."""

    line: int
    texts: dict[str, str]
    record: models.Model | None = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    locked: tuple[str, str] | None = None
    """Why the record may not be changed, and what to do about it; a row that changes nothing passes."""
    instance: models.Model | None = None
    """The row as it would be saved; None for one that changes nothing."""

    @property
    def result(self) -> str:
        if self.problems:
            return "wrong"
        if self.record is None:
            return "new"
        return "changed" if self.changes else "same"

    def seal(self) -> str:
        """A digest of what would be written, so that the confirmed import is the previewed one."""
        version = getattr(self.record, "version", 0)  # accounts have none
        values = sorted((name, getattr(value, "pk", value)) for name, value in self.values.items())
        said = repr((self.line, self.result, self.record.pk if self.record else None, version, values))
        return crypto.mac("sheet row", said.encode())


@dataclass(frozen=True)
class Used:
    """A column of the file that feeds a field."""

    target: Target
    heading: str
    index: int
    letter: str


class Staging:
    """A table measured against the register for one user; `rows` in the order of the file."""

    def __init__(self, register: Register, user, table: Table, mapping: Mapping[str, str]):
        self.register, self.user, self.table = register, user, table
        self.model = register.model
        self.form = bound_form(register, user)
        self.targets = headings_mapping.targets(register, self.form)
        self.fields = {target.name: self.model._meta.get_field(target.name) for target in self.targets}
        self.used = self._used(mapping)
        self.rows = [RowPlan(row.line, self._texts(row)) for row in table.rows]
        self._require_keys()
        self._clean()
        self._check_together()

    @property
    def problems(self) -> list[CellProblem]:
        return [problem for row in self.rows for problem in row.problems]

    def counts(self) -> dict[str, int]:
        found = dict.fromkeys(("new", "changed", "same", "wrong"), 0)
        for row in self.rows:
            found[row.result] += 1
        return found

    def _used(self, mapping: Mapping[str, str]) -> list[Used]:
        by_name = {target.name: target for target in self.targets}
        return [
            Used(by_name[mapping[heading]], heading, index, self.table.letter(index))
            for index, heading in enumerate(self.table.headings)
            if mapping.get(heading) in by_name
        ]

    def _texts(self, row: SheetRow) -> dict[str, str]:
        """The cells for the preview; personal data only behind its mask, as everywhere."""
        texts = {}
        for use in self.used:
            cell, name = row.cells[use.index], use.target.name
            text = cell.strip() if type(cell) is str else shown(cell)
            field = self.fields[name]
            texts[name] = field.mask(text) if text and isinstance(field, EncryptedTextField) else text
        return texts

    def _require_keys(self) -> None:
        named = {use.target.name for use in self.used}
        missing = [target.label for target in self.targets if target.key and target.name not in named]
        own_number = [name for name in self.register.key if name not in self.form.fields]
        if missing and not (own_number and self._all_required_named(named)):
            labels = "、".join(f"“{label}”" for label in missing)
            raise Refusal(
                f"缺少列：{labels}", f"工作表“{self.table.sheet}”", "请补上这一列，或在对应关系中选定"
            )

    def _all_required_named(self, named: set[str]) -> bool:
        """A register that numbers its own rows takes a sheet of new rows without the number."""
        return all(target.name in named for target in self.targets if self._must_be_named(target))

    def _must_be_named(self, target: Target) -> bool:
        return target.required and not self.fields[target.name].has_default()

    # cells

    def _clean(self) -> None:
        adding = Cleaner(self.form, self.targets)
        self._prepare(adding, (use for use in self.used if use.target.key))
        keys = [self._key_of(adding, plan, row) for plan, row in zip(self.rows, self.table.rows, strict=True)]
        self._name_twins(keys)
        self._match(keys)
        changing = self._changing_cleaner(adding)
        self._prepare(adding, self.used)
        judge = Judge(self.model, adding)
        other = judge if changing is adding else Judge(self.model, changing)
        defaults = self._defaults(adding)
        for plan, row in zip(self.rows, self.table.rows, strict=True):
            if plan.problems:
                continue
            if plan.record is None:
                self._fill(plan, row, judge, defaults)
            else:
                self._compare(plan, row, other)

    def _prepare(self, cleaner: Cleaner, uses: Iterable[Used]) -> None:
        cleaner.prepare({use.target.name: [row.cells[use.index] for row in self.table.rows] for use in uses})

    def _changing_cleaner(self, adding: Cleaner) -> Cleaner:
        """Drop-downs may reach differently for changing than for adding; one form stands for all changed rows."""
        record = next((plan.record for plan in self.rows if plan.record is not None), None)
        if record is None:
            return adding
        cleaner = Cleaner(bound_form(self.register, self.user, instance=copy.copy(record)), self.targets)
        self._prepare(cleaner, self.used)
        return cleaner

    def _key_of(self, cleaner: Cleaner, plan: RowPlan, row: SheetRow) -> tuple | None:
        """The row's key as the table keeps it; None for a row without one or with a problem in it."""
        key = []
        for use in (use for name in self.register.key for use in self.used if use.target.name == name):
            cell = row.cells[use.index]
            try:
                known = use.target.name in self.form.fields
                value = (
                    cleaner.clean(use.target.name, cell) if known else code_text(text_of(cell), always=True)
                )
            except CellError as error:
                self._wrong(plan, use.target.name, error.problem, error.fix)
                return None
            key.append(getattr(value, "pk", value))
        return (
            tuple(key)
            if len(key) == len(self.register.key) and any(part not in ("", None) for part in key)
            else None
        )

    def _name_twins(self, keys: list[tuple | None]) -> None:
        first: dict[tuple, RowPlan] = {}
        for plan, key in zip(self.rows, keys, strict=True):
            if key is not None and first.setdefault(key, plan) is not plan:
                problem = f"与第 {first[key].line} 行重复"
                self._wrong(plan, self.register.key[0], problem, "同一条记录只留一行")

    def _match(self, keys: list[tuple | None]) -> None:
        """Find the records of all rows; refuse those out of sight, those he may only read, and new ones he may not add."""
        found = self._records({key for key in keys if key is not None})
        visible, changeable = self._reach("view", found.values()), self._reach("change", found.values())
        addable = list(self._not_addable())
        shortened = zeros.lost(self.model, self.register.key, self._typed_as_numbers(keys, found))
        whole = self._reach("view", shortened.values())
        for plan, key in zip(self.rows, keys, strict=True):
            if plan.problems:
                continue
            record = found.get(key) if key is not None else None
            if record is not None and record.pk in visible:
                plan.record = record
                plan.locked = self._why_locked(record, record.pk in changeable)
            elif record is not None or (key is not None and not self._key_is_typed()):
                self._wrong(plan, self.register.key[0], OUT_OF_SIGHT, "请核对后改正，或删去这一行")
            elif key in shortened and shortened[key].pk in whole:
                self._wrong(plan, self.register.key[0], *zeros.problem(shortened[key], self.register.key[0]))
            else:
                for problem in addable:
                    self._wrong(plan, *problem)

    def _typed_as_numbers(self, keys: list[tuple | None], found: Mapping[tuple, models.Model]) -> list[tuple]:
        """Keys of no record that the file holds as numbers, not as text."""
        index = next((use.index for use in self.used if use.target.name == self.register.key[0]), None)
        return [
            key
            for key, row in zip(keys, self.table.rows, strict=True)
            if key and key not in found and index is not None and isinstance(row.cells[index], (int, float))
        ]

    def _key_is_typed(self) -> bool:
        """Whether people give the key themselves (工号), or the system does (编号)."""
        return all(name in self.form.fields for name in self.register.key)

    def _records(self, keys: set[tuple]) -> dict[tuple, models.Model]:
        attnames = [self.model._meta.get_field(name).attname for name in self.register.key]
        related = [name for name in self.form.fields if self.fields[name].many_to_one]
        several = [name for name in self.form.fields if self.fields[name].many_to_many]
        found = {}
        wanted = list(keys)
        for start in range(0, len(wanted), CHUNK):
            some = wanted[start : start + CHUNK]
            queryset = (
                self.model._base_manager.select_related(*related)
                if related
                else self.model._base_manager.all()
            )
            for position, attname in enumerate(attnames):
                values = {key[position] for key in some}
                wanted_here = Q(**{f"{attname}__in": values - {None}})
                if None in values:  # a role for the whole university names no department
                    wanted_here |= Q(**{f"{attname}__isnull": True})
                queryset = queryset.filter(wanted_here)
            for record in queryset.prefetch_related(*several):
                found[tuple(getattr(record, attname) for attname in attnames)] = record
        return {key: record for key, record in found.items() if key in keys}

    def _reach(self, verb: str, records: Iterable[models.Model]) -> set[int]:
        pks = [record.pk for record in records]
        scoped = policy.scope(self.user, self.register.permission(verb), self.register.queryset()).order_by()
        return {
            pk
            for start in range(0, len(pks), CHUNK)
            for pk in scoped.filter(pk__in=pks[start : start + CHUNK]).values_list("pk", flat=True)
        }

    def _why_locked(self, record: models.Model, changeable: bool) -> tuple[str, str] | None:
        """An export holds such rows, too: they come in again as long as they are left as they are."""
        if not changeable:
            return ("这条记录您只能查看，不能修改", "请删去这一行，或交由负责的部门修改")
        decision = self.register.editable(record, self.user)
        return None if decision else (decision.reason, decision.how or "请删去这一行")

    def _not_addable(self) -> Iterator[tuple[str, str, str]]:
        """Why no row can be added at all: (field, problem, what to do)."""
        decision = policy.can(self.user, self.register.permission("add"))
        if not decision:
            problem = f"台账中没有这条记录，您不能新增：{decision.reason}"
            yield self.register.key[0], problem, "请删去这一行"
            return
        named = {use.target.name for use in self.used}
        for target in self.targets:
            if self._must_be_named(target) and target.name not in named:
                problem = f"新增一行要有“{target.label}”，文件缺少这一列"
                yield target.name, problem, "请补上这一列"

    def _defaults(self, cleaner: Cleaner) -> dict[str, Callable[[], Any]]:
        """What a new row gets where the file says nothing."""
        return {
            name: list if self.fields[name].many_to_many else self.fields[name].get_default
            for name in cleaner.fields
        }

    def _fill(self, plan: RowPlan, row: SheetRow, judge: Judge, defaults: Mapping[str, Callable]) -> None:
        """The values of a new row."""
        for use in self.used:
            name, cell = use.target.name, row.cells[use.index]
            if name not in defaults or (cell == "" and self.fields[name].has_default()):
                continue
            found = judge.judge(use.target, cell)
            if found.error:
                self._wrong(plan, name, found.error.problem, found.error.fix)
            else:
                plan.values[name], plan.texts[name] = found.value, found.text
        for name, default in defaults.items():
            if name not in plan.values:
                plan.values[name] = default()

    def _compare(self, plan: RowPlan, row: SheetRow, judge: Judge) -> None:
        """What the row would change of its record. A cell that reads as the record does, masks included, changes nothing."""
        for use in self.used:
            name, cell = use.target.name, row.cells[use.index]
            if name not in judge.cleaner.fields:
                continue
            found = judge.judge(use.target, cell)
            if not found.error and alike(found.value, cells.value_of(plan.record, name)):
                continue
            now = present_text(self.fields[name], use.target, plan.record)
            if isinstance(cell, str) and cell.strip() == now.strip():
                continue
            if found.error:
                self._wrong(plan, name, found.error.problem, found.error.fix)
            else:
                plan.values[name], plan.changes[name] = found.value, (now, found.text)
        if plan.locked and plan.changes:
            self._wrong(plan, self.register.key[0], *plan.locked)

    # rows against each other and the table

    def _check_together(self) -> None:
        """Cross-field rules, uniqueness and constraints of the rows as they would be saved."""
        plans = [plan for plan in self.rows if plan.result in ("new", "changed")]
        permission = self.register.permission("add")
        everywhere = policy.condition_for(self.user, permission, self.model) == Q()
        for plan in plans:
            plan.instance = self._instance(plan)
            if (
                plan.record is None
                and not everywhere
                and not policy.can(self.user, permission, plan.instance)
            ):
                self._wrong(plan, "department", OUT_OF_SIGHT, "请核对部门后改正")
            else:
                self._clean_model(plan)
        for conflict in conditions.conflicts(self.model, [plan.instance for plan in plans]):
            message = conflict.message
            if conflict.twin is not None:
                message = f"与第 {plans[conflict.twin].line} 行相同：{message}"
            self._wrong(plans[conflict.index], next(iter(conflict.fields), ""), message, "")

    def _instance(self, plan: RowPlan) -> models.Model:
        """The row as it would be saved; several related rows hang on it only afterwards."""
        several = {model_field.name for model_field in self.model._meta.many_to_many}
        values = {name: value for name, value in plan.values.items() if name not in several}
        if plan.record is None:
            return self.model(**values)
        instance = copy.copy(plan.record)
        for name, value in values.items():
            setattr(instance, name, value)
        return instance

    def _clean_model(self, plan: RowPlan) -> None:
        try:
            plan.instance.clean()
        except ValidationError as error:
            by_name = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
            for name, messages in by_name.items():
                self._wrong(plan, name, "".join(messages), "")

    def _wrong(self, plan: RowPlan, name: str, problem: str, fix: str) -> None:
        use = next((use for use in self.used if use.target.name == name), None)
        plan.problems.append(
            CellProblem(
                line=plan.line,
                name=name,
                letter=use.letter if use else "",
                heading=use.heading if use else next((t.label for t in self.targets if t.name == name), ""),
                value=plan.texts.get(name, ""),
                problem=problem,
                fix=fix,
            )
        )
