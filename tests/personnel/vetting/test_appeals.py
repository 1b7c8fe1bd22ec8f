"""Appeals (P9): once, by the person himself, decided by the chair; upheld, a new vetting may begin."""

import datetime as dt

import pytest

from baomi.approvals import actions as approvals
from baomi.approvals.queries import inbox
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.organization.roles import Role
from personnel.actions import appeals
from personnel.actions import vetting as actions
from personnel.choices.people import PersonStatus
from personnel.choices.vetting import VettingPurpose
from personnel.models import Vetting, VettingAppeal
from tests.factories.organization import GrantFactory, user_with
from tests.factories.personnel_vetting import VettingFactory, sign_next

GROUNDS = "境外居留许可已于 2024 年注销，有证明。"


def failed(house, person=None) -> Vetting:
    person = person or house.candidate(staff=house.account.staff)
    return VettingFactory(
        department=house.here, person=person, passed=False, concluded_on=dt.date(2026, 11, 2)
    )


def lodged(house) -> VettingAppeal:
    return appeals.lodge(house.account, {"vetting": failed(house), "grounds": GROUNDS})


def handed_in(house):
    appeal = lodged(house)
    return appeal, approvals.submit(house.account, appeals.PROCEDURE, appeal)


def test_the_person_appeals_against_a_failed_vetting(house):
    appeal, approval = handed_in(house)
    assert (appeal.number, appeal.person.staff, approval.waiting_for) == (
        "SS-2026-001", house.account.staff, "保密工作办公室",
    )  # fmt: skip


def test_upheld_a_new_vetting_begins_and_the_old_one_stays(house):
    appeal, approval = handed_in(house)
    with pytest.raises(Refusal, match="上次审查未通过"):
        actions.begin(house.officer, appeal.person, VettingPurpose.ENTRY)
    approval = sign_next(approval, comment="证明属实，转呈")
    sign_next(approval, comment="成立")
    appeal.refresh_from_db()
    assert appeal.upheld is True
    again = actions.begin(house.officer, appeal.person, VettingPurpose.ENTRY)
    appeal.vetting.refresh_from_db()
    assert (appeal.vetting.passed, again.passed, again.pk != appeal.vetting_id) == (False, None, True)


def test_dismissed_the_conclusion_stands(house):
    appeal, approval = handed_in(house)
    approval = sign_next(approval, comment="转呈")
    sign_next(approval, "refuse", "理由不成立")
    appeal.refresh_from_db()
    assert appeal.upheld is False
    with pytest.raises(Refusal, match="上次审查未通过"):
        actions.begin(house.officer, appeal.person, VettingPurpose.ENTRY)


def test_the_office_hands_it_on_and_does_not_decide(house):
    appeal, approval = handed_in(house)
    with pytest.raises(Refusal, match="申诉由保密委员会主任决定"):
        approvals.sign(house.office, inbox(house.office).get(approval=approval), "refuse", "不同意")
    appeal.refresh_from_db()
    approval.refresh_from_db()
    assert (appeal.upheld, approval.waiting_for) == (None, "保密工作办公室")


def test_nobody_appeals_twice_against_one_conclusion(house):
    appeal = lodged(house)
    with pytest.raises(Refusal, match="已经申诉过"):
        appeals.lodge(house.account, {"vetting": appeal.vetting, "grounds": "再次申诉"})
    assert VettingAppeal.objects.count() == 1


@pytest.mark.parametrize("passed", [True, None])
def test_there_is_nothing_to_appeal_against_unless_it_failed(house, passed):
    vetting = VettingFactory(department=house.here, person=house.candidate(), passed=passed)
    with pytest.raises(Refusal, match="只有未通过的审查可以申诉"):
        appeals.lodge(house.officer, {"vetting": vetting, "grounds": GROUNDS})


def test_somebody_given_up_appeals_no_more(house):
    vetting = failed(house, house.candidate(status=PersonStatus.NOT_APPOINTED))
    with pytest.raises(Refusal, match="不再受理申诉"):
        appeals.lodge(house.officer, {"vetting": vetting, "grounds": GROUNDS})


def test_another_person_and_another_department_do_not_reach_it(house):
    vetting = failed(house)
    for user in (user_with(Role.PERSON, house.here), house.other_officer):
        with pytest.raises(NotFound):
            appeals.lodge(user, {"vetting": vetting, "grounds": GROUNDS})
    with pytest.raises(NotPermitted):
        appeals.lodge(house.head, {"vetting": vetting, "grounds": GROUNDS})


def test_the_officer_does_not_hand_in_for_somebody_with_an_account(house):
    appeal = lodged(house)
    with pytest.raises(Refusal, match="审查申诉由周翀本人填写、送审"):
        approvals.submit(house.officer, appeals.PROCEDURE, appeal)


def test_nobody_decides_on_his_own_appeal(house):
    """The chair was vetted himself: he hands it in and cannot decide on it."""
    GrantFactory(user=house.chair, role=Role.PERSON, department=house.here)
    vetting = failed(house, house.candidate(staff=house.chair.staff))
    appeal = appeals.lodge(house.chair, {"vetting": vetting, "grounds": GROUNDS})
    approval = sign_next(approvals.submit(house.chair, appeals.PROCEDURE, appeal), comment="转呈")
    assert approval.waiting_for == "保密委员会主任"
    step = approval.steps.get(slug="chair")
    with pytest.raises(Refusal, match="不能审批自己提出的"):
        approvals.sign(house.chair, step, "agree")
