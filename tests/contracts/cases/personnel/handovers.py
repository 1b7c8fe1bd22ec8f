"""Officer hand-overs and joint checks with HR."""

from baomi.organization.choices import GrantState
from baomi.organization.models import Department
from baomi.organization.roles import Role
from personnel.models import Handover, JointCheck
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories import personnel_handovers as factories
from tests.factories.organization import GrantFactory, user_with


def handover(department: Department) -> Handover:
    """Counted, with a successor whose role is proposed."""
    heir = factories.successor(department)
    GrantFactory(
        user=heir,
        role=Role.OFFICER,
        department=department,
        state=GrantState.PROPOSED,
        proposed_by=user_with(Role.SECADMIN),
    )
    return factories.HandoverFactory(
        department=department, outgoing=user_with(Role.OFFICER, department).staff, incoming=heir.staff
    )


def payload(department: Department) -> dict:
    return {
        "department": department.pk,
        "outgoing": user_with(Role.OFFICER, department).staff.number,
        "incoming": factories.successor(department).staff.number,
        "remark": "",
    }


def joint_check(department: Department) -> JointCheck:
    return factories.JointCheckFactory(department=department)


REGISTERS: dict[str, Case] = {
    "personnel.handovers": Case(
        make=handover,
        clerk=Role.OFFICER,
        list_queries=18,
        detail_queries=20,
        payload=payload,
        change=("remark", "钥匙两把", "钥匙三把"),
    ),
    "personnel.joint-checks": Case(
        make=joint_check,
        clerk=Role.OFFICE,
        list_queries=14,
        detail_queries=12,
        payload=lambda department: {
            "department": department.pk,
            "year": "2025",
            "held_on": "2025-12-01",
            "checkers": "王建国、陈堃",
            "outside_list": "人事处在册名单 2025-11-30",
            "same": "10",
            "differing": "1",
            "only_here": "0",
            "only_there": "2",
            "findings": "",
            "measures": "",
        },
        change=("checkers", "陈堃、王建国", "陈堃、单志远"),
        broken=("年度", "去年"),
    ),
}
PROCEDURES: dict[str, ProcedureCase] = {"personnel.handover": ProcedureCase(handover, Role.OFFICER)}
DEADLINES: dict[str, DeadlineCase] = {}
