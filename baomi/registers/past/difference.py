"""What became of a register between the ends of two days: rows added, rows gone, rows changed."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.lookups import IsNull

from baomi.registers import cells
from baomi.registers.declarations import Column, Register
from baomi.registers.past import telling
from baomi.registers.past.listing import PastListing
from baomi.registers.past.versions import end_of, newest

ADDED, GONE, CHANGED = "added", "gone", "changed"
KINDS = {ADDED: "新增", GONE: "移出", CHANGED: "变化"}
AT_ONCE = 500


@dataclass(frozen=True)
class Turn:
    """One column of a changed row: what it said on the first day and on the last."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One line of the difference as a sheet or a print tells it."""

    kind: str
    heading: str
    label: str
    before: str
    after: str


class Difference:
    """The same question asked of a register on two days, for one user: tab and conditions hold on both.

    A row is added that was not there, or out of his sight, on the first day and is there on the last; gone the other
    way round; changed if the record itself holds something else in a column he may see. A department that was
    renamed changes no row but its own.
    """

    def __init__(self, register: Register, user, params, first: dt.date, last: dt.date, verb: str = "view"):
        self.register, self.user = register, user
        self.first = PastListing(register, user, params, first, verb)
        self.last = PastListing(register, user, params, last, verb)

    @cached_property
    def columns(self) -> list[Column]:
        """The columns that can be compared."""
        return [column for column in self.last.offered if telling.compared(column)]

    @cached_property
    def left_out(self) -> list[Column]:
        """The columns the user may see that cannot be compared."""
        offered = self.register.columns_for(self.user)
        return [column for column in offered if column not in self.columns]

    def side(self, kind: str) -> PastListing:
        """The day on which the rows of that kind are shown."""
        return self.first if kind == GONE else self.last

    def rows(self, kind: str) -> models.QuerySet:
        """The rows of that kind, to be read while the tables of their day are standing."""
        first, last = self.first.queryset, self.last.queryset
        if kind == ADDED:
            return last.exclude(pk__in=self.first.keys())
        if kind == GONE:
            return first.exclude(pk__in=self.last.keys())
        return last.filter(pk__in=self.first.keys()).filter(pk__in=self._altered())

    def count(self, kind: str, most: int | None = None) -> int:
        """So many rows of that kind, one more than `most` (or than a list counts) for any larger number."""
        return self.side(kind).count_of(self.rows(kind), most)

    def turns(self, before: models.Model, after: models.Model) -> list[Turn]:
        """The columns in which the record says something else on the last day.

        Those that hold something else and read the same are told only where there is nothing else to tell.
        """
        held = [
            Turn(column.label, cells.plain(column, before), cells.plain(column, after))
            for column in self.columns
            if any(_stored(before, name) != _stored(after, name) for name in telling.compared(column))
        ]
        return [turn for turn in held if turn.before != turn.after] or held

    def lines(self) -> Iterator[Line]:
        """Every row of the difference in words, one line for each column of a changed one; read piece by piece."""
        for kind in (ADDED, GONE):
            side, rows = self.side(kind), self.rows(kind)
            for record in itertools.chain.from_iterable(_piecewise(side, rows)):
                told = _in_one_line(side.columns, record)
                texts = ("", told) if kind == ADDED else (told, "")
                yield Line(KINDS[kind], self.register.heading(record), "", *texts)
        for record, turns in self._all_changed():
            for turn in turns:
                yield Line(KINDS[CHANGED], self.register.heading(record), turn.label, turn.before, turn.after)

    def changed(self, records: Sequence[models.Model]) -> list[tuple[models.Model, list[Turn]]]:
        """These rows of the last day, each with what it said on the first."""
        before = self.first.rows([record.pk for record in records])
        return [(record, self.turns(before[record.pk], record)) for record in records if record.pk in before]

    def _all_changed(self) -> Iterator[tuple[models.Model, list[Turn]]]:
        for records in _piecewise(self.last, self.rows(CHANGED)):
            yield from self.changed(records)

    def _altered(self) -> models.QuerySet:
        """The keys of the records whose version of the last day holds something else than that of the first.

        Only rows with a version between the two days are looked at.
        """
        model = self.register.model
        key = model._meta.pk.attname
        names = {name for column in self.columns for name in telling.compared(column)}
        differs = Q(pk__in=[])
        for name in sorted(names):
            differs |= _differs(model._meta.get_field(name))
        before = newest(model, self.first.day).filter(differs, **{key: OuterRef(key)})
        versions = newest(model, self.last.day).filter(history_date__gte=end_of(self.first.day))
        return versions.filter(Exists(before)).values(key)


def _differs(field: models.Field) -> Q:
    """The version says something else than the outer one; nothing is the same as nothing.

    Said of what differs and not of what is the same: by that SQLite would look for rows of the same department, and
    go through all of them for every one.
    """
    other = OuterRef(field.attname)
    unequal = ~Q(**{field.attname: other})
    if not field.null:
        return unequal
    nothing, other_nothing = Q(**{f"{field.attname}__isnull": True}), Q(IsNull(other, True))
    return (nothing & ~other_nothing) | (~nothing & other_nothing) | (~nothing & ~other_nothing & unequal)


def _stored(record: models.Model, name: str):
    return getattr(record, record._meta.get_field(name).attname)


def _in_one_line(columns: Sequence[Column], record: models.Model) -> str:
    told = ((column.label, cells.plain(column, record)) for column in columns)
    return "；".join(f"{label} {text}" for label, text in told if text)


def _piecewise(side: PastListing, rows: models.QuerySet) -> Iterator[list[models.Model]]:
    """The rows in their order, so many at a time."""
    with side.versions.standing():
        keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        found = side.rows(some)
        yield [found[key] for key in some]
