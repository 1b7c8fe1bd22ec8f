"""The routes of a month's list and of a deduction: the unit's head (for him the leader in charge), then the office (F-43).

A unit has one list a month: it is returned and computed anew, never refused.
"""

from baomi.approvals import procedures
from baomi.approvals.choices import Decision, Phase, Relation
from baomi.approvals.declarations import Procedure, Step
from baomi.approvals.models import Approval
from baomi.organization.roles import Role
from personnel.actions import allowances as actions
from personnel.models import Deduction
from personnel.rules.heads import another_head, only_head
from personnel.rules.people import has_account


def _decide(by, deduction: Deduction, approval: Approval) -> None:
    actions.decide(by, deduction)


def _refuse(by, deduction: Deduction, approval: Approval) -> None:
    actions.refuse(by, deduction)


procedures.add(
    Procedure(
        code=actions.LIST_PROCEDURE,
        label="保密津贴发放",
        register="personnel.allowances",
        steps=[
            Step("head", "部门负责人", Role.HEAD, Relation.DEPARTMENT, order=1, by_law=True, needs_seal=True),
            Step("office", "保密办", Role.OFFICE, order=2, by_law=True, needs_seal=True),
        ],
        ready=actions.ready,
        decisions=(Decision.AGREE, Decision.RETURN),
        submit_label="送部门负责人",
    )
)
procedures.add(
    Procedure(
        code=actions.DEDUCTION_PROCEDURE,
        label="津贴扣发",
        register="personnel.deductions",
        steps=[
            Step(
                "head", "部门负责人", Role.HEAD, Relation.DEPARTMENT, order=1, by_law=True, needs_seal=True,
                condition=another_head,
            ),
            Step("leader", "分管校领导", Role.LEADER, order=1, by_law=True, condition=only_head),
            Step("office", "保密办", Role.OFFICE, order=2, by_law=True, needs_seal=True),
            Step(
                "person",
                "本人知悉",
                Role.PERSON,
                Relation.OWN,
                phase=Phase.FOLLOW_UP,
                condition=has_account,
            ),
        ],
        effects={Phase.APPROVE: _decide},
        ready=actions.may_withhold,
        on_refused=_refuse,
        submit_label="送部门负责人",
    )
)  # fmt: skip
