"""Journeys and talks: a student's, within sight of the graduate school; their routes and what is due of them."""

import datetime as dt

from baomi.core import clock
from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from personnel.choices.people import PersonKind
from personnel.choices.travel import TalkKind, TripStage
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_leaving import DepartureFactory
from tests.factories.personnel_travel import TalkFactory, TripFactory

STUDENT = PersonKind.STUDENT


def of_department(maker, kind: PersonKind = STUDENT, **values):
    """fn(department) making the record of a person of that kind."""

    def make(department: Department):
        return maker(department=department, person=PersonFactory(department=department, kind=kind), **values)

    return make


def of_person(maker, **values):
    """fn(staff) making the record about that person."""

    def make(staff: Staff):
        person = PersonFactory(staff=staff, department=staff.department, kind=STUDENT)
        return maker(department=staff.department, person=person, **values)

    return make


def trip_payload(department: Department) -> dict:
    return {
        "person": PersonFactory(department=department).pk,
        "kind": "private",
        "destinations": "日本、韩国",
        "planned_out": "2027-03-01",
        "planned_in": "2027-03-12",
        "reason": "探亲",
        "promised": "on",
    }


def leaving_talk(department: Department):
    person = PersonFactory(department=department, kind=STUDENT)
    leaving = DepartureFactory(person=person)
    return TalkFactory(
        department=department, person=person, kind=TalkKind.LEAVING, trip=None, departure=leaving
    )


def told_away(department: Department):
    return TripFactory(
        department=department,
        stage=TripStage.AWAY,
        planned_out=dt.date(2026, 11, 1),
        planned_in=dt.date(2026, 12, 1),
    )


REGISTERS: dict[str, Case] = {
    "personnel.trips": Case(
        make=of_department(TripFactory),
        make_hidden=of_department(TripFactory, PersonKind.STAFF),
        own=of_person(TripFactory),
        hidden=frozenset({Role.GRAD}),
        clerk=Role.OFFICER,
        list_queries=22,
        detail_queries=28,
        payload=trip_payload,
        change=("destinations", "泰国", "越南"),
    ),
    "personnel.talks": Case(
        make=of_department(TalkFactory),
        make_hidden=of_department(TalkFactory, PersonKind.STAFF),
        own=of_person(TalkFactory),
        hidden=frozenset({Role.GRAD}),
        clerk=Role.OFFICER,
        list_queries=19,
        detail_queries=18,
        prints={"F-30": leaving_talk},
        print_views={"F-21": "abroad", "F-30": "leaving"},
    ),
}
PROCEDURES: dict[str, ProcedureCase] = {
    "personnel.trip": ProcedureCase(of_department(TripFactory, PersonKind.STAFF), Role.OFFICER),
    "personnel.talk": ProcedureCase(of_department(TalkFactory, PersonKind.STAFF), Role.OFFICER),
}
DEADLINES: dict[str, DeadlineCase] = {
    "personnel.trip_return": DeadlineCase(told_away, dt.datetime(2026, 12, 8, 9, 0, tzinfo=clock.SHANGHAI)),
}
