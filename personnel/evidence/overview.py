"""Figures of the cleared people in a reader's sight, each with the list that holds as many rows."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from baomi.core import clock
from baomi.core.levels import PersonGrade
from baomi.registers.declarations import registry
from personnel.choices.people import ON_DUTY, PersonStatus

LIST = "/personnel/people/"
ON_DUTY_PAIRS = [("status", str(status)) for status in ON_DUTY]
SOON = 30


@dataclass(frozen=True)
class Figure:
    """A number with its words and the address of its rows."""

    label: str
    value: int
    url: str
    tone: str = ""


def in_sight(user) -> QuerySet:
    """The people the user sees, unordered."""
    return registry.get("personnel", "people").visible(user).order_by()


def list_url(*pairs: tuple[str, object], view: str = "all") -> str:
    return f"{LIST}?{urlencode([('view', view), *pairs])}"


def headlines(user) -> list[Figure]:
    """On duty, vettings overdue and coming, cooling-off periods that end this year. One query."""
    today = clock.today()
    first, last = dt.date(today.year, 1, 1), dt.date(today.year, 12, 31)
    duty = Q(status__in=ON_DUTY)
    cooling = Q(status=PersonStatus.COOLING)
    found = in_sight(user).aggregate(
        duty=Count("pk", filter=duty),
        late=Count("pk", filter=duty & Q(vetting_due_on__lt=today)),
        soon=Count("pk", filter=duty & Q(vetting_due_on__range=(today, today + dt.timedelta(days=SOON)))),
        ending=Count("pk", filter=cooling & Q(cooling_until__range=(first, last))),
    )
    soon = [
        *ON_DUTY_PAIRS,
        ("vetting_due_on_min", today),
        ("vetting_due_on_max", today + dt.timedelta(days=SOON)),
    ]
    ending = [("cooling_until_min", first), ("cooling_until_max", last)]
    return [
        Figure("在岗", found["duty"], list_url(*ON_DUTY_PAIRS)),
        Figure("复审逾期", found["late"], list_url(view="vetting_late"), "bad" if found["late"] else ""),
        Figure(f"{SOON} 日内复审", found["soon"], list_url(*soon), "warn" if found["soon"] else ""),
        Figure("脱密期本年届满", found["ending"], list_url(*ending, view="cooling")),
    ]


def by_grade(user) -> list[dict]:
    """Bars of those on duty by grade, the highest first."""
    counts = _counted(in_sight(user).filter(status__in=ON_DUTY), "grade")
    return [
        _bar(grade.label, counts.get(grade, 0), list_url(*ON_DUTY_PAIRS, ("grade", grade.value)))
        for grade in PersonGrade
    ]


def by_status(user) -> list[dict]:
    """Bars of everybody by stage."""
    counts = _counted(in_sight(user), "status")
    return [
        _bar(status.label, counts.get(status, 0), list_url(("status", status.value)))
        for status in PersonStatus
    ]


def by_department(user) -> list[dict]:
    """Bars of those on duty by department, in the order of the tree; departments without any are left out."""
    rows = in_sight(user).filter(status__in=ON_DUTY)
    rows = rows.values("department_id", "department__name", "department__path").annotate(count=Count("pk"))
    return [
        _bar(
            row["department__name"],
            row["count"],
            list_url(*ON_DUTY_PAIRS, ("department", row["department_id"])),
        )
        for row in rows.order_by("department__path")
    ]


def _counted(rows: QuerySet, name: str) -> dict[str, int]:
    pairs: Iterable = rows.values_list(name).annotate(Count("pk"))
    return dict(pairs)


def _bar(label: str, value: int, url: str) -> dict:
    return {"label": label, "value": value, "url": url}
