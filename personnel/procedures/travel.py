"""The routes of a journey (F-20), of a talk (F-21, F-30) and of a visit (F-22, F-31)."""

from baomi.approvals import procedures
from baomi.approvals.choices import Decision, Phase, Relation
from baomi.approvals.declarations import Procedure, Step
from baomi.approvals.models import Approval
from baomi.audit import writing
from baomi.core.decisions import require
from baomi.organization.roles import Role
from personnel.actions import papers, travel, travel_talks, travel_visits
from personnel.choices.travel import TripStage, VisitKind
from personnel.choices.yearly import PledgeKind
from personnel.evidence.trip_checks import checks_of
from personnel.models import Talk, Trip, Visit
from personnel.rules import talks as talk_rules
from personnel.rules import travel as rules
from personnel.rules import visits as visit_rules
from personnel.rules.heads import another_head
from personnel.rules.people import has_account


def _applied(by, trip: Trip, approval: Approval) -> None:
    """From now on the loop is open: no second application of the person can be handed in."""
    _move(by, trip, TripStage.APPLIED, "apply")


def _agreed(by, trip: Trip, approval: Approval) -> None:
    require(rules.may_agree(trip))


def _approved(by, trip: Trip, approval: Approval) -> None:
    """Allowed to prepare: the pledge is put before the person, who must not have begun to leave in the meantime."""
    require(rules.may_agree(trip))
    require(rules.may_begin(trip.person))
    _move(by, trip, TripStage.APPROVED, "approve")
    trip.refresh_from_db()
    papers.begin(by, trip.person, PledgeKind.ABROAD, trip=trip)


def _returned(by, trip: Trip, approval: Approval) -> None:
    """What endangers national security is refused, not sent back to be mended."""
    require(rules.may_agree(trip))
    _move(by, trip, TripStage.DRAFT, "send_back")


def _withdrawn(by, trip: Trip, approval: Approval) -> None:
    _move(by, trip, TripStage.DRAFT, "withdraw")


def _refused(by, trip: Trip, approval: Approval) -> None:
    _move(by, trip, TripStage.REFUSED, "refuse")


def _move(by, trip: Trip, stage: TripStage, verb: str) -> None:
    writing.change(by, trip, {"stage": stage}, action=f"personnel.trip.{verb}")


OWED = (Decision.AGREE, Decision.RETURN)
"""A talk and a visit are owed once for each journey: the sheet is put right, never refused for good."""
OPINIONS = ("head", "hr", "grad", "office", "leader")
"""Steps whose agreement counts; none may agree to what endangers national security."""

procedures.add(
    Procedure(
        code=travel.PROCEDURE,
        label="出国（境）审批",
        register="personnel.trips",
        steps=[
            Step("own", "本人", Role.PERSON, Relation.OWN, order=1, condition=has_account),
            Step(
                "head", "所在部门意见", Role.HEAD, Relation.DEPARTMENT, order=2, by_law=True, needs_seal=True,
                condition=another_head,
            ),
            Step("hr", "人事处意见", Role.HR, order=3, by_law=True, needs_seal=True, condition=rules.for_staff),
            Step(
                "grad", "研究生院意见", Role.GRAD, order=3, by_law=True, needs_seal=True,
                condition=rules.for_student,
            ),
            Step("office", "保密办意见", Role.OFFICE, order=4, by_law=True, judges=True, needs_seal=True),
            Step("leader", "分管校领导意见", Role.LEADER, order=5, by_law=True, condition=rules.signed_by_leader),
        ],
        effects={Phase.APPROVE: _approved},
        checks=checks_of,
        ready=rules.ready,
        submit_label="送审",
        on_submitted=_applied,
        on_signed=dict.fromkeys(OPINIONS, _agreed),
        on_returned=_returned,
        on_refused=_refused,
        on_withdrawn=_withdrawn,
    )
)  # fmt: skip


def _others_sign(by, record: Talk | Visit, approval: Approval) -> None:
    """Whoever hands in does not sign: refused at once where then too few are left, instead of waiting for nobody."""
    require(talk_rules.enough_signers(by, record, approval))


def _talked(by, talk: Talk, approval: Approval) -> None:
    travel_talks.conclude_talk(by, talk, approval)


procedures.add(
    Procedure(
        code=travel_talks.PROCEDURE,
        label="保密谈话",
        register="personnel.talks",
        steps=[
            Step("hr", "谈话人（人事处）", Role.HR, by_law=True, condition=rules.for_staff),
            Step("grad", "谈话人（研究生院）", Role.GRAD, by_law=True, condition=rules.for_student),
            Step("office", "谈话人（保密办）", Role.OFFICE, by_law=True),
            *(
                Step(
                    f"talker{number}", f"谈话人{number}", Role.OFFICE,
                    condition=talk_rules.talkers_at_least(number),
                )
                for number in range(talk_rules.LEAST + 1, talk_rules.MOST + 1)
            ),
            Step("own", "被谈话人", Role.PERSON, Relation.OWN, order=2, by_law=True, condition=has_account),
        ],
        effects={Phase.APPROVE: _talked},
        ready=talk_rules.ready,
        decisions=OWED,
        submit_label="送谈话人签字",
        on_submitted=_others_sign,
    )
)  # fmt: skip


def _after_journey(visit: Visit) -> bool:
    return visit.kind == VisitKind.RETURN


def _after_journey_of_staff(visit: Visit) -> bool:
    return _after_journey(visit) and rules.for_staff(visit)


def _after_journey_of_student(visit: Visit) -> bool:
    return _after_journey(visit) and rules.for_student(visit)


def _visited(by, visit: Visit, approval: Approval) -> None:
    visit = travel_visits.conclude_visit(by, visit)
    if visit.trip_id:
        travel.close_if_done(by, visit.trip)


procedures.add(
    Procedure(
        code=travel_visits.PROCEDURE,
        label="回访",
        register="personnel.visits",
        steps=[
            Step("hr", "回访人（人事处）", Role.HR, by_law=True, condition=_after_journey_of_staff),
            Step("grad", "回访人（研究生院）", Role.GRAD, by_law=True, condition=_after_journey_of_student),
            Step("office", "回访人（保密办）", Role.OFFICE, by_law=True),
            Step("own", "被回访人", Role.PERSON, Relation.OWN, order=2, condition=has_account),
        ],
        effects={Phase.APPROVE: _visited},
        ready=visit_rules.ready,
        decisions=OWED,
        submit_label="送回访人签字",
        on_submitted=_others_sign,
    )
)
