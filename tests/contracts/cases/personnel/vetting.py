"""Vettings of students (within sight of the graduate school), led by the department's project leader; appeals."""

import datetime as dt

from baomi.core import clock
from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from personnel.choices.people import PersonKind, PersonStatus
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_vetting import AppealFactory, VettingFactory, pledge, train, with_papers

LATE = dt.datetime(2026, 11, 20, 9, 0, tzinfo=clock.SHANGHAI)


def candidate(department: Department, **values):
    return PersonFactory(department=department, status=PersonStatus.CANDIDATE, **values)


def vetting(department: Department, **values):
    """Of somebody without an account, with its papers: ready to be handed in by the officer."""
    person = candidate(department, **{"kind": PersonKind.STUDENT, **values})
    return with_papers(VettingFactory(department=department, person=person))


def vetting_up_to_the_post(department: Department):
    """Training and pledge lie ready for the day on which it is signed, so that 上岗确认 has nothing to refuse."""
    made = vetting(department)
    train(made.person)
    pledge(made.person)
    return made


def in_post(department: Department, **values):
    return PersonFactory(department=department, kind=PersonKind.STUDENT, **values)


def own_vetting(staff: Staff):
    return vetting(staff.department, staff=staff)


def failed(department: Department, **values):
    person = candidate(department, **{"kind": PersonKind.STUDENT, **values})
    return VettingFactory(
        department=department, person=person, passed=False, concluded_on=dt.date(2026, 11, 2)
    )


def appeal(department: Department, **values):
    return AppealFactory(department=department, vetting=failed(department, **values))


REGISTERS: dict[str, Case] = {
    "personnel.vettings": Case(
        make=vetting,
        own=own_vetting,
        clerk=Role.OFFICE,
        hidden=frozenset({Role.GRAD}),
        make_hidden=lambda department: vetting(department, kind=PersonKind.STAFF),
        list_queries=23,
        detail_queries=20,
        prints={
            "F-14": lambda department: VettingFactory(department=department, person=in_post(department)),
            "F-19B": lambda department: vetting(department, kind=PersonKind.WORKER),
        },
        print_views={"F-12": "entry", "F-14": "review", "F-19B": "workers"},
    ),
    "personnel.appeals": Case(
        make=appeal,
        own=lambda staff: appeal(staff.department, staff=staff),
        clerk=Role.OFFICE,
        hidden=frozenset({Role.GRAD}),
        make_hidden=lambda department: appeal(department, kind=PersonKind.STAFF),
        list_queries=17,
        detail_queries=12,
        payload=lambda department: {"vetting": failed(department).pk, "grounds": "居留许可已注销，有证明。"},
        change=("grounds", "居留许可已注销。", "居留许可已于 2024 年注销。"),
    ),
}
PROCEDURES: dict[str, ProcedureCase] = {
    "personnel.vetting": ProcedureCase(vetting_up_to_the_post, Role.OFFICER),
    "personnel.appeal": ProcedureCase(appeal, Role.OFFICER),
}
DEADLINES: dict[str, DeadlineCase] = {
    "personnel.review": DeadlineCase(
        lambda department: in_post(department, vetting_due_on=dt.date(2026, 11, 19)), LATE
    ),
    "personnel.failed": DeadlineCase(
        lambda department: VettingFactory(
            department=department,
            person=in_post(department),
            passed=False,
            concluded_on=dt.date(2026, 11, 19),
        ),
        LATE,
    ),
}
