"""What holds for a classified post: its grade follows what it rests on; it is closed when nobody is in it (P1)."""

from baomi.approvals.choices import State, StepState
from baomi.approvals.rules import editable
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.core.levels import PersonGrade, SecrecyLevel
from personnel.choices.people import GRADE_FOR, PostBasis, ProjectState
from personnel.models import Post, PostTakeover
from personnel.queries.posts import HOLDING
from personnel.rules.people import grade_in_use

Answer = Allowed | Denied

GRADE_STEP = "hr"
"""The slug of the signature line before which 人事处 settles the grade."""


def may_have_grade(post: Post, grade: str) -> Answer:
    """以项定岗: a post for a project has the grade of the project's level, no other; the grade must be in use."""
    if post.basis == PostBasis.PROJECT and post.project is not None:
        needed = GRADE_FOR[SecrecyLevel(post.project.level)]
        if grade != needed:
            return Denied(
                f"项目 {post.project.code} 为{post.project.get_level_display()}级，"
                f"岗位等级须为“{needed.label}”，不能定为“{PersonGrade(grade).label}”",
                clause="以项定岗",
            )
    return grade_in_use(grade)


def may_propose(post: Post) -> Answer:
    """Whether the post may be written so: basis and project agree, the meeting has been held, the grade fits."""
    if post.basis != PostBasis.PROJECT and post.project is not None:
        return Denied("设岗依据不是涉密科研项目，不用选项目", how="请改选设岗依据，或不选项目")
    if post.project is not None and post.project.state == ProjectState.CLOSED:
        return Denied(f"项目 {post.project.code} 已结题，不能据此设岗", how="请另选项目或依据")
    if post.meeting_on is not None and post.meeting_on > clock.today():
        return Denied("研究设岗的会议日期晚于今天", how="请核对后改正")
    return may_have_grade(post, post.proposed_grade)


def may_edit(post: Post) -> Answer:
    """As every application, until it is approved, here or before this system."""
    if post.approved_on is not None and post.approval_id is None:
        how = "等级或依据变了的，另行申请设岗，选它为替代岗位"
        return Denied(f"岗位已于 {post.approved_on:%Y-%m-%d} 批准，不能修改", how=how)
    return editable(post)


def may_be_taken_over(line: PostTakeover) -> Answer:
    """The old ledger's paper is of the past and named by its number."""
    if line.approved_on > clock.today():
        return Denied("批准日期晚于今天", how="还没有批准的岗位请在涉密岗位台账申请设岗")
    if not line.approval_number.strip():
        return Denied("没有填写审批表归档号", how="没有审批依据的岗位请重新审批（F-10）")
    return Allowed()


def ready(post: Post) -> Answer:
    """Whether it may be handed in: as above, and the post it replaces is in force and not being replaced already."""
    if post.approved_on is not None:
        return may_edit(post)
    decision = may_propose(post)
    if not decision or post.replaces is None:
        return decision
    if not Post.objects.in_force().filter(pk=post.replaces_id).exists():
        return Denied(f"要替代的岗位“{post.replaces}”不在用", how="请另选岗位，或不选替代岗位")
    rivals = Post.objects.filter(replaces=post.replaces_id).exclude(pk=post.pk)
    taken = rivals.filter(approval__state__in=(State.RUNNING, State.APPROVED)).first()
    if taken is not None:
        return Denied(f"岗位“{post.replaces}”已由 {taken.number} 申请替代", how="请打开那一份办理")
    return Allowed()


def may_settle_grade(post: Post) -> Answer:
    """Only while the form lies with 人事处."""
    approval = post.approval
    waiting = approval is not None and approval.steps.filter(
        round=approval.round, slug=GRADE_STEP, state=StepState.OPEN
    )
    if not waiting or not waiting.exists():
        return Denied("还没有送到人事处，或人事处已签署", how="审批到人事处时再核定等级")
    return Allowed()


def may_close(post: Post) -> Answer:
    """In force, and nobody in it or named for it."""
    if post.approved_on is None:
        return Denied("岗位还没有批准，不用撤销")
    if post.closed_on is not None:
        return Denied(f"岗位已于 {post.closed_on:%Y-%m-%d} 撤销")
    holders = list(post.people.filter(status__in=HOLDING).select_related("staff")[:5])
    if holders:
        names = "、".join(person.staff.name for person in holders)
        return Denied(f"还有人在这个岗位：{names}", how="请先办理岗位变更或离岗")
    return Allowed()
