"""A person's life in the registers: what each of them knows of him, in one order of days.

One query for each register the reader may view, however long the life is; what he may not see of it is left out by
the register itself.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from baomi.core import clock
from baomi.organization import policy
from baomi.printing import forms
from baomi.registers.declarations import Register, registry
from personnel.models import (
    Absence,
    Assessment,
    Attendance,
    Certificate,
    ClearedPerson,
    CoolingChange,
    CoolingException,
    Departure,
    MajorReport,
    Pledge,
    PostChange,
    Release,
    Talk,
    Trip,
    Vetting,
    VettingAppeal,
    Visit,
)

WAITING = ("wait", "warn", "bad")
"""Tones of what somebody still has to do."""


@dataclass(frozen=True)
class Source:
    """A register of rows about one person: the way to him, the dates a row may have, the surest first, its words."""

    model: type[models.Model]
    days: tuple[str, ...]
    words: Callable[[Any], str]
    lookup: str = "person"


@dataclass(frozen=True)
class Paper:
    """A form that a row prints on."""

    code: str
    label: str
    url: str


@dataclass(frozen=True)
class Event:
    """One thing of a life: its day, the register's name for it, its words, where it stands, its papers."""

    day: dt.date | None
    label: str
    words: str
    url: str = ""
    number: str = ""
    status: tuple[str, str] | None = None
    papers: Sequence[Paper] = field(default_factory=tuple)

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return bool(self.status and self.status[0] in WAITING)


SOURCES = (
    Source(Vetting, ("concluded_on", "created_at"), lambda row: row.get_purpose_display()),
    Source(VettingAppeal, ("created_at",), lambda row: row.vetting.number),
    Source(Pledge, ("signed_on", "created_at"), lambda row: row.get_kind_display()),
    Source(Attendance, ("session__held_on",), lambda row: f"{row.session.title}，{row.hours} 学时", "staff__clearances"),
    Source(Certificate, ("issued_on",), lambda row: row.name, "staff__clearances"),
    Source(Assessment, ("concluded_on", "created_at"), lambda row: f"{row.year} 年度 {row.get_result_display()}"),
    Source(MajorReport, ("happened_on", "created_at"), lambda row: f"{row.year} 年 {row.get_kind_display()}"),
    Source(Trip, ("actual_out", "planned_out"), lambda row: f"{row.get_kind_display()} {row.destinations}"),
    Source(Talk, ("concluded_on", "held_at"), lambda row: row.get_kind_display()),
    Source(Visit, ("held_on", "due_on"), lambda row: row.get_kind_display()),
    Source(PostChange, ("takes_effect_on", "created_at"), lambda row: f"{row.old_post.title} → {row.new_post.title}"),
    Source(Departure, ("approved_on", "created_at"), lambda row: row.get_reason_display()),
    Source(Absence, ("noticed_on",), lambda row: "擅自离岗离职"),
    Source(CoolingChange, ("created_at",), lambda row: f"延长至 {row.until}", "cooling__person"),
    Source(CoolingException, ("created_at",), lambda row: row.get_kind_display(), "cooling__person"),
    Source(Release, ("created_at",), lambda row: "解除脱密期", "cooling__person"),
)  # fmt: skip


def events(user, person: ClearedPerson) -> list[Event]:
    """Everything within sight about the person, the latest first."""
    found = [event for source in SOURCES for event in _of(user, person, source)]
    return sorted(found, key=lambda event: event.day or dt.date.min, reverse=True)


def stages(person: ClearedPerson) -> list[Event]:
    """The periods of his clearance, the latest first. One query."""
    rows = person.periods.select_related("post", "department").order_by("-starts", "-pk")
    return [
        Event(
            row.starts,
            row.get_status_display(),
            f"{row.department.name} {row.post.title}，{row.get_grade_display()}，{row.cause}"
            + (f"，至 {row.ends}" if row.ends else ""),
        )
        for row in rows
    ]


def _of(user, person: ClearedPerson, source: Source) -> list[Event]:
    register = next((item for item in registry.all() if item.model is source.model), None)
    if register is None or not policy.can(user, register.permission("view")):
        return []
    rows = register.visible(user).filter(**{source.lookup: person})
    own = [
        form
        for form in forms.of_register(register.app, register.slug)
        if not form.permission or policy.can(user, form.permission)
    ]
    return [_event(user, register, source, row, own) for row in rows]


def _event(user, register: Register, source: Source, row, own: list[forms.PrintForm]) -> Event:
    url = register.record_url(row)
    return Event(
        day=_day(source, row),
        label=register.label,
        words=source.words(row),
        url=url,
        number=row.number or "",
        status=register.status_for(user, row),
        papers=[
            Paper(form.code, form.label, f"{url}print/{form.code}.pdf") for form in own if form.fits(row)
        ],
    )


def _day(source: Source, row) -> dt.date | None:
    for path in source.days:
        value = row
        for name in path.split("__"):
            value = getattr(value, name)
        if isinstance(value, dt.datetime):
            return value.astimezone(clock.SHANGHAI).date()
        if value:
            return value
    return None
