"""代签: who may lend what to whom, and what the borrowed reach opens and does not open."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from baomi.approvals import actions, procedures, queries
from baomi.approvals.choices import Relation
from baomi.approvals.declarations import Step
from baomi.approvals.models import Approval, ApprovalStep, Delegation, Signature
from baomi.core import clock
from baomi.core.errors import NotFound, Refusal
from baomi.organization import policy
from baomi.organization.models import Grant
from baomi.organization.roles import Role
from tests.factories.approvals import CODE, DelegationFactory, procedure
from tests.factories.organization import (
    GrantFactory,
    ResearchGroupFactory,
    SeatFactory,
    UserFactory,
    user_with,
)


@pytest.fixture
def waiting_for_head(people):
    """An application that waits for the head of the department, whose stand-in holds nothing himself."""
    approval = actions.submit(people.person, CODE, people.request())
    return approval, ApprovalStep.objects.get(approval=approval, slug="head")


def lend(by, to, role=Role.HEAD, days=10, **more):
    today = clock.today()
    more = {"starts": today, "ends": today + dt.timedelta(days=days), "reason": "出差"} | more
    return actions.delegate(by, to, role, **more)


def test_the_stand_in_signs_with_both_names(people, waiting_for_head):
    approval, step = waiting_for_head
    stand_in = UserFactory()
    with pytest.raises(NotFound):
        actions.sign(stand_in, step, "agree")
    lend(people.head, stand_in)
    assert stand_in in queries.waiting_for(approval)
    actions.sign(stand_in, step, "agree")
    signature = Signature.objects.get(step=step)
    assert (signature.signer, signature.on_behalf_of) == (stand_in, people.head)


def test_a_stand_in_who_has_become_an_administrator_signs_nothing(people, waiting_for_head):
    _, step = waiting_for_head
    stand_in = UserFactory()
    lend(people.head, stand_in)
    GrantFactory(user=stand_in, role=Role.SYSADMIN)
    policy.forget(stand_in)
    assert not queries.standing_for(stand_in, step)
    assert not queries.inbox(stand_in).exists()


def test_a_delegation_counts_only_in_its_days_and_until_it_is_ended(people, waiting_for_head):
    _, step = waiting_for_head
    stand_in = UserFactory()
    tomorrow = clock.today() + dt.timedelta(days=1)
    delegation = lend(people.head, stand_in, starts=tomorrow)
    assert not queries.standing_for(stand_in, step)
    with clock.at(tomorrow):
        assert queries.standing_for(stand_in, step)
    with clock.at(delegation.ends + dt.timedelta(days=1)):
        assert not queries.standing_for(stand_in, step)
    with clock.at(tomorrow):
        actions.end_delegation(people.head, delegation)
        assert not queries.standing_for(stand_in, step)


def test_what_the_principal_loses_his_stand_in_loses(people, waiting_for_head):
    _, step = waiting_for_head
    stand_in = UserFactory()
    lend(people.head, stand_in)
    Grant.objects.filter(user=people.head).update(ends=clock.today() - dt.timedelta(days=1))
    assert not queries.standing_for(stand_in, step)


def test_nobody_signs_twice_through_a_stand_in(people, waiting_for_head):
    """The head has signed; the office's stand-in is the head again, and the office's own stand-in the head's."""
    approval, step = waiting_for_head
    lend(people.office, people.head, Role.OFFICE)
    actions.sign(people.head, step, "agree")
    office_step = ApprovalStep.objects.get(approval=approval, slug="office")
    assert queries.inbox_count(people.head) == 0
    with pytest.raises(Refusal, match="一人只签一次"):
        actions.sign(people.head, office_step, "agree")


def test_a_stand_in_does_not_judge_the_principal_s_own_application(people):
    stand_in = UserFactory()
    lend(people.office, stand_in, Role.OFFICE)
    approval = actions.submit(people.office, CODE, people.request())
    actions.sign(people.person, approval.steps.get(slug="person"), "agree")
    actions.sign(people.head, approval.steps.get(slug="head"), "agree")
    assert not queries.standing_for(stand_in, approval.steps.get(slug="office"))
    assert queries.standing_for(people.second_office, approval.steps.get(slug="office"))


