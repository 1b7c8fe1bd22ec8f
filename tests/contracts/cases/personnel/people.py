"""Cleared people: a student candidate, open for change and within sight of the graduate school."""

from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from personnel.choices.people import PersonKind, PersonStatus
from personnel.models import ClearedPerson
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories.organization import StaffFactory
from tests.factories.personnel import PersonFactory, PostFactory


def candidate(department: Department, **values):
    """Numbered as in another year, out of the way of those that a test registers; nobody else bears his name."""
    name = f"甄{ClearedPerson.objects.count():04}"
    return PersonFactory(department=department, status=PersonStatus.CANDIDATE, staff__name=name, **values)


def own(staff: Staff):
    return PersonFactory(department=staff.department, staff=staff, kind=PersonKind.STUDENT)


def payload(department: Department) -> dict:
    return {
        "staff": StaffFactory(department=department).pk,
        "kind": PersonKind.STAFF,
        "post": PostFactory(department=department).pk,
        "leader": StaffFactory(department=department).pk,
        "remark": "接替退休人员",
    }


REGISTERS: dict[str, Case] = {
    "personnel.people": Case(
        make=lambda department: candidate(department, kind=PersonKind.STUDENT),
        make_hidden=candidate,
        own=own,
        hidden=frozenset({Role.GRAD}),
        clerk=Role.OFFICE,
        list_queries=23,
        detail_queries=43,
        payload=payload,
        change=("remark", "接替退休人员", "接替调离人员"),
        broken=("人员类别", "不是类别"),
    ),
}
PROCEDURES: dict[str, ProcedureCase] = {}
DEADLINES: dict[str, DeadlineCase] = {}
