"""Going abroad as one locked loop (P7, B9): each step holds, and refuses before its time."""

import datetime as dt
import re

import pytest

from baomi.approvals import actions as approvals
from baomi.approvals import queries
from baomi.approvals.choices import Result, State
from baomi.core import clock, holdings
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.core.levels import PersonGrade
from baomi.organization import parameters
from baomi.organization.models import Parameter
from baomi.organization.roles import Role
from personnel.actions import papers, travel, travel_documents, travel_visits
from personnel.choices.people import PersonKind, PersonStatus
from personnel.choices.travel import TripKind, TripStage, VisitKind
from personnel.choices.yearly import PledgeKind
from personnel.evidence.trip_checks import checks_of
from personnel.models import ClearedPerson, Pledge, Trip, Visit
from personnel.parameters import PRIVATE_RETURN_DAYS, REVISIT_DAYS
from personnel.registers.travel import trip_status
from tests.factories.organization import GrantFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_journey import fresh, told
from tests.factories.personnel_travel import PLANNED_IN, PLANNED_OUT, DocumentFactory, sign_all, sign_pledge
from tests.factories.reviews import IncidentFactory

BACK = PLANNED_IN + dt.timedelta(days=1)
ANSWERS = {
    "questioned": "无", "recruited": "无", "sponsored": "无", "contacts": "无", "document_lost": "无",
    "route_changed": "无", "extended": "无", "devices": "未携带",
}  # fmt: skip


def check(trip: Trip, label: str):
    return next(item for item in checks_of(trip) if item.label == label)


def visited(journey, trip: Trip) -> None:
    """The visit written down by the officer and signed by all."""
    visit = trip.visits.get()
    values = {
        "held_on": clock.today(),
        "method": "meeting",
        "answers": ANSWERS,
        "abnormal": False,
        "handling": "",
    }
    travel_visits.write_visit(journey.officer, visit, values)
    approval = approvals.submit(journey.officer, travel_visits.PROCEDURE, fresh(visit))
    sign_all(approval, journey.hr, journey.office, journey.traveller)


def test_saving_an_application_is_not_called_applying_and_leads_to_handing_it_in(journey, client):
    client.force_login(journey.traveller)
    page = client.get("/personnel/trips/new/")
    text = page.content.decode()
    assert "保存申请" in text
    assert "登记出国（境）审批" not in text
    token = re.search(r'name="token" value="([^"]+)"', text)[1]
    given = journey.values(person=journey.person.pk, document=journey.passport.pk, promised="on", token=token)
    saved = client.post("/personnel/trips/new/", given, follow=True)
    text = saved.content.decode()
    assert "还没有送审" in text
    assert re.search(r'name="procedure"\s+value="personnel.trip"', text)
    assert Trip.objects.get().approval is None


def test_the_whole_loop_from_application_to_end(journey):
    trip = journey.applied()
    assert (trip.stage, trip.approval.waiting_for) == (TripStage.APPLIED, "所在部门意见")
    sign_all(trip.approval, journey.head, journey.hr, journey.office)
    trip = fresh(trip)
    assert (trip.stage, trip.approval.state) == (TripStage.APPROVED, State.APPROVED)
    assert Pledge.objects.get(trip=trip).kind == PledgeKind.ABROAD
    sign_all(journey.talk(trip).approval, journey.office, journey.hr, journey.traveller)
    assert fresh(trip).stage == TripStage.READY
    sign_pledge(trip)
    with clock.at(PLANNED_OUT - dt.timedelta(days=1)):
        movement = travel_documents.hand_out(journey.hr, journey.passport, trip=fresh(trip))
    assert fresh(trip).stage == TripStage.AWAY
    assert movement.due_on == PLANNED_IN + dt.timedelta(days=10)
    with clock.at(BACK):
        trip = travel.report_return(journey.traveller, fresh(trip), told())
        assert trip.stage == TripStage.RETURNED
        travel_documents.take_back(journey.hr, fresh(journey.passport))
        assert fresh(trip).stage == TripStage.RETURNED  # not visited yet
        visited(journey, trip)
    trip = fresh(trip)
    assert (trip.stage, trip.closed_on) == (TripStage.CLOSED, BACK)
    with clock.at(BACK):
        assert (
            journey.applied(planned_out=dt.date(2027, 9, 1), planned_in=dt.date(2027, 9, 9)).stage
            == TripStage.APPLIED
        )


