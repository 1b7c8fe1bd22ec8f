"""Hours of the year against the parameters, who falls short (P5, P15)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from baomi.core import clock
from baomi.organization import parameters
from personnel.choices.people import ON_DUTY
from personnel.choices.yearly import TrainingState
from personnel.models import Attendance, ClearedPerson, StatusPeriod
from personnel.parameters import TRAIN_HOURS, TRAIN_SESSIONS

NOTHING = (Decimal(0), 0)
ORDER = ("department__path", "staff__pinyin", "pk")


@dataclass(frozen=True)
class Standing:
    """A cleared person's hours and sessions of a year beside what the year asks."""

    person: ClearedPerson
    hours: Decimal
    sessions: int
    needed_hours: int
    needed_sessions: int

    @property
    def short_hours(self) -> Decimal:
        return max(Decimal(0), self.needed_hours - self.hours)

    @property
    def short_sessions(self) -> int:
        return max(0, self.needed_sessions - self.sessions)

    @property
    def short(self) -> bool:
        return bool(self.short_hours or self.short_sessions)


@dataclass(frozen=True)
class Verdict:
    """Whether a person falls short of what the year asks: his key and his department's."""

    person: int
    department: int
    short: bool


def held(year: int) -> QuerySet[Attendance]:
    """Who was at the sessions held in the year."""
    return Attendance.objects.filter(session__state=TrainingState.HELD, session__held_on__year=year)


def hours_of(staff_ids: Collection[int], year: int) -> dict[int, tuple[Decimal, int]]:
    """Key of Staff → (hours, sessions) of the year; who was nowhere is left out. One query."""
    return _earned(held(year).filter(staff__in=staff_ids))


def needed(year: int) -> tuple[int, int]:
    """(hours, sessions) that the year asks: the parameters in force on its last day, or today. One query."""
    values = parameters.describe_all([TRAIN_HOURS, TRAIN_SESSIONS], on=last_day(year))
    return values[TRAIN_HOURS].value, values[TRAIN_SESSIONS].value


def last_day(year: int) -> dt.date:
    """The day by which a year is judged: its last, or today while it runs."""
    return min(clock.today(), dt.date(year, 12, 31))


def owing(year: int) -> QuerySet[ClearedPerson]:
    """Who owes the year's training: on duty on the day by which it is judged."""
    day = last_day(year)
    people = ClearedPerson.objects.select_related("staff", "department")
    if day == clock.today():
        return people.on_duty()
    periods = StatusPeriod.objects.on(day).filter(status__in=ON_DUTY)
    return people.filter(pk__in=periods.values("person"))


def standings(year: int, people: QuerySet[ClearedPerson] | None = None) -> list[Standing]:
    """Everybody who owes the year's training, or those among `people`, by department and name. Three queries."""
    rows = list((owing(year) if people is None else people).order_by(*ORDER))
    asked = needed(year)
    earned = _earned(held(year) if people is None else held(year).filter(staff__in=people.values("staff")))
    return [Standing(person, *earned.get(person.staff_id, NOTHING), *asked) for person in rows]


def standing_of(person: ClearedPerson, year: int) -> Standing:
    """One person beside what the year asks. Two queries."""
    attended = hours_of([person.staff_id], year)
    return Standing(person, *attended.get(person.staff_id, NOTHING), *needed(year))


def shortfalls(year: int, people: QuerySet[ClearedPerson] | None = None) -> list[Standing]:
    """Those of `standings` who fall short of hours or sessions; nobody else is read. Six queries."""
    everybody = owing(year) if people is None else people
    behind = [verdict.person for verdict in verdicts(year, people) if verdict.short]
    return standings(year, everybody.filter(pk__in=behind)) if behind else []


def verdicts(year: int, people: QuerySet[ClearedPerson] | None = None) -> list[Verdict]:
    """Everybody of `standings` in the same order, by keys alone. Three queries."""
    rows = (owing(year) if people is None else people).order_by(*ORDER)
    keys = list(rows.values_list("pk", "department", "staff"))
    (hours, sessions), attended = needed(year), held(year)
    earned = _earned(attended if people is None else attended.filter(staff__in=[key for _, _, key in keys]))
    return [
        Verdict(pk, department, _behind(earned.get(staff, NOTHING), hours, sessions))
        for pk, department, staff in keys
    ]


def _behind(earned: tuple[Decimal, int], hours: int, sessions: int) -> bool:
    return earned[0] < hours or earned[1] < sessions


def _earned(attendances: QuerySet[Attendance]) -> dict[int, tuple[Decimal, int]]:
    rows = attendances.order_by().values_list("staff_id").annotate(Sum("hours"), Count("pk"))
    return {pk: (hours, count) for pk, hours, count in rows}
