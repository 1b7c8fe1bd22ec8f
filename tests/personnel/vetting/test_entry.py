"""Coming in (P2, P4): vetting, training, pledge, post in this order; who is given up; what asks for a new vetting."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State
from baomi.approvals.queries import inbox
from baomi.core import clock
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.organization.roles import Role
from personnel.actions import vetting as actions
from personnel.choices.people import PersonKind, PersonStatus
from personnel.choices.vetting import VettingPurpose
from personnel.models import ClearedPerson, Vetting
from personnel.rules import entry
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_vetting import (
    VettingFactory,
    pledge,
    sign_next,
    signed_through,
    train,
    with_papers,
)

DAY = dt.date(2026, 11, 2)


def vetted(house, person=None) -> Vetting:
    vetting = with_papers(VettingFactory(department=house.here, person=person or house.candidate()))
    return signed_through(vetting, house.officer)


def confirm(house, vetting: Vetting):
    """上岗确认 by HR."""
    step = inbox(house.hr).get(approval=vetting.approval)
    return approvals.sign(house.hr, step, "agree")


def test_somebody_vetted_trained_and_pledged_enters_the_post(house):
    vetting = vetted(house)
    person = vetting.person
    train(person)
    pledge(person)
    confirm(house, vetting)
    person.refresh_from_db()
    assert (person.status, person.entered_on, person.vetted_on) == (PersonStatus.IN_POST, DAY, DAY)
    person.staff.refresh_from_db()
    assert person.staff.grade == person.grade
    assert [step.label for step in entry.steps(person) if step.done_on] == [
        "保密审查",
        "岗前培训",
        "承诺书",
        "上岗",
    ]


@pytest.mark.parametrize(
    ("steps", "missing"),
    [
        ((), "岗前培训、承诺书"),
        ((train,), "承诺书"),
        ((pledge,), "岗前培训"),
    ],
)
def test_the_post_is_refused_with_what_is_missing(house, steps, missing):
    vetting = vetted(house)
    for step in steps:
        step(vetting.person)
    with pytest.raises(Refusal, match=f"还不能上岗，尚缺：{missing}。依据《保密法》第四十三条"):
        confirm(house, vetting)
    vetting.person.refresh_from_db()
    assert (vetting.person.status, vetting.person.entered_on) == (PersonStatus.CANDIDATE, None)


def test_a_training_before_the_vetting_or_with_a_failed_exam_does_not_count(house):
    person = house.candidate()
    train(person, on=dt.date(2026, 10, 9))
    vetting = vetted(house, person)
    train(person, passed=False)
    pledge(person)
    with pytest.raises(Refusal, match="尚缺：岗前培训"):
        confirm(house, vetting)


def test_a_student_is_confirmed_by_the_graduate_school(house):
    person = house.candidate(kind=PersonKind.STUDENT)
    vetting = vetted(house, person)
    train(person)
    pledge(person)
    assert not inbox(house.hr).filter(approval=vetting.approval).exists()
    sign_next(vetting.approval)
    person.refresh_from_db()
    assert person.status == PersonStatus.IN_POST


def test_training_and_pledge_are_refused_before_their_time(house):
    person = house.candidate()
    assert entry.may_train(person).reason == "林晓喆还没有通过保密审查，不能登记岗前培训"
    assert entry.may_pledge(person).reason == "林晓喆还没有通过保密审查，不能签订承诺书"
    vetted(house, person)
    assert entry.may_train(person)
    assert entry.may_pledge(person).reason == "林晓喆岗前培训考试还没有合格，不能签订承诺书"
    train(person)
    assert entry.may_pledge(person)


def test_somebody_in_post_is_trained_and_pledges_as_he_likes(house):
    person = house.in_post()
    assert entry.may_train(person)
    assert entry.may_pledge(person)


# Given up


def test_hr_gives_a_candidate_up_and_what_was_open_ends(house):
    vetting = vetted(house)
    with pytest.raises(Refusal, match="须写明原因"):
        actions.give_up(house.hr, vetting.person, " ")
    person = actions.give_up(house.hr, vetting.person, "本人放弃")
    vetting.approval.refresh_from_db()
    assert person.status == PersonStatus.NOT_APPOINTED
    assert (vetting.approval.waiting_for, vetting.approval.state) == ("", State.APPROVED)
    assert not inbox(house.hr).exists()


def test_a_form_still_being_signed_ends_when_the_candidate_is_given_up(house):
    person = house.candidate()
    approval = actions.hand_in(
        house.officer, with_papers(VettingFactory(department=house.here, person=person))
    )
    actions.give_up(house.office, person, "岗位取消")
    approval.refresh_from_db()
    assert (approval.state, approval.waiting_for) == (State.RETURNED, "")
    assert not inbox(house.head).exists()


def test_who_may_not_give_a_candidate_up(house):
    person = house.candidate()
    with pytest.raises(NotPermitted):
        actions.give_up(house.officer, person, "本人放弃")
    with pytest.raises(NotFound):
        actions.give_up(house.grad, person, "本人放弃")
    with pytest.raises(Refusal, match="不能转为“未任用”"):
        actions.give_up(house.hr, house.in_post(staff=StaffFactory(department=house.here)), "本人放弃")


# What asks for a new vetting


def test_a_change_makes_the_review_due_today_and_begins_it(house):
    person = house.in_post(vetting_due_on=dt.date(2029, 3, 1))
    vetting = actions.require_review(house.hr, person, VettingPurpose.PERSONAL_CHANGE, "与境外人员通婚")
    person.refresh_from_db()
    assert (person.vetting_due_on, vetting.purpose, vetting.reason) == (
        DAY,
        "personal_change",
        "与境外人员通婚",
    )
    assert list(ClearedPerson.objects.vetting_due(DAY)) == [person]


def test_a_review_that_is_overdue_does_not_become_later(house):
    person = house.in_post(vetting_due_on=dt.date(2026, 3, 1))
    first = actions.require_review(house.hr, person, VettingPurpose.PERSONAL_CHANGE, "再婚")
    assert actions.require_review(house.hr, person, VettingPurpose.PERSONAL_CHANGE, "移居") == first
    person.refresh_from_db()
    assert person.vetting_due_on == dt.date(2026, 3, 1)


def test_reviews_begin_for_many_at_once_or_for_none(house):
    people = [house.in_post(staff=StaffFactory(department=house.here)) for _ in range(3)]
    assert {vetting.person for vetting in actions.begin_all(house.office, people)} == set(people)
    more = house.in_post(staff=StaffFactory(department=house.here))
    with pytest.raises(Refusal, match="已有一份审查正在办理"):
        actions.begin_all(house.office, [more, people[0]])
    assert not more.vettings.exists()


class AnyOrder(TestCase):
    """Whatever is tried in whatever order, nobody is in the post without vetting, training and pledge."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(["vet", "train", "pledge", "enter", "give up"]), max_size=9))
    def test_nobody_is_in_the_post_without_all_three(self, deeds):
        with clock.at(dt.datetime(2026, 11, 2, 9, 0, tzinfo=clock.SHANGHAI)):
            department = DepartmentFactory(classified=True)
            officer, hr = user_with(Role.OFFICER, department), user_with(Role.HR)
            for role in (Role.HEAD, Role.OFFICE):
                user_with(role, department)
            person = PersonFactory(department=department, status=PersonStatus.CANDIDATE)
            done = []
            for deed in deeds:
                if _tried(deed, person, officer, hr):
                    done.append(deed)
                person.refresh_from_db()
                if person.status == PersonStatus.IN_POST:
                    assert [word for word in done if word in ("vet", "train", "pledge")][:3] == [
                        "vet",
                        "train",
                        "pledge",
                    ]
                    assert all(step.done_on for step in entry.steps(person))
            assert (person.status == PersonStatus.IN_POST) == ("enter" in done)


