"""A journey that is given up, does not take place, or is held to be a danger: when each may be said, and what stays (P7, B9)."""

import datetime as dt

import pytest

from baomi.approvals import actions as approvals
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.organization.models import Parameter
from personnel.actions import travel, travel_documents, travel_talks
from personnel.choices.travel import Custody, TalkKind, TripStage
from personnel.models import Talk, Trip
from personnel.parameters import PRIVATE_RETURN_DAYS
from personnel.rules.talks import ABROAD_ITEMS
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_journey import fresh, told
from tests.factories.personnel_travel import PLANNED_IN, PLANNED_OUT, DocumentFactory, TripFactory, handed_out


@pytest.mark.parametrize("deed", [travel.cancel_trip, travel.mark_endangers, travel.report_unused])
def test_each_is_said_in_some_words_and_not_in_too_many(journey, deed):
    trip = journey.applied()
    by = journey.hr if deed is travel.mark_endangers else journey.traveller
    with pytest.raises(Refusal, match="没有写明"):
        deed(by, trip, " ")
    with pytest.raises(Refusal, match="最多 200 字"):
        deed(by, trip, "长" * 201)
    assert fresh(trip).stage == TripStage.APPLIED


def test_the_organs_opinion_counts_while_it_is_signed(journey):
    draft = travel.apply_trip(journey.traveller, journey.values())
    with pytest.raises(Refusal, match="不再登记主管机关意见"):
        travel.mark_endangers(journey.hr, draft, "不宜出境")
    assert not Trip.objects.get().endangers


def test_only_who_has_set_out_or_could_have_tells_that_he_did_not_go(journey):
    trip = journey.approved()
    with pytest.raises(Refusal, match="还没有完成行前保密教育"):
        travel.report_unused(journey.traveller, trip, "改期")
    assert (fresh(trip).stage, fresh(trip).not_gone) == (TripStage.APPROVED, False)


def test_what_was_signed_for_a_journey_given_up_stays_signed_and_the_journey_is_not_rewritten(journey):
    trip = journey.ready()
    travel.cancel_trip(journey.traveller, trip, "不去了")
    talk, pledge = trip.talks.get(), trip.pledges.get()
    assert (talk.concluded_on, talk.state) == (dt.date(2026, 11, 2), "approved")
    assert (pledge.signed_on, pledge.state) == (dt.date(2026, 11, 2), "running")
    draft = travel.apply_trip(journey.traveller, journey.values())
    travel.cancel_trip(journey.traveller, draft, "不去了")
    with pytest.raises(Refusal):
        travel.change_trip(journey.traveller, fresh(draft), {"reason": "访学"}, fresh(draft).version)
    assert fresh(draft).reason == "探亲"


def test_a_talk_is_about_a_journey_of_the_person_himself(journey):
    theirs = TripFactory(
        person=PersonFactory(department=journey.department), department=journey.department, stage="approved"
    )
    for trip in (theirs, None):
        with pytest.raises(Refusal, match="没有写明为哪一次"):
            travel_talks.begin_talk(
                journey.officer, journey.person, TalkKind.ABROAD, trip=trip, held_at=clock.now(),
                place="行政楼 305", items=list(ABROAD_ITEMS),
            )  # fmt: skip
    assert not Talk.objects.exists()


def test_the_days_for_a_document_are_those_of_the_return_and_one_given_back_before_keeps_its_own(journey):
    Parameter.objects.create(
        key=PRIVATE_RETURN_DAYS, value=3, effective_from=PLANNED_IN + dt.timedelta(days=1), source="新规定"
    )
    trip = journey.away()
    permit = DocumentFactory(person=journey.person, department=journey.department, kind="hongkong")
    with clock.at(PLANNED_OUT - dt.timedelta(days=2)):
        travel_documents.hand_out(journey.hr, permit, trip=trip)
    with clock.at(PLANNED_OUT):
        travel_documents.take_back(journey.hr, permit)
    due_before = permit.movements.get().due_on
    with clock.at(PLANNED_IN + dt.timedelta(days=2)):
        travel.report_return(journey.traveller, trip, told(actual_in=PLANNED_IN - dt.timedelta(days=1)))
    assert journey.passport.movements.get().due_on == PLANNED_IN + dt.timedelta(days=9)
    assert permit.movements.get().due_on == due_before


