"""Arithmetic on days: months clip to the month's end, working days ask the calendar they are given."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta


def add_months(day: date, n: int) -> date:
    """The same day n months later (earlier when n is negative), clipped to the month's end: 31 January + 1 is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(a: date, b: date) -> int:
    """Whole months completed from a to b; negative when b is before a.

    Agrees with `add_months`: from 31 January to 28 February one month is complete.
    """
    if b < a:
        return -months_between(b, a)
    months = (b.year - a.year) * 12 + b.month - a.month
    return months if add_months(a, months) <= b else months - 1


def add_workdays(day: date, n: int, is_working: Callable[[date], bool]) -> date:
    """The n-th working day after `day`, or before it when n is negative; n = 0 gives `day` itself."""
    step = timedelta(days=1 if n > 0 else -1)
    for _ in range(abs(n)):
        day += step
        while not is_working(day):
            day += step
    return day