def test_the_loop_closes_with_the_document_when_that_comes_last(journey):
    trip = journey.returned()
    with clock.at(BACK + dt.timedelta(days=3)):
        visited(journey, trip)
        assert fresh(trip).stage == TripStage.RETURNED
        travel_documents.take_back(journey.hr, fresh(journey.passport))
    assert fresh(trip).stage == TripStage.CLOSED


def test_a_second_application_waits_until_the_loop_is_closed_and_says_why(journey):
    trip = journey.returned()
    with clock.at(dt.date(2027, 4, 1)), pytest.raises(Refusal) as refused:
        travel.apply_trip(journey.traveller, journey.values())
    text = str(refused.value)
    assert trip.number in text
    assert "归还因私普通护照，逾期" in text
    assert "完成回访，逾期" in text
    assert Trip.objects.count() == 1


def test_two_applications_written_before_cannot_both_be_handed_in(journey):
    first, second = (travel.apply_trip(journey.traveller, journey.values()) for _ in range(2))
    approvals.submit(journey.traveller, travel.PROCEDURE, first)
    with pytest.raises(Refusal, match="还没有办结"):
        approvals.submit(journey.traveller, travel.PROCEDURE, second)
    assert fresh(second).stage == TripStage.DRAFT


def test_an_overdue_document_of_another_reason_bars_the_application(journey):
    travel_documents.hand_out(journey.hr, journey.passport, reason="换发证件", due_on=dt.date(2026, 11, 5))
    with clock.at(dt.date(2026, 11, 6)), pytest.raises(Refusal, match="已逾期"):
        travel.apply_trip(journey.traveller, journey.values(document=None))


def test_an_application_needs_promise_days_to_come_and_a_fitting_document(journey):
    for changes, words in (
        ({"promised": False}, "个人承诺"),
        ({"planned_out": dt.date(2026, 11, 1)}, "已过"),
        ({"planned_in": dt.date(2033, 1, 1)}, "到期"),
        ({"document": DocumentFactory(department=journey.department)}, "不是申请人的"),
    ):
        trip = travel.apply_trip(journey.traveller, journey.values(**changes))
        with pytest.raises(Refusal, match=words):
            approvals.submit(journey.traveller, travel.PROCEDURE, trip)


def test_a_document_kept_at_home_has_to_be_handed_in_first(journey):
    DocumentFactory(
        department=journey.department,
        person=journey.person,
        kind="taiwan",
        custody="with_person",
        deposited_on=None,
    )
    trip = travel.apply_trip(journey.traveller, journey.values())
    with pytest.raises(Refusal, match="还没有上交"):
        approvals.submit(journey.traveller, travel.PROCEDURE, trip)


def test_who_is_not_bound_or_leaves_does_not_apply(journey):
    for status in (PersonStatus.CANDIDATE, PersonStatus.LEAVING, PersonStatus.RELEASED):
        ClearedPerson.objects.filter(pk=journey.person.pk).update(status=status, released_on=clock.today())
        with pytest.raises(Refusal):
            travel.apply_trip(journey.traveller, journey.values(person=fresh(journey.person)))


def test_in_the_cooling_off_period_the_same_way_is_gone_and_shown(journey):
    values = {
        "status": PersonStatus.COOLING,
        "left_on": dt.date(2026, 6, 1),
        "cooling_until": dt.date(2027, 6, 1),
    }
    ClearedPerson.objects.filter(pk=journey.person.pk).update(**values)
    journey.person = fresh(journey.person)
    trip = journey.ready()
    assert trip.stage == TripStage.READY
    assert "脱密期至 2027-06-01" in check(trip, "人员状态").evidence


def test_a_student_goes_through_the_graduate_school(journey):
    ClearedPerson.objects.filter(pk=journey.person.pk).update(kind=PersonKind.STUDENT)
    trip = journey.applied(person=fresh(journey.person))
    assert [step.slug for step in trip.approval.steps.all()] == ["own", "head", "grad", "office"]
    sign_all(trip.approval, journey.head)
    assert queries.step_to_sign(journey.hr, fresh(trip).approval) is None
    sign_all(fresh(trip).approval, journey.grad, journey.office)
    assert fresh(trip).stage == TripStage.APPROVED


