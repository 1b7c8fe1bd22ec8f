"""A vetting on the screen: what was typed, read from a posted form or from a kept draft, and what is still lacking."""

import re
from dataclasses import dataclass

from django.db.models import Field
from django.http import QueryDict

from baomi.registers import drafts
from personnel.forms.vetting import VettingForm
from personnel.models import Vetting
from personnel.rules import dossier

SPARE = 2
"""Empty rows offered in each table beyond those filled."""
CELL = re.compile(r"([a-z]+)-(\d{1,3})-([a-z]+)")
GROUPS = (
    ("审查", ("purpose", "post", "reason")),
    ("基本信息", ("former_name", "nationality", "marital", "education")),
    ("住址", ("household_address", "household_police", "home_address", "home_police")),
    ("证件", ("private_documents", "official_document", "foreign_residence", "residence_number")),
)
CLOSING = ("其他与承诺", ("habits", "other_matters", "promised"))


@dataclass
class VettingSheet:
    """One form on the screen: the vetting as it is kept, with what was typed since."""

    user: object
    vetting: Vetting
    typed: QueryDict | None = None
    saved_at: object = None

    @property
    def draft_key(self) -> str:
        return f"personnel.vettings:{self.vetting.pk}"

    @property
    def tables(self) -> dict[str, list[dict]]:
        """The rows as typed, else as kept."""
        return rows_typed(self.typed) if self.typed is not None else dossier.read(self.vetting)

    def keep(self, data: QueryDict) -> None:
        """Keep a draft: sealed, as a dossier never lies in the clear."""
        self.saved_at = drafts.keep_typed(self.user, self.draft_key, data).saved_at

    def load(self) -> None:
        """Lay a kept draft over the record, unless the record was saved since."""
        found = drafts.typed_since(self.user, self.draft_key, self.vetting.updated_at)
        if found:
            self.typed, self.saved_at = found

    def discard(self) -> None:
        drafts.discard(self.user, self.draft_key)

    def form(self, *, bound: bool = False) -> VettingForm:
        """The form's cells: bound to what was posted, or showing what is kept with the draft over it."""
        if bound:
            return VettingForm(self.user, self.typed, instance=self._copy())
        return VettingForm(self.user, instance=self._copy(), initial=self._initial())

    def _initial(self) -> dict:
        if self.typed is None:
            return {}
        return {name: _value(Vetting._meta.get_field(name), self.typed) for name in VettingForm.Meta.fields}

    def current(self) -> Vetting:
        """The vetting as it would be with what is typed so far; unsaved."""
        vetting = self._copy()
        if self.typed is not None:
            VettingForm(self.user, self.typed, instance=vetting).is_valid()
            rows = {table.name: dossier.filled(table, self.tables) for table in dossier.tables_of(vetting)}
            vetting.tables = dossier.written(rows)
        return vetting

    def _copy(self) -> Vetting:
        return Vetting.objects.select_related("person__staff", "post").get(pk=self.vetting.pk)

    def shown_tables(self) -> list[dict]:
        """The tables of the form with their rows and some empty ones."""
        typed = self.tables
        return [shown_table(table, typed.get(table.name, [])) for table in dossier.tables_of(self.vetting)]


def rows_typed(data: QueryDict) -> dict[str, list[dict]]:
    """family-0-name=… as rows of each table, in the order of their numbers."""
    found: dict[str, dict[int, dict]] = {}
    for name in data:
        cell = CELL.fullmatch(name)
        if cell:
            found.setdefault(cell[1], {}).setdefault(int(cell[2]), {})[cell[3]] = data[name]
    return {table: [rows[number] for number in sorted(rows)] for table, rows in found.items()}


def shown_table(table: dossier.Table, rows: list[dict], spare: int = SPARE) -> dict:
    """A table as `personnel/vetting_rows.html` shows it: its rows and some empty ones."""
    rows = [row for row in rows if dossier.says_something(table, row)]
    rows = [*rows, *[{} for _ in range(spare if len(rows) < dossier.MOST_ROWS - spare else 0)]]
    return {
        "name": table.name,
        "label": table.label,
        "note": table.note,
        "needed": table.needed,
        "columns": table.columns,
        "rows": [
            [_cell(table, number, column, row) for column in table.columns] for number, row in enumerate(rows)
        ],
        "blank": [_cell(table, "__n__", column, {}) for column in table.columns],
        "next": len(rows),
    }


def _cell(table: dossier.Table, number: int | str, column: dossier.Column, row: dict) -> dict:
    return {
        "name": f"{table.name}-{number}-{column.name}",
        "column": column,
        "value": row.get(column.name, column.default),
    }


def _value(column: Field, data: QueryDict):
    """A kept draft's value as the form shows it."""
    if column.name == "private_documents":
        return data.getlist(column.name)
    if column.get_internal_type() == "BooleanField":
        return column.name in data
    return data.get(column.name, "")
