"""F-12c: from post, earlier post and present projects; the same paper next year; many people in as many queries as one."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotFound
from baomi.core.levels import PersonGrade
from baomi.organization.roles import Role
from baomi.printing import actions
from baomi.registers.declarations import registry
from personnel.choices.people import PersonStatus
from personnel.models import StatusPeriod
from personnel.prints.grades import sheets
from tests.baomi.printing.pdf import page_count, text
from tests.factories.organization import user_with
from tests.factories.personnel import PersonFactory, PostFactory, ProjectFactory
from tests.factories.personnel_posts import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    """Born on 1 June 1990; of ordinary grade in another post until the end of May 2025, then in an important one."""
    found = PersonFactory(grade=PersonGrade.IMPORTANT, staff__birth=dt.date(1990, 6, 1))
    old = PostFactory(department=found.department, title="原来的涉密岗", proposed_grade=PersonGrade.ORDINARY)
    found.periods.update(post=old, grade=PersonGrade.ORDINARY, ends=dt.date(2025, 5, 31))
    StatusPeriod.objects.create(
        person=found, status=PersonStatus.IN_POST, grade=found.grade, post=found.post,
        department=found.department, starts=dt.date(2025, 6, 1), cause="岗位变更",
    )  # fmt: skip
    return found


def test_the_post_before_and_the_projects_of_today_stand_on_it(person):
    here = MemberFactory(person=person, project=ProjectFactory(code="JG-2025-0007")).project
    MemberFactory(person=person, project=ProjectFactory(code="JG-2020-0001"), left_on=dt.date(2025, 12, 31))
    [cells] = sheets([person])
    assert (cells["old_post"], cells["old_grade"], cells["age"]) == ("原来的涉密岗", "一般", 35)
    assert cells["projects"] == [{"words": f"{here.code} {here.name}", "level": here.get_level_display()}]


def test_who_never_had_another_post_has_none_before():
    [cells] = sheets([PersonFactory()])
    assert (cells["old_post"], cells["old_grade"], cells["projects"]) == ("", "", [])


def test_a_candidate_is_as_old_as_when_he_was_registered():
    candidate = PersonFactory(status=PersonStatus.CANDIDATE, staff__birth=dt.date(2000, 12, 31))
    candidate.created_at = dt.datetime(2026, 12, 30, 20, tzinfo=dt.UTC)
    [cells] = sheets([candidate])
    assert cells["age"] == 26, "the 31st has begun in Shanghai"


def test_the_same_paper_comes_out_next_year(person):
    _, printout = actions.print_form(None, "F-12C", person)
    with clock.at(dt.date(2028, 1, 1)):
        assert actions.changes_since(None, printout) == (True, [])


def test_it_prints_on_one_page_is_written_down_and_not_for_another_department(person):
    officer = user_with(Role.OFFICER, person.department)
    pdf, printout = actions.print_form(officer, "F-12C", person)
    assert page_count(pdf) == 1 and person.post.title in text(pdf)
    assert AuditEntry.objects.filter(label__contains=printout.code).count() == 1
    with pytest.raises(NotFound):
        actions.print_form(user_with(Role.OFFICER), "F-12C", person)


def test_many_people_cost_no_more_queries_than_one():
    for _ in range(4):
        MemberFactory()
    people = registry.get("personnel", "people").queryset()
    assert queries_for(people.all()) == queries_for(people.all()[:1])


def queries_for(people) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert len(sheets(list(people))) == len(people)
    return len(asked)