def test_the_leader_signs_for_core_people_and_for_heads(journey):
    ClearedPerson.objects.filter(pk=journey.person.pk).update(grade=PersonGrade.CORE)
    trip = journey.applied(person=fresh(journey.person))
    assert trip.approval.steps.last().slug == "leader"
    head = PersonFactory(department=journey.department, staff=journey.head.staff)
    GrantFactory(user=journey.head, role=Role.PERSON, department=journey.department)
    own = travel.apply_trip(journey.head, journey.values(person=head, document=None))
    approvals.submit(journey.head, travel.PROCEDURE, own)
    assert [step.slug for step in fresh(own).approval.steps.all()] == ["own", "hr", "office", "leader"]


def test_who_has_no_account_signs_on_paper_and_the_officer_applies(journey):
    person = PersonFactory(department=journey.department)
    trip = travel.apply_trip(journey.officer, journey.values(person=person, document=None))
    approvals.submit(journey.officer, travel.PROCEDURE, trip)
    assert [step.slug for step in fresh(trip).approval.steps.all()] == ["head", "hr", "office"]


def test_nobody_approves_his_own_journey_nor_signs_two_steps(journey):
    person = PersonFactory(department=journey.department, staff=journey.hr.staff)
    trip = travel.apply_trip(journey.officer, journey.values(person=person, document=None))
    approval = approvals.submit(journey.officer, travel.PROCEDURE, trip)
    both = user_with(Role.HR)
    GrantFactory(user=both, role=Role.OFFICE)
    sign_all(approval, journey.hr)  # 本人
    sign_all(approval, journey.head)
    step = approval.steps.get(slug="hr")
    with pytest.raises(Refusal, match="关于自己"):
        approvals.sign(journey.hr, step, "agree", "同意")
    sign_all(approval, both)
    step = approval.steps.get(slug="office")
    with pytest.raises(Refusal, match="只签一次"):
        approvals.sign(both, step, "agree", "同意")


def test_what_the_organs_call_a_danger_can_only_be_refused(journey):
    trip = journey.applied()
    sign_all(trip.approval, journey.head)
    trip = travel.mark_endangers(journey.hr, trip, "国家安全机关 11 月 1 日函：不宜出境")
    step = trip.approval.steps.get(slug="hr")
    for decision in ("agree", "return"):
        with pytest.raises(Refusal, match="国家安全"):
            approvals.sign(journey.hr, step, decision, "经研究同意")
    approvals.sign(journey.hr, step, "refuse", "主管机关不同意")
    assert fresh(trip).stage == TripStage.REFUSED
    assert travel.apply_trip(journey.traveller, journey.values()).stage == TripStage.DRAFT
    with pytest.raises(NotPermitted):
        travel.mark_endangers(journey.officer, trip, "不宜出境")


def test_a_returned_or_withdrawn_application_may_be_corrected_and_sent_again(journey):
    trip = journey.applied()
    approvals.sign(journey.head, trip.approval.steps.get(slug="head"), "return", "请补写途经地")
    trip = fresh(trip)
    assert trip.stage == TripStage.DRAFT
    trip = travel.change_trip(journey.traveller, trip, {"destinations": "日本，途经韩国"}, trip.version)
    approvals.submit(journey.traveller, travel.PROCEDURE, trip)
    assert fresh(trip).stage == TripStage.APPLIED
    approvals.withdraw(journey.traveller, fresh(trip).approval, "改期")
    assert fresh(trip).stage == TripStage.DRAFT


def test_a_person_who_begins_to_leave_while_it_is_signed_is_not_let_go(journey):
    trip = journey.applied()
    sign_all(trip.approval, journey.head, journey.hr)
    ClearedPerson.objects.filter(pk=journey.person.pk).update(status=PersonStatus.LEAVING)
    step = trip.approval.steps.get(slug="office")
    with pytest.raises(Refusal, match="离岗"):
        approvals.sign(journey.office, step, "agree", "同意。", judgements={})
    assert fresh(trip).stage == TripStage.APPLIED


