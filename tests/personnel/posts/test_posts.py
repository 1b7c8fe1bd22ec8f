"""P1: the post comes first, its grade follows what it rests on, and nobody is left behind in a closed one."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State
from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotFound, NotPermitted, Refusal, StaleRecord
from baomi.core.levels import PersonGrade, SecrecyLevel
from baomi.organization.models import Parameter
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from personnel.actions import people as person_actions
from personnel.actions import posts as actions
from personnel.choices.people import PersonStatus, PostBasis, PostKind, ProjectState
from personnel.models import Post
from personnel.parameters import CORE_ENABLED, ORDINARY_ENABLED
from personnel.procedures.posts import CODE
from personnel.rules import people as person_rules
from tests.factories.organization import GrantFactory, StaffFactory, user_with
from tests.factories.personnel import PersonFactory, PostFactory, ProjectFactory

REGISTER = registry.get("personnel", "posts")


def values(people, **changes):
    return {
        "department": people.college,
        "title": "科研秘书",
        "kind": PostKind.RESEARCH,
        "duties": "承担涉密科研任务的管理",
        "proposed_grade": PersonGrade.ORDINARY,
        "basis": PostBasis.FUNCTION,
        "project": None,
        "meeting_on": dt.date(2026, 11, 2),
        "meeting_number": "院纪〔2026〕3 号",
    } | changes


def step(approval, slug):
    return approval.steps.get(round=type(approval).objects.get(pk=approval.pk).round, slug=slug)


def handed_in(people, **changes):
    post = actions.create_post(people.officer, values(people, **changes))
    approval = approvals.submit(people.officer, CODE, post)
    return post, approval


def approved(people, grade=PersonGrade.ORDINARY, **changes):
    post, approval = handed_in(people, **{"proposed_grade": grade} | changes)
    approvals.sign(people.head, step(approval, "head"), "agree")
    actions.settle_grade(people.hr, post, grade)
    approvals.sign(people.hr, step(approval, "hr"), "agree")
    return Post.objects.get(pk=post.pk)


def tab(slug, user):
    view = next(view for view in REGISTER.views if view.slug == slug)
    return set(view.filter(REGISTER.visible(user), user))


def test_a_post_is_in_force_once_both_have_signed_and_the_grade_is_settled(people):
    post, approval = handed_in(people)
    assert (post.number, post.grade, post.approved_on) == ("GW-2026-001", "", None)
    approvals.sign(people.head, step(approval, "head"), "agree")
    actions.settle_grade(people.hr, post, PersonGrade.ORDINARY)
    approvals.sign(people.hr, step(approval, "hr"), "agree")
    post.refresh_from_db()
    assert (post.grade, post.approved_on, post.approval.state) == (
        PersonGrade.ORDINARY,
        clock.today(),
        State.APPROVED,
    )
    assert tab("in_force", people.office) == {post}


def test_hr_may_settle_another_grade_than_proposed(people):
    post, approval = handed_in(people, proposed_grade=PersonGrade.ORDINARY)
    approvals.sign(people.head, step(approval, "head"), "agree")
    actions.settle_grade(people.hr, post, PersonGrade.IMPORTANT)
    approvals.sign(people.hr, step(approval, "hr"), "agree")
    assert Post.objects.get().grade == PersonGrade.IMPORTANT


def test_without_a_settled_grade_the_signature_of_hr_is_refused_and_nothing_is_written(people):
    post, approval = handed_in(people)
    approvals.sign(people.head, step(approval, "head"), "agree")
    before = AuditEntry.objects.count()
    with pytest.raises(Refusal, match="还没有核定等级"):
        approvals.sign(people.hr, step(approval, "hr"), "agree")
    post.refresh_from_db()
    assert (post.approved_on, step(approval, "hr").signatures.count()) == (None, 0)
    assert AuditEntry.objects.count() == before


def test_the_grade_is_settled_by_hr_alone_while_the_form_lies_there(people):
    post, approval = handed_in(people)
    with pytest.raises(Refusal, match="还没有送到人事处"):
        actions.settle_grade(people.hr, post, PersonGrade.ORDINARY)
    approvals.sign(people.head, step(approval, "head"), "agree")
    for stranger in (people.officer, people.head, people.office):
        with pytest.raises(NotPermitted):
            actions.settle_grade(stranger, post, PersonGrade.ORDINARY)
    actions.settle_grade(people.hr, post, PersonGrade.ORDINARY)
    approvals.sign(people.hr, step(approval, "hr"), "agree")
    with pytest.raises(Refusal, match="人事处已签署"):
        actions.settle_grade(people.hr, post, PersonGrade.IMPORTANT)
    assert Post.objects.get().grade == PersonGrade.ORDINARY


def test_what_was_settled_is_forgotten_when_the_form_comes_back(people):
    post, approval = handed_in(people)
    approvals.sign(people.head, step(approval, "head"), "agree")
    actions.settle_grade(people.hr, post, PersonGrade.IMPORTANT)
    approvals.sign(people.hr, step(approval, "hr"), "return", "职责写得不清")
    post.refresh_from_db()
    assert (post.grade, post.approval.state) == ("", State.RETURNED)
    changed = actions.change_post(people.officer, post, {"duties": "管理涉密课题档案"})
    approvals.submit(people.officer, CODE, changed)
    approvals.sign(people.head, step(approval, "head"), "agree")
    with pytest.raises(Refusal, match="还没有核定等级"):
        approvals.sign(people.hr, step(approval, "hr"), "agree")


@pytest.mark.parametrize(
    ("level", "grade", "wrong"),
    [
        (SecrecyLevel.CONFIDENTIAL, PersonGrade.ORDINARY, PersonGrade.IMPORTANT),
        (SecrecyLevel.SECRET, PersonGrade.IMPORTANT, PersonGrade.ORDINARY),
    ],
)
def test_a_post_for_a_project_has_its_grade_neither_higher_nor_lower(people, level, grade, wrong):
    project = ProjectFactory(
        department=people.college, level=level, rule_number="院保〔2026〕1 号", secrecy_leader=StaffFactory()
    )
    given = {"basis": PostBasis.PROJECT, "project": project}
    with pytest.raises(Refusal, match="以项定岗"):
        actions.create_post(people.officer, values(people, **given, proposed_grade=wrong))
    assert not Post.objects.exists()
    post, approval = handed_in(people, **given, proposed_grade=grade)
    approvals.sign(people.head, step(approval, "head"), "agree")
    with pytest.raises(Refusal, match="以项定岗"):
        actions.settle_grade(people.hr, post, wrong)
    actions.settle_grade(people.hr, post, grade)
    approvals.sign(people.hr, step(approval, "hr"), "agree")
    assert Post.objects.get().grade == grade


def test_a_grade_the_university_does_not_use_cannot_be_proposed(people):
    with pytest.raises(Refusal, match="未启用“核心”"):
        actions.create_post(people.officer, values(people, proposed_grade=PersonGrade.CORE))
    Parameter.objects.create(key=CORE_ENABLED, value=True, effective_from=clock.today(), source="校内约定")
    assert actions.create_post(people.officer, values(people, proposed_grade=PersonGrade.CORE)).pk


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"meeting_on": dt.date(2026, 11, 21)}, "会议日期晚于今天"),
        ({"meeting_number": ""}, "meeting_number"),
        ({"meeting_on": None}, "meeting_on"),
        ({"basis": PostBasis.PROJECT}, "须选定项目"),
    ],
)
def test_meeting_and_basis_must_be_complete(people, changes, sentence):
    with pytest.raises((Refusal, ValidationError)) as caught:
        actions.create_post(people.officer, values(people, **changes))
    assert sentence in repr(caught.value)
    assert not Post.objects.exists()


def test_a_project_is_only_chosen_where_the_post_rests_on_it(people):
    project = ProjectFactory(department=people.college)
    with pytest.raises(Refusal, match="不用选项目"):
        actions.create_post(people.officer, values(people, project=project))


def test_a_closed_project_carries_no_new_post(people):
    project = ProjectFactory(
        department=people.college, state=ProjectState.CLOSED, closed_on=dt.date(2026, 10, 1)
    )
    with pytest.raises(Refusal, match="已结题"):
        actions.create_post(people.officer, values(people, basis=PostBasis.PROJECT, project=project))


def test_an_officer_applies_for_his_department_alone(people):
    with pytest.raises(NotFound):
        actions.create_post(people.officer, values(people, department=people.other))
    with pytest.raises(NotPermitted):
        actions.create_post(people.hr, values(people))


def test_nobody_signs_two_lines_or_what_he_has_handed_in(people):
    post = actions.create_post(people.officer, values(people))
    head_and_officer = user_with(Role.HEAD, people.college)
    GrantFactory(user=head_and_officer, role=Role.OFFICER, department=people.college)
    approval = approvals.submit(head_and_officer, CODE, post)
    with pytest.raises(Refusal, match="不能审批自己提出的"):
        approvals.sign(head_and_officer, step(approval, "head"), "agree")
    GrantFactory(user=people.head, role=Role.HR)
    approvals.sign(people.head, step(approval, "head"), "agree")
    with pytest.raises(Refusal, match="一人只签一次"):
        approvals.sign(people.head, step(approval, "hr"), "agree")
    with pytest.raises(Refusal, match="由他人签署"):
        actions.settle_grade(people.head, post, PersonGrade.ORDINARY)
    actions.settle_grade(people.hr, post, PersonGrade.ORDINARY)
    assert approvals.sign(people.hr, step(approval, "hr"), "agree").state == State.APPROVED


def test_an_approved_post_is_replaced_and_never_changed(people):
    post = approved(people)
    with pytest.raises(Refusal, match="已审批完毕"):
        actions.change_post(people.officer, post, {"title": "另一个岗位"})


def test_a_stale_page_changes_nothing(people):
    post = actions.create_post(people.officer, values(people))
    actions.change_post(people.officer, post, {"title": "甲"}, version=1)
    with pytest.raises(StaleRecord):
        actions.change_post(people.officer, post, {"title": "乙"}, version=1)
    assert Post.objects.get().title == "甲"


def test_a_post_somebody_is_in_is_not_closed(people):
    post = approved(people)
    person = PersonFactory(department=people.college, post=post)
    with pytest.raises(Refusal, match=f"还有人在这个岗位：{person.staff.name}"):
        actions.close_post(people.office, post, "机构调整")
    with pytest.raises(NotPermitted):
        actions.close_post(people.officer, post, "机构调整")
    PersonFactory(department=people.college, post=post, status=PersonStatus.RELEASED)
    with clock.at(dt.date(2026, 11, 21)):
        person_actions.begin_leaving(people.office, person, None)
        with pytest.raises(Refusal, match="还有人在这个岗位"):
            actions.close_post(people.office, post, "机构调整")
        person_actions.begin_cooling(people.office, person, dt.date(2027, 11, 21), None)
        with pytest.raises(Refusal, match="没有写明撤销原因"):
            actions.close_post(people.office, post, " ")
        closed = actions.close_post(people.office, post, "机构调整")
    assert (closed.closed_on, closed.close_reason) == (dt.date(2026, 11, 21), "机构调整")
    assert tab("closed", people.office) == {closed}
    with pytest.raises(Refusal, match="已于 2026-11-21 撤销"):
        actions.close_post(people.office, post, "再撤一次")


def test_a_candidate_holds_the_post_as_well(people):
    post = approved(people)
    person_actions.add_candidate(
        people.hr, {"staff": StaffFactory(department=people.college), "kind": "staff", "post": post}
    )
    with pytest.raises(Refusal, match="还有人在这个岗位"):
        actions.close_post(people.hr, post, "机构调整")


def test_a_replaced_post_waits_for_its_last_holder(people):
    old = approved(people)
    person = PersonFactory(department=people.college, post=old)
    new = approved(people, PersonGrade.IMPORTANT, title="科研秘书（重要）", replaces=old)
    old.refresh_from_db()
    assert old.closed_on is None
    assert tab("moving", people.office) == {old}
    [row] = [post for post in REGISTER.visible(people.office) if post.pk == old.pk]
    assert next(column for column in REGISTER.columns if column.name == "matter").value(row) == "1 人待变更"
    with pytest.raises(Refusal, match=f"已由“{new.title}”（{new.number}）替代"):
        person_actions.add_candidate(
            people.hr, {"staff": StaffFactory(department=people.college), "kind": "staff", "post": old}
        )
    person_actions.change_post(people.office, person, new, people.college, None, vetting_due_on=None)
    old.refresh_from_db()
    assert (old.closed_on, old.close_reason) == (clock.today(), f"由 {new.number} 替代")
    assert tab("moving", people.office) == set()


def test_an_empty_post_goes_at_once_with_the_approval_of_its_successor(people):
    old = approved(people)
    approved(people, title="新岗位", replaces=old)
    old.refresh_from_db()
    assert old.closed_on == clock.today()


def test_a_post_is_replaced_once(people):
    old = approved(people)
    PersonFactory(department=people.college, post=old)
    first = approved(people, title="甲", replaces=old)
    second = actions.create_post(people.officer, values(people, title="乙", replaces=old))
    with pytest.raises(Refusal, match=f"已由 {first.number} 申请替代"):
        approvals.submit(people.officer, CODE, second)


def test_a_closed_post_is_not_replaced(people):
    old = PostFactory(department=people.college, closed_on=dt.date(2026, 10, 1))
    post = actions.create_post(people.officer, values(people, replaces=old))
    with pytest.raises(Refusal, match="不在用"):
        approvals.submit(people.officer, CODE, post)


def test_who_sees_posts(people):
    own = PostFactory(department=people.college)
    foreign = PostFactory(department=people.other)
    for user in (people.office, people.hr, people.leader, user_with(Role.GRAD)):
        assert set(REGISTER.visible(user)) == {own, foreign}
    for user in (people.officer, people.head):
        assert set(REGISTER.visible(user)) == {own}
    assert not REGISTER.visible(people.research).exists()


def test_hr_settles_the_grade_on_the_page_that_the_signing_page_points_to(people, client):
    post, approval = handed_in(people)
    approvals.sign(people.head, step(approval, "head"), "agree")
    client.force_login(people.hr)
    url = f"{REGISTER.record_url(post)}grade/"
    assert url in client.get(f"/approvals/{approval.pk}/").content.decode()
    page = client.get(url).content.decode()
    assert "核心" not in page
    token = page.split('name="token" value="')[1].split('"')[0]
    assert client.post(url, {"token": token, "grade": "core"}).status_code == 422
    assert client.post(url, {"token": token, "grade": "important"}).url == REGISTER.record_url(post)
    assert client.post(url, {"token": token, "grade": "ordinary"}).status_code == 302
    assert Post.objects.get().grade == PersonGrade.IMPORTANT
    client.force_login(people.office)
    assert client.get(url).status_code == 403
    client.force_login(people.other_officer)
    assert client.get(REGISTER.record_url(post)).status_code == 404


def test_a_post_is_closed_on_its_page_with_a_reason(people, client):
    post = PostFactory(department=people.college)
    client.force_login(people.office)
    url = f"{REGISTER.record_url(post)}close/"
    token = client.get(url).content.decode().split('name="token" value="')[1].split('"')[0]
    assert client.post(url, {"token": token, "reason": ""}).status_code == 422
    assert client.post(url, {"token": token, "reason": "机构调整"}).status_code == 302
    assert Post.objects.get().close_reason == "机构调整"
    assert client.get(url).status_code == 400


def test_a_correction_is_held_to_the_same_rules_and_a_grade_switched_off_meanwhile_is_not_approved(people):
    post = actions.create_post(people.officer, values(people))
    with pytest.raises(Refusal, match="会议日期晚于今天"):
        actions.change_post(people.officer, post, {"meeting_on": dt.date(2026, 11, 21)})
    assert Post.objects.get().meeting_on == dt.date(2026, 11, 2)
    approval = approvals.submit(people.officer, CODE, post)
    approvals.sign(people.head, step(approval, "head"), "agree")
    actions.settle_grade(people.hr, Post.objects.get(), PersonGrade.ORDINARY)
    Parameter.objects.create(
        key=ORDINARY_ENABLED, value=False, effective_from=dt.date(2026, 11, 20), source="校内约定"
    )
    with pytest.raises(Refusal, match="未启用“一般”涉密等级"):
        approvals.sign(people.hr, step(approval, "hr"), "agree")
    assert Post.objects.get().approved_on is None


def test_a_proposed_or_a_refused_successor_leaves_the_post_as_it_is(people):
    old = approved(people)
    first, approval = handed_in(people, replaces=old, title="保密秘书")
    assert person_rules.takes_people(old)
    second = actions.create_post(people.officer, values(people, replaces=old, title="保密员"))
    with pytest.raises(Refusal, match=f"已由 {first.number} 申请替代"):
        approvals.submit(people.officer, CODE, second)
    approvals.sign(people.head, step(approval, "head"), "refuse", "不需要")
    assert approvals.submit(people.officer, CODE, second).state == State.RUNNING
