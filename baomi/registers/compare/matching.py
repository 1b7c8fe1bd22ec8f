"""The rows of an outside list against the rows of a register: which is which, and where they differ.

Three questions to the database, and two more for each 500 rows that are in both. A record out of the user's sight
is answered like one that does not exist.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.http import QueryDict

from baomi.core.errors import Refusal
from baomi.registers.compare import offer
from baomi.registers.compare.measures import Measure
from baomi.registers.declarations import Column, Register
from baomi.registers.listing import Listing
from baomi.registers.sheets.cleaning import CHUNK, CellError
from baomi.registers.sheets.reader import SheetRow, Table

DIFFERS, OURS, THEIRS, CHECK, SAME = "differs", "ours", "theirs", "check", "same"
MOST = 50_000
NAMED = 3
"""So many records at most are told for a row that fits several."""


@dataclass
class Row:
    """A row of the list: its line, what came of it, the records it may be, its own words by column."""

    line: int
    result: str
    records: list[int] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    said: str = ""
    differs: list[str] = field(default_factory=list)
    """Names of the columns that differ."""


@dataclass(frozen=True)
class Used:
    """A column of the list that stands for one of the register."""

    column: Column
    measure: Measure
    index: int


class Comparison:
    """A table held against the rows that `query` asks of the register's list, for one user.

    `rows` in the order of the list, `ours` the keys of the records that no row stands for, in the register's order.
    Raises Refusal when no column tells which record a row is, and above 50,000 records.
    """

    def __init__(self, register: Register, user, query: str, table: Table, mapping: Mapping[str, str]):
        self.register, self.user, self.table = register, user, table
        self.used = self._used(mapping)
        self.key = self._key()
        self._known = self._keys_of_records()
        self._keys: dict[int, tuple] = {}
        asked = self._asked(query)
        self.rows = self._rows()
        self._tell_twins()
        self._find(set(asked))
        self._compare([row for row in self.rows if row.result == SAME])
        touched = {pk for row in self.rows for pk in row.records}
        self.ours = [pk for pk in asked if pk not in touched]

    def counts(self) -> dict[str, int]:
        found = Counter(row.result for row in self.rows)
        return {OURS: len(self.ours), **{name: found[name] for name in (DIFFERS, THEIRS, CHECK, SAME)}}

    @property
    def compared(self) -> list[Used]:
        """The columns held against each other: those of the list that the register has, the key aside."""
        names = {column.name for column in offer.compared(self.register, self.user)}
        key = {use.column.name for use in self.key}
        return [use for use in self.used if use.column.name in names - key]

    def _used(self, mapping: Mapping[str, str]) -> list[Used]:
        columns = {target.name: target.column for target in offer.targets(self.register, self.user)}
        return [
            Used(columns[mapping[heading]], Measure(self.register.model, columns[mapping[heading]]), index)
            for index, heading in enumerate(self.table.headings)
            if mapping.get(heading) in columns
        ]

    def _key(self) -> list[Used]:
        """The first key whose columns the list has."""
        by_name = {use.column.name: use for use in self.used}
        ways = offer.keys(self.register, self.user)
        for columns in ways:
            if all(column.name in by_name for column in columns):
                return [by_name[column.name] for column in columns]
        words = "，或".join("和".join(f"“{column.label}”" for column in columns) for columns in ways)
        raise Refusal(
            "看不出名单的每一行是哪一条记录",
            f"工作表“{self.table.sheet}”",
            f"名单须有{words}，请选定对应的列",
        )

    # the register's side

    def _taking_part(self, queryset: models.QuerySet) -> models.QuerySet:
        return offer.rows(self.register, self.user, queryset, (use.column for use in self.key))

    def _keys_of_records(self) -> dict[tuple, list[int]]:
        """{key: records} of everything the user may take out, whatever the list's conditions."""
        paths = [
            offer.blind_path(self.register.model, use.column.name) if use.measure.masked else use.column.name
            for use in self.key
        ]
        records = self._taking_part(self.register.visible(self.user)).order_by()
        if records.count() > MOST:
            raise Refusal(f"台账超过 {MOST:,} {self.register.unit_word}，一次比不完")
        found: dict[tuple, list[int]] = {}
        for pk, *values in records.values_list("pk", *paths):
            key = tuple(
                value or "" if use.measure.masked else use.measure.of_value(value)
                for use, value in zip(self.key, values, strict=True)
            )
            if any(key):
                found.setdefault(key, []).append(pk)
        return found

    def _asked(self, query: str) -> list[int]:
        """The records under the list's conditions, in its order."""
        listing = Listing(self.register, self.user, QueryDict(query))
        return list(self._taking_part(listing.chosen()).values_list("pk", flat=True))

    # the list's side

    def _rows(self) -> list[Row]:
        """Every row with its key, not yet looked up; one without a key is for a person."""
        return [self._row(row) for row in self.table.rows]

    def _row(self, row: SheetRow) -> Row:
        texts = {use.column.name: use.measure.theirs(row.cells[use.index]) for use in self.used}
        try:
            key = tuple(self._key_part(use, row.cells[use.index]) for use in self.key)
        except CellError as error:
            return Row(row.line, CHECK, texts=texts, said=error.problem)
        empty = [use.column.label for use, part in zip(self.key, key, strict=True) if not part]
        if empty:
            return Row(row.line, CHECK, texts=texts, said=f"没有{'、'.join(empty)}，不知道是哪一条")
        self._keys[row.line] = key
        return Row(row.line, THEIRS, texts=texts)

    def _key_part(self, use: Used, cell: Any) -> str:
        said = use.measure.of_cell(cell)
        if not use.measure.masked:
            return said
        *parents, leaf = offer.blind_path(self.register.model, use.column.name).split("__")
        model = self.register.model
        for part in parents:
            model = model._meta.get_field(part).related_model
        return model._meta.get_field(leaf).digest(said) or ""

    def _tell_twins(self) -> None:
        """Rows that say the same key are all left to a person: nobody can tell which of them is meant."""
        lines: dict[tuple, list[int]] = {}
        for line, key in self._keys.items():
            lines.setdefault(key, []).append(line)
        for row in self.rows:
            twins = [line for line in lines.get(self._keys.get(row.line), ()) if line != row.line]
            if twins:
                row.result, row.records = CHECK, self._known.get(self._keys[row.line], [])
                row.said = f"与名单第 {_listed(twins)} 行{self._key_words}相同"

    def _find(self, asked: set[int]) -> None:
        shortened = self._without_zeros()
        cells = {row.line: row.cells for row in self.table.rows}
        for row in self.rows:
            if row.result != THEIRS:
                continue
            key = self._keys[row.line]
            known = self._known.get(key, [])
            # of somebody's ended record and his present one, the conditions tell which is meant
            row.records = [pk for pk in known if pk in asked] or known
            if len(row.records) > 1:
                row.result = CHECK
                row.said = f"本系统有 {len(row.records)} {self.register.unit_word}{self._key_words}与此相同"
            elif row.records:
                row.result = SAME
                if row.records[0] not in asked:
                    row.result, row.said = CHECK, "本系统有，但不在列表所选的条件内"
            elif isinstance(cells[row.line][self.key[0].index], (int, float)) and key in shortened:
                row.result, row.records = CHECK, shortened[key]
                row.said = f"可能是{self._key_words}开头的 0 丢了"

    def _without_zeros(self) -> dict[tuple, list[int]]:
        """{key: records} of keys that begin with zeros, which Excel drops where it takes them for numbers."""
        if len(self.key) > 1:
            return {}
        found: dict[tuple, list[int]] = {}
        for (part,), records in self._known.items():
            if part.startswith("0") and part.isdecimal():
                found.setdefault((part.lstrip("0"),), []).extend(records)
        return found

    @property
    def _key_words(self) -> str:
        return "、".join(use.column.label for use in self.key)

    def _compare(self, rows: list[Row]) -> None:
        cells = {row.line: row.cells for row in self.table.rows}
        uses = self.compared
        masked = [use for use in uses if use.measure.masked]
        for start in range(0, len(rows), CHUNK):
            some = rows[start : start + CHUNK]
            keys = [row.records[0] for row in some]
            records = self.register.queryset().in_bulk(keys)
            open_to_user = self._readable(keys, masked)
            for row in some:
                record = records[row.records[0]]
                row.differs = [
                    use.column.name
                    for use in uses
                    if (not use.measure.masked or record.pk in open_to_user)
                    and not use.measure.alike(record, cells[row.line][use.index])
                ]
                row.result = DIFFERS if row.differs else SAME

    def _readable(self, keys: list[int], masked: Iterable[Used]) -> set[int]:
        """Of these records those whose masked values the user may lift; none are asked for without such a column."""
        columns = [use.column for use in masked]
        if not columns:
            return set()
        some = self.register.queryset().filter(pk__in=keys).order_by()
        return set(offer.rows(self.register, self.user, some, columns).values_list("pk", flat=True))


def _listed(lines: list[int]) -> str:
    more = f" 等 {len(lines)}" if len(lines) > NAMED else ""
    return "、".join(str(line) for line in lines[:NAMED]) + more
