"""Leaving the post: a student's application, open for change; somebody who left without permission."""

import datetime as dt

from baomi.core import clock
from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from personnel.choices.leaving import DepartureReason
from personnel.choices.people import PersonKind
from personnel.models import ClearedPerson
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_leaving import AbsenceFactory, DepartureFactory

LATE = dt.datetime(2026, 12, 20, 9, 0, tzinfo=clock.SHANGHAI)


def own_person(staff: Staff) -> ClearedPerson:
    """The person's row, whichever case has made it; a student, within sight of the graduate school."""
    person = ClearedPerson.objects.filter(staff=staff).first() or PersonFactory(
        staff=staff, department=staff.department
    )
    ClearedPerson.objects.filter(pk=person.pk).update(kind=PersonKind.STUDENT)
    return ClearedPerson.objects.get(pk=person.pk)


def departure(department: Department, kind=PersonKind.STUDENT, **values):
    return DepartureFactory(person=PersonFactory(department=department, kind=kind), **values)


def payload(department: Department) -> dict:
    return {
        "person": PersonFactory(department=department).pk,
        "reason": DepartureReason.RETIRE,
        "leaves_on": "2026-12-31",
        "unit_address": "家属区 12 号楼",
    }


def absence_payload(department: Department) -> dict:
    return {
        "person": PersonFactory(department=department).pk,
        "noticed_on": "2026-11-30",
        "outline": "未经批准离开岗位",
        "measures": "已停用权限",
    }


def absence(department: Department, **values):
    return AbsenceFactory(person=PersonFactory(department=department), **values)


REGISTERS: dict[str, Case] = {
    "personnel.departures": Case(
        make=departure,
        make_hidden=lambda department: departure(department, PersonKind.STAFF),
        own=lambda staff: DepartureFactory(person=own_person(staff)),
        hidden=frozenset({Role.GRAD}),
        clerk=Role.OFFICER,
        list_queries=20,
        detail_queries=30,
        payload=payload,
        change=("new_post", "科研秘书", "教学秘书"),
    ),
    "personnel.absences": Case(
        make=absence,
        clerk=Role.OFFICE,
        list_queries=17,
        detail_queries=14,
        payload=absence_payload,
        change=("measures", "已停用账号", "已停用账号和门禁"),
    ),
}
PROCEDURES: dict[str, ProcedureCase] = {
    "personnel.departure": ProcedureCase(
        lambda department: departure(department, PersonKind.STAFF, cleared=True), Role.OFFICER
    ),
}
DEADLINES: dict[str, DeadlineCase] = {
    "personnel.absence": DeadlineCase(absence, LATE),
}
