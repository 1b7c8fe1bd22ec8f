"""What a person's page says he owes of the year is what the sweep tells him: two questions, one rule."""

import datetime as dt

import pytest

from baomi.core import clock
from baomi.organization.roles import Role
from baomi.reminders import deadlines
from personnel.choices.people import PersonStatus
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_papers import AssessmentFactory, signed_letter
from tests.factories.personnel_reports import ReportFactory
from tests.factories.personnel_training import trained

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 12, 31)
DUTIES = ("personnel.letter", "personnel.assessment", "personnel.hours", "personnel.zero_report")


@pytest.fixture
def people():
    """One of every status, who has done nothing; those in post who did one thing each; who came late, and next year."""
    department = DepartmentFactory()
    found = [PersonFactory(department=department, status=status) for status in PersonStatus]
    lettered, assessed, begun, taught, reporting = (PersonFactory(department=department) for _ in range(5))
    signed_letter(lettered)
    AssessmentFactory(person=assessed, department=department, year=2026, concluded_on=dt.date(2026, 12, 20))
    AssessmentFactory(person=begun, department=department, year=2026, concluded_on=None)
    for day in (dt.date(2026, 3, 20), dt.date(2026, 4, 20), dt.date(2026, 5, 20)):
        trained(taught, held_on=day, planned_on=day)
    ReportFactory(person=reporting, department=department, kind="zero", happened_on=None, reported_on=TODAY)
    late = [PersonFactory(department=department, entered_on=dt.date(2026, 11, 2))]
    late.append(PersonFactory(department=department, entered_on=dt.date(2027, 1, 4)))
    everybody = [*found, lettered, assessed, begun, taught, reporting, *late]
    for person in everybody:
        user_with(Role.PERSON, department, staff=person.staff)
    return everybody


@pytest.mark.parametrize("key", DUTIES)
def test_asked_for_one_person_it_is_what_is_asked_for_all(people, key):
    own = deadlines.get(f"{key}.own")
    with clock.at(TODAY):
        until = dt.datetime.combine(TODAY, dt.time(23, 59), clock.SHANGHAI)
        of_all = {item.record: (item.detail, item.due, item.url) for item in own.due(until)}
        of_each = {
            item.record: (item.detail, item.due, item.url)
            for person in people
            for item in own.for_record(person)
        }
    assert of_each == of_all
    assert 0 < len(of_all) < len(people)
