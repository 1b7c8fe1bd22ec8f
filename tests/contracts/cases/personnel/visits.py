"""Visits of the cooling-off period and after a journey."""

import datetime as dt

from baomi.core import clock
from baomi.organization.models import Department
from baomi.organization.roles import Role
from personnel.choices.people import PersonKind, PersonStatus
from personnel.choices.travel import VisitKind
from tests.contracts.cases.personnel.travel import STUDENT, of_department, of_person
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_travel import TripFactory, VisitFactory

NO_ANSWERS = {"questioned": "无", "recruited": "无"}


def return_visit(department: Department):
    person = PersonFactory(department=department, kind=STUDENT)
    trip = TripFactory(department=department, person=person, stage="returned")
    return VisitFactory(
        department=department, person=person, kind=VisitKind.RETURN, trip=trip, answers=NO_ANSWERS
    )


def cooling_visit(department: Department):
    person = PersonFactory(department=department, kind=STUDENT, status=PersonStatus.COOLING)
    return VisitFactory(department=department, person=person)


REGISTERS: dict[str, Case] = {
    "personnel.visits": Case(
        make=cooling_visit,
        make_hidden=of_department(VisitFactory, PersonKind.STAFF),
        own=of_person(VisitFactory),
        hidden=frozenset({Role.GRAD}),
        clerk=Role.OFFICER,
        list_queries=20,
        detail_queries=23,
        prints={"F-22": return_visit},
        print_views={"F-22": "abroad", "F-31": "cooling"},
    ),
}
PROCEDURES: dict[str, ProcedureCase] = {
    "personnel.visit": ProcedureCase(of_department(VisitFactory, PersonKind.STAFF, held=True), Role.OFFICER),
}
DEADLINES: dict[str, DeadlineCase] = {
    "personnel.visit": DeadlineCase(
        lambda department: VisitFactory(department=department, due_on=dt.date(2026, 12, 1)),
        dt.datetime(2026, 12, 8, 9, 0, tzinfo=clock.SHANGHAI),
    ),
}