def _tried(deed: str, person: ClearedPerson, officer, hr) -> bool:
    """Do it as its page does, asking the rule first; False when it was refused."""
    try:
        if deed == "vet":
            vetting = actions.begin(officer, person, VettingPurpose.ENTRY)
            VettingFactory.fill_in(vetting)
            signed_through(with_papers(vetting), officer)
        elif deed == "enter":
            step = inbox(hr).filter(approval__person=person.staff, phase="effect").first()
            if step is None:
                return False
            approvals.sign(hr, step, "agree")
        elif deed == "give up":
            actions.give_up(hr, person, "本人放弃")
        else:
            allowed = entry.may_train(person) if deed == "train" else entry.may_pledge(person)
            if (
                not allowed
                or person.status != PersonStatus.CANDIDATE
                or entry.pledged(person)
                and deed == "pledge"
            ):
                return False
            train(person) if deed == "train" else pledge(person)
    except Refusal:
        return False
    return True


def test_another_s_exam_and_another_s_vetting_are_none_of_his(house):
    vetting = vetted(house)
    train(house.candidate(staff=StaffFactory(department=house.here)))
    assert entry.trained(vetting.person) is None
    refused = entry.may_pledge(vetting.person)
    assert "岗前培训考试还没有合格" in refused.reason
    train(vetting.person, passed=False)
    assert entry.trained(vetting.person) is None


def test_a_review_is_begun_beside_the_vettings_that_are_over(house):
    person = house.in_post()
    VettingFactory(department=house.here, person=person, passed=True, concluded_on=dt.date(2025, 11, 2))
    begun = actions.require_review(house.office, person, VettingPurpose.PERSONAL_CHANGE, "重大事项报告 ZD-1")
    assert (begun.passed, begun.purpose) == (None, VettingPurpose.PERSONAL_CHANGE)
    again = actions.require_review(house.office, person, VettingPurpose.PERSONAL_CHANGE, "重大事项报告 ZD-2")
    assert (again.pk, person.vettings.count()) == (begun.pk, 2)
    with pytest.raises(Refusal, match="在岗人员不办任用前审查"):
        actions.fill(house.officer, begun, {"purpose": VettingPurpose.ENTRY}, {})


def test_the_graduate_school_finds_students_alone_even_where_there_are_some(house):
    student = house.candidate(kind=PersonKind.STUDENT, staff=StaffFactory(department=house.here))
    VettingFactory(department=house.here, person=student)
    member = house.candidate()
    vetting = VettingFactory(department=house.here, person=member)
    for deed in (
        lambda: actions.read_dossier(house.grad, vetting, "核对材料"),
        lambda: actions.give_up(house.grad, member, "不再需要"),
        lambda: actions.begin(house.grad, member, VettingPurpose.ENTRY),
    ):
        with pytest.raises(NotFound):
            deed()
    assert actions.give_up(house.grad, student, "不再需要").status == PersonStatus.NOT_APPOINTED
