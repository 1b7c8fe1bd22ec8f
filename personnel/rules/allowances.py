"""保密津贴 (P10): what each day of a month is worth, from the status history alone; pure arithmetic.

A month's amount is paid for its whole days in the post, by calendar days; a change in mid-month, of grade or of
the amount itself, makes a new line from its day on.
"""

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from baomi.core.dates import add_months
from baomi.core.decisions import Allowed, Denied
from baomi.core.errors import Refusal

Answer = Allowed | Denied
CENT = Decimal("0.01")
MANAGER = ""
"""The grade of a line paid for managing secrecy work instead of for a cleared post."""

RateOf = Callable[[str, dt.date], Decimal]
"""(grade or MANAGER, day) → the month's amount in force on the day."""


@dataclass(frozen=True)
class Span:
    """Days in a row, both ends included, in one grade and one unit."""

    first: dt.date
    last: dt.date
    grade: str
    unit: int


@dataclass(frozen=True)
class Line:
    """What the days of a span are due at one rate."""

    first: dt.date
    last: dt.date
    grade: str
    unit: int
    rate: Decimal
    due: Decimal = Decimal(0)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of the day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def share(rate: Decimal, days: int, month: dt.date) -> Decimal:
    """The amount for so many days of the month; the whole month is the whole amount. Half a cent is rounded up."""
    whole = calendar.monthrange(month.year, month.month)[1]
    return (Decimal(rate) * days / whole).quantize(CENT, ROUND_HALF_UP)


def lines(
    spans: Sequence[Span], month: dt.date, rate_of: RateOf, *, manages: bool = False, home: int = 0
) -> list[Line]:
    """The lines of one person's month.

    Who manages secrecy work beside his post gets the higher of the two amounts, never both; on days without a
    cleared post the manager's, in the unit that is his `home`.
    """
    found: list[Line] = []
    for day in _days(month):
        here = next((span for span in spans if span.first <= day <= span.last), None)
        worth = _worth(here.grade if here else None, day, rate_of, manages=manages)
        if worth is None:
            continue
        new = Line(day, day, worth[0], here.unit if here else home, worth[1])
        if found and _goes_on(found[-1], new):
            new = replace(found.pop(), last=day)
        found.append(new)
    return [replace(line, due=share(line.rate, line.days, month)) for line in found]


def _days(month: dt.date) -> Iterable[dt.date]:
    first, last = month_of(month)
    return (first + dt.timedelta(days=n) for n in range((last - first).days + 1))


def _goes_on(line: Line, new: Line) -> bool:
    same = (line.grade, line.unit, line.rate) == (new.grade, new.unit, new.rate)
    return same and line.last + dt.timedelta(days=1) == new.first


def _worth(grade: str | None, day: dt.date, rate_of: RateOf, *, manages: bool) -> tuple[str, Decimal] | None:
    offers = [] if grade is None else [(grade, rate_of(grade, day))]
    if manages:
        offers.append((MANAGER, rate_of(MANAGER, day)))
    return max(offers, key=lambda offer: offer[1], default=None)


def months_withheld(first_month: dt.date, months: int) -> set[dt.date]:
    """The months, by their first days, that a deduction of so many months covers."""
    return {add_months(first_month, n) for n in range(months)}


def may_make(month: dt.date, today: dt.date) -> Answer:
    """A list is made for the current month or an earlier one: nobody knows the days to come."""
    if month > today.replace(day=1):
        return Denied(f"{month:%Y-%m} 还没有到", how="请选本月或以前的月份")
    return Allowed()


def month_typed(text: str) -> dt.date:
    """2026-11 as typed. Raises Refusal for anything else."""
    try:
        return dt.datetime.strptime(text.strip(), "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        raise Refusal(f"“{text}”不是月份", where="月份", how="请按 2026-11 的样子填写") from None
