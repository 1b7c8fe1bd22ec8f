"""Marks and charts say in words what they show in colour, and let no stored text through as markup."""

import datetime as dt

import pytest
from django.template import Context, Template

from baomi.core import clock
from baomi.core.templatetags import charts, look

NOON = dt.datetime(2026, 12, 7, 12, 0, tzinfo=clock.SHANGHAI)


@pytest.mark.parametrize(
    ("level", "word"),
    [
        ("top_secret", "绝密"),
        ("secret", "机密"),
        ("confidential", "秘密"),
        ("internal", "内部"),
        ("机密", "机密"),
    ],
)
def test_a_level_is_a_box_with_its_word(level, word):
    assert f">{word}</span>" in look.level_mark(level)


def test_public_is_plain_text_and_no_level_a_dash():
    assert look.level_mark("public") == "公开"
    assert look.level_mark(None) == "–"


def test_grade_shows_as_many_bars_as_its_rank_and_the_word():
    assert look.grade_bars("core").count("grade-on") == 3
    assert look.grade_bars("important").count("grade-on") == 2
    assert look.grade_bars("一般").count("grade-on") == 1
    assert "一般" in look.grade_bars("ordinary")


def test_zero_is_something_and_nothing_a_dash():
    assert look.dash(0) == 0
    assert look.dash("") == "–"
    assert look.dash(None) == "–"


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (dt.date(2026, 12, 20), "2026-12-20", 'class="due"'),
        (dt.date(2026, 12, 14), "2026-12-14　7 天", "due-soon"),
        (dt.date(2026, 12, 15), "2026-12-15", 'class="due"'),
        (dt.date(2026, 12, 7), "今天", "due-today"),
        (dt.datetime(2026, 12, 7, 16, 20, tzinfo=clock.SHANGHAI), "今天 16:20", "due-today"),
        (dt.date(2026, 12, 1), "逾期 6 天", "status-bad"),
        (dt.datetime(2026, 12, 7, 9, 0, tzinfo=clock.SHANGHAI), "逾期 3 小时", "status-bad"),
    ],
)
def test_a_deadline_turns_amber_then_red_then_counts_the_days_over(due, words, tone):
    with clock.at(NOON):
        mark = look.deadline(due)
    assert f">{words}</span>" in mark
    assert tone in mark


def test_a_clock_of_24_hours_counts_hours_and_minutes():
    due = dt.datetime(2026, 12, 8, 6, 30, tzinfo=clock.SHANGHAI)
    with clock.at(NOON):
        assert "还剩 18 小时 30 分" in look.deadline(due, clock_hours=24)
        assert "还剩" not in look.deadline(due)


def test_words_of_a_mark_cannot_carry_markup():
    script = "<script>alert(1)</script>"
    marks = [look.status("ok", script), look.handin_mark("full", script), charts.meter(1, 2, title=script)]
    assert not any("<script" in mark for mark in marks)


def test_the_step_chart_gives_its_figures_as_a_table_and_stops_at_today():
    page = Template("{% load charts %}{% step_chart daily start deadline 12 until last %}").render(
        Context(
            {
                "daily": {dt.date(2026, 12, 4): 2, dt.date(2026, 12, 7): 1, dt.date(2026, 12, 9): 5},
                "start": dt.date(2026, 12, 1),
                "deadline": dt.date(2026, 12, 10),
                "until": dt.date(2026, 12, 7),
                "last": [(2, 3), (0, 11)],
            }
        )
    )
    rows = page.split("<tbody>")[1]
    assert rows.count("<tr>") == 7
    assert "2026-12-07" in rows and "2026-12-09" not in rows
    assert "2026　3 个" in page
    assert "2025　11 个" in page
    assert "style=" not in page


def test_a_round_without_any_hand_in_still_draws():
    page = Template("{% load charts %}{% step_chart daily start deadline 0 start %}").render(
        Context({"daily": {}, "start": dt.date(2026, 12, 1), "deadline": dt.date(2026, 12, 1)})
    )
    assert "<svg" in page


def test_the_majority_mark_moves_where_recusals_take_votes_out():
    assert 'x1="116.0"' in charts.split_bar(6, 2, 9, 4.5)
    assert 'x1="103.1"' in charts.split_bar(7, 1, 9, 4)
    assert "同意 7，不同意 1" in charts.split_bar(7, 1, 9, 4)


def test_the_calendar_leaves_out_what_falls_outside_and_links_the_rest():
    lanes = [
        {
            "label": "复审到期",
            "dues": {
                dt.date(2026, 12, 8): {"count": 2, "url": "/reviews/"},
                dt.date(2027, 3, 1): 9,
                dt.date(2026, 12, 6): 4,
            },
        }
    ]
    page = Template("{% load charts %}{% calendar_strip lanes start 30 %}").render(
        Context({"lanes": lanes, "start": dt.date(2026, 12, 7)})
    )
    assert 'href="/reviews/"' in page
    assert "2026-12-08" in page
    assert "2027-03-01" not in page and "2026-12-06" not in page


def test_bars_of_nothing_are_drawn_without_length():
    page = Template("{% load charts %}{% bar_chart bars '待办' %}").render(
        Context({"bars": [{"label": "复审", "value": 0, "url": "/a/"}]})
    )
    assert 'width="0.0"' in page
    assert 'href="/a/"' in page
