"""Changes of post: who signs, what moves, what a higher grade needs, what is refused (P9, P11)."""

import datetime as dt

import pytest

from baomi.approvals import actions as approvals
from baomi.approvals import queries
from baomi.approvals.choices import State
from baomi.approvals.models import ApprovalStep
from baomi.core import clock
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.core.levels import PersonGrade
from baomi.organization.roles import Role
from personnel.actions import changes as actions
from personnel.actions import people as people_actions
from personnel.choices.people import PersonKind, PersonStatus
from personnel.choices.vetting import VettingPurpose
from personnel.models import PostChange, Vetting
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.personnel import PersonFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

TODAY = dt.date(2026, 11, 17)


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def college():
    return DepartmentFactory()


@pytest.fixture
def desk(college):
    """Everybody whom a change concerns."""
    roles = (Role.OFFICER, Role.HEAD, Role.HR, Role.GRAD, Role.OFFICE)
    return {role: user_with(role, college) for role in roles}


def begin(by, person, post, **values) -> PostChange:
    values = {"reason": "承担任务调整", "conduct": "表现良好", **values}
    return actions.begin_change(by, {"person": person, "new_post": post, **values})


def vetted(person, post, day=TODAY, purpose=VettingPurpose.GRADE_CHANGE, passed=True) -> Vetting:
    return Vetting.objects.create(
        person=person, department=person.department, number=f"SC-{day:%Y%m%d}-{purpose}", purpose=purpose,
        post=post, passed=passed, concluded_on=day,
    )  # fmt: skip


def sign(by, approval, slug, decision="agree", comment=""):
    step = ApprovalStep.objects.get(approval=approval, slug=slug, round=approval.round)
    return approvals.sign(by, step, decision, comment)


def through(desk, change, *signers) -> PostChange:
    """Handed in by the officer and signed by all."""
    approval = approvals.submit(desk[Role.OFFICER], actions.PROCEDURE, change)
    for user, slug in signers or ((desk[Role.HEAD], "head"), (desk[Role.HR], "hr")):
        approval = sign(user, approval, slug)
    return PostChange.objects.get(pk=change.pk)


def test_within_a_unit_head_and_hr_sign_and_the_person_stands_in_the_new_post_from_that_day(desk, college):
    person, post = PersonFactory(department=college), PostFactory(department=college)
    old = person.post
    change = begin(desk[Role.OFFICER], person, post)
    assert (change.number, change.old_post, change.between_units) == ("GB-2026-001", old, False)
    change = through(desk, change)
    person.refresh_from_db()
    assert (change.takes_effect_on, person.post) == (TODAY, post)
    before, after = person.periods.order_by("starts")
    assert (before.post, before.ends) == (old, TODAY - dt.timedelta(days=1))
    assert (after.post, after.starts, after.ends, after.approval_id) == (
        post,
        TODAY,
        None,
        change.approval_id,
    )


def test_every_change_is_followed_by_a_vetting_unless_the_one_for_it_is_there(desk, college):
    person, post = PersonFactory(department=college), PostFactory(department=college)
    through(desk, begin(desk[Role.OFFICER], person, post))
    person.refresh_from_db()
    assert person.vetting_due_on == TODAY

    other, post = PersonFactory(department=college), PostFactory(department=college)
    due = other.vetting_due_on
    change = begin(desk[Role.OFFICER], other, post)
    vetted(other, post, purpose=VettingPurpose.POST_CHANGE)
    through(desk, change)
    other.refresh_from_db()
    assert other.vetting_due_on == due


def test_a_higher_grade_needs_a_passed_vetting_for_that_post_since_the_form_was_begun(desk, college):
    person = PersonFactory(department=college)
    higher = PostFactory(department=college, proposed_grade=PersonGrade.IMPORTANT)
    vetted(person, higher, day=TODAY - dt.timedelta(days=1))
    change = begin(desk[Role.OFFICER], person, higher)
    with pytest.raises(Refusal, match="由一般升为重要，还没有通过的复审"):
        approvals.submit(desk[Role.OFFICER], actions.PROCEDURE, change)
    vetted(person, PostFactory(department=college, proposed_grade=PersonGrade.IMPORTANT))
    failed = vetted(person, higher, purpose=VettingPurpose.POST_CHANGE, passed=False)
    with pytest.raises(Refusal, match="还没有通过的复审"):
        approvals.submit(desk[Role.OFFICER], actions.PROCEDURE, change)
    Vetting.objects.filter(pk=failed.pk).update(passed=True)
    through(desk, change)
    person.refresh_from_db()
    person.staff.refresh_from_db()
    assert (person.grade, person.staff.grade) == (PersonGrade.IMPORTANT, PersonGrade.IMPORTANT)


