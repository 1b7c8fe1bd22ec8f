"""Two people reach the same form at the same moment: one decision, on both databases, with real transactions."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from baomi.approvals import actions, procedures
from baomi.approvals.choices import State
from baomi.approvals.declarations import Step
from baomi.approvals.models import Approval, ApprovalStep, Signature
from baomi.audit.models import AuditEntry
from baomi.core.errors import Refusal
from baomi.organization.roles import Role
from tests.factories import approvals as factories
from tests.factories.organization import GrantFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def declared():
    with factories.declared():
        yield


@pytest.fixture
def people():
    return factories.People()


def together(*deeds):
    """Run the deeds at the same moment, each on a connection of its own; gives back what each returned or raised."""
    gate = threading.Barrier(len(deeds))
    answers: list = [None] * len(deeds)

    def run(n, deed):
        try:
            gate.wait(timeout=30)
            answers[n] = deed()
        except (Refusal, ValidationError) as answer:
            answers[n] = answer
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def refused(answers) -> int:
    return sum(isinstance(answer, Refusal | ValidationError) for answer in answers)


@pytest.mark.parametrize("other", ["agree", "refuse", "return"])
def test_two_heads_deciding_one_step_give_one_decision(people, other):
    record = people.request()
    approval = actions.submit(people.person, factories.CODE, record)
    step = ApprovalStep.objects.get(approval=approval, slug="head")
    before = AuditEntry.objects.count()
    answers = together(
        lambda: actions.sign(people.head, step, "agree", "甲"),
        lambda: actions.sign(people.deputy, step, other, "乙"),
    )
    assert refused(answers) == 1
    decision = Signature.objects.get(step=step).decision
    approval.refresh_from_db()
    expected = {"agree": State.RUNNING, "refuse": State.REFUSED, "return": State.RETURNED}
    assert approval.state == expected[decision]
    assert AuditEntry.objects.count() == before + 1


def test_the_last_signature_takes_effect_once(people):
    record = people.request()
    approval = actions.submit(people.person, factories.CODE, record)
    actions.sign(people.head, ApprovalStep.objects.get(approval=approval, slug="head"), "agree")
    step = ApprovalStep.objects.get(approval=approval, slug="office")
    answers = together(
        lambda: actions.sign(people.office, step, "agree"),
        lambda: actions.sign(people.second_office, step, "agree"),
    )
    record.refresh_from_db()
    assert (refused(answers), record.granted) == (1, 1)


def test_a_double_click_signs_once(people):
    approval = actions.submit(people.person, factories.CODE, people.request())
    step = ApprovalStep.objects.get(approval=approval, slug="head")
    answers = together(*[lambda: actions.sign(people.head, step, "agree")] * 3)
    assert refused(answers) == 2
    assert Signature.objects.filter(step=step).count() == 1


def test_signing_against_withdrawing_ends_in_one_of_the_two(people):
    approval = actions.submit(people.person, factories.CODE, people.request())
    actions.sign(people.head, ApprovalStep.objects.get(approval=approval, slug="head"), "agree")
    step = ApprovalStep.objects.get(approval=approval, slug="office")
    answers = together(
        lambda: actions.sign(people.office, step, "agree"),
        lambda: actions.withdraw(people.person, approval, "改日期"),
    )
    approval.refresh_from_db()
    assert refused(answers) == 1
    signed = Signature.objects.filter(step=step).exists()
    assert approval.state == (State.APPROVED if signed else State.WITHDRAWN)


def test_a_form_handed_in_twice_at_once_is_handed_in_once(people):
    record = people.request()
    answers = together(
        lambda: actions.submit(people.person, factories.CODE, record),
        lambda: actions.submit(people.officer, factories.CODE, record),
    )
    assert refused(answers) == 1
    assert Approval.objects.count() == 1


def test_one_person_with_two_side_by_side_steps_signs_one(people):

    steps = (Step("office", "保密办", Role.OFFICE), Step("leader", "分管校领导", Role.LEADER))
    procedures.add(factories.procedure("testapp.side", steps=steps))
    GrantFactory(user=people.office, role=Role.LEADER)
    approval = actions.submit(people.person, "testapp.side", people.request())
    office, leader = ApprovalStep.objects.filter(approval=approval).order_by("slug").reverse()
    answers = together(
        lambda: actions.sign(people.office, office, "agree"),
        lambda: actions.sign(people.office, leader, "agree"),
    )
    assert refused(answers) == 1
    assert Signature.objects.filter(approval=approval).count() == 1
