"""Two deeds at the same moment: nobody is put into a post that is being closed, nor twice onto one list."""

import datetime as dt

import pytest

from baomi.core import clock
from baomi.organization.roles import Role
from personnel.actions import people, place_entries, posts, projects
from personnel.choices.people import PersonKind
from personnel.models import PlaceAccess, Post, ProjectMember
from personnel.queries.posts import HOLDING
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with
from tests.factories.personnel import PersonFactory, PostFactory, ProjectFactory
from tests.factories.personnel_posts import KeyPlaceFactory
from tests.races.together import refused, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

TODAY = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


def test_a_post_is_closed_or_somebody_is_named_for_it_never_both():
    department = DepartmentFactory()
    office, hr, post = user_with(Role.OFFICE), user_with(Role.HR), PostFactory(department=department)
    values = {"staff": StaffFactory(department=department), "kind": PersonKind.STAFF, "post": post}
    answers = together(
        lambda: posts.close_post(office, post, "机构调整"),
        lambda: people.add_candidate(hr, values),
    )
    assert refused(answers) == 1, answers
    post = Post.objects.get(pk=post.pk)
    assert (post.closed_on is None) == post.people.filter(status__in=HOLDING).exists()


def test_two_keepers_add_a_member_once():
    project, person = ProjectFactory(), PersonFactory()
    keepers = user_with(Role.OFFICE), user_with(Role.RESEARCH)
    answers = together(*(lambda by=by: projects.add_members(by, project, [person], TODAY) for by in keepers))
    assert refused(answers) == 1, answers
    assert ProjectMember.objects.count() == 1


def test_two_of_the_office_give_a_permission_once():
    place, person = KeyPlaceFactory(), PersonFactory()
    given = {"key_place": place, "person": person, "means": "门禁卡", "starts": TODAY}
    office = [user_with(Role.OFFICE) for _ in range(2)]
    answers = together(*(lambda by=by: place_entries.give_access(by, given) for by in office))
    assert refused(answers) == 1, answers
    assert PlaceAccess.objects.count() == 1
