"""What falls due, declared by the domains: one `Deadline` per kind of duty, found again at every sweep.

A declaration answers with everything that is still open; what has been done simply no longer appears, so that
nobody has to cancel a reminder.
"""

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models

from baomi.core import clock
from baomi.organization.roles import Role
from baomi.reminders.choices import Kind, Shown, Unit


@dataclass(frozen=True)
class Stage:
    """A rung of the ladder as declared; the office head's rows take its place once they are seeded.

    `offset` is signed (before, on, after the due date) and counted in `unit`. `relation` names who is told: the
    value of a Role ("officer", "head", "office", …; its holders for the item's department) or a key of the
    item's `people` ("assignee"). `paper` is the code of the form to be printed at this rung.
    """

    offset: int
    relation: str
    kind: Kind
    unit: Unit = Unit.CALENDAR_DAY
    paper: str = ""


PAPER = "S-09"
"""The 督办单 (see prints.py): the form at the end of the usual ladder."""

LADDER = (
    Stage(-30, "officer", Kind.AHEAD),
    Stage(-7, "officer", Kind.AHEAD),
    Stage(-1, "officer", Kind.AHEAD),
    Stage(0, "officer", Kind.ON_DAY),
    Stage(1, "officer", Kind.OVERDUE),
    Stage(1, "head", Kind.ESCALATION),
    Stage(3, "office", Kind.ESCALATION, paper=PAPER),
)
"""The usual rungs: 30, 7 and 1 days ahead, on the day, then the head of the department, then the office with a paper."""


@dataclass(frozen=True)
class DueItem:
    """One open duty: which record, until when, whose.

    `record` is "app.model:pk". A `due` that is a date is met until that day ends; a datetime is meant to the
    minute. `people` gives the user ids of the item's own relations. `detail` is one sentence, free of secrets.
    """

    record: str
    label: str
    url: str
    due: dt.date | dt.datetime
    department_id: int | None = None
    people: Mapping[str, Sequence[int]] = field(default_factory=dict)
    detail: str = ""

    @property
    def day(self) -> dt.date:
        """The day in Asia/Shanghai on which it falls due."""
        return self.due.astimezone(clock.SHANGHAI).date() if isinstance(self.due, dt.datetime) else self.due

    @functools.cached_property
    def instant(self) -> dt.datetime:
        """The last moment at which it is still met."""
        if isinstance(self.due, dt.datetime):
            return self.due
        return dt.datetime.combine(self.due, dt.time(23, 59, 59), clock.SHANGHAI)

    @property
    def shown(self) -> Shown:
        return Shown.TIME if isinstance(self.due, dt.datetime) else Shown.DAY


@dataclass(frozen=True)
class Deadline:
    """A kind of duty that falls due.

    `due(until)` gives every open item whose due date is not after `until` in a fixed number of queries, however
    many records there are. `group` is the lane of the desk's calendar. `for_record(record)` gives the items of
    one record for its page; an empty result for records of other kinds.
    """

    key: str
    label: str
    due: Callable[[dt.datetime], Iterable[DueItem]]
    group: str = ""
    stages: Sequence[Stage] = LADDER
    for_record: Callable[[models.Model], Iterable[DueItem]] | None = None
    clause: str = ""
    relations: Mapping[str, str] = field(default_factory=lambda: {"assignee": "责任人"})
    """The keys of its items' `people` with the words shown for them."""

    def __post_init__(self) -> None:
        unknown = {stage.relation for stage in self.stages} - set(self.relations) - set(Role.values)
        if unknown:
            raise ValueError(f"deadline {self.key}: no role and no relation of its own: {sorted(unknown)}")

    def relation_label(self, relation: str) -> str:
        """Whom a stage tells, in words."""
        return self.relations.get(relation) or Role(relation).label


_deadlines: dict[str, Deadline] = {}


def add(deadline: Deadline) -> Deadline:
    """Declare a deadline once. Raises ValueError for a second one of the key."""
    if deadline.key in _deadlines:
        raise ValueError(f"deadline {deadline.key} is declared twice")
    _deadlines[deadline.key] = deadline
    return deadline


def remove(key: str) -> None:
    """Take a declaration back; for tests that declare their own."""
    _deadlines.pop(key, None)


def every() -> list[Deadline]:
    """All declared deadlines, in the order of group and key."""
    return sorted(_deadlines.values(), key=lambda deadline: (deadline.group, deadline.key))


def get(key: str) -> Deadline:
    """Raises LookupError for a deadline nobody declared."""
    return _deadlines[key]


def items(until: dt.datetime) -> Iterator[tuple[Deadline, DueItem]]:
    """Everything open and due up to `until`, of every kind: for the desk's lanes and the year's figures."""
    for deadline in every():
        for item in deadline.due(until):
            yield deadline, item


def items_of(record: models.Model) -> list[tuple[Deadline, DueItem]]:
    """The open duties of one record, the nearest first."""
    found = [
        (deadline, item)
        for deadline in every()
        if deadline.for_record is not None
        for item in deadline.for_record(record)
    ]
    return sorted(found, key=lambda pair: pair[1].instant)


def record_ref(record: models.Model) -> str:
    """How a record is named in a DueItem and a Notice: "app.model:pk"."""
    return f"{record._meta.label_lower}:{record.pk}"
