"""Nobody signs what he has not read: the words of a pledge stand where it is signed, and his own hand signs it."""

import datetime as dt

import pytest

from baomi.approvals import actions as approvals
from baomi.approvals.choices import StepState
from baomi.core import clock
from baomi.organization.roles import Role
from personnel.actions import papers
from personnel.choices.yearly import PledgeKind
from personnel.models import Pledge
from personnel.prints import pledge_texts as texts
from tests.factories import leaving_steps as steps
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.personnel import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_march():
    with clock.at(dt.date(2026, 3, 2)):
        yield


@pytest.fixture
def person_user():
    return user_with(Role.PERSON, DepartmentFactory())


@pytest.fixture
def person(person_user):
    return PersonFactory(department=person_user.staff.department, staff=person_user.staff)


def test_the_signing_page_of_a_letter_says_what_is_signed(client, person, person_user):
    pledge = papers.begin(user_with(Role.OFFICE), person, PledgeKind.YEARLY, year=2026)
    client.force_login(person_user)
    shown = client.get(f"/approvals/{pledge.approval_id}/").content.decode()
    for sentence in (*texts.LETTER_DUTIES, *texts.LETTER_RIGHTS):
        assert sentence in shown
    assert "责任书正文" in shown
    assert texts.COOLING[0] not in shown


@pytest.mark.parametrize(
    ("kind", "more", "code"), [(PledgeKind.ENTRY, {}, "F-16"), (PledgeKind.YEARLY, {"year": 2026}, "F-16B")]
)
def test_who_signs_opens_the_sheet_he_signs(client, person, person_user, kind, more, code):
    pledge = papers.begin(user_with(Role.OFFICE), person, kind, **more)
    client.force_login(person_user)
    shown = client.get(f"/approvals/{pledge.approval_id}/").content.decode()
    url = f"/personnel/pledges/{pledge.pk}/print/{code}.pdf"
    assert url in shown
    assert client.get(url).headers["Content-Type"] == "application/pdf"
    assert shown.count("/print/F-") == 1


def test_who_begins_his_own_leaving_has_not_signed_the_pledge_by_it(client):
    house = steps.House()
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    assert departure.approval.steps.get(slug="own").state == StepState.DONE
    pledge = Pledge.objects.get(departure=departure)
    [own] = pledge.approval.steps.filter(slug="own")
    assert own.state == StepState.OPEN
    client.force_login(house.person_user)
    shown = client.get(f"/approvals/{pledge.approval_id}/").content.decode()
    assert texts.COOLING[-1] in shown
    approvals.sign(house.person_user, own, "agree")
    assert pledge.approval.steps.get(slug="own").state == StepState.DONE
