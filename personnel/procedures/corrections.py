"""The route of a correction of what was taken over: 保密办主任 signs what 保密办 or 人事处 has written down."""

from baomi.approvals import procedures
from baomi.approvals.choices import Phase
from baomi.approvals.declarations import Procedure, Step
from baomi.organization.roles import Role
from personnel.actions import people_takeovers as actions
from personnel.rules import takeovers as rules

procedures.add(
    Procedure(
        code=actions.CORRECTION,
        label="原台账更正",
        register="personnel.corrections",
        steps=[Step("office_head", "保密办主任", Role.OFFICE_HEAD, by_law=True)],
        effects={Phase.APPROVE: actions.correct},
        ready=rules.may_correct,
        submit_label="送保密办主任",
    )
)
