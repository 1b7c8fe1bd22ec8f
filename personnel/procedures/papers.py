"""The routes of pledges and letters (on paper) and of the yearly assessment F-17."""

from baomi.approvals import procedures
from baomi.approvals.choices import Decision, Phase, Relation
from baomi.approvals.declarations import Procedure, Step, StepPage
from baomi.approvals.models import Approval
from baomi.audit import writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.organization.roles import Role
from personnel.actions import assessments
from personnel.actions import papers as pledges
from personnel.evidence import papers as evidence
from personnel.models import Assessment, Pledge
from personnel.rules import papers as rules
from personnel.rules.heads import another_head, only_head
from personnel.rules.people import has_account


def _signed(by, pledge: Pledge, approval: Approval) -> None:
    """The wet-signed paper is recorded: from today it counts."""
    writing.change(by, pledge, {"signed_on": clock.today()}, action="personnel.pledge.sign")


procedures.add(
    Procedure(
        code=pledges.PROCEDURE,
        label="承诺书、责任书签订",
        register="personnel.pledges",
        steps=[
            Step("own", "本人", Role.PERSON, Relation.OWN, order=1, condition=has_account, by_law=True),
            Step(
                "head", "部门负责人", Role.HEAD, Relation.DEPARTMENT, order=2, by_law=True, needs_seal=True,
                condition=rules.signed_by_head,
            ),
            Step("leader", "分管校领导", Role.LEADER, order=2, by_law=True, condition=rules.signed_by_leader),
        ],
        effects={Phase.APPROVE: _signed},
        paper=True,
        paper_roles=(Role.OFFICE, Role.OFFICER),
        ready=rules.may_begin,
        decisions=(Decision.AGREE, Decision.RETURN),
        submit_label="再次送签",
    )
)  # fmt: skip


def _handed_in(by, assessment: Assessment, approval: Approval) -> None:
    """What the registers say of the year is taken from them once more."""
    values = assessments.facts_of(assessment)
    writing.change(by, assessment, values, action="personnel.assessment.hand_in")


def _judging(assessment: Assessment) -> StepPage:
    return StepPage("填写考核结果", "judge")


def _judged(by, assessment: Assessment, approval: Approval) -> None:
    """No signature without a result."""
    require(rules.may_judge(assessment))


def _returned(by, assessment: Assessment, approval: Approval) -> None:
    values = {"result": "", "result_reason": ""}
    writing.change(by, assessment, values, action="personnel.assessment.send_back")


def _concluded(by, assessment: Assessment, approval: Approval) -> None:
    values = {"concluded_on": clock.today()}
    writing.change(by, assessment, values, action="personnel.assessment.conclude")


procedures.add(
    Procedure(
        code=assessments.PROCEDURE,
        label="涉密人员年度考核",
        register="personnel.assessments",
        steps=[
            Step("own", "本人确认", Role.PERSON, Relation.OWN, order=1, condition=has_account, by_law=True),
            Step(
                "head", "部门意见", Role.HEAD, Relation.DEPARTMENT, order=2, by_law=True, needs_seal=True,
                condition=another_head, page=_judging,
            ),
            Step(
                "leader", "分管校领导意见", Role.LEADER, order=2, by_law=True, condition=only_head, page=_judging
            ),
            Step("hr", "人事处审核", Role.HR, order=3, by_law=True, needs_seal=True, condition=rules.of_staff),
            Step(
                "grad", "研究生院审核", Role.GRAD, order=3, by_law=True, needs_seal=True,
                condition=rules.of_student,
            ),
        ],
        effects={Phase.APPROVE: _concluded},
        checks=evidence.checks,
        ready=rules.ready,
        decisions=(Decision.AGREE, Decision.RETURN),
        submit_label="确认并送部门",
        on_submitted=_handed_in,
        on_signed={"head": _judged, "leader": _judged},
        on_returned=_returned,
        on_withdrawn=_returned,
    )
)  # fmt: skip
