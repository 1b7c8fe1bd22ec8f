"""The routes of key places: designated (F-60), withdrawn (F-61), visited (F-63) (P17)."""

from baomi.approvals import procedures
from baomi.approvals.choices import Phase, Relation
from baomi.approvals.declarations import Procedure, Step, StepPage
from baomi.organization.models import Department
from baomi.organization.roles import Role
from personnel.actions import place_entries as entries
from personnel.actions import places as actions
from personnel.models import KeyPlace, PlaceVisit
from personnel.rules import places as rules

PLACE, WITHDRAWAL, VISIT = "personnel.place", "personnel.withdrawal", "personnel.entry"

COMMITTEE = (
    Step("head", "申报单位", Role.HEAD, Relation.DEPARTMENT, by_law=True, needs_seal=True),
    Step("office", "保密办", Role.OFFICE, order=2, by_law=True),
    Step("chair", "保密委员会", Role.CHAIR, order=3, by_law=True, needs_seal=True),
)


def from_elsewhere(visit: PlaceVisit) -> bool:
    """Asked for by another unit than the place's: both heads sign; within one unit its head signs once."""
    return visit.department.top != visit.key_place.department.top


def _confirming(place: KeyPlace) -> StepPage | None:
    return None if place.bureau_number else StepPage("登记确认", "confirm")


def _booking(visit: PlaceVisit) -> StepPage | None:
    return None if visit.left_at else StepPage("登记进出", "book")


def department_of_place(visit: PlaceVisit) -> Department:
    return visit.key_place.department


procedures.add(
    Procedure(
        code=PLACE,
        label="要害部门部位审定",
        register="personnel.places",
        steps=[
            *COMMITTEE,
            Step(
                rules.CONFIRMING,
                "登记主管部门确认",
                Role.OFFICE,
                phase=Phase.FOLLOW_UP,
                workdays=60,
                page=_confirming,
            ),
        ],
        effects={Phase.APPROVE: actions.designate, Phase.FOLLOW_UP: actions.confirmed},
        ready=rules.may_hand_in_place,
        on_refused=actions.refuse,
    )
)
procedures.add(
    Procedure(
        code=WITHDRAWAL,
        label="要害部门部位撤销",
        register="personnel.withdrawals",
        steps=list(COMMITTEE),
        effects={Phase.APPROVE: actions.withdraw},
        ready=rules.may_withdraw,
    )
)
procedures.add(
    Procedure(
        code=VISIT,
        label="外来人员进入审批",
        register="personnel.entries",
        steps=[
            Step("head", "申请部门", Role.HEAD, Relation.DEPARTMENT, by_law=True, condition=from_elsewhere),
            Step(
                "place", "管理部门", Role.HEAD, Relation.DEPARTMENT, order=2, by_law=True, department=department_of_place
            ),
            Step(
                rules.ESCORTING, "旁站陪同", Role.OFFICER, Relation.DEPARTMENT, phase=Phase.EFFECT, by_law=True,
                department=department_of_place, page=_booking,
            ),
        ],
        effects={Phase.EFFECT: entries.booked},
        ready=rules.may_hand_in,
    )
)  # fmt: skip
