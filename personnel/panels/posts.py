"""The pages of a project (its people, posts and things) and of a post (who is in it)."""

from baomi.organization import policy
from baomi.registers.declarations import Register, registry
from baomi.registers.protocols import PanelContent, add_panel
from personnel.choices.people import ProjectState
from personnel.choices.yearly import PledgeKind
from personnel.evidence.projects import things_of
from personnel.models import Pledge, Post, Project
from personnel.queries.posts import HOLDING
from personnel.rules.people import cleared_for
from personnel.rules.posts import may_settle_grade

SHOWN = 50
"""Holders shown on a post's page; the list of people shows the rest."""


@add_panel
def know_list(register: Register, record, user) -> PanelContent | None:
    """知悉名单: everybody who was on it, who is still, and whose pledge is missing."""
    if not isinstance(record, Project):
        return None
    members = list(
        record.members.select_related("person__staff", "person__department").order_by(
            "left_on", "joined_on", "pk"
        )
    )
    pledged = set(
        Pledge.objects.filter(project=record, kind=PledgeKind.PROJECT, signed_on__isnull=False).values_list(
            "person", flat=True
        )
    )
    present = [member for member in members if member.left_on is None]
    rows = [
        {
            "member": member,
            "pledge": "已签" if member.person_id in pledged else "未签",
            "missing": member.person_id not in pledged,
            "wrong": _wrong(record, member),
        }
        for member in present
    ]
    past = [member for member in members if member.left_on is not None]
    may_keep = record.state == ProjectState.RUNNING and policy.can(user, "personnel.project.keep", record)
    context = {"rows": rows, "past": past, "may_keep": bool(may_keep)}
    missing = sum(row["missing"] for row in rows)
    hint = f"{len(rows)} 人" + (f"，{missing} 人未签项目承诺书" if missing else "")
    return PanelContent(
        "知悉名单", "personnel/posts_members_panel.html", context, column="main", order=20, hint=hint
    )


def _wrong(project: Project, member) -> str:
    """Why somebody still on the list should leave it; empty when nothing is wrong."""
    return "" if cleared_for(member.person, project.level) else "不再符合，须退出"


@add_panel
def things(register: Register, record, user) -> PanelContent | None:
    """Carriers and devices of the project, where a register knows any."""
    if not isinstance(record, Project):
        return None
    rows = things_of(record.pk)
    if not rows:
        return None
    return PanelContent(
        "载体与设备", "personnel/posts_things_panel.html", {"rows": rows}, column="main", order=30,
        hint=f"{len(rows)} 件",
    )  # fmt: skip


@add_panel
def posts_of_project(register: Register, record, user) -> PanelContent | None:
    """The posts that rest on the project, those to be approved anew first to see."""
    if not isinstance(record, Project):
        return None
    known = registry.get("personnel", "posts")
    if not policy.can(user, known.permission("view")):
        return None
    posts = list(known.visible(user).filter(project=record, closed_on__isnull=True))
    if not posts:
        return None
    rows = [{"post": post, "status": known.status(post), "url": known.record_url(post)} for post in posts]
    return PanelContent("依据本项目的岗位", "personnel/posts_of_project_panel.html", {"rows": rows}, order=20)


@add_panel
def grade_to_settle(register: Register, record, user) -> PanelContent | None:
    """核定等级, beside the form and on the signing page of 人事处, whose signature needs it."""
    if not isinstance(record, Post) or not policy.can(user, "personnel.post.grade", record):
        return None
    if not may_settle_grade(record):
        return None
    context = {"proposed": record.get_proposed_grade_display(), "grade": record.get_grade_display()}
    return PanelContent(
        "核定等级",
        "personnel/posts_grade_panel.html",
        context,
        order=5,
        link=("核定等级", f"{register.record_url(record)}grade/"),
        signing=True,
    )


@add_panel
def holders(register: Register, record, user) -> PanelContent | None:
    """Who is in the post or named for it, within the user's sight of people."""
    if not isinstance(record, Post) or record.approved_on is None:
        return None
    people = registry.get("personnel", "people")
    if not policy.can(user, people.permission("view")):
        return None
    rows = list(people.visible(user).filter(post=record, status__in=HOLDING)[:SHOWN])
    context = {
        "rows": [{"person": person, "url": people.record_url(person)} for person in rows],
        "moving": bool(record.is_replaced),
        "unfounded": bool(record.is_unfounded),
    }
    return PanelContent(
        "在岗人员",
        "personnel/posts_holders_panel.html",
        context,
        column="main",
        order=20,
        hint=f"{len(rows)} 人",
    )
