"""The routes in the cooling-off period (P13): a longer end, an exception, the release.

A release is returned, never refused: each period has one, and one day it ends.
"""

from baomi.approvals import procedures
from baomi.approvals.choices import Decision, Phase
from baomi.approvals.declarations import Procedure, Step
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.organization.roles import Role
from personnel.actions import cooling as actions
from personnel.models import CoolingChange, CoolingException, Release
from personnel.rules import cooling as rules
from personnel.rules.cooling import is_student, not_student

OFFICE = Step("office", "保密办意见", Role.OFFICE, order=1, by_law=True, needs_seal=True)
LEADER = Step("leader", "分管校领导", Role.LEADER, order=2, by_law=True)


def longer_ready(row: CoolingChange) -> Allowed | Denied:
    return rules.may_prolong(row.cooling, row.until)


def exception_ready(row: CoolingException) -> Allowed | Denied:
    return rules.running(row.cooling)


def release_ready(row: Release) -> Allowed | Denied:
    return rules.may_release(row.cooling, clock.today())


procedures.add(
    Procedure(
        code=actions.LONGER,
        label="延长脱密期审批",
        register="personnel.extensions",
        steps=[OFFICE, LEADER],
        effects={Phase.APPROVE: actions.prolonged},
        ready=longer_ready,
    )
)
procedures.add(
    Procedure(
        code=actions.EXCEPTION,
        label="脱密期例外审批",
        register="personnel.exceptions",
        steps=[
            OFFICE,
            LEADER,
            Step(
                "hr_file",
                "人事处记入人事档案",
                Role.HR,
                phase=Phase.EFFECT,
                condition=not_student,
                by_law=True,
            ),
            Step(
                "grad_file",
                "研究生院记入学籍档案",
                Role.GRAD,
                phase=Phase.EFFECT,
                condition=is_student,
                by_law=True,
            ),
        ],
        effects={Phase.APPROVE: actions.still_cooling, Phase.EFFECT: actions.file_noted},
        ready=exception_ready,
    )
)
procedures.add(
    Procedure(
        code=actions.RELEASE,
        label="脱密期满解除审批",
        register="personnel.releases",
        steps=[
            OFFICE,
            Step("hr", "人事处意见", Role.HR, order=2, condition=not_student, by_law=True, needs_seal=True),
            Step(
                "grad", "研究生院意见", Role.GRAD, order=2, condition=is_student, by_law=True, needs_seal=True
            ),
        ],
        effects={Phase.APPROVE: actions.released},
        ready=release_ready,
        decisions=(Decision.AGREE, Decision.RETURN),
    )
)
