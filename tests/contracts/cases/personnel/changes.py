"""Changes of post: within a unit for most tests, between two for F-13; students', so that the graduate school sees them."""

from baomi.core.levels import PersonGrade
from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from personnel.choices.people import PersonKind
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories.personnel import PersonFactory, PostFactory
from tests.factories.personnel_changes import ChangeFactory


def payload(department: Department) -> dict:
    return {
        "person": PersonFactory(department=department, grade=PersonGrade.IMPORTANT).pk,
        "new_post": PostFactory(department=department).pk,
        "reason": "承担任务调整",
        "conduct": "涉密程度降低，表现良好",
    }


def of_student(department: Department, **values):
    return ChangeFactory(department=department, person__kind=PersonKind.STUDENT, **values)


def own(staff: Staff):
    return ChangeFactory(department=staff.department, person__staff=staff, person__kind=PersonKind.STUDENT)


REGISTERS: dict[str, Case] = {
    "personnel.changes": Case(
        make=of_student,
        make_hidden=lambda department: ChangeFactory(department=department),
        own=own,
        hidden=frozenset({Role.GRAD}),
        clerk=Role.OFFICE,
        list_queries=21,
        detail_queries=14,
        payload=payload,
        change=("reason", "课题结题", "机构调整"),
        prints={"F-13": lambda department: of_student(department, to_another_unit=True)},
        print_views={"F-13": "between", "F-11": "within"},
    ),
}
PROCEDURES: dict[str, ProcedureCase] = {
    "personnel.change": ProcedureCase(lambda department: ChangeFactory(department=department), Role.OFFICER),
}
DEADLINES: dict[str, DeadlineCase] = {}
