"""People who were cooling off before this system: brought in with the end and the papers of the old ledger."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from baomi.approvals import actions as approvals
from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization.roles import Role
from personnel.actions import cooling, people_takeovers
from personnel.choices.leaving import ManagedBy
from personnel.choices.people import PersonStatus
from personnel.models import ClearedPerson, CoolingOff
from tests.factories import leaving_steps as steps
from tests.factories.organization import user_with
from tests.factories.personnel import PostFactory
from tests.factories.personnel_takeovers import CAME, person_line

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.usefixtures("november")]

TODAY = dt.date(2026, 11, 17)
LEFT, END = dt.date(2025, 2, 28), dt.date(2027, 2, 28)


def line(**values) -> dict:
    left = {"left_on": LEFT, "cooling_until": END}
    papers = {"departure_number": "DA-2025-014", "pledge_number": "DA-2025-015"}
    return person_line(**(left | papers | values))


def test_he_cools_off_until_the_stored_end_and_was_in_post_before(hr):
    person = people_takeovers.take_over(hr, line()).person
    assert (person.status, person.left_on, person.cooling_until) == (PersonStatus.COOLING, LEFT, END)
    assert person.vetting_due_on is None
    periods = list(person.periods.order_by("starts").values_list("status", "starts", "ends"))
    assert periods == [
        (PersonStatus.IN_POST, CAME, dt.date(2025, 2, 27)),
        (PersonStatus.COOLING, LEFT, None),
    ]
    person.staff.refresh_from_db()
    assert person.staff.grade == ""
    period = person.cooling_off
    assert (period.starts, period.until, period.managed_by, period.departure) == (
        LEFT,
        END,
        ManagedBy.US,
        None,
    )


def test_visits_are_planned_from_today_on_in_the_old_rhythm(hr):
    person = people_takeovers.take_over(hr, line()).person
    days = list(person.visits.order_by("due_on").values_list("due_on", flat=True))
    assert days == [dt.date(2026, 11, 28), dt.date(2027, 2, 28)]


def test_the_release_waits_for_the_stored_end_and_then_works(hr):
    officer, office = user_with(Role.OFFICE), user_with(Role.OFFICE)
    period = people_takeovers.take_over(hr, line()).person.cooling_off
    with clock.at(END), pytest.raises(Refusal, match="未满不能解除"):
        cooling.ask_release(officer, {"cooling": period, "note": "按期接受回访"})
    with clock.at(END + dt.timedelta(days=1)):
        row = cooling.ask_release(officer, {"cooling": period, "note": "按期接受回访"})
        approvals.submit(officer, cooling.RELEASE, row)
        steps.sign(office, row, "office")
        steps.sign(hr, row, "hr")
    assert steps.fresh(period.person).status == PersonStatus.RELEASED


def test_a_longer_end_is_possible_and_plans_no_visit_of_the_past(hr):
    office, leader = user_with(Role.OFFICE), user_with(Role.LEADER)
    period = people_takeovers.take_over(hr, line()).person.cooling_off
    row = cooling.ask_longer(hr, {"cooling": period, "until": dt.date(2027, 8, 28), "reason": "尚未解密"})
    approvals.submit(hr, cooling.LONGER, row)
    steps.sign(office, row, "office")
    steps.sign(leader, row, "leader")
    assert steps.fresh(period).until == dt.date(2027, 8, 28)
    assert not period.person.visits.filter(due_on__lt=TODAY).exists()
    assert period.person.visits.count() == 4


def test_notice_and_letter_went_out_before_and_are_not_numbered_again(hr):
    period = people_takeovers.take_over(
        hr, line(managed_by=ManagedBy.RECEIVER, unit="东方精工学院")
    ).person.cooling_off
    with pytest.raises(Refusal, match="启用本系统前已发出"):
        cooling.issue_letter(hr, period, TODAY)


@pytest.mark.parametrize(
    "values",
    [
        {"departure_number": ""},
        {"pledge_number": ""},
        {"cooling_until": None},
        {"cooling_until": LEFT - dt.timedelta(days=1)},
        {"left_on": CAME},
        {"left_on": None},
    ],
)
def test_half_a_leaving_is_none(hr, values):
    with pytest.raises((Refusal, ValidationError)):
        people_takeovers.take_over(hr, line(**values))
    assert not ClearedPerson.objects.exists()
    assert not CoolingOff.objects.exists()


def test_a_day_ahead_a_post_never_approved_and_a_unit_left_out_are_refused(hr):
    for values, words in (
        ({"left_on": TODAY + dt.timedelta(days=1)}, "不能晚于今天"),
        ({"post": PostFactory(draft=True)}, "还没有批准"),
        ({"managed_by": ManagedBy.RECEIVER}, "没有填写去向单位"),
    ):
        with pytest.raises(Refusal, match=words):
            people_takeovers.take_over(hr, line(**values))
    assert not ClearedPerson.objects.exists()


def test_the_post_he_left_may_be_closed_by_now(hr):
    post = PostFactory(closed_on=dt.date(2026, 1, 5))
    assert people_takeovers.take_over(hr, line(post=post)).person.status == PersonStatus.COOLING


def test_the_department_does_not_take_over():
    values = line()
    with pytest.raises(NotPermitted):
        people_takeovers.take_over(user_with(Role.OFFICER, values["post"].department), values)


def test_the_pages_of_line_person_and_period_open(client, hr):
    taken = people_takeovers.take_over(hr, line())
    client.force_login(hr)
    for address in (
        f"/personnel/takeovers/{taken.pk}/",
        f"/personnel/people/{taken.person_id}/",
        f"/personnel/cooling/{taken.person.cooling_off.pk}/",
        "/personnel/cooling/?view=letters",
        "/personnel/takeovers/?view=cooling",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
    assert "DA-2025-014" in client.get(f"/personnel/takeovers/{taken.pk}/").content.decode()
    assert taken.staff.name not in client.get("/personnel/cooling/?view=letters").content.decode()
