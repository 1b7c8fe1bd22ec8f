"""P10, the arithmetic: a month's lines equal the days of the status history, whatever changes when."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baomi.core.errors import Refusal
from personnel.rules.allowances import MANAGER, Span, lines, may_make, month_typed, months_withheld, share

NOVEMBER = dt.date(2026, 11, 1)
RATES = {"core": Decimal(500), "important": Decimal(300), "ordinary": Decimal(200), MANAGER: Decimal(250)}


def rate(grade: str, day: dt.date) -> Decimal:
    return RATES[grade]


def day(n: int) -> dt.date:
    return NOVEMBER.replace(day=n)


def told(found) -> list[tuple]:
    return [(line.first.day, line.last.day, line.grade, line.unit, str(line.due)) for line in found]


def test_a_whole_month_is_the_whole_amount():
    spans = [Span(dt.date(2024, 3, 1), dt.date(2026, 12, 31), "important", 7)]
    assert told(lines(spans, NOVEMBER, rate)) == [(1, 30, "important", 7, "300.00")]


def test_a_change_of_grade_in_mid_month_makes_two_lines_by_days():
    spans = [Span(day(1), day(10), "ordinary", 7), Span(day(11), day(30), "important", 7)]
    assert told(lines(spans, NOVEMBER, rate)) == [
        (1, 10, "ordinary", 7, "66.67"),
        (11, 30, "important", 7, "200.00"),
    ]


def test_coming_leaving_and_moving_between_units():
    assert told(lines([Span(day(16), day(30), "core", 7)], NOVEMBER, rate)) == [(16, 30, "core", 7, "250.00")]
    spans = [Span(day(1), day(15), "core", 7), Span(day(16), day(30), "core", 8)]
    assert told(lines(spans, NOVEMBER, rate)) == [(1, 15, "core", 7, "250.00"), (16, 30, "core", 8, "250.00")]
    assert lines([], NOVEMBER, rate) == []


def test_an_amount_changed_in_mid_month_counts_from_its_day():
    def raised(grade, on):
        return Decimal(400) if on >= day(21) else Decimal(300)

    spans = [Span(day(1), day(30), "important", 7)]
    assert told(lines(spans, NOVEMBER, raised)) == [
        (1, 20, "important", 7, "200.00"),
        (21, 30, "important", 7, "133.33"),
    ]


def test_who_manages_gets_the_higher_amount_and_never_both():
    spans = [Span(day(1), day(10), "ordinary", 7), Span(day(11), day(20), "important", 7)]
    assert told(lines(spans, NOVEMBER, rate, manages=True, home=9)) == [
        (1, 10, MANAGER, 7, "83.33"),
        (11, 20, "important", 7, "100.00"),
        (21, 30, MANAGER, 9, "83.33"),
    ]


@given(st.data())
def test_the_lines_are_the_days_of_the_history(data):
    """An independent reckoning, day by day, gives the same days, grades and amounts."""
    cuts = sorted(data.draw(st.sets(st.integers(1, 30), max_size=6)))
    spans, before = [], 1
    for cut in [*cuts, 31]:
        grade = data.draw(st.sampled_from(["core", "important", "ordinary", None]))
        if grade and before <= cut - 1:
            spans.append(Span(day(before), day(cut - 1), grade, data.draw(st.integers(1, 2))))
        before = cut
    manages = data.draw(st.booleans())
    found = lines(spans, NOVEMBER, rate, manages=manages, home=9)
    by_day = {}
    for line in found:
        for n in range(line.first.day, line.last.day + 1):
            assert n not in by_day
            by_day[n] = (line.grade, line.unit)
        assert line.due == share(line.rate, line.days, NOVEMBER)
    for n in range(1, 31):
        here = next((span for span in spans if span.first.day <= n <= span.last.day), None)
        offers = {here.grade: RATES[here.grade]} if here else {}
        if manages:
            offers.setdefault(MANAGER, RATES[MANAGER])
        best = max(offers, key=offers.get, default=None)
        assert by_day.get(n) == (None if best is None else (best, here.unit if here else 9))
    assert sum(line.due for line in found) <= Decimal("500.03")


def test_months_withheld_run_over_the_year():
    assert months_withheld(dt.date(2026, 11, 1), 3) == {
        dt.date(2026, 11, 1),
        dt.date(2026, 12, 1),
        dt.date(2027, 1, 1),
    }


def test_a_month_to_come_and_what_is_no_month_are_refused():
    assert may_make(NOVEMBER, dt.date(2026, 11, 1))
    assert "还没有到" in may_make(dt.date(2026, 12, 1), dt.date(2026, 11, 30)).reason
    assert month_typed(" 2026-11 ") == NOVEMBER
    for wrong in ("2026-13", "十一月", "2026"):
        with pytest.raises(Refusal, match="不是月份"):
            month_typed(wrong)
