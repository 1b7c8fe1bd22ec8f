"""Journeys and documents at the same moment: one application, one holder, and nothing for a leaver."""

import datetime as dt

import pytest

from baomi.approvals import actions as approvals
from baomi.core import clock
from baomi.core.holdings import of_person
from baomi.organization.roles import Role
from personnel.actions import people, travel, travel_documents
from personnel.choices.people import PersonStatus
from personnel.choices.travel import OPEN_TRIP, Custody
from personnel.models import DocumentMovement, Trip
from tests.factories.organization import user_with
from tests.factories.personnel_journey import NOVEMBER, Journey, fresh
from tests.races.together import refused, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

SOON = dt.date(2026, 11, 20)


@pytest.fixture
def journey():
    with clock.at(NOVEMBER):
        yield Journey()


def test_two_applications_handed_in_at_once_begin_one_journey(journey):
    first, second = (travel.apply_trip(journey.traveller, journey.values()) for _ in range(2))
    answers = together(
        lambda: approvals.submit(journey.traveller, travel.PROCEDURE, first),
        lambda: approvals.submit(journey.traveller, travel.PROCEDURE, second),
    )
    assert refused(answers) == 1, answers
    assert Trip.objects.filter(stage__in=OPEN_TRIP).count() == 1


def test_one_document_handed_out_twice_at_once_has_one_holder(journey):
    second = user_with(Role.HR)
    deeds = [
        lambda user=user: travel_documents.hand_out(user, journey.passport, reason="换发证件", due_on=SOON)
        for user in (journey.hr, second)
    ]
    answers = together(*deeds)
    assert refused(answers) == 1, answers
    assert DocumentMovement.objects.filter(back_on__isnull=True).count() == 1


def test_leaving_and_handing_out_at_once_the_leaver_has_nothing_unseen(journey):
    """Whichever comes first: either nothing goes out any more, or the gate sees what did."""

    def leave():
        people.begin_leaving(journey.hr, journey.person, None)
        return [item.key for item in of_person(journey.person.staff_id)]

    answers = together(
        leave,
        lambda: travel_documents.hand_out(journey.hr, journey.passport, reason="换发证件", due_on=SOON),
    )
    assert fresh(journey.person).status == PersonStatus.LEAVING
    out = fresh(journey.passport).custody == Custody.OUT
    if out:
        assert answers[0] == [f"personnel.traveldocument:{journey.passport.pk}"]
    else:
        assert refused(answers) == 1, answers
