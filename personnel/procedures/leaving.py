"""The route of F-24: the person, his department, the office, then who keeps the dossier; on paper (P12)."""

from baomi.approvals import procedures
from baomi.approvals.choices import Phase, Relation
from baomi.approvals.declarations import Procedure, Step
from baomi.core.decisions import Allowed, Denied
from baomi.organization.roles import Role
from personnel.actions import departures as actions
from personnel.choices.people import PersonStatus
from personnel.models import Departure
from personnel.rules.cooling import is_student, not_student
from personnel.rules.heads import another_head, only_head
from personnel.rules.people import has_account, may_follow


def ready(departure: Departure) -> Allowed | Denied:
    """Only somebody in post begins to leave, and his own department signs."""
    if departure.department_id != departure.person.department_id:
        return Denied(f"此人已变更到{departure.person.department.name}", how="请打开修改并保存，由现部门办理")
    return may_follow(departure.person, PersonStatus.LEAVING)


procedures.add(
    Procedure(
        code=actions.PROCEDURE,
        label="脱离涉密岗位审批",
        register="personnel.departures",
        steps=[
            Step("own", "本人", Role.PERSON, Relation.OWN, order=1, condition=has_account),
            Step(
                "head",
                "部门意见",
                Role.HEAD,
                Relation.DEPARTMENT,
                order=2,
                condition=another_head,
                by_law=True,
                needs_seal=True,
            ),
            Step("leader", "分管校领导", Role.LEADER, order=2, condition=only_head, by_law=True),
            Step("office", "保密办意见", Role.OFFICE, order=3, by_law=True, needs_seal=True),
            Step("hr", "人事处意见", Role.HR, order=4, condition=not_student, by_law=True, needs_seal=True),
            Step(
                "grad", "研究生院意见", Role.GRAD, order=4, condition=is_student, by_law=True, needs_seal=True
            ),
        ],
        effects={Phase.APPROVE: actions.approved},
        ready=ready,
        paper=True,
        paper_roles=(Role.OFFICE, Role.HR, Role.GRAD),
        on_submitted=actions.handed_in,
        on_signed={"office": actions.office_signed},
        on_returned=actions.stopped,
        on_refused=actions.stopped,
        on_withdrawn=actions.stopped,
    )
)
