"""What the demo knows of the house it builds: departments by slug, people by account, and the days of its story."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from baomi.core.clock import SHANGHAI
from baomi.organization import calendar
from baomi.organization.models import Department, Staff, User
from demo.people import SEED

CLOSING = dt.time(17, 30)
FEWEST_WORKDAYS = 8
"""So many working days the open round has run at least: a return and its overrun correction must fit in."""


@dataclass(frozen=True)
class Anchor:
    """The days the story hangs on, reckoned from today alone.

    From 1 November to 31 December the open round is that of the calendar: published on 9 November, until 10 December.
    At other times it is shifted: published twelve days ago, until nineteen days from now. Early in November and
    after long holidays publication moves back until enough working days have passed, for nothing lies in the future.
    """

    today: dt.date
    published: dt.date
    deadline: dt.datetime

    @property
    def year(self) -> int:
        return self.published.year

    @property
    def first_day(self) -> dt.date:
        """When the house was opened: the September before the first round."""
        return dt.date(self.year - 2, 9, 2)

    def workday(self, share: float) -> dt.date:
        """A working day of the open round before today and its deadline: 0 is the first, 1 the last."""
        days = self._workdays()
        return days[round(share * (len(days) - 1))]

    def _workdays(self) -> list[dt.date]:
        last = min(self.today - dt.timedelta(days=1), self.deadline.date())
        table = calendar.table(self.published, last)
        span = (last - self.published).days + 1
        days = (self.published + dt.timedelta(days=n) for n in range(span))
        return [day for day in days if table.is_working(day)]


def anchor(today: dt.date) -> Anchor:
    """The anchor of a day."""
    shifted = min(
        _workday_before(today - dt.timedelta(days=12)), calendar.add_workdays(today, -FEWEST_WORKDAYS).day
    )
    if today.month in (11, 12):
        published = min(dt.date(today.year, 11, 9), shifted)
        return Anchor(today, published, moment(dt.date(today.year, 12, 10), CLOSING))
    return Anchor(today, shifted, moment(today + dt.timedelta(days=19), CLOSING))


def workday_on_or_after(day: dt.date) -> dt.date:
    while not calendar.is_working(day):
        day += dt.timedelta(days=1)
    return day


def _workday_before(day: dt.date) -> dt.date:
    while not calendar.is_working(day):
        day -= dt.timedelta(days=1)
    return day


def moment(day: dt.date, time: dt.time) -> dt.datetime:
    """An instant in Shanghai."""
    return dt.datetime.combine(day, time, SHANGHAI)


@dataclass
class World:
    """The house as far as it stands."""

    anchor: Anchor
    say: Callable[[str], None]
    lot: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 - invented figures
    departments: dict[str, Department] = field(default_factory=dict)
    people: dict[str, Staff] = field(default_factory=dict)
    """The people of the tables, by account."""
    cleared: dict[str, list[Staff]] = field(default_factory=dict)
    """The other cleared people, by department."""
    users: dict[str, User] = field(default_factory=dict)

    def user(self, account: str) -> User:
        """The account, read once; `forget` reads anew, as after a grant."""
        if account not in self.users:
            self.users[account] = User.objects.select_related("staff__department").get(username=account)
        return self.users[account]

    def forget(self) -> None:
        self.users.clear()

    def officer(self, slug: str) -> User:
        return self.user(f"officer.{slug}")

    def head(self, slug: str) -> User:
        """The department's head: his account, or the committee member's who heads it."""
        return self.user(self.departments[slug].head.account.username)