def test_a_lower_grade_needs_no_vetting_before(desk, college):
    person = PersonFactory(department=college, grade=PersonGrade.IMPORTANT)
    through(desk, begin(desk[Role.OFFICER], person, PostFactory(department=college)))
    person.refresh_from_db()
    assert (person.grade, person.vetting_due_on) == (PersonGrade.ORDINARY, TODAY)


def test_between_units_the_person_promises_then_both_heads_sign_side_by_side(desk, college):
    other = DepartmentFactory()
    other_head = user_with(Role.HEAD, other)
    person = PersonFactory(department=college)
    himself = user_with(Role.PERSON, college, staff=person.staff)
    change = begin(desk[Role.OFFICE], person, PostFactory(department=other))
    approval = approvals.submit(desk[Role.OFFICE], actions.PROCEDURE, change)
    assert approval.waiting_for == "本人承诺"
    approval = sign(himself, approval, "own")
    assert approval.waiting_for == "变更前单位意见、变更后单位意见"
    with pytest.raises(Refusal, match="这一步由变更后单位意见办理"):
        sign(desk[Role.HEAD], approval, "new_head")
    approval = sign(other_head, approval, "new_head")
    approval = sign(desk[Role.HEAD], approval, "old_head")
    approval = sign(desk[Role.HR], approval, "hr")
    person.refresh_from_db()
    assert (approval.state, person.department) == (State.APPROVED, other)
    assert person.periods.get(ends__isnull=True).department == other


def test_who_has_no_account_promises_on_paper_alone(desk, college):
    other = DepartmentFactory()
    change = begin(desk[Role.OFFICE], PersonFactory(department=college), PostFactory(department=other))
    approval = approvals.submit(desk[Role.OFFICE], actions.PROCEDURE, change)
    assert approval.waiting_for == "变更前单位意见、变更后单位意见"


def test_a_student_s_change_goes_through_the_graduate_school(desk, college):
    person = PersonFactory(department=college, kind=PersonKind.STUDENT)
    change = begin(desk[Role.OFFICER], person, PostFactory(department=college))
    approval = approvals.submit(desk[Role.OFFICER], actions.PROCEDURE, change)
    approval = sign(desk[Role.HEAD], approval, "head")
    assert approval.waiting_for == "研究生院意见"
    assert desk[Role.HR] not in queries.waiting_for(approval)
    sign(desk[Role.GRAD], approval, "grad")
    person.refresh_from_db()
    assert person.post == change.new_post


def test_nobody_signs_his_own_change_nor_one_he_has_handed_in(desk, college):
    head = desk[Role.HEAD]
    user_with(Role.HEAD, college)
    change = begin(
        desk[Role.OFFICER],
        PersonFactory(department=college, staff=head.staff),
        PostFactory(department=college),
    )
    approval = approvals.submit(desk[Role.OFFICER], actions.PROCEDURE, change)
    with pytest.raises(Refusal, match="不能审批自己提出的或关于自己的事项"):
        sign(head, approval, "head")
    mine = begin(desk[Role.HR], PersonFactory(department=college), PostFactory(department=college))
    approval = approvals.submit(desk[Role.HR], actions.PROCEDURE, mine)
    approval = sign(head, approval, "head")
    with pytest.raises(Refusal, match="不能审批自己提出的或关于自己的事项"):
        sign(desk[Role.HR], approval, "hr")


def test_for_the_only_head_of_the_unit_the_leader_in_charge_signs_f_11(desk, college):
    person = PersonFactory(department=college, staff=desk[Role.HEAD].staff)
    leader = user_with(Role.LEADER)
    change = begin(desk[Role.OFFICER], person, PostFactory(department=college))
    approval = approvals.submit(desk[Role.OFFICER], actions.PROCEDURE, change)
    assert [step.slug for step in approval.steps.all()] == ["leader", "hr"]
    with pytest.raises(Refusal):
        sign(desk[Role.HEAD], approval, "leader")
    sign(desk[Role.HR], sign(leader, approval, "leader"), "hr")
    change.refresh_from_db()
    assert change.takes_effect_on == TODAY


