"""Working days by the table that the office keeps; a year without a table is reckoned by weekdays and marked 暂定."""

import datetime as dt
from dataclasses import dataclass

from baomi.core import dates
from baomi.organization.models import CalendarDay

SATURDAY = 5


@dataclass(frozen=True)
class Due:
    """A day reckoned in working days; `provisional` (暂定) when it touches a year whose table is not loaded."""

    day: dt.date
    provisional: bool


def is_working(day: dt.date) -> bool:
    """Whether the day is worked, by the table or, in a year not loaded, by the weekday."""
    return _Table(day, day).is_working(day)


def add_workdays(start: dt.date, count: int) -> Due:
    """The day `count` working days after `start` (before it when negative)."""
    margin = dt.timedelta(days=abs(count) * 3 + 40)
    table = _Table(min(start, start - margin if count < 0 else start), max(start, start + margin))
    day = dates.add_workdays(start, count, table.is_working)
    first, last = min(start, day), max(start, day)
    return Due(day, any(year not in table.years for year in range(first.year, last.year + 1)))


class _Table:
    """The loaded days of a span, read in one query."""

    def __init__(self, first: dt.date, last: dt.date):
        rows = CalendarDay.objects.filter(
            day__gte=dt.date(first.year, 1, 1), day__lte=dt.date(last.year, 12, 31)
        )
        self.days = dict(rows.values_list("day", "working"))
        self.years = {day.year for day in self.days}

    def is_working(self, day: dt.date) -> bool:
        known = self.days.get(day)
        return day.weekday() < SATURDAY if known is None else known


def table(first: dt.date, last: dt.date) -> "_Table":
    """The loaded days of a span, for whoever reckons many days: one query, then `is_working(day)`."""
    return _Table(first, last)
