"""The State Council's holidays and make-up days of the years known when this version was made."""

import datetime as dt
from collections.abc import Iterator

import chinese_calendar

SOURCE = "国务院办公厅放假通知"
FIRST_YEAR = 2018
"""The oldest year that the registers may reach back to."""


def holidays(year: int) -> Iterator[tuple[dt.date, bool, str]]:
    """(day, worked, note) of the days that the notice names; nothing for a year not yet published."""
    day = dt.date(year, 1, 1)
    while day.year == year:
        try:
            off, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            return
        if name:
            chinese = chinese_calendar.Holiday(name).chinese
            yield day, not off, chinese if off else f"{chinese}调休上班"
        day += dt.timedelta(days=1)


def fill_calendar(calendar_day_model) -> int:
    """Enter the known years that have no day yet; returns the number of days. For the migration and for tests."""
    taken = set(calendar_day_model.objects.values_list("day__year", flat=True))
    rows = []
    year = FIRST_YEAR
    while known := list(holidays(year)):
        if year not in taken:
            rows += [
                calendar_day_model(day=day, working=worked, note=note, source=SOURCE)
                for day, worked, note in known
            ]
        year += 1
    calendar_day_model.objects.bulk_create(rows)
    return len(rows)
