"""P12: leaving runs through F-24, bars every handing-over, and takes effect with its paper alone."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State
from baomi.core import clock, holdings
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.core.holdings import Holding
from baomi.core.levels import PersonGrade
from baomi.organization import handing
from baomi.organization.choices import GrantState
from baomi.organization.models import Grant, Parameter
from baomi.organization.roles import Role
from personnel.actions import departures
from personnel.choices.leaving import DepartureReason, ManagedBy
from personnel.choices.people import PersonKind, PersonStatus
from personnel.choices.travel import VisitKind
from personnel.models import CoolingOff, Departure, Pledge
from personnel.parameters import COOLING_MONTHS
from tests.factories import leaving_steps as steps
from tests.factories.organization import GrantFactory, user_with
from tests.factories.personnel import PersonFactory

DAY = dt.date(2026, 12, 1)


def test_the_whole_way_ends_in_the_cooling_off_period(house):
    departure = steps.leave(house)
    person = steps.fresh(house.person)
    cooling = CoolingOff.objects.get(person=person)
    assert (departure.approved_on, person.status, person.left_on) == (DAY, PersonStatus.COOLING, DAY)
    assert (cooling.starts, cooling.least_until, cooling.until) == (
        DAY,
        dt.date(2027, 12, 1),
        dt.date(2027, 12, 1),
    )
    assert person.cooling_until == cooling.until
    assert cooling.number == "TM-2026-001"
    assert departure.number == "LG-2026-001"
    visits = person.visits.filter(kind=VisitKind.COOLING).order_by("due_on")
    assert [visit.due_on for visit in visits][:2] == [dt.date(2027, 3, 1), dt.date(2027, 6, 1)]


def test_handing_in_makes_him_leaving_and_puts_the_pledge_before_him(house):
    departure = steps.hand_in(house.officer, steps.begin(house.officer, house.person))
    assert steps.fresh(house.person).status == PersonStatus.LEAVING
    assert Pledge.objects.get(departure=departure).signed_on is None
    with pytest.raises(Refusal, match="不再发放载体、证件和权限"):
        handing.lock_for_handing(house.person.staff)


def test_before_the_handing_in_things_are_still_given(house):
    steps.begin(house.officer, house.person)
    assert handing.lock_for_handing(house.person.staff) == house.person.staff


@pytest.mark.parametrize("decision", ["return", "refuse"])
def test_returned_or_refused_he_is_in_post_again(house, decision):
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    steps.sign(house.head, departure, "head", decision, "材料不齐")
    assert steps.fresh(house.person).status == PersonStatus.IN_POST
    assert handing.lock_for_handing(house.person.staff)


def test_with_a_refused_leaving_its_unsigned_papers_fall_and_hold_back_no_later_one(house):
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    pledge = Pledge.objects.get(departure=departure)
    assert [held.kind for held in holdings.of_person(house.person.staff_id)] == ["未签文书"]
    steps.sign(house.head, departure, "head", "refuse", "任务未完成")
    assert steps.fresh(pledge).approval.state == State.WITHDRAWN
    assert holdings.of_person(house.person.staff_id) == []
    assert steps.leave(house).approved_on == DAY


def test_a_returned_leaving_keeps_its_papers(house):
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    steps.sign(house.head, departure, "head", "return", "材料不齐")
    assert Pledge.objects.get(departure=departure).approval.state == State.RUNNING


def test_taken_back_he_is_in_post_and_may_hand_in_again(house):
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    approvals.withdraw(house.person_user, departure.approval, "改日期")
    assert steps.fresh(house.person).status == PersonStatus.IN_POST
    steps.hand_in(house.person_user, departure)
    assert steps.fresh(house.person).status == PersonStatus.LEAVING
    assert Pledge.objects.filter(departure=departure).count() == 1


@pytest.mark.parametrize("status", [PersonStatus.CANDIDATE, PersonStatus.COOLING, PersonStatus.RELEASED])
def test_only_somebody_in_post_leaves(house, status):
    with pytest.raises(Refusal, match="不能办理离岗"):
        steps.begin(house.officer, PersonFactory(department=house.college, status=status))
    assert not Departure.objects.exists()


def test_a_second_application_beside_the_open_one_is_refused(house):
    steps.begin(house.officer, house.person)
    with pytest.raises(Refusal, match="已经建立（LG-2026-001）"):
        steps.begin(house.person_user, house.person)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": DepartureReason.TRANSFER, "unit": ""}, "unit"),
        ({"reason": DepartureReason.TRANSFER, "unit_nature": ""}, "unit_nature"),
        ({"reason": DepartureReason.INTERNAL, "new_post": ""}, "new_post"),
        ({"reason": DepartureReason.OTHER}, "reason_text"),
    ],
)
def test_a_reason_asks_for_its_cells(house, values, field):
    with pytest.raises(ValidationError) as refused:
        steps.begin(house.officer, house.person, **values)
    assert field in refused.value.error_dict


def test_only_a_student_graduates(house):
    with pytest.raises(Refusal, match="毕业只用于学生"):
        steps.begin(house.officer, house.person, reason=DepartureReason.GRADUATE)
    student = PersonFactory(department=house.college, kind=PersonKind.STUDENT)
    assert steps.begin(house.officer, student, reason=DepartureReason.GRADUATE).pk


def test_foreign_people_and_other_roles_begin_nothing(house):
    with pytest.raises(NotFound):
        steps.begin(house.other_officer, house.person)
    with pytest.raises(NotFound):
        steps.begin(house.person_user, PersonFactory(department=house.college))
    with pytest.raises(NotPermitted):
        steps.begin(house.hr, house.person)


def test_a_student_goes_through_the_graduate_school(house):
    student = PersonFactory(department=house.college, kind=PersonKind.STUDENT)
    departure = steps.hand_in(
        house.officer, steps.begin(house.officer, student, reason=DepartureReason.GRADUATE)
    )
    assert [step.slug for step in departure.approval.steps.order_by("position")] == ["head", "office", "grad"]
    steps.prepare(house, departure)
    steps.to_paper(house, departure)
    approvals.record_paper(house.grad, steps.fresh(departure).approval, "DA-7")
    assert steps.fresh(student).status == PersonStatus.COOLING


def test_the_only_head_is_signed_for_by_the_leader(house):
    chief = PersonFactory(department=house.college, staff=house.head.staff)
    departure = steps.hand_in(house.officer, steps.begin(house.officer, chief))
    assert departure.approval.steps.filter(slug="leader").exists()
    assert not departure.approval.steps.filter(slug="head").exists()


def test_nobody_signs_his_own_and_nobody_signs_twice(house):
    GrantFactory(user=house.person_user, role=Role.OFFICE)
    GrantFactory(user=house.head, role=Role.OFFICE)
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    with pytest.raises(Refusal, match="还没有轮到"):
        approvals.sign(house.office, departure.approval.steps.get(slug="office"), "agree")
    steps.sign(house.head, departure, "head")
    steps.prepare(house, departure)
    with pytest.raises(Refusal, match="不能审批自己提出的或关于自己的事项"):
        steps.sign(house.person_user, departure, "office")
    with pytest.raises(Refusal, match="同一份表一人只签一次"):
        steps.sign(house.head, departure, "office")


@pytest.mark.parametrize(
    ("undone", "words"),
    [
        ("talk", "提醒谈话"),
        ("pledge", "脱密期保密承诺书"),
        ("access", "场所出入权限收回"),
        ("period", "脱密期已定"),
    ],
)
def test_the_office_signs_only_when_every_condition_is_met(house, undone, words):
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    steps.sign(house.head, departure, "head")
    steps.prepare(house, departure)
    if undone == "talk":
        departure.talks.update(concluded_on=None)
    elif undone == "pledge":
        departure.pledges.update(signed_on=None)
    elif undone == "access":
        Departure.objects.update(access_returned="")
    else:
        Departure.objects.update(cooling_months=None)
    with pytest.raises(Refusal, match=words if undone != "pledge" else "未清退|承诺书"):
        steps.sign(house.office, departure, "office")
    assert steps.fresh(departure).approval.waiting_for == "保密办意见"


def test_without_paper_it_takes_no_effect(house):
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    steps.prepare(house, departure)
    departure = steps.to_paper(house, departure)
    assert steps.fresh(house.person).status == PersonStatus.LEAVING
    assert not CoolingOff.objects.exists()
    with clock.at(dt.date(2026, 12, 7)):
        departure = steps.record_paper(house, departure)
        assert departure.approved_on == dt.date(2026, 12, 7)
        assert CoolingOff.objects.get().until == dt.date(2027, 12, 7)


def test_what_turns_up_after_the_signatures_stops_the_paper(house):
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    steps.prepare(house, departure)
    departure = steps.to_paper(house, departure)
    found = [Holding(key="carriers.copy:7", kind="载体", label="ZL-7")]
    answer = holdings.held_things.register(lambda staff: found if staff == house.person.staff_id else None)
    try:
        with pytest.raises(Refusal, match="还有 1 项未清退：载体 ZL-7"):
            steps.record_paper(house, departure)
        assert steps.fresh(house.person).status == PersonStatus.LEAVING
        assert steps.fresh(departure).approval.paper_number == ""
    finally:
        holdings.held_things._answers.remove(answer)


# --- how long ---


def test_longer_needs_a_reason_and_shorter_is_refused(house):
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    with pytest.raises(Refusal, match="不能短于规定的 12 个月"):
        departures.decide(house.office, departure, 11, "特殊", ManagedBy.US)
    with pytest.raises(Refusal, match="请写明延长的理由"):
        departures.decide(house.office, departure, 18, " ", ManagedBy.US)
    assert departures.decide(house.office, departure, 18, "接触事项未解密", ManagedBy.US).cooling_months == 18
    with pytest.raises(NotPermitted):
        departures.decide(house.hr, departure, 18, "接触事项未解密", ManagedBy.US)


@pytest.mark.parametrize(
    ("grade", "months"),
    [(PersonGrade.CORE, 36), (PersonGrade.IMPORTANT, 24), (PersonGrade.ORDINARY, 12)],
)
def test_the_months_follow_the_grade(house, grade, months):
    person = PersonFactory(department=house.college, grade=grade)
    departure = steps.hand_in(house.officer, steps.begin(house.officer, person))
    with pytest.raises(Refusal, match=f"{months} 个月"):
        departures.decide(house.office, departure, months - 1, "", ManagedBy.US)
    departures.decide(house.office, departure, months, "", ManagedBy.US)


def test_the_number_in_force_on_the_day_of_approval_counts_and_is_kept(house):
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    steps.prepare(house, departure)
    departure = steps.to_paper(house, departure)
    key = COOLING_MONTHS[PersonGrade.ORDINARY]
    Parameter.objects.create(key=key, value=15, effective_from=dt.date(2026, 12, 10), source="新规定")
    with clock.at(dt.date(2026, 12, 10)), pytest.raises(Refusal, match="15 个月"):
        steps.record_paper(house, departure)
    with clock.at(dt.date(2026, 12, 9)):
        steps.record_paper(house, departure)
    with clock.at(dt.date(2026, 12, 20)):
        assert CoolingOff.objects.get().until == dt.date(2027, 12, 9)


def test_the_end_of_the_month_is_clipped(house):
    person = PersonFactory(department=house.college, grade=PersonGrade.IMPORTANT)
    with clock.at(dt.date(2028, 2, 29)):
        steps.leave(house, person)
        assert CoolingOff.objects.get().until == dt.date(2030, 2, 28)


def test_managing_by_a_receiver_needs_the_unit(house):
    departure = steps.begin(
        house.officer, house.person, reason=DepartureReason.RETIRE, unit="", unit_nature=""
    )
    departure = steps.hand_in(house.officer, departure)
    with pytest.raises(Refusal, match="没有去向单位"):
        departures.decide(house.office, departure, 12, "", ManagedBy.RECEIVER)


# --- roles ---


def test_the_roles_end_with_the_approval_and_the_person_keeps_reporting(house):
    kept = Grant.objects.get(user=house.person_user, role=Role.PERSON)
    ended = GrantFactory(user=house.person_user, role=Role.PI, department=house.college)
    proposed = GrantFactory(user=house.person_user, role=Role.PRESS, state=GrantState.PROPOSED)
    steps.leave(house)
    states = {grant.pk: grant.state for grant in Grant.objects.filter(user=house.person_user)}
    assert states == {
        kept.pk: GrantState.CONFIRMED,
        ended.pk: GrantState.ENDED,
        proposed.pk: GrantState.ENDED,
    }


def test_an_officer_hands_over_before_he_leaves(house):
    officer = user_with(Role.OFFICER, house.college)
    person = PersonFactory(department=house.college, staff=officer.staff)
    departure = steps.hand_in(house.officer, steps.begin(house.officer, person))
    approvals.sign(officer, departure.approval.steps.get(slug="own"), "agree")
    steps.prepare(house, departure)
    steps.sign(house.head, departure, "head")
    with pytest.raises(Refusal, match="岗位职责 部门保密员"):
        steps.sign(house.office, departure, "office")
    Grant.objects.filter(user=officer).update(state=GrantState.ENDED)
    steps.sign(house.office, departure, "office")


def test_who_has_moved_to_another_department_is_handed_in_there(house):
    departure = steps.begin(house.officer, house.person)
    type(house.person).objects.filter(pk=house.person.pk).update(department=house.other)
    with pytest.raises(Refusal, match="已变更到"):
        steps.hand_in(house.officer, departure)
    departures.change(house.officer, departure, {"unit": departure.unit})
    departure = steps.hand_in(house.other_officer, steps.fresh(departure))
    assert departure.approval.department == house.other
