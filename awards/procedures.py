"""The route of a nomination: the department's head signs, the office receives, returns or does not accept (A2)."""

from awards import screening
from awards.actions import nominations
from awards.actions import screening as screening_actions
from awards.choices import AwardKind, NominationStage, RoundState
from awards.departure import left_department_at
from awards.models import Nomination
from awards.queries import OFFICE_STEP
from baomi.approvals import procedures, queries
from baomi.approvals.choices import Phase, Relation
from baomi.approvals.declarations import Procedure, Step
from baomi.approvals.models import Approval
from baomi.audit import writing
from baomi.organization import policy
from baomi.organization.roles import Role


def by_department(nomination: Nomination) -> bool:
    """A department's own nomination whose head can sign it."""
    return not nomination.recommended and not head_is_nominee(nomination)


def by_leader(nomination: Nomination) -> bool:
    """Nobody signs his own: a nominated head whom no other head can sign for is signed by the leader in charge."""
    return not nomination.recommended and head_is_nominee(nomination)


def by_office(nomination: Nomination) -> bool:
    """The office's own recommendation: its head signs, and with that it is received."""
    return nomination.recommended


def from_department(nomination: Nomination) -> bool:
    return not nomination.recommended


def head_is_nominee(nomination: Nomination) -> bool:
    """Whether every head who could sign is the nominee himself."""
    if nomination.kind != AwardKind.INDIVIDUAL:
        return False
    return queries.nobody_else(Role.HEAD, nomination.department, {nomination.staff_id})


def _submitted(by, nomination: Nomination, approval: Approval) -> None:
    """Sent to be signed by who may: the register's line lets the office change recommendations only."""
    verb = "recommend" if nomination.recommended else "nominate"
    policy.require(by, f"awards.nomination.{verb}", nomination)
    nominations.receiving_round(nomination.round)
    _move(by, nomination, NominationStage.WITH_HEAD, "with_head")


def _received(by, nomination: Nomination, approval: Approval) -> None:
    """The office's receipt. It left the department with the head's signature; that instant decides about late.

    The round is locked after the nomination: while candidates are proposed nothing slips in beside the list.
    """
    award_round = nominations.receiving_round(nomination.round)
    changed = _move(
        by, nomination, NominationStage.RECEIVED, "receive", handed_in_at=left_department_at(approval)
    )
    if award_round.state == RoundState.SCREENING:
        screening_actions.compute(award_round, [changed])


def _returned(by, nomination: Nomination, approval: Approval) -> None:
    _move(by, nomination, NominationStage.RETURNED, "return", handed_in_at=left_department_at(approval))


def _refused(by, nomination: Nomination, approval: Approval) -> None:
    _move(by, nomination, NominationStage.REFUSED, "refuse")


def _withdrawn(by, nomination: Nomination, approval: Approval) -> None:
    """Taken back: it stands no longer, and its time counts anew when it is handed in again."""
    _move(by, nomination, NominationStage.WITHDRAWN, "withdraw", handed_in_at=None)


def _move(by, nomination: Nomination, stage: NominationStage, verb: str, **values) -> Nomination:
    return writing.change(by, nomination, {"stage": stage, **values}, action=f"awards.nomination.{verb}")


procedures.add(
    Procedure(
        code=nominations.PROCEDURE,
        label="先进申报",
        register="awards.nominations",
        steps=[
            Step(
                "head",
                "部门负责人",
                Role.HEAD,
                Relation.DEPARTMENT,
                condition=by_department,
                by_law=True,
                needs_seal=True,
            ),
            Step("leader", "分管校领导", Role.LEADER, condition=by_leader, by_law=True),
            Step(
                "office_head",
                "保密办主任",
                Role.OFFICE_HEAD,
                condition=by_office,
                by_law=True,
                needs_seal=True,
            ),
            Step(
                OFFICE_STEP,
                "保密办受理",
                Role.OFFICE,
                condition=from_department,
                order=2,
                by_law=True,
                needs_seal=True,
            ),
        ],
        effects={Phase.APPROVE: _received},
        checks=screening.checks_of,
        ready=nominations.ready,
        submit_label="送部门负责人",
        on_submitted=_submitted,
        on_returned=_returned,
        on_refused=_refused,
        on_withdrawn=_withdrawn,
    )
)