def test_where_there_is_a_second_head_that_one_signs_and_no_leader(desk, college):
    person = PersonFactory(department=college, staff=desk[Role.HEAD].staff)
    second = user_with(Role.HEAD, college)
    change = begin(desk[Role.OFFICER], person, PostFactory(department=college))
    approval = approvals.submit(desk[Role.OFFICER], actions.PROCEDURE, change)
    assert [step.slug for step in approval.steps.all()] == ["head", "hr"]
    assert sign(second, approval, "head").waiting_for == "人事处意见"


def test_a_unit_without_any_head_waits_for_one(desk):
    unit = DepartmentFactory()
    change = begin(desk[Role.OFFICE], PersonFactory(department=unit), PostFactory(department=unit))
    approval = approvals.submit(desk[Role.OFFICE], actions.PROCEDURE, change)
    assert approval.waiting_for == "所在单位意见"


def test_a_head_who_goes_to_another_unit_is_let_go_by_the_leader_and_taken_by_its_head(desk, college):
    other = DepartmentFactory()
    person = PersonFactory(department=college, staff=desk[Role.HEAD].staff)
    change = begin(desk[Role.OFFICE], person, PostFactory(department=other))
    approval = approvals.submit(desk[Role.OFFICE], actions.PROCEDURE, change)
    approval = sign(desk[Role.HEAD], approval, "own")
    assert approval.waiting_for == "变更后单位意见、分管校领导意见"


@pytest.mark.parametrize("status", [PersonStatus.CANDIDATE, PersonStatus.LEAVING, PersonStatus.COOLING])
def test_only_who_is_in_post_moves(desk, college, status):
    person = PersonFactory(department=college, status=status)
    with pytest.raises(Refusal, match="只有在岗人员可以变更岗位"):
        begin(desk[Role.OFFICER], person, PostFactory(department=college))
    assert not PostChange.objects.exists()


def test_the_new_post_is_another_one_approved_and_not_withdrawn(desk, college):
    person = PersonFactory(department=college)
    for post, words in (
        (person.post, "现任的就是这个岗位"),
        (PostFactory(department=college, draft=True), "没有批准或已撤销"),
        (PostFactory(department=college, closed_on=TODAY), "没有批准或已撤销"),
    ):
        with pytest.raises(Refusal, match=words):
            begin(desk[Role.OFFICER], person, post)
    assert not PostChange.objects.exists()


def test_one_change_of_a_person_at_a_time(desk, college):
    person = PersonFactory(department=college)
    begin(desk[Role.OFFICER], person, PostFactory(department=college))
    with pytest.raises(Refusal, match="已有一份岗位变更在办（GB-2026-001）"):
        begin(desk[Role.OFFICER], person, PostFactory(department=college))


def test_a_refused_change_moves_nothing_and_another_may_be_begun(desk, college):
    person = PersonFactory(department=college)
    change = begin(desk[Role.OFFICER], person, PostFactory(department=college))
    approval = approvals.submit(desk[Role.OFFICER], actions.PROCEDURE, change)
    sign(desk[Role.HEAD], approval, "head", "refuse", "任务未结束")
    person.refresh_from_db()
    assert (person.post, person.periods.count()) == (change.old_post, 1)
    assert begin(desk[Role.OFFICER], person, PostFactory(department=college)).number == "GB-2026-002"


def test_whoever_begins_to_leave_while_it_is_being_signed_is_not_moved(desk, college):
    person = PersonFactory(department=college)
    change = begin(desk[Role.OFFICER], person, PostFactory(department=college))
    approval = approvals.submit(desk[Role.OFFICER], actions.PROCEDURE, change)
    approval = sign(desk[Role.HEAD], approval, "head")
    people_actions.begin_leaving(desk[Role.OFFICE], person, None)
    with pytest.raises(Refusal, match="只有在岗人员可以变更岗位"):
        sign(desk[Role.HR], approval, "hr", comment="仍同意变更")
    person.refresh_from_db()
    assert (person.post, person.status) == (change.old_post, PersonStatus.LEAVING)
    assert not approval.signatures.filter(step__slug="hr").exists()


