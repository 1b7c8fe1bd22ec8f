"""Posts and key places approved before this system: brought in once, by the office, with the paper that approved them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from baomi.approvals import actions as approvals
from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.core.levels import PersonGrade, SecrecyLevel
from baomi.organization.roles import Role
from personnel.actions import places as place_actions
from personnel.actions import posts as post_actions
from personnel.actions import takeovers as actions
from personnel.models import KeyPlace, PlaceTakeover, Post, PostTakeover
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with
from tests.factories.personnel import ProjectFactory
from tests.factories.personnel_takeovers import PlaceTakeoverFactory, PostTakeoverFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

TODAY = dt.date(2026, 11, 17)
TOMORROW = TODAY + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def office():
    return user_with(Role.OFFICE)


@pytest.fixture
def college():
    return DepartmentFactory(name="计算机学院")


def post_line(department, **values) -> dict:
    return {
        "department": department, "title": "科研秘书", "kind": "research", "duties": "承担涉密科研任务的管理",
        "grade": PersonGrade.ORDINARY, "basis": "function", "meeting_on": dt.date(2021, 3, 2),
        "meeting_number": "院纪〔2021〕3 号", "approved_on": dt.date(2021, 3, 15), "approval_number": "DA-2021-017",
        **values,
    }  # fmt: skip


def place_line(department, **values) -> dict:
    return {
        "department": department, "name": "1 号档案室", "kind": "spot", "level": SecrecyLevel.CONFIDENTIAL,
        "location": "行政楼 3 层", "head": StaffFactory(department=department), "reason": "存放涉密载体",
        "guards": "值守", "physical": "铁门", "technical": "监控", "designated_on": dt.date(2021, 5, 10),
        "approval_number": "保委〔2021〕4 号", **values,
    }  # fmt: skip


def test_a_post_is_in_force_since_the_day_of_the_old_form_without_another_f_10(office, college):
    line = actions.take_over_post(office, post_line(college, grade=PersonGrade.IMPORTANT))
    post = Post.objects.in_force().get()
    assert (post, post.grade, post.approved_on) == (line.post, PersonGrade.IMPORTANT, dt.date(2021, 3, 15))
    assert (post.number, line.number, post.approval_id) == ("GW-2026-001", "GZ-2026-0001", None)
    entry = AuditEntry.objects.get(action="personnel.post.take_over")
    assert (entry.actor_id, entry.reason) == (office.pk, "原台账转入")


def test_a_post_taken_over_is_neither_edited_nor_handed_in(office, college):
    post = actions.take_over_post(office, post_line(college)).post
    with pytest.raises(Refusal, match="已于 2021-03-15 批准，不能修改"):
        post_actions.change_post(office, post, {"title": "改了"}, post.version)
    with pytest.raises(Refusal, match="已于 2021-03-15 批准，不能修改"):
        approvals.submit(user_with(Role.OFFICER, college), "personnel.post", post)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"approval_number": " "}, "没有填写审批表归档号|不能为空|必填"),
        ({"approved_on": TOMORROW}, "批准日期晚于今天"),
        ({"grade": PersonGrade.CORE}, "核心"),
    ],
)
def test_a_post_without_its_basis_is_refused(office, college, values, words):
    with pytest.raises((Refusal, ValidationError), match=words):
        actions.take_over_post(office, post_line(college, **values))
    assert not Post.objects.exists() and not PostTakeover.objects.exists()


def test_the_order_of_days_the_project_s_level_and_once_only(office, college):
    project = ProjectFactory(department=college, level=SecrecyLevel.CONFIDENTIAL)
    with pytest.raises(Refusal, match="岗位等级须为“一般”"):
        actions.take_over_post(
            office, post_line(college, basis="project", project=project, grade=PersonGrade.IMPORTANT)
        )
    with pytest.raises(ValidationError, match="批准日期早于研究设岗的会议日期"):
        actions.take_over_post(office, post_line(college, meeting_on=dt.date(2021, 4, 1)))
    with pytest.raises(ValidationError, match="须选定项目"):
        actions.take_over_post(office, post_line(college, basis="project"))
    actions.take_over_post(office, post_line(college))
    with pytest.raises(ValidationError, match="已从原台账转入"):
        actions.take_over_post(office, post_line(college))
    assert Post.objects.count() == 1


def test_a_key_place_stands_since_the_committee_s_decision_and_is_due_after_its_last_check(office, college):
    known = {"bureau_number": "保确〔2021〕12 号", "bureau_on": dt.date(2021, 6, 30)}
    place = actions.take_over_place(
        office, place_line(college, checked_on=dt.date(2025, 12, 10), **known)
    ).key_place
    assert (place.designated_on, place.check_due_on) == (dt.date(2021, 5, 10), dt.date(2026, 12, 10))
    assert (place.bureau_number, place.bureau_on) == tuple(known.values())
    with pytest.raises(Refusal, match="已于 2021-05-10 审定，不用再送审"):
        approvals.submit(user_with(Role.OFFICER, college), "personnel.place", place)


def test_a_key_place_not_yet_confirmed_is_confirmed_afterwards(office, college):
    place = actions.take_over_place(office, place_line(college)).key_place
    place = place_actions.confirm(office, place, "保确〔2026〕3 号", TODAY)
    assert place.bureau_number == "保确〔2026〕3 号"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"approval_number": ""}, "没有填写审定文号"),
        ({"designated_on": TOMORROW}, "审定日期晚于今天"),
        ({"bureau_number": "保确〔2021〕12 号"}, "须同时填写"),
        ({"bureau_number": "保确", "bureau_on": dt.date(2020, 1, 1)}, "须同时填写|早于审定日期"),
        ({"checked_on": dt.date(2020, 1, 1)}, "早于审定日期"),
    ],
)
def test_a_key_place_without_its_basis_is_refused(office, college, values, words):
    with pytest.raises((Refusal, ValidationError), match=words):
        actions.take_over_place(office, place_line(college, **values))
    assert not KeyPlace.objects.exists() and not PlaceTakeover.objects.exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.HR, Role.SYSADMIN])
def test_nobody_but_the_office_takes_over(role, college):
    user = user_with(role, college)
    with pytest.raises(NotPermitted):
        actions.take_over_post(user, post_line(college))
    with pytest.raises(NotPermitted):
        actions.take_over_place(user, place_line(college))
    assert not Post.objects.exists() and not KeyPlace.objects.exists()


def test_the_pages_of_post_and_place_name_the_old_paper_and_the_lists_offer_it_to_the_office(client, office):
    post, place = PostTakeoverFactory(), PlaceTakeoverFactory()
    client.force_login(office)
    assert "DA-2021-017" in client.get(f"/personnel/posts/{post.post_id}/").content.decode()
    assert "保委〔2021〕4 号" in client.get(f"/personnel/places/{place.key_place_id}/").content.decode()
    assert "转入原台账岗位" in client.get("/personnel/posts/").content.decode()
    assert "转入原台账部位" in client.get("/personnel/places/").content.decode()
    client.force_login(user_with(Role.OFFICER))
    assert "转入原台账岗位" not in client.get("/personnel/posts/").content.decode()
    assert client.get("/personnel/posttakeovers/").status_code == 403
