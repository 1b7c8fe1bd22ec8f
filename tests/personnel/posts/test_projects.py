"""P16: a project's know-list holds cleared people alone, by day, and everybody leaves with its end."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from baomi.core import holdings
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.core.levels import PersonGrade, SecrecyLevel
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from personnel.actions import projects as actions
from personnel.choices.people import PersonStatus, PostBasis, ProjectState
from personnel.choices.yearly import PledgeKind
from personnel.evidence import projects as evidence
from personnel.forms.numbers import StaffField
from personnel.models import Pledge, Project, ProjectMember
from tests.factories.organization import StaffFactory, user_with
from tests.factories.personnel import PersonFactory, PostFactory, ProjectFactory
from tests.factories.personnel_posts import MemberFactory

REGISTER = registry.get("personnel", "projects")
POSTS = registry.get("personnel", "posts")
TODAY = dt.date(2026, 11, 20)


def values(people, **changes):
    return {
        "code": "KY-2026-07",
        "name": "代号七",
        "level": SecrecyLevel.CONFIDENTIAL,
        "department": people.college,
        "starts": dt.date(2026, 3, 1),
        "leader": StaffFactory(department=people.college),
    } | changes


def token(page) -> str:
    return page.content.decode().split('name="token" value="')[1].split('"')[0]


def test_office_and_research_keep_projects_and_nobody_else(people):
    assert actions.create_project(people.research, values(people)).number == "XM-2026-001"
    assert actions.create_project(people.office, values(people, code="KY-2026-08")).number == "XM-2026-002"
    for stranger in (people.officer, people.head, people.hr, people.leader):
        with pytest.raises(NotPermitted):
            actions.create_project(stranger, values(people, code="KY-2026-09"))


@pytest.mark.parametrize("level", [SecrecyLevel.SECRET, SecrecyLevel.TOP_SECRET])
@pytest.mark.parametrize("missing", ["rule_number", "secrecy_leader"])
def test_from_machine_secret_upwards_a_rule_and_a_named_leader_are_needed(people, level, missing):
    given = {"rule_number": "院保〔2026〕1 号", "secrecy_leader": StaffFactory()}
    empty = {"rule_number": "", "secrecy_leader": None}
    with pytest.raises(ValidationError, match="专项保密制度"):
        actions.create_project(
            people.office, values(people, level=level, **given | {missing: empty[missing]})
        )
    assert actions.create_project(people.office, values(people, level=level, **given)).pk


def test_a_member_is_in_post_and_cleared_for_the_level(people):
    project = ProjectFactory(
        department=people.college,
        level=SecrecyLevel.SECRET,
        rule_number="院保 1 号",
        secrecy_leader=StaffFactory(),
    )
    good = PersonFactory(department=people.college, grade=PersonGrade.IMPORTANT)
    low = PersonFactory(department=people.college, grade=PersonGrade.ORDINARY)
    gone = PersonFactory(department=people.college, grade=PersonGrade.IMPORTANT, status=PersonStatus.COOLING)
    for wrong, sentence in ((low, "机密级需重要以上"), (gone, "已离岗，在脱密期内")):
        with pytest.raises(Refusal, match=sentence):
            actions.add_members(people.office, project, [good, wrong], TODAY)
    assert not ProjectMember.objects.exists()
    actions.add_members(people.office, project, [good], TODAY, "测试")
    with pytest.raises(ValidationError, match="已在项目知悉名单中"):
        actions.add_members(people.office, project, [good], TODAY)
    with pytest.raises(NotPermitted):
        actions.add_members(people.officer, project, [good], TODAY)


def test_who_is_about_to_leave_joins_nothing(people, monkeypatch):
    project, person = ProjectFactory(), PersonFactory()
    monkeypatch.setattr(
        holdings.handing_obstacles,
        "_answers",
        [lambda staff: "离岗办理中" if staff == person.staff_id else None],
    )
    with pytest.raises(Refusal, match="离岗办理中"):
        actions.add_members(people.office, project, [person], TODAY)


def test_a_member_leaves_by_day_and_is_held_until_then(people):
    member = MemberFactory(department=people.college)
    [held] = holdings.of_person(member.person.staff_id)
    assert (held.kind, held.number, held.closes_here) == ("涉密项目", member.project.code, False)
    with pytest.raises(Refusal, match="退出日期早于加入日期"):
        actions.remove_member(people.office, member, dt.date(2024, 2, 1))
    with pytest.raises(Refusal, match="晚于今天"):
        actions.remove_member(people.office, member, dt.date(2026, 11, 21))
    actions.remove_member(people.office, member, TODAY, "任务完成")
    assert holdings.of_person(member.person.staff_id) == []
    with pytest.raises(Refusal, match="已于 2026-11-20 退出"):
        actions.remove_member(people.office, member, TODAY)
    actions.add_members(people.office, member.project, [member.person], TODAY)
    assert ProjectMember.objects.count() == 2


def test_a_higher_level_names_everybody_who_is_not_cleared_for_it(people):
    project = ProjectFactory(
        department=people.college, rule_number="院保 1 号", secrecy_leader=StaffFactory()
    )
    low = [MemberFactory(project=project, department=people.college).person for _ in range(2)]
    low[0].staff.name, low[1].staff.name = "王建国", "陈堃"
    for person in low:
        person.staff.save()
    fit = PersonFactory(department=people.college, grade=PersonGrade.CORE)
    MemberFactory(project=project, person=fit)
    MemberFactory(project=project, left_on=dt.date(2025, 1, 1))
    with pytest.raises(Refusal, match="王建国、陈堃不具备机密级"):
        actions.change_project(people.office, project, {"level": SecrecyLevel.SECRET})
    for member in project.present_members().exclude(person=fit):
        actions.remove_member(people.office, member, TODAY)
    changed = actions.change_project(people.office, project, {"level": SecrecyLevel.SECRET})
    assert changed.level == SecrecyLevel.SECRET


def test_with_the_end_everybody_leaves_and_the_posts_are_listed(people):
    project = ProjectFactory(department=people.college)
    member = MemberFactory(project=project, department=people.college)
    post = PostFactory(department=people.college, basis=PostBasis.PROJECT, project=project)
    PostFactory(department=people.college, basis=PostBasis.PROJECT, project=ProjectFactory())
    view = next(view for view in POSTS.views if view.slug == "unfounded")
    assert not view.filter(POSTS.visible(people.office), people.office).exists()
    closed = actions.close_project(people.office, project)
    member.refresh_from_db()
    assert (closed.state, closed.closed_on, member.left_on) == (ProjectState.CLOSED, TODAY, TODAY)
    assert set(view.filter(POSTS.visible(people.office), people.office)) == {post}
    view = next(view for view in REGISTER.views if view.slug == "posts")
    assert set(view.filter(REGISTER.visible(people.office), people.office)) == {project}
    for deed in (
        lambda: actions.close_project(people.office, project),
        lambda: actions.change_project(people.office, project, {"name": "另名"}),
        lambda: actions.add_members(people.office, project, [member.person], TODAY),
    ):
        with pytest.raises(Refusal, match="已于 2026-11-20 结题"):
            deed()


def test_a_changed_level_lists_the_posts_that_no_longer_fit(people):
    project = ProjectFactory(
        department=people.college, rule_number="院保 1 号", secrecy_leader=StaffFactory()
    )
    post = PostFactory(department=people.college, basis=PostBasis.PROJECT, project=project)
    view = next(view for view in POSTS.views if view.slug == "unfounded")
    actions.change_project(people.office, project, {"level": SecrecyLevel.SECRET})
    assert set(view.filter(POSTS.visible(people.office), people.office)) == {post}


def test_a_member_whose_grade_has_fallen_is_marked(people, client):
    project = ProjectFactory(
        department=people.college,
        level=SecrecyLevel.SECRET,
        rule_number="院保 1 号",
        secrecy_leader=StaffFactory(),
    )
    fit = PersonFactory(department=people.college, grade=PersonGrade.IMPORTANT)
    MemberFactory(project=project, person=fit)
    view = next(view for view in REGISTER.views if view.slug == "members")
    assert not view.filter(REGISTER.visible(people.office), people.office).exists()
    MemberFactory(project=project, person=PersonFactory(department=people.college))
    assert set(view.filter(REGISTER.visible(people.office), people.office)) == {project}
    client.force_login(people.research)
    page = client.get(REGISTER.record_url(project)).content.decode()
    assert page.count("不再符合，须退出") == 1


def test_the_page_shows_who_has_not_signed_and_what_belongs_to_the_project(people, client, monkeypatch):
    project = ProjectFactory(department=people.college)
    member = MemberFactory(project=project, department=people.college)
    MemberFactory(project=project, department=people.college)
    Pledge.objects.create(
        person=member.person,
        project=project,
        kind=PledgeKind.PROJECT,
        department=people.college,
        signed_on=TODAY,
    )
    thing = evidence.ProjectThing("涉密载体", "代号文件", "ZT-001", SecrecyLevel.CONFIDENTIAL)
    monkeypatch.setattr(
        evidence.project_things, "_answers", [lambda pk: [thing] if pk == project.pk else None]
    )
    client.force_login(people.office)
    page = client.get(REGISTER.record_url(project)).content.decode()
    assert "2 人，1 人未签项目承诺书" in page
    assert "ZT-001" in page
    assert "ZT-001" not in client.get(REGISTER.record_url(ProjectFactory())).content.decode()


def test_a_leader_sees_his_own_projects_and_departments_theirs(people):
    own, foreign = ProjectFactory(department=people.college), ProjectFactory(department=people.other)
    leader = user_with(Role.PI, people.college, staff=own.leader)
    assert set(REGISTER.visible(leader)) == {own}
    assert set(REGISTER.visible(people.officer)) == {own}
    assert set(REGISTER.visible(people.research)) == {own, foreign}
    assert not REGISTER.visible(user_with(Role.PERSON, people.college)).exists()


def test_members_are_added_on_the_page_once_and_wrong_input_is_answered(people, client):
    project = ProjectFactory(department=people.college)
    person = PersonFactory(department=people.college)
    url = f"{REGISTER.record_url(project)}members/"
    client.force_login(people.research)
    data = {
        "token": token(client.get(url)),
        "people": person.staff.number,
        "joined_on": "2026-11-20",
        "task": "",
    }
    wrong = client.post(url, {**data, "people": "00000"})
    assert (wrong.status_code, "没有工号 00000" in wrong.content.decode()) == (422, True)
    low = client.post(url, {**data, "joined_on": "2026-12-01"})
    assert (low.status_code, "加入日期晚于今天" in low.content.decode()) == (422, True)
    assert client.post(url, data).url == REGISTER.record_url(project)
    assert client.post(url, data).status_code == 302
    assert ProjectMember.objects.count() == 1


def test_the_pages_are_closed_to_others(people, client):
    member = MemberFactory(department=people.college)
    urls = [
        f"{REGISTER.record_url(member.project)}members/",
        f"{REGISTER.record_url(member.project)}close/",
        f"/personnel/project-members/{member.pk}/leave/",
    ]
    for stranger in (people.officer, people.hr):
        client.force_login(stranger)
        assert [client.get(url).status_code for url in urls] == [403, 403, 403]
    client.force_login(people.office)
    assert [client.get(url).status_code for url in urls] == [200, 200, 200]


def test_a_person_is_named_by_number_or_by_a_name_nobody_else_has(db):
    one = StaffFactory(name="欧阳静", number="20191111")
    field = StaffField()
    assert field.clean("20191111") == field.clean("欧阳静") == one
    assert field.prepare_value(one.pk) == "20191111"
    StaffFactory(name="欧阳静")
    for typed, sentence in (("欧阳静", "不止一人"), ("无此人", "没有工号或姓名为“无此人”")):
        with pytest.raises(ValidationError, match=sentence):
            field.clean(typed)


def test_a_project_out_of_sight_is_not_found(people):
    project = ProjectFactory(department=people.other)
    assert Project.objects.filter(pk=project.pk).exists()
    with pytest.raises((NotFound, NotPermitted)):
        actions.change_project(people.officer, project, {"name": "改名"})


def test_nobody_named_is_nobody_added(people):
    with pytest.raises(Refusal, match="还没有填写成员"):
        actions.add_members(people.office, ProjectFactory(), [], TODAY)
