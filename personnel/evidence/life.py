"""A person's life in the registers: what each of them knows of him, in one order of days.

One query for each register the reader may view, and one for each right that its papers ask for, however long the life
is; what he may not see of it is left out by the register itself.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import models

from baomi.approvals.models import Application, Approval
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
SOON = dt.timedelta(days=30)
"""How far ahead what was planned for years is told one by one."""


@dataclass(frozen=True)
class Source:
    """A register of rows about one person: the way to him, the dates a row may have, the surest first, its words.

    `reads` are the fields that words, status and papers need beside number and days: nothing else is fetched.
    """

    model: type[models.Model]
    days: tuple[str, ...]
    words: Callable[[Any], str]
    reads: tuple[str, ...] = ()
    lookup: str = "person"
    planned: bool = False
    """Its rows are laid out years ahead, before anybody has anything to do about them."""
    together: Callable[[Sequence[Any]], str] | None = None
    """Words for a past year's rows in one line, where single ones would drown what else happened in it."""

    def rows(self, person: ClearedPerson) -> models.QuerySet:
        """The person's rows, in no order, with what is told of them and no more."""
        names = ["number", *self.days, *self.reads]
        if issubclass(self.model, Application):
            names += ["approval"]
        related = {name.rpartition("__")[0] for name in names} - {""}
        found = self.model.objects.filter(**{self.lookup: person}).order_by()
        return (found.select_related(*related) if related else found).only(*names)


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
    later: bool = False
    """Planned for a day more than 30 days off, and not begun."""

    @property
    def date(self) -> str:
        """The day as 2026-11-22; empty without one."""
        return self.day.isoformat() if self.day else ""

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return bool(self.status and self.status[0] in WAITING)


def _trained(rows: Sequence[Attendance]) -> str:
    return f"{len(rows)} 次，共 {float(sum(row.hours for row in rows)):g} 学时"


COOLING = "cooling__person"
"""The way to what only somebody has who has left."""
SOURCES = (
    Source(Vetting, ("concluded_on", "created_at"), lambda row: row.get_purpose_display(), ("purpose", "passed", "person__kind")),
    Source(VettingAppeal, ("created_at",), lambda row: row.vetting.number, ("vetting__number", "upheld")),
    Source(Pledge, ("signed_on", "created_at"), lambda row: row.get_kind_display(), ("kind",)),
    Source(
        Attendance, ("session__held_on",), lambda row: f"{row.session.title}，{float(row.hours):g} 学时",
        ("session__title", "hours", "passed"), "staff__clearances", together=_trained,
    ),
    Source(Certificate, ("issued_on",), lambda row: row.name, ("name", "expires_on"), "staff__clearances"),
    Source(
        Assessment, ("concluded_on", "created_at"), lambda row: f"{row.year} 年度 {row.get_result_display()}",
        ("year", "result"),
    ),
    Source(
        MajorReport, ("happened_on", "created_at"), lambda row: f"{row.year} 年{row.get_kind_display().removeprefix('年')}",
        ("year", "kind", "abnormal", "bureau_on"),
    ),
    Source(
        Trip, ("actual_out", "planned_out"), lambda row: f"{row.get_kind_display()} {row.destinations}",
        ("kind", "destinations", "stage", "planned_in"),
    ),
    Source(Talk, ("concluded_on", "held_at"), lambda row: row.get_kind_display(), ("kind",)),
    Source(
        Visit, ("held_on", "due_on"), lambda row: row.get_kind_display(), ("kind", "dropped_on", "concluded_on"),
        planned=True,
    ),
    Source(
        PostChange, ("takes_effect_on", "created_at"), lambda row: f"{row.old_post.title} → {row.new_post.title}",
        ("old_post__title", "new_post__title", "new_department", "department"),
    ),
    Source(Departure, ("approved_on", "created_at"), lambda row: row.get_reason_display(), ("reason",)),
    Source(Absence, ("noticed_on",), lambda row: "擅自离岗离职", ("bureau_on",)),
    Source(CoolingChange, ("created_at",), lambda row: f"延长至 {row.until}", ("until",), COOLING),
    Source(
        CoolingException, ("created_at",), lambda row: row.get_kind_display(), ("kind",), COOLING
    ),
    Source(Release, ("created_at",), lambda row: "解除脱密期", (), COOLING),
)  # fmt: skip


def events(user, person: ClearedPerson) -> list[Event]:
    """Everything within sight about the person, the latest first."""
    sources = SOURCES if person.left_on else [source for source in SOURCES if source.lookup != COOLING]
    found = [
        (source, register, list(register.in_sight(user, source.rows(person))))
        for source in sources
        if (register := _viewed(user, source))
    ]
    _bring_approvals([row for _, _, rows in found for row in rows])
    told = [
        event for source, register, rows in found for event in _told(user, person, source, register, rows)
    ]
    return sorted(told, key=lambda event: (event.day or dt.date.min, event.url), reverse=True)