def test_the_officer_of_another_unit_and_the_person_himself_begin_nothing(college):
    person, post = PersonFactory(department=college), PostFactory(department=college)
    with pytest.raises(NotFound):
        begin(user_with(Role.OFFICER, DepartmentFactory()), person, post)
    with pytest.raises(NotPermitted):
        begin(user_with(Role.PERSON, college, staff=person.staff), person, post)
    assert not PostChange.objects.exists()


def test_the_form_is_corrected_before_it_is_handed_in_and_not_while_it_is_being_signed(desk, college):
    person = PersonFactory(department=college)
    change = begin(desk[Role.OFFICER], person, PostFactory(department=college))
    another = PostFactory(department=DepartmentFactory())
    change = actions.change_change(desk[Role.OFFICE], change, {"new_post": another}, change.version)
    assert (change.new_department, change.between_units) == (another.department, True)
    approvals.submit(desk[Role.OFFICE], actions.PROCEDURE, change)
    with pytest.raises(Refusal, match="正在审批，不能修改"):
        actions.change_change(desk[Role.OFFICE], change, {"reason": "改了"}, change.version)


def test_the_form_that_waits_for_a_vetting_leads_to_it(desk, college, client):
    """发起复审, filled in for the new post; gone as soon as one is under way, and not there without need."""
    person = PersonFactory(department=college)
    higher = PostFactory(department=college, grade=PersonGrade.IMPORTANT)
    change = begin(desk[Role.OFFICER], person, higher)
    client.force_login(desk[Role.OFFICER])
    page = f"/personnel/changes/{change.pk}/"
    way = f"/personnel/vettings/new/?person={person.pk}&purpose=grade_change&post={higher.pk}"
    assert way.replace("&", "&amp;") in client.get(page).content.decode()
    form = client.get(way).context["form"]
    assert (form["purpose"].value(), int(form["post"].value())) == ("grade_change", higher.pk)
    vetted(person, higher, passed=None)
    assert "发起复审" not in client.get(page).content.decode()


def test_within_the_grade_no_vetting_is_offered_beforehand(desk, college, client):
    change = begin(desk[Role.OFFICER], PersonFactory(department=college), PostFactory(department=college))
    client.force_login(desk[Role.OFFICER])
    assert "发起复审" not in client.get(f"/personnel/changes/{change.pk}/").content.decode()


def test_a_corrected_form_names_another_post_in_force(desk, college):
    person = PersonFactory(department=college)
    change = begin(desk[Role.OFFICER], person, PostFactory(department=college))
    for post, words in ((person.post, "现任的就是这个岗位"), (PostFactory(draft=True), "没有批准")):
        with pytest.raises(Refusal, match=words):
            actions.change_change(desk[Role.OFFICER], change, {"new_post": post})
    assert PostChange.objects.get().new_post == change.new_post


def test_a_colleague_s_vetting_is_none_of_his_and_after_one_change_another_may_follow(desk, college):
    person, colleague = PersonFactory(department=college), PersonFactory(department=college)
    higher = PostFactory(department=college, proposed_grade=PersonGrade.IMPORTANT)
    change = begin(desk[Role.OFFICER], person, higher)
    vetted(colleague, higher, purpose=VettingPurpose.POST_CHANGE)
    with pytest.raises(Refusal, match="还没有通过的复审"):
        approvals.submit(desk[Role.OFFICER], actions.PROCEDURE, change)
    vetted(person, higher)
    assert through(desk, change).takes_effect_on == TODAY
    assert begin(desk[Role.OFFICER], person, PostFactory(department=college)).pk


def test_a_form_written_from_another_post_is_not_handed_in(desk, college):
    person, post = PersonFactory(department=college), PostFactory(department=college, title="档案管理")
    change = begin(desk[Role.OFFICER], person, PostFactory(department=college))
    people_actions.change_post(desk[Role.HR], person, post, college, None, vetting_due_on=None)
    with pytest.raises(Refusal, match="在填表后已变为“档案管理”"):
        approvals.submit(desk[Role.OFFICER], actions.PROCEDURE, change)


def test_a_periodic_vetting_raises_nobody(desk, college):
    person = PersonFactory(department=college)
    higher = PostFactory(department=college, proposed_grade=PersonGrade.IMPORTANT)
    change = begin(desk[Role.OFFICER], person, higher)
    vetted(person, higher, purpose=VettingPurpose.PERIODIC)
    with pytest.raises(Refusal, match="还没有通过的复审"):
        approvals.submit(desk[Role.OFFICER], actions.PROCEDURE, change)
