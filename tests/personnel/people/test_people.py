"""Candidates, the tabs of the list, and what of a row may be edited (P2, P3)."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.organization.roles import Role
from personnel.actions import people as actions
from personnel.choices.people import PersonKind, PersonStatus
from personnel.models import ClearedPerson
from personnel.registers.people import status_of
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with
from tests.factories.personnel import PersonFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

TODAY = dt.date(2026, 11, 17)


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


def candidate(by, post, **values) -> ClearedPerson:
    staff = values.pop("staff", None) or StaffFactory(department=post.department)
    return actions.add_candidate(by, {"staff": staff, "kind": PersonKind.STAFF, "post": post, **values})


def test_a_candidate_has_the_unit_and_grade_of_the_post_and_is_nobody_yet():
    post = PostFactory()
    person = candidate(user_with(Role.OFFICER, post.department), post)
    assert (person.number, person.status, person.grade) == (
        "RY-2026-0001",
        PersonStatus.CANDIDATE,
        post.grade,
    )
    assert (person.department, person.entered_on, person.staff.grade) == (post.department, None, "")
    assert person.periods.get().cause == "拟任"


def test_a_second_live_row_of_the_same_person_is_refused():
    post, office = PostFactory(), user_with(Role.OFFICE)
    first = candidate(office, post)
    with pytest.raises(ValidationError, match="此人已在涉密人员台账中"):
        candidate(office, PostFactory(), staff=first.staff)


def test_a_post_not_approved_and_temporary_staff_are_refused():
    office = user_with(Role.OFFICE)
    with pytest.raises(Refusal, match="还没有批准"):
        candidate(office, PostFactory(draft=True))
    with pytest.raises(Refusal, match="不得使用临时聘用人员"):
        candidate(office, PostFactory(), kind=PersonKind.TEMPORARY)
    assert not ClearedPerson.objects.exists()


def test_leader_and_remark_are_corrected_as_long_as_the_row_lives():
    office = user_with(Role.OFFICE)
    person, leader = PersonFactory(), StaffFactory()
    changed = actions.change_notes(office, person, {"leader": leader, "remark": "导师变更"}, person.version)
    assert (changed.leader, changed.remark) == (leader, "导师变更")
    over = PersonFactory(status=PersonStatus.RELEASED)
    with pytest.raises(Refusal, match="不能再修改"):
        actions.change_notes(office, over, {"remark": "补记"}, over.version)


def test_status_post_and_grade_are_no_field_of_the_form(client):
    office, person, post = user_with(Role.OFFICE), PersonFactory(), PostFactory()
    actions.change_notes(office, person, {"status": PersonStatus.RELEASED, "post": post}, person.version)
    person.refresh_from_db()
    assert (person.status, person.post == post) == (PersonStatus.IN_POST, False)
    client.force_login(office)
    data = {"staff": person.staff_id, "kind": person.kind, "post": post.pk, "version": person.version}
    answer = client.post(f"/personnel/people/{person.pk}/edit/", data)
    assert answer.status_code == 422
    assert "岗位不能在这里更换" in answer.content.decode()


def test_a_rule_that_is_yes_or_no_is_told_in_chinese(client):
    client.force_login(user_with(Role.OFFICE))
    text = client.get("/personnel/people/new/").content.decode()
    assert "允许任用临时聘用人员　否" in text
    assert "False" not in text


def test_the_kind_is_settled_before_the_post():
    office = user_with(Role.OFFICE)
    waiting, in_post = PersonFactory(status=PersonStatus.CANDIDATE), PersonFactory()
    assert (
        actions.change_notes(office, waiting, {"kind": PersonKind.REHIRED}, waiting.version).kind == "rehired"
    )
    with pytest.raises(Refusal, match="上岗后不能修改"):
        actions.change_notes(office, in_post, {"kind": PersonKind.REHIRED}, in_post.version)


def test_the_tabs_divide_the_people_by_stage_and_by_the_date_of_the_next_vetting(client):
    people = {status: PersonFactory(status=status) for status in PersonStatus if status != "not_appointed"}
    late = PersonFactory(vetting_due_on=TODAY - dt.timedelta(days=1))
    soon = PersonFactory(vetting_due_on=TODAY + dt.timedelta(days=30))
    PersonFactory(vetting_due_on=TODAY + dt.timedelta(days=31))
    client.force_login(user_with(Role.OFFICE))

    def shown(view) -> set[int]:
        text = client.get("/personnel/people/", {"view": view, "size": "100"}).content.decode()
        return {
            pk
            for pk in ClearedPerson.objects.values_list("pk", flat=True)
            if f'"/personnel/people/{pk}/"' in text
        }

    assert shown("candidates") == {people[PersonStatus.CANDIDATE].pk}
    assert shown("leaving") == {people[PersonStatus.LEAVING].pk}
    assert shown("cooling") == {people[PersonStatus.COOLING].pk}
    assert shown("released") == {people[PersonStatus.RELEASED].pk}
    assert shown("vetting_late") == {late.pk}
    assert shown("vetting_soon") == {late.pk, soon.pk}
    assert people[PersonStatus.CANDIDATE].pk not in shown("in_post")


@pytest.mark.parametrize(
    ("status", "days", "told"),
    [
        (PersonStatus.IN_POST, 0, ("ok", "在岗")),
        (PersonStatus.IN_POST, -3, ("bad", "在岗，复审逾期 3 天")),
        (PersonStatus.LEAVING, -1, ("bad", "离岗办理中，复审逾期 1 天")),
        (PersonStatus.CANDIDATE, -3, ("draft", "拟任")),
        (PersonStatus.IN_POST, None, ("ok", "在岗")),
    ],
)
def test_a_late_vetting_is_red_in_the_list_of_people(status, days, told):
    due = None if days is None else TODAY + dt.timedelta(days=days)
    assert status_of(PersonFactory(status=status, vetting_due_on=due)) == told


def test_an_officer_names_people_for_his_own_posts_alone(client):
    college, other = DepartmentFactory(), DepartmentFactory()
    theirs = PostFactory(department=other)
    client.force_login(user_with(Role.OFFICER, college))
    assert theirs.title not in client.get("/personnel/people/new/").content.decode()
    data = {"staff": StaffFactory(department=college).pk, "kind": "staff", "post": theirs.pk}
    assert client.post("/personnel/people/new/", data).status_code == 422
    assert not ClearedPerson.objects.exists()


MOVES = {
    PersonStatus.IN_POST: lambda by, person: actions.enter_post(by, person, None),
    PersonStatus.NOT_APPOINTED: lambda by, person: actions.not_appoint(by, person, "放弃任用", None),
    PersonStatus.LEAVING: lambda by, person: actions.begin_leaving(by, person, None),
    PersonStatus.COOLING: lambda by, person: actions.begin_cooling(by, person, TODAY, None),
    PersonStatus.RELEASED: lambda by, person: actions.release(by, person, None),
}
FOLLOWING = {
    (PersonStatus.CANDIDATE, PersonStatus.IN_POST),
    (PersonStatus.CANDIDATE, PersonStatus.NOT_APPOINTED),
    (PersonStatus.IN_POST, PersonStatus.LEAVING),
    (PersonStatus.LEAVING, PersonStatus.IN_POST),
    (PersonStatus.LEAVING, PersonStatus.COOLING),
    (PersonStatus.COOLING, PersonStatus.RELEASED),
}


@pytest.mark.parametrize("before", PersonStatus)
@pytest.mark.parametrize("after", MOVES)
def test_no_stage_follows_but_its_own(before, after):
    office, person = user_with(Role.OFFICE), PersonFactory(status=before)
    if before == after or (before, after) in FOLLOWING:
        return
    with pytest.raises(Refusal, match="不能转为"):
        MOVES[after](office, person)
    person.refresh_from_db()
    assert (person.status, person.periods.count()) == (before, 1)


def test_the_release_ends_the_last_period_alone():
    office, person = user_with(Role.OFFICE), PersonFactory(entered_on=dt.date(2024, 3, 1))
    with clock.at(dt.date(2026, 3, 1)):
        actions.begin_leaving(office, person, None)
    with clock.at(dt.date(2026, 3, 10)):
        actions.begin_cooling(office, person, dt.date(2026, 9, 10), None)
    actions.release(office, person, None)
    ends = list(person.periods.order_by("starts").values_list("ends", flat=True))
    assert ends == [dt.date(2026, 2, 28), dt.date(2026, 3, 9), dt.date(2026, 11, 16), TODAY]


def test_nobody_is_moved_into_a_post_that_was_closed_meanwhile():
    person, post = PersonFactory(), PostFactory(closed_on=TODAY)
    with pytest.raises(Refusal, match="已于 2026-11-17 撤销"):
        actions.change_post(
            user_with(Role.HR), person, post, post.department, None, vetting_due_on=person.vetting_due_on
        )
    person.refresh_from_db()
    assert (person.post == post, person.periods.count()) == (False, 1)
