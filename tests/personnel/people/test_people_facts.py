"""What F-01 and F-02 are told by the registers of cleared people."""

import datetime as dt
from decimal import Decimal

import pytest

from baomi.core import clock, year_facts
from baomi.core.levels import PersonGrade
from personnel.actions import people as actions
from personnel.choices.people import PersonStatus, ProjectState
from personnel.choices.yearly import AssessmentResult
from personnel.models import Assessment
from tests.factories.organization import DepartmentFactory, ResearchGroupFactory, user_with
from tests.factories.personnel import PersonFactory, ProjectFactory
from tests.factories.personnel_training import trained

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 12, 5)


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


def of_department(department, year=2026) -> dict:
    facts = year_facts.of_departments(year, [department.pk])[department.pk]
    return {name: fact.value for name, fact in facts.items()}


def of_person(person, year=2026) -> dict:
    facts = year_facts.of_people(year, [person.staff_id])[person.staff_id]
    return {name: fact.value for name, fact in facts.items()}


def test_nothing_is_told_while_no_cleared_people_are_kept():
    """Otherwise every department would have to send in a zero that nobody could correct."""
    assert of_department(DepartmentFactory()) == {}


def test_a_department_counts_with_its_groups_and_without_its_neighbours():
    college, neighbour = DepartmentFactory(), DepartmentFactory()
    group = ResearchGroupFactory(parent=college)
    PersonFactory(department=college, grade=PersonGrade.IMPORTANT)
    PersonFactory(department=group)
    PersonFactory(department=group, status=PersonStatus.LEAVING)
    PersonFactory(department=college, status=PersonStatus.COOLING)
    PersonFactory(department=college, status=PersonStatus.CANDIDATE)
    PersonFactory(department=neighbour, grade=PersonGrade.CORE)
    found = of_department(college)
    assert (found["core_people"], found["important_people"], found["ordinary_people"]) == (0, 1, 2)


def test_a_past_year_is_told_as_it_stood_on_its_last_day():
    person = PersonFactory(status=PersonStatus.LEAVING)
    office = user_with("office", person.department)
    with clock.at(dt.date(2026, 12, 6)):
        actions.begin_cooling(office, person, dt.date(2027, 12, 6), None)
        assert of_department(person.department, 2025)["ordinary_people"] == 1
        assert of_department(person.department, 2026)["ordinary_people"] == 0


def test_projects_running_on_the_day_are_counted():
    college = PersonFactory().department
    ProjectFactory(department=college)
    ProjectFactory(department=college, starts=dt.date(2027, 1, 1))
    closed = {"state": ProjectState.CLOSED, "closed_on": dt.date(2026, 6, 1)}
    ProjectFactory(department=college, **closed)
    assert of_department(college)["projects"] == 1
    assert of_department(college, 2025)["projects"] == 2


def test_training_is_counted_by_heads_and_by_who_reached_the_hours():
    done = PersonFactory()
    PersonFactory(department=done.department)
    PersonFactory(department=done.department)
    trained(done, hours=Decimal("15"))
    trained(done, hours=Decimal("1"))
    found = of_department(done.department)
    assert (found["training_attendance"], found["training_rate"]) == (2, Decimal("33.33"))


def test_a_person_is_told_since_when_with_his_hours_and_assessment():
    person = PersonFactory(staff__secrecy_since=dt.date(2022, 9, 1))
    trained(person, hours=Decimal("6"))
    Assessment.objects.create(
        person=person, department=person.department, number="KH-2026-001", year=2026, grade=person.grade,
        result=AssessmentResult.MEETS, concluded_on=TODAY,
    )  # fmt: skip
    assert of_person(person) == {
        "grade": PersonGrade.ORDINARY,
        "secrecy_since": dt.date(2022, 9, 1),
        "training_hours": Decimal("6"),
        "assessment": "qualified",
    }


def test_an_assessment_not_concluded_is_not_told():
    person = PersonFactory()
    Assessment.objects.create(
        person=person, department=person.department, number="KH-2026-001", year=2026, grade=person.grade,
        result=AssessmentResult.FAILS,
    )  # fmt: skip
    assert "assessment" not in of_person(person)


def test_a_candidate_is_no_cleared_person_of_the_year():
    assert of_person(PersonFactory(status=PersonStatus.CANDIDATE)) == {}


def test_facts_of_many_cost_what_those_of_one_cost(django_assert_max_num_queries):
    departments = [PersonFactory().department for _ in range(4)]
    with django_assert_max_num_queries(10):
        year_facts.of_departments(2026, [department.pk for department in departments])


def test_a_figure_leads_to_the_list_with_as_many_rows(client):
    college = DepartmentFactory()
    PersonFactory(department=ResearchGroupFactory(parent=college))
    PersonFactory(department=college, status=PersonStatus.COOLING)
    client.force_login(user_with("office", college))
    fact = year_facts.of_departments(2026, [college.pk])[college.pk]["ordinary_people"]
    assert client.get(fact.url).context["total"] == fact.value == 1
