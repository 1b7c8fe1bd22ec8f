"""Every procedure: two people at one step make one decision."""

import pytest

from baomi.approvals import actions, procedures, queries
from baomi.approvals.choices import Relation, Result, StepState
from baomi.approvals.models import ApprovalStep, Signature
from baomi.core import clock
from baomi.organization.roles import Role
from tests.contracts import cases
from tests.contracts.conftest import NOON
from tests.factories.organization import DepartmentFactory, user_with
from tests.races.together import refused, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract, pytest.mark.postgres]


def next_step(approval) -> ApprovalStep | None:
    return approval.steps.filter(round=approval.round, state=StepState.OPEN).order_by("pk").first()


def all_met(approval) -> dict[str, str]:
    """An answer for every condition that the procedure leaves to a person."""
    checks = procedures.get(approval.procedure).checks
    found = checks(queries.record_of(approval)) if checks else []
    return {check.label: Result.MET.value for check in found if check.result == Result.JUDGE}


def two_for(step: ApprovalStep, department) -> list:
    """Two who may sign; of a step that one person alone may sign, he and somebody of his role."""
    if step.relation not in (Relation.OWN, Relation.NAMED):
        return [user_with(Role(step.role), department) for _ in range(2)]
    return [*queries.signers_of(step), user_with(Role(step.role), department)]


@pytest.mark.parametrize("code", list(cases.PROCEDURES))
def test_two_people_at_one_step_make_one_decision(code):
    """From the first signature line to the last."""
    given = cases.PROCEDURES[code]
    with clock.at(NOON):
        department = DepartmentFactory(classified=True)
        submitter = user_with(given.by, department)
        approval = actions.submit(submitter, code, given.make(department))
        signed = 0
        while (step := next_step(approval)) is not None:
            pairs = two_for(step, department)
            met = all_met(approval)
            answers = together(
                *(
                    lambda user=user, step=step, met=met: actions.sign(
                        user, step, "agree", "同意。", judgements=met
                    )
                    for user in pairs
                )
            )
            assert refused(answers) == 1, answers
            assert Signature.objects.filter(step=step).count() == 1
            signed += 1
            approval.refresh_from_db()
        assert signed == approval.steps.count()
