"""Posts are written, graded and closed."""

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State
from baomi.core.levels import PersonGrade
from baomi.organization.roles import Role
from personnel.actions import posts
from personnel.choices.people import PostBasis, PostKind
from personnel.models import Post
from tests.personnel.lives.world import World


def propose_post(w: World) -> None:
    grade = w.chance.choice((PersonGrade.ORDINARY, PersonGrade.IMPORTANT))
    values = {
        "department": w.college, "title": f"涉密岗位{w.chance.randint(1, 10**6)}", "kind": PostKind.RESEARCH,
        "duties": "承担涉密科研任务的管理", "proposed_grade": grade, "basis": PostBasis.FUNCTION,
        "meeting_on": w.today(), "meeting_number": "保委纪〔2026〕3 号",
    }  # fmt: skip
    posts.create_post(w.by(Role.OFFICER), values)


def submit_post(w: World) -> None:
    approvals.submit(
        w.by(Role.OFFICER), "personnel.post", w.need(Post.objects.filter(approved_on__isnull=True))
    )


def settle_grade(w: World) -> None:
    post = w.need(Post.objects.filter(approval__state=State.RUNNING, approval__waiting_for="人事处"))
    posts.settle_grade(w.by(Role.HR), post, post.proposed_grade)


def close_post(w: World) -> None:
    posts.close_post(w.by(Role.HR, Role.OFFICE), w.post(), "不再设置")