def test_a_delegation_is_cut_to_the_department_it_names(people):
    group = ResearchGroupFactory(parent=people.department)
    stand_in = UserFactory()
    lend(people.head, stand_in, department=group)
    approval = actions.submit(people.person, CODE, people.request())
    assert not queries.standing_for(stand_in, approval.steps.get(slug="head"))
    people.department = group
    of_group = actions.submit(people.person, CODE, people.request())
    assert queries.standing_for(stand_in, of_group.steps.get(slug="head"))


def test_a_member_lends_his_business_line(people):

    steps = (Step("line", "分管委员", Role.MEMBER, Relation.LINE),)
    procedures.add(procedure("testapp.line", steps=steps))
    seat = SeatFactory(business_line="科研", staff=UserFactory().staff)
    other = SeatFactory(business_line="人事", staff=UserFactory().staff)
    member, colleague, stand_in = seat.staff.account, other.staff.account, UserFactory()
    approval = actions.submit(people.person, "testapp.line", people.request())
    assert queries.waiting_for(approval) == [member]
    assert not queries.standing_for(colleague, approval.steps.get())
    lend(member, stand_in, Role.MEMBER)
    assert queries.standing_for(stand_in, approval.steps.get())


@pytest.mark.parametrize("role", [Role.OFFICE, Role.HEAD, Role.SYSADMIN])
def test_one_lends_only_what_one_holds(people, role):
    with pytest.raises(Refusal, match="不能委托他人代签"):
        lend(people.person, UserFactory(), role)


def test_one_does_not_lend_beyond_one_s_department(people):
    with pytest.raises(Refusal, match="超出您自己的范围"):
        lend(people.head, UserFactory(), department=people.other)


def test_the_three_administrators_sign_nothing(people):
    with pytest.raises(Refusal, match="三员不能代签"):
        lend(people.head, user_with(Role.AUDITOR))


def test_a_delegation_needs_a_reason_an_end_to_come_and_another_person(people):
    with pytest.raises(Refusal, match="须写明事由"):
        lend(people.head, UserFactory(), reason=" ")
    past = clock.today() - dt.timedelta(days=3)
    with pytest.raises(Refusal, match="委托期限已过"):
        lend(people.head, UserFactory(), starts=past, ends=past)
    with pytest.raises(ValidationError, match="不能委托给自己"):
        lend(people.head, people.head)
    with pytest.raises(ValidationError, match="终止日期早于起始日期"):
        lend(people.head, UserFactory(), starts=clock.today() + dt.timedelta(days=30))
    assert not Delegation.objects.exists()


def test_the_same_delegation_is_given_once(people):
    stand_in = UserFactory()
    lend(people.head, stand_in)
    with pytest.raises(ValidationError, match="已经登记过"):
        lend(people.head, stand_in)


@pytest.mark.postgres
def test_the_database_itself_keeps_a_delegation_from_oneself(people):
    with pytest.raises(IntegrityError), transaction.atomic():
        DelegationFactory(from_user=people.head, to_user=people.head)


def test_only_the_two_people_end_a_delegation(people):
    delegation = lend(people.head, UserFactory())
    with pytest.raises(NotFound):
        actions.end_delegation(people.deputy, delegation)
    ended = actions.end_delegation(people.head, delegation)
    with pytest.raises(Refusal, match="已经终止"):
        actions.end_delegation(people.head, ended)


def test_seeing_the_form_comes_with_the_delegation_and_stays_after_signing(people, waiting_for_head):
    approval, step = waiting_for_head
    stand_in = UserFactory()
    assert not queries.may_see(stand_in, approval)
    delegation = lend(people.head, stand_in)
    assert queries.may_see(stand_in, approval)
    actions.sign(stand_in, step, "agree")
    actions.end_delegation(people.head, delegation)
    assert queries.may_see(stand_in, Approval.objects.get(pk=approval.pk))
