"""What falls due, as one user sees it: the whole university for the office and leaders, else the own departments."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from baomi.core import clock, kept
from baomi.organization import policy
from baomi.organization.models import CalendarDay
from baomi.organization.roles import Role
from baomi.reminders import deadlines
from baomi.reminders.deadlines import Deadline, DueItem

EVERYWHERE = frozenset({Role.OFFICE, Role.OFFICE_HEAD, Role.LEADER})
IN_DEPARTMENT = (Role.OFFICER, Role.HEAD)
DAYS = 30
SATURDAY = 5


@dataclass(frozen=True)
class Duty:
    """An open duty with the kind it belongs to."""

    deadline: Deadline
    item: DueItem

    @property
    def lane(self) -> str:
        """The lane of the calendar strip it stands in."""
        return self.deadline.group or self.deadline.label

    @property
    def days_left(self) -> int:
        return (self.item.day - clock.today()).days

    @property
    def overdue(self) -> bool:
        return self.item.instant < clock.now()


def watched_by(user) -> bool:
    """True for the roles that answer for due dates or watch over them, whether or not anything is due now."""
    return bool(policy.held(user).roles & EVERYWHERE.union(IN_DEPARTMENT))


def of(user) -> list[Duty]:
    """Every open duty the user answers for or watches over, 30 days with today, the most urgent first.

    What is due in the whole university is reckoned once for everybody's desks of some seconds.
    """
    held = policy.held(user)
    everywhere = bool(held.roles & EVERYWHERE)
    departments = {pk for role in IN_DEPARTMENT for pk in held.by_department.get(role, ())}
    if not everywhere and not departments and not held.roles:
        return []
    until = dt.datetime.combine(last_day(), dt.time(23, 59, 59), clock.SHANGHAI)
    every = kept.of(("duties", until), user.acted_at, lambda: list(deadlines.items(until)))
    duties = [
        Duty(deadline, item)
        for deadline, item in every
        if everywhere or item.department_id in departments or _is_mine(item, user)
    ]
    return sorted(duties, key=lambda duty: duty.item.instant)


def last_day() -> dt.date:
    """The last day the desk looks ahead to."""
    return clock.today() + dt.timedelta(days=DAYS - 1)


def _is_mine(item: DueItem, user) -> bool:
    return any(user.pk in people for people in item.people.values())


def lanes(duties: list[Duty]) -> list[dict]:
    """The next 30 days by kind of duty, for the calendar strip; lane and circle lead to the duties they count."""
    found: dict[str, dict[dt.date, int]] = {}
    for duty in duties:
        if not duty.overdue and duty.item.day <= last_day():
            days = found.setdefault(duty.lane, {})
            days[duty.item.day] = days.get(duty.item.day, 0) + 1
    return [
        {
            "label": label,
            "url": list_url(lane=label),
            "dues": {day: {"count": n, "url": list_url(lane=label, day=day)} for day, n in days.items()},
        }
        for label, days in found.items()
    ]


def list_url(**conditions) -> str:
    """The list of due things under these conditions: span, lane, day."""
    return f"/duties/?{urlencode(conditions)}"


def days_off() -> list[dt.date]:
    """The next 30 days on which nobody works, by the office's calendar or the weekday."""
    today = clock.today()
    kept = CalendarDay.objects.filter(day__gte=today, day__lte=last_day())
    known = dict(kept.values_list("day", "working"))
    days = (today + dt.timedelta(days=n) for n in range(DAYS))
    return [day for day in days if not known.get(day, day.weekday() < SATURDAY)]
