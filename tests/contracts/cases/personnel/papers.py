"""Pledges and assessments: the student's are in the sight of the graduate school, nobody else's are."""

import datetime as dt

from baomi.core import clock
from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from personnel.choices.people import PersonKind
from personnel.choices.yearly import AssessmentResult
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories.organization import user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_papers import AssessmentFactory, PledgeFactory, person_of

APRIL = dt.datetime(2026, 4, 4, 9, 0, tzinfo=clock.SHANGHAI)
DECEMBER = dt.datetime(2026, 12, 31, 9, 0, tzinfo=clock.SHANGHAI)


def student(department: Department):
    return PersonFactory(department=department, kind=PersonKind.STUDENT)


def with_account(department: Department):
    return PersonFactory(department=department, staff=user_with(Role.PERSON, department).staff)


def pledge(department: Department, **values):
    return PledgeFactory(department=department, person=student(department), **values)


def own_pledge(staff: Staff):
    return PledgeFactory(department=staff.department, person=person_of(staff))


def assessment(department: Department, **values):
    return AssessmentFactory(department=department, person=student(department), **values)


def own_assessment(staff: Staff):
    return AssessmentFactory(department=staff.department, person=person_of(staff))


def judged(department: Department):
    """With the result that its signer would otherwise choose on a page of his own."""
    return AssessmentFactory(department=department, result=AssessmentResult.MEETS)


REGISTERS: dict[str, Case] = {
    "personnel.pledges": Case(
        make=pledge,
        make_hidden=lambda department: PledgeFactory(department=department),
        own=own_pledge,
        hidden=frozenset({Role.GRAD}),
        clerk=Role.OFFICE,
        list_queries=21,
        detail_queries=13,
        prints={
            "F-16": lambda department: pledge(department, kind="entry"),
            "F-16B": pledge,
            "F-25": lambda department: pledge(department, kind="cooling"),
        },
        print_views={"F-16": "pledges", "F-25": "cooling"},
    ),
    "personnel.assessments": Case(
        make=assessment,
        make_hidden=lambda department: AssessmentFactory(department=department),
        own=own_assessment,
        hidden=frozenset({Role.GRAD}),
        clerk=Role.OFFICE,
        list_queries=19,
        detail_queries=13,
        change=("duties_done", "按责任书履行", "按责任书履行，未发生违规"),
    ),
}
PROCEDURES: dict[str, ProcedureCase] = {
    "personnel.pledge": ProcedureCase(lambda department: PledgeFactory(department=department), Role.OFFICER),
    "personnel.assessment": ProcedureCase(judged, Role.OFFICER),
}
DEADLINES: dict[str, DeadlineCase] = {
    "personnel.letter": DeadlineCase(with_account, APRIL),
    "personnel.letter.own": DeadlineCase(with_account, APRIL),
    "personnel.assessment": DeadlineCase(
        lambda department: AssessmentFactory(department=department, person=with_account(department)), DECEMBER
    ),
    "personnel.assessment.own": DeadlineCase(
        lambda department: AssessmentFactory(department=department, person=with_account(department)), DECEMBER
    ),
}
