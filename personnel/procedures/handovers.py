"""The route of an officer's hand-over: both sign side by side, the head witnesses, OFFICE HEAD switches the rights (B16).

It is returned, never refused: an officer has one open hand-over, and a refused one could never be done.
"""

from baomi.approvals import procedures
from baomi.approvals.choices import Decision, Phase, Relation, Result
from baomi.approvals.declarations import Check, Procedure, Step
from baomi.approvals.models import Approval
from baomi.organization.roles import Role
from personnel.actions import handovers as actions
from personnel.models import Handover
from personnel.rules import handovers as rules


def checks(handover: Handover) -> list[Check]:
    """What both have counted; who signs over a difference says why."""
    different = [row["label"] for row in handover.stocktake if row["found"] != row["expected"]]
    result = Result.NOT_MET if different else Result.MET
    return [Check("共同清点账实相符", result, f"不符：{'、'.join(different)}" if different else "逐项相符")]


def _submitted(by, handover: Handover, approval: Approval) -> None:
    actions.note_tasks(by, handover)


def _switch(by, handover: Handover, approval: Approval) -> None:
    actions.switch(by, handover)


procedures.add(
    Procedure(
        code=actions.PROCEDURE,
        label="保密员交接",
        register="personnel.handovers",
        steps=[
            Step("outgoing", "移交人", Role.OFFICER, Relation.OWN, order=1, by_law=True),
            Step(
                "incoming",
                "接收人",
                Role.OFFICER,
                Relation.NAMED,
                order=1,
                by_law=True,
                person=lambda handover: handover.incoming,
            ),
            Step("head", "监交人", Role.HEAD, Relation.DEPARTMENT, order=2, needs_seal=True),
            Step("office_head", "保密办主任", Role.OFFICE_HEAD, order=3, by_law=True),
        ],
        effects={Phase.APPROVE: _switch},
        checks=checks,
        ready=rules.ready,
        decisions=(Decision.AGREE, Decision.RETURN),
        submit_label="送双方签署",
        on_submitted=_submitted,
    )
)