def test_given_up_before_a_document_is_out_and_not_afterwards(journey):
    trip = journey.ready()
    assert travel.cancel_trip(journey.traveller, trip, "行程取消").stage == TripStage.CANCELLED
    again = journey.away()
    with pytest.raises(Refusal, match="证件已领出"):
        travel.cancel_trip(journey.traveller, again, "行程取消")


def test_with_a_journey_given_up_its_unsigned_papers_fall(journey):
    trip = journey.approved()
    pledge, talk = trip.pledges.get(), journey.talk(trip)
    assert pledge.approval.state == State.RUNNING
    assert {held.kind for held in holdings.of_person(journey.person.staff_id)} >= {"未签文书"}
    travel.cancel_trip(journey.traveller, trip, "行程取消")
    for paper in (fresh(pledge), fresh(talk)):
        assert (paper.approval.state, paper.approval.waiting_for) == (State.WITHDRAWN, "")
    assert not queries.inbox(journey.traveller).exists()
    assert not queries.inbox(journey.hr).exists()
    assert holdings.of_person(journey.person.staff_id) == []


def test_a_pledge_on_its_way_to_the_archive_falls_too_and_is_not_handed_in_again(journey):
    trip = journey.approved()
    pledge = trip.pledges.get()
    sign_all(pledge.approval, journey.traveller)
    assert fresh(pledge).approval.state == State.PAPER
    travel.cancel_trip(journey.traveller, trip, "行程取消")
    with pytest.raises(Refusal, match="纸质件"):
        approvals.record_paper(journey.office, fresh(pledge).approval, "DA-2026-7")
    with pytest.raises(Refusal, match="没有在办的出国（境）申请"):
        approvals.submit(journey.traveller, papers.PROCEDURE, fresh(pledge))


def test_what_was_signed_before_the_journey_was_given_up_stays_signed(journey):
    trip = journey.ready()
    travel.cancel_trip(journey.traveller, trip, "行程取消")
    assert trip.pledges.get().signed_on
    assert fresh(trip.talks.get()).approval.state == State.APPROVED


def test_the_return_gives_documents_and_visit_their_day_by_the_numbers_of_that_day(journey):
    starts = dt.date(2027, 3, 5)
    for key, value in ((PRIVATE_RETURN_DAYS, 5), (REVISIT_DAYS, 7)):
        Parameter.objects.create(key=key, value=value, effective_from=starts, source="校内规定")
    assert parameters.value(REVISIT_DAYS, on=starts) == 7
    trip = journey.returned()
    assert trip.movements.get().due_on == PLANNED_IN + dt.timedelta(days=5)
    visit = trip.visits.get()
    assert (visit.kind, visit.due_on) == (VisitKind.RETURN, PLANNED_IN + dt.timedelta(days=7))
    Parameter.objects.filter(key=REVISIT_DAYS).update(value=30)
    assert fresh(visit).due_on == PLANNED_IN + dt.timedelta(days=7)


def test_a_return_not_told_and_a_passport_not_back_are_red_in_the_list(journey):
    trip = journey.away()
    with clock.at(PLANNED_IN):
        assert trip_status(fresh(trip)) == ("warn", "证件已领出")
    with clock.at(PLANNED_IN + dt.timedelta(days=2)):
        assert trip_status(fresh(trip)) == ("bad", "证件已领出，逾期 2 天")
    with clock.at(BACK):
        visited(journey, travel.report_return(journey.traveller, fresh(trip), told()))
        assert trip_status(fresh(trip)) == ("wait", "已回国")
    with clock.at(trip.movements.get().due_on + dt.timedelta(days=1)):
        assert trip_status(fresh(trip)) == ("bad", "已回国，逾期 1 天")
        travel_documents.take_back(journey.hr, fresh(journey.passport))
        assert trip_status(fresh(trip)) == ("closed", "已办结")


def test_a_visit_not_made_is_red_in_the_list(journey):
    trip = journey.returned()
    with clock.at(BACK):
        travel_documents.take_back(journey.hr, fresh(journey.passport))
    with clock.at(trip.visits.get().due_on):
        assert trip_status(fresh(trip)) == ("wait", "已回国")
    with clock.at(trip.visits.get().due_on + dt.timedelta(days=4)):
        assert trip_status(fresh(trip)) == ("bad", "已回国，逾期 4 天")