def shown(user, person: ClearedPerson) -> dict[str, Any]:
    """What 办理与经历 shows: `open` and all `events` but those of later, these by their register as `later`, `stages`."""
    found = events(user, person)
    now, later = [event for event in found if not event.later], [event for event in found if event.later]
    return {
        "open": [event for event in now if event.open],
        "later": [_together(later, label) for label in dict.fromkeys(event.label for event in later)],
        "events": now,
        "stages": stages(person),
    }


def _together(later: list[Event], label: str) -> dict[str, Any]:
    days = [event.day for event in later if event.label == label]
    return {"label": label, "count": len(days), "next_on": min(days)}


def stages(person: ClearedPerson) -> list[Event]:
    """The periods of his clearance, the latest first. One query."""
    rows = person.periods.select_related("post", "department").order_by("-starts", "-pk")
    rows = rows.only(
        "person", "starts", "ends", "status", "grade", "cause", "post__title", "department__name"
    )
    return [
        Event(
            row.starts,
            row.get_status_display(),
            f"{row.department.name} {row.post.title}，{row.get_grade_display()}，{row.cause}"
            + (f"，至 {row.ends}" if row.ends else ""),
        )
        for row in rows
    ]


def _viewed(user, source: Source) -> Register | None:
    """The register of the source, if the user may view any of it."""
    register = registry.of_model(source.model)
    return register if register and policy.can(user, register.permission("view")) else None


def _bring_approvals(rows: Sequence[models.Model]) -> None:
    """Where the applications among the rows stand. One query, which costs less than joining them to each register."""
    handed_in = [row for row in rows if isinstance(row, Application) and row.approval_id]
    found = Approval.objects.only("state", "waiting_for").in_bulk({row.approval_id for row in handed_in})
    for row in handed_in:
        row.approval = found[row.approval_id]


def _told(user, person: ClearedPerson, source: Source, register: Register, rows: Sequence) -> list[Event]:
    if not rows:
        return []
    own = forms.of_register(register.app, register.slug)
    lines = {form.permission for form in own} - {""}
    readable = {line: _within(user, line, source.model, rows) for line in lines}
    told = []
    for row in rows:
        fits = [form for form in own if not form.permission or row.pk in readable[form.permission]]
        told.append((_event(user, register, source, row, fits), row))
    if source.together is None:
        return [event for event, _ in told]
    years = _past_years(told)
    alone = [event for event, _ in told if event.day is None or event.day.year not in years or event.open]
    return [*alone, *(_year(register, source, person, rows) for rows in years.values())]


def _past_years(told: Sequence[tuple[Event, Any]]) -> dict[int, list[tuple[Event, Any]]]:
    """What is told of each year before this one in one line: more than one row, none that waits for anything."""
    years: dict[int, list[tuple[Event, Any]]] = {}
    for event, row in told:
        if event.day and event.day.year < clock.today().year and not event.open:
            years.setdefault(event.day.year, []).append((event, row))
    return {year: rows for year, rows in years.items() if len(rows) > 1}


def _year(
    register: Register, source: Source, person: ClearedPerson, told: Sequence[tuple[Event, Any]]
) -> Event:
    day = max(event.day for event, _ in told)
    dates = {f"{source.days[0]}_min": f"{day.year}-01-01", f"{source.days[0]}_max": f"{day.year}-12-31"}
    asked = urlencode({"view": "all", "q": person.staff.number, **dates})
    words = f"{day.year} 年 {source.together([row for _, row in told])}"
    return Event(day=day, label=register.label, words=words, url=f"{register.url}?{asked}")


def _within(user, permission: str, model: type[models.Model], rows: Sequence[models.Model]) -> set[int]:
    """The keys of the rows that the permission reaches. One query, none where it reaches all or nothing."""
    keys = {row.pk for row in rows}
    condition = policy.condition_for(user, permission, model)
    if condition is None:
        return set()
    if not condition:
        return keys
    return set(model.objects.filter(condition, pk__in=keys).order_by().values_list("pk", flat=True))


def _event(user, register: Register, source: Source, row, own: list[forms.PrintForm]) -> Event:
    url, day = register.record_url(row), _day(source, row)
    return Event(
        day=day,
        label=register.label,
        words=source.words(row),
        url=url,
        number=row.number or "",
        status=register.status_for(user, row),
        papers=[
            Paper(form.code, form.label, f"{url}print/{form.code}.pdf") for form in own if form.fits(row)
        ],
        later=source.planned and row.approval_id is None and day > clock.today() + SOON,
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
