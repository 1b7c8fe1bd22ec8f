"""A step that one named person signs: a receiver, an escort. Nobody of his role signs it for him."""

import pytest

from baomi.approvals import actions, procedures, queries, routes, rules
from baomi.approvals.choices import Relation, State
from baomi.approvals.declarations import Step
from baomi.approvals.models import Approval
from baomi.core.errors import NotFound, Refusal
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from tests.factories.approvals import DelegationFactory, procedure
from tests.factories.organization import StaffFactory, UserFactory, user_with

HANDING = "testapp.handing"


def receiver(record) -> Staff | None:
    """The made-up form names the receiver's number in its reason."""
    return Staff.objects.filter(number=record.purpose).first()


STEPS = (
    Step("receiver", "接收人", Role.OFFICER, Relation.NAMED, order=1, by_law=True, person=receiver),
    Step("office", "保密办", Role.OFFICE, order=2),
)


@pytest.fixture
def route():
    return procedures.add(procedure(HANDING, steps=STEPS, checks=None, ready=None))


@pytest.fixture
def named():
    """Somebody with an account and no role at all."""
    return UserFactory()


def test_only_the_named_one_signs_and_reads_the_form(people, route, named):
    record = people.request(purpose=named.staff.number)
    approval = actions.submit(people.officer, HANDING, record)
    [step] = queries.inbox(named)
    assert (step.label, queries.signers_of(step)) == ("接收人", [named])
    assert queries.may_see(named, approval)
    for other in (user_with(Role.OFFICER, record.department), people.head, UserFactory()):
        assert not queries.inbox(other).exists()
        with pytest.raises((Refusal, NotFound)):
            actions.sign(other, step, "agree")
    assert actions.sign(named, step, "agree").waiting_for == "保密办"
    assert queries.may_see(named, approval)
    actions.sign(people.office, approval.steps.get(slug="office"), "agree")
    assert Approval.objects.get(pk=approval.pk).state == State.APPROVED


def test_it_cannot_be_lent(people, route, named):
    actions.submit(people.officer, HANDING, people.request(purpose=named.staff.number))
    deputy = UserFactory()
    DelegationFactory(from_user=named, to_user=deputy, role=Role.OFFICER)
    assert not queries.inbox(deputy).exists()


def test_the_starter_does_not_name_himself(people, route):
    approval = actions.submit(people.officer, HANDING, people.request(purpose=people.officer.staff.number))
    assert not queries.inbox(people.officer).exists()
    with pytest.raises(Refusal, match="不能审批自己提出的"):
        actions.sign(people.officer, approval.steps.get(slug="receiver"), "agree")


def test_nobody_named_or_nobody_who_could_sign_is_refused(people, route):
    with pytest.raises(Refusal, match="不知道“接收人”由谁签"):
        actions.submit(people.officer, HANDING, people.request(purpose="无此工号"))
    without = StaffFactory(name="无账号者")
    with pytest.raises(Refusal, match="无账号者没有可用的账号"):
        actions.submit(people.officer, HANDING, people.request(purpose=without.number))
    assert not Approval.objects.exists()


@pytest.mark.django_db
def test_the_office_cannot_give_a_step_by_law_to_a_role(route):
    [leg, office] = routes.declared(route)
    assert rules.may_set_route(route, [leg, office])
    changed = routes.Leg(**{**leg.__dict__, "relation": Relation.DEPARTMENT})
    assert "规定必经" in rules.may_set_route(route, [changed, office]).reason


def test_a_step_names_a_person_or_none():
    with pytest.raises(ValueError, match="a person is named"):
        Step("x", "甲", Role.OFFICE, Relation.NAMED)
    with pytest.raises(ValueError, match="a person is named"):
        Step("x", "甲", Role.OFFICE, person=receiver)