def test_an_official_passport_is_due_earlier(journey):
    journey.passport = DocumentFactory(department=journey.department, person=journey.person, kind="official")
    trip = journey.returned(kind=TripKind.OFFICIAL)
    assert trip.movements.get().due_on == PLANNED_IN + dt.timedelta(days=7)


def test_who_did_not_go_gives_the_document_back_at_once_and_is_not_visited(journey):
    trip = journey.away()
    with clock.at(PLANNED_OUT):
        trip = travel.report_unused(journey.traveller, trip, "签证未获批准")
        assert trip.movements.get().due_on == PLANNED_OUT + dt.timedelta(days=1)
        assert not Visit.objects.exists()
        travel_documents.take_back(journey.hr, fresh(journey.passport))
    assert fresh(trip).stage == TripStage.CLOSED


def test_what_is_told_of_the_return_has_to_be_possible(journey):
    trip = journey.away()
    with clock.at(BACK):
        for changes, words in (
            ({"actual_in": BACK + dt.timedelta(days=1)}, "晚于今天"),
            ({"actual_in": PLANNED_OUT - dt.timedelta(days=1)}, "早于出国"),
            ({"actual_out": PLANNED_OUT - dt.timedelta(days=3)}, "早于领出证件"),
            ({"abroad_report": " "}, "在外情况汇报"),
        ):
            with pytest.raises(Refusal, match=words):
                travel.report_return(journey.traveller, trip, told(**changes))
        assert travel.report_return(journey.traveller, trip, told(route_change="返程改签一日")).route_change
        with pytest.raises(Refusal, match="已经登记"):
            travel.report_return(journey.traveller, fresh(trip), told())


def test_a_first_passport_is_told_of_after_talk_and_pledge_and_handed_in_before_the_end(journey):
    trip = journey.talked(document=None)
    with clock.at(BACK):
        with pytest.raises(Refusal, match="承诺书"):
            travel.report_return(journey.traveller, trip, told())
        sign_pledge(trip)
        trip = travel.report_return(journey.traveller, trip, told())
        new = DocumentFactory(
            department=journey.department, person=journey.person, kind="hongkong", custody="with_person",
            deposited_on=None,
        )  # fmt: skip
        visited(journey, trip)
        assert fresh(trip).stage == TripStage.RETURNED
        travel_documents.deposit(journey.hr, new)
    assert fresh(trip).stage == TripStage.CLOSED


def test_the_conditions_are_computed_and_what_is_not_met_needs_words(journey):
    ClearedPerson.objects.filter(pk=journey.person.pk).update(vetting_due_on=dt.date(2026, 10, 1))
    journey.person = fresh(journey.person)
    trip = journey.applied(planned_out=dt.date(2026, 11, 20))
    results = {item.label: item.result for item in checks_of(trip)}
    assert results["提前申请"] == Result.NOT_MET
    assert results["保密审查在有效期内"] == Result.NOT_MET
    assert results["保密教育学时"] == Result.NOT_MET
    assert results["没有未结的泄密或违规事件"] == Result.MET
    with pytest.raises(Refusal, match="未满足"):
        approvals.sign(journey.head, trip.approval.steps.get(slug="head"), "agree", "")
    sign_all(trip.approval, journey.head)
    assert "提前申请" in trip.approval.signatures.last().overruled


def test_an_open_incident_and_things_held_are_shown(journey):
    incident = IncidentFactory(department=journey.department)
    incident.responsible.add(journey.person.staff)
    trip = journey.applied()
    assert check(trip, "没有未结的泄密或违规事件").result == Result.NOT_MET
    assert check(trip, "载体、设备等已妥善保管").result == Result.MET
    incident.state = "closed"
    incident.save()
    assert check(trip, "没有未结的泄密或违规事件").result == Result.MET


def test_another_department_s_officer_finds_no_journey_and_grad_none_of_staff(journey):
    trip = journey.applied()
    stranger = user_with(Role.OFFICER, journey.other)
    with pytest.raises(NotFound):
        travel.cancel_trip(stranger, trip, "不去了")
    with pytest.raises(NotFound):
        travel.mark_endangers(journey.grad, trip, "不宜出境")
    with pytest.raises(NotFound):
        travel.apply_trip(stranger, journey.values())
    with pytest.raises(NotPermitted):
        travel.apply_trip(journey.leader, journey.values())
