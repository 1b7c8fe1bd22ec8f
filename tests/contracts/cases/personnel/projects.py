from baomi.core import clock
from baomi.organization.models import Department
from baomi.organization.roles import Role
from personnel.models import Project
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories.organization import StaffFactory
from tests.factories.personnel import ProjectFactory


def project(department: Department) -> Project:
    """Written before the house began to log: its history starts with the first change."""
    return ProjectFactory(department=department, created_at=clock.now(), updated_at=clock.now())


def payload(department: Department) -> dict:
    return {
        "code": f"KY-{Project.objects.count():04}",
        "name": "代号九",
        "level": "confidential",
        "department": department.pk,
        "starts": "2026-03-01",
        "leader": StaffFactory(department=department).number,
        "secrecy_leader": "",
    }


REGISTERS: dict[str, Case] = {
    "personnel.projects": Case(
        make=project,
        clerk=Role.OFFICE,
        list_queries=19,
        detail_queries=16,
        payload=payload,
        change=("name", "代号甲", "代号乙"),
        broken=("起始日期", "2026-02-30"),
    )
}
PROCEDURES: dict[str, ProcedureCase] = {}
DEADLINES: dict[str, DeadlineCase] = {}
