"""Days and months as the office counts them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baomi.core import clock
from baomi.core.dates import add_months, add_workdays, months_between

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


def test_today_is_the_day_in_shanghai_not_the_server_day():
    with clock.at(datetime(2026, 11, 21, 16, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 22)


def test_the_clock_moves_nests_and_comes_back():
    with clock.at(date(2026, 12, 10)):
        assert clock.now().isoformat() == "2026-12-10T08:00:00+08:00"
        with clock.at(datetime(2020, 1, 1, 23, 59)):  # noqa: DTZ001 - read as Shanghai time
            assert clock.today() == date(2020, 1, 1)
        assert clock.today() == date(2026, 12, 10)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)  # noqa: TID251 - the real time


def test_the_clock_comes_back_after_an_error():
    with pytest.raises(ZeroDivisionError), clock.at(date(2020, 1, 1)):
        _ = 1 / 0
    assert clock.today().year > 2020


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_clip_to_the_end_of_the_month(day, months, expected):
    assert add_months(day, months) == expected


@given(DAYS, DAYS)
def test_months_between_is_the_last_whole_month_reached(a, b):
    a, b = min(a, b), max(a, b)
    months = months_between(a, b)
    assert add_months(a, months) <= b < add_months(a, months + 1)
    assert months_between(b, a) == -months


def test_working_days_jump_over_the_weekend():
    def is_working(day):
        return day.weekday() < 5

    friday = date(2026, 11, 20)
    assert add_workdays(friday, 1, is_working) == date(2026, 11, 23)
    assert add_workdays(date(2026, 11, 23), -1, is_working) == friday
    assert add_workdays(date(2026, 11, 21), 0, is_working) == date(2026, 11, 21)
    assert add_workdays(friday, 5, is_working) == date(2026, 11, 27)