def test_a_document_that_is_out_does_not_go_a_second_time_and_a_stranger_s_journey_hinders_nobody(journey):
    trip = journey.away()
    with pytest.raises(Refusal, match="已经领出"), clock.at(PLANNED_OUT):
        travel_documents.hand_out(journey.hr, journey.passport, trip=trip)
    assert journey.passport.movements.count() == 1
    other = DocumentFactory(
        person=PersonFactory(department=journey.department), department=journey.department
    )
    today = clock.today()
    assert travel_documents.hand_out(journey.hr, other, reason="换发", due_on=today).due_on == today


def test_a_stock_take_is_finished_once_and_a_document_returned_once(journey):
    with pytest.raises(Refusal, match="没有领出的记录"):
        travel_documents.take_back(journey.hr, journey.passport)
    handed_out(journey.passport)
    travel_documents.take_back(journey.hr, journey.passport)
    with pytest.raises(Refusal, match="没有领出的记录"):
        travel_documents.take_back(journey.hr, journey.passport)
    assert fresh(journey.passport).custody == Custody.HELD


def test_days_that_just_suffice(journey):
    """Out today, a passport that lasts to the last day, there and back on the day it was handed out."""
    day = dt.date(2026, 11, 2)
    type(journey.passport).objects.update(expires_on=day)
    trip = journey.ready(planned_out=day, planned_in=day)
    travel_documents.hand_out(journey.hr, journey.passport, trip=trip)
    back = travel.report_return(journey.traveller, trip, told(actual_out=day, actual_in=day))
    assert (back.stage, back.actual_in) == (TripStage.RETURNED, day)


def test_a_passport_that_ends_the_day_before_the_return_is_not_enough(journey):
    type(journey.passport).objects.update(expires_on=PLANNED_IN - dt.timedelta(days=1))
    with pytest.raises(Refusal, match="早于计划返回日期"):
        journey.applied()


def test_another_s_late_document_and_his_own_returned_one_hinder_nobody_his_own_late_one_does(journey):
    theirs = DocumentFactory(
        person=PersonFactory(department=journey.department), department=journey.department
    )
    handed_out(theirs)
    permit = DocumentFactory(person=journey.person, department=journey.department, kind="hongkong")
    handed_out(permit, back_on=clock.today())
    type(permit).objects.filter(pk=permit.pk).update(custody=Custody.HELD)
    draft = travel.apply_trip(journey.traveller, journey.values())
    travel.cancel_trip(journey.traveller, draft, "不去了")
    with pytest.raises(Refusal, match="已撤销，不能送审"):
        approvals.submit(journey.traveller, travel.PROCEDURE, fresh(draft))
    permit.movements.all().delete()
    handed_out(permit)
    with pytest.raises(Refusal, match="已逾期"):
        travel.apply_trip(journey.traveller, journey.values())


def test_after_the_return_no_document_goes_out_for_it_and_only_a_journey_that_was_told_of_is_closed(journey):
    ready = journey.ready()
    travel.close_if_done(journey.office, ready)
    assert fresh(ready).stage == TripStage.READY
    travel.cancel_trip(journey.traveller, ready, "改期")
    trip = journey.returned()
    with clock.at(PLANNED_IN + dt.timedelta(days=2)):
        travel_documents.take_back(journey.hr, journey.passport)
        with pytest.raises(Refusal, match="已经返回"):
            travel_documents.hand_out(journey.hr, journey.passport, trip=fresh(trip))
    assert fresh(journey.passport).custody == Custody.HELD
