"""People in post before this system: brought in once, by the keepers alone, with the dates of the old ledger."""

import datetime as dt

import pytest

from baomi.core.errors import NotPermitted, Refusal
from baomi.core.levels import PersonGrade
from baomi.organization.models import Parameter
from baomi.organization.roles import Role
from personnel.actions import people_takeovers as actions
from personnel.choices.people import PersonKind, PersonStatus
from personnel.models import ClearedPerson, Takeover
from personnel.parameters import REVIEW_MONTHS
from tests.factories.organization import user_with
from tests.factories.personnel import PersonFactory, PostFactory
from tests.factories.personnel_takeovers import CAME, person_line

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.usefixtures("november")]

TODAY = dt.date(2026, 11, 17)


def test_the_person_stands_in_post_since_the_old_day_with_the_next_vetting_reckoned(hr):
    taken = actions.take_over(hr, person_line())
    person = taken.person
    period = person.periods.get()
    assert (person.status, person.grade, person.entered_on) == (
        PersonStatus.IN_POST,
        PersonGrade.IMPORTANT,
        CAME,
    )
    assert person.vetting_due_on == dt.date(2027, 8, 31)
    assert (period.starts, period.ends, period.cause) == (CAME, None, "原台账转入")
    person.staff.refresh_from_db()
    assert person.staff.grade == PersonGrade.IMPORTANT


def test_the_old_ledger_s_own_date_of_the_next_vetting_goes_before_the_reckoned_one(hr):
    taken = actions.take_over(hr, person_line(vetting_due_on=dt.date(2025, 1, 1)))
    assert taken.person.vetting_due_on == dt.date(2025, 1, 1)


@pytest.mark.parametrize("status", [PersonStatus.CANDIDATE, PersonStatus.IN_POST, PersonStatus.RELEASED])
def test_whoever_has_had_a_row_is_not_taken_over(hr, status):
    known = PersonFactory(status=status)
    with pytest.raises(Refusal, match="已在涉密人员台账中"):
        actions.take_over(hr, person_line(staff=known.staff))
    assert (Takeover.objects.count(), ClearedPerson.objects.count()) == (0, 1)


def test_the_post_is_approved_and_in_force_and_the_dates_are_past(hr):
    for values, words in (
        ({"post": PostFactory(draft=True)}, "还没有批准"),
        ({"post": PostFactory(closed_on=TODAY)}, "已于 2026-11-17 撤销"),
        ({"entered_on": TODAY + dt.timedelta(days=1)}, "不能晚于今天"),
        ({"kind": PersonKind.TEMPORARY}, "不得使用临时聘用人员"),
    ):
        with pytest.raises(Refusal, match=words):
            actions.take_over(hr, person_line(**values))
    assert not ClearedPerson.objects.exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.GRAD, Role.SYSADMIN])
def test_nobody_but_the_keepers_takes_over(role):
    values = person_line()
    with pytest.raises(NotPermitted):
        actions.take_over(user_with(role, values["post"].department), values)
    assert not ClearedPerson.objects.exists()


def test_the_list_offers_it_to_the_keepers_alone(client, hr):
    client.force_login(hr)
    assert "转入原台账" in client.get("/personnel/people/").content.decode()
    client.force_login(user_with(Role.OFFICER))
    assert "转入原台账" not in client.get("/personnel/people/").content.decode()
    assert client.get("/personnel/takeovers/").status_code == 403


def test_the_next_vetting_is_reckoned_by_the_cycle_of_the_last_one_s_day(hr):
    Parameter.objects.create(
        key=REVIEW_MONTHS[PersonGrade.IMPORTANT],
        value=12,
        effective_from=dt.date(2026, 1, 1),
        source="新规定",
    )
    assert actions.take_over(hr, person_line()).person.vetting_due_on == dt.date(2027, 8, 31)
    later = actions.take_over(hr, person_line(vetted_on=dt.date(2026, 2, 28)))
    assert later.person.vetting_due_on == dt.date(2027, 2, 28)


@pytest.mark.parametrize(
    "given",
    [{"cooling_until": TODAY}, {"departure_number": "DA-2025-014"}, {"pledge_number": "DA-2025-015"}],
)
def test_nothing_of_a_leaving_stands_without_its_day(hr, given):
    with pytest.raises(Refusal, match="没有填写批准离岗日期"):
        actions.take_over(hr, person_line(**given))
    assert not ClearedPerson.objects.exists()
