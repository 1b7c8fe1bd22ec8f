"""Reminders of the hand-in: 30, 7, 1 days ahead, on the day, then officer and head, then the office; never after."""

import datetime as dt

import pytest

from baomi.core import clock
from baomi.reminders import sweep
from baomi.reminders.models import Notice
from reviews import deadlines
from tests.factories.reviews import DEADLINE

pytestmark = pytest.mark.postgres
DAY = dt.timedelta(days=1)


def due_records(until=DEADLINE + 90 * DAY):
    return {item.record for item in deadlines._summaries_due(until)}


def told(user) -> set[str]:
    return set(Notice.objects.shown().filter(recipient=user).values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("after", "officer", "head", "office"),
    [
        (-31 * DAY, set(), set(), set()),
        (-7 * DAY, {"ahead"}, set(), set()),
        (dt.timedelta(0), {"on_day"}, set(), set()),
        (1 * DAY, {"on_day", "overdue"}, {"escalation"}, set()),
        (3 * DAY, {"on_day", "overdue"}, {"escalation"}, {"escalation"}),
    ],
)
def test_the_ladder_reaches_officer_head_and_office(round, after, officer, head, office):
    """One sweep late in the day; of the rungs ahead that have passed only the latest is delivered."""
    moment = DEADLINE + after + dt.timedelta(hours=4)
    with clock.at(moment):
        sweep.run(moment)
    assert told(round.officer) == officer
    assert told(round.head) == head
    assert told(round.office) == office


def test_handed_in_is_reminded_of_no_more_and_the_other_department_still_is(round):
    assert due_records() == {f"reviews.addressee:{round.task.pk}", f"reviews.addressee:{round.other_task.pk}"}
    round.hand_in(round.full_summary(), clock.now())
    assert due_records() == {f"reviews.addressee:{round.other_task.pk}"}


def test_an_extension_moves_its_reminder(round):
    round.task.extended_to = DEADLINE + 5 * DAY
    round.task.save()
    assert due_records(DEADLINE) == {f"reviews.addressee:{round.other_task.pk}"}


def test_a_closed_campaign_reminds_nobody(round):
    round.campaign.state = "closed"
    round.campaign.save()
    assert due_records() == set()


def test_a_return_opens_a_correction_in_place_of_the_first_duty(round):
    summary = round.full_summary()
    approval = round.hand_in(summary, clock.now())
    round.sign(round.office, approval, "return", "缺一份")
    assert due_records() == {f"reviews.addressee:{round.other_task.pk}"}
    items = list(deadlines._corrections_due(DEADLINE + 90 * DAY))
    assert [item.record for item in items] == [f"reviews.summary:{summary.pk}"]
    summary.refresh_from_db()
    assert items[0].due == summary.correction_due
    moment = summary.correction_due + DAY
    with clock.at(moment):
        sweep.run(moment)
    assert "overdue" in told(round.officer)
    assert "escalation" in told(round.head)


def test_due_items_take_one_query_however_many_departments(round, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(list(deadlines._summaries_due(DEADLINE))) == 2
