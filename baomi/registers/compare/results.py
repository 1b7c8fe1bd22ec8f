"""A comparison as it is kept, and as it is read: the list's own words are kept, the register's are read when asked for.

So a right withdrawn after the comparison takes the rows away with it, and nothing of the register lies about twice.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.http import QueryDict

from baomi.audit import ledger
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.registers import cells
from baomi.registers.compare import offer
from baomi.registers.compare.matching import CHECK, DIFFERS, OURS, SAME, THEIRS, Comparison, Row
from baomi.registers.declarations import Column, Register
from baomi.registers.listing import Listing
from baomi.registers.models import SheetUpload
from baomi.registers.sheets import export, uploads
from baomi.registers.sheets.reader import Table
from baomi.registers.sheets.uploads import Purpose

ACTION = "registers.sheet_compare"
LABELS = {
    DIFFERS: "内容不同",
    OURS: "只在本系统",
    THEIRS: "只在名单",
    CHECK: "需核对",
    SAME: "两边一致",
}
"""The lists of a result, in the order in which they are looked at."""


@dataclass(frozen=True)
class Difference:
    """One column of one record: what the register says, what the list says."""

    column: Column
    ours: str
    theirs: str

    @property
    def behind_mask(self) -> bool:
        """Whether only what the mask covers is different."""
        return self.ours == self.theirs


@dataclass(frozen=True)
class Entry:
    """A line of a result: the line of the list, the records it is about, texts for the columns, differences, a remark."""

    line: int | None
    records: list[models.Model]
    texts: list[str]
    differences: Sequence[Difference] = ()
    said: str = ""


def stage(upload: SheetUpload, register: Register, table: Table, from_1904: bool) -> dict:
    """What an upload keeps of a comparison: results by line with the list's own words, keys of records, counts."""
    kept = {
        "sheet": table.sheet,
        "headings": table.headings,
        "letters": table.letters,
        "hidden": table.hidden,
        "total": len(table.rows),
        "at": clock.now().isoformat(),
        "conditions": export.describe(Listing(register, upload.user, QueryDict(upload.query))),
    }
    try:
        made = Comparison(register, upload.user, upload.query, table, upload.mapping)
    except Refusal as refusal:
        return {
            **kept,
            "refusal": str(refusal),
            "key": [],
            "columns": [],
            "rows": [],
            "ours": [],
            "counts": {},
        }
    return {
        **kept,
        "refusal": "",
        "key": [use.column.name for use in made.key],
        "columns": [use.column.name for use in made.compared],
        "rows": [_kept(row, made) for row in made.rows],
        "ours": made.ours,
        "counts": made.counts(),
    }


def _kept(row: Row, made: Comparison) -> dict:
    """The row with no more of its words than will be shown."""
    names = {use.column.name for use in made.key} | set(row.differs)
    if row.result == THEIRS:
        names |= {use.column.name for use in made.compared}
    return vars(row) | {"texts": {name: text for name, text in row.texts.items() if name in names}}


COMPARE = uploads.add_purpose(Purpose("compare", targets=offer.targets, words=offer.words, stage=stage))


def note(upload: SheetUpload, register: Register) -> None:
    """Log who held which register against which file, with what outcome."""
    staged = upload.staged
    outcome = staged["refusal"] or "，".join(
        f"{label} {staged['counts'][name]}" for name, label in LABELS.items()
    )
    label = (
        f"{register.label}（{staged['conditions']}）与“{upload.name}”（SM3 {upload.digest}）比对：{outcome}"
    )
    ledger.note(ACTION, by=upload.user, obj=f"{register.name}/compare", label=label)


class Result:
    """The outcome of a comparison as its owner may read it now."""

    def __init__(self, register: Register, upload: SheetUpload):
        self.register, self.user, self.upload = register, upload.user, upload
        self.staged = upload.staged
        known = {target.name: target.column for target in offer.targets(register, self.user)}
        self.key = [known[name] for name in self.staged["key"] if name in known]
        self.columns = [known[name] for name in self.staged["columns"] if name in known]

    @property
    def counts(self) -> dict[str, int]:
        return self.staged["counts"]

    @property
    def at(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.staged["at"])

    def differing(self) -> list[tuple[Column, int]]:
        """The columns in which rows differ, and in how many."""
        found = Counter(name for row in self.staged["rows"] for name in row["differs"])
        return [(column, found[column.name]) for column in self.columns if found[column.name]]

    def shown(self, name: str) -> list[Column]:
        """The columns whose texts the entries of a list hold."""
        if name == OURS:
            usual = [column for column in offer.compared(self.register, self.user) if column.shown]
            named = {column.name: column for column in (*self.key, *usual) if column.kind != "name"}
            return list(named.values())  # the record itself is told by its name
        return [*self.key, *self.columns] if name == THEIRS else self.key

    def lines(self, name: str, column: str = "") -> list:
        """The rows of a list as kept, of `differs` those that differ in `column`; entries are made from them."""
        if name == OURS:
            return self.staged["ours"]
        return [
            row
            for row in self.staged["rows"]
            if row["result"] == name and (not column or column in row["differs"])
        ]

    def entries(self, name: str, lines: list) -> list[Entry]:
        """The lines as they may be read: a record that has gone out of sight since takes its line with it."""
        if name == OURS:
            records = self._records(lines)
            return [self._of_record(name, records[pk]) for pk in lines if pk in records]
        records = self._records([pk for row in lines for pk in row["records"]])
        made = [self._of_row(name, row, records) for row in lines]
        return [entry for entry in made if entry.records or name in (THEIRS, CHECK)]

    def _records(self, keys: list[int]) -> dict[int, models.Model]:
        rows = self.register.visible(self.user)
        return offer.rows(self.register, self.user, rows, self.key).in_bulk(keys)

    def _of_record(self, name: str, record) -> Entry:
        return Entry(None, [record], [cells.plain(column, record) for column in self.shown(name)])

    def _of_row(self, name: str, row: dict, records: dict[int, models.Model]) -> Entry:
        seen = [records[pk] for pk in row["records"] if pk in records]
        texts = [row["texts"].get(column.name, "") for column in self.shown(name)]
        differences = [
            Difference(column, cells.plain(column, seen[0]), row["texts"].get(column.name, ""))
            for column in self.columns
            if seen and column.name in row["differs"]
        ]
        return Entry(row["line"], seen, texts, differences, row["said"])
