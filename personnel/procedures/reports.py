"""The way of a report F-19: signed by the person, read and handled by the office. It is returned, never refused."""

from baomi.approvals import procedures
from baomi.approvals.choices import Decision, Relation
from baomi.approvals.declarations import Procedure, Step, StepPage
from baomi.organization.roles import Role
from personnel.actions import reports as actions
from personnel.models import MajorReport
from personnel.rules import reports as rules
from personnel.rules.people import has_account


def _handling(report: MajorReport) -> StepPage:
    return StepPage("阅处报告", "handle")


procedures.add(
    Procedure(
        code=actions.PROCEDURE,
        label="重大事项报告",
        register="personnel.reports",
        steps=[
            Step("own", "本人", Role.PERSON, Relation.OWN, condition=has_account, by_law=True),
            Step(actions.HANDLING_STEP, "保密办阅处", Role.OFFICE, order=2, by_law=True, page=_handling),
        ],
        ready=rules.ready,
        decisions=(Decision.AGREE, Decision.RETURN),
        submit_label="送保密办",
        on_submitted=actions.submitted,
        on_signed={actions.HANDLING_STEP: actions.handled},
        on_returned=actions.sent_back,
        on_withdrawn=actions.sent_back,
    )
)
