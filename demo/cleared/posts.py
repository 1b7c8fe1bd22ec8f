"""Projects and the posts that rest on them or on a function: applied for on F-10 in the first days, approved at once."""

import datetime as dt
from dataclasses import dataclass

from baomi.approvals import actions as approvals
from baomi.audit import bulk
from baomi.core import clock
from baomi.core.levels import PersonGrade, SecrecyLevel
from baomi.organization import policy
from baomi.organization.actions import site
from baomi.organization.choices import DepartmentKind, SecrecyRole
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from baomi.registers.numbering import next_label
from demo import people as cast
from demo.cleared.story import REASON, Story, fresh, sign
from demo.copies import copy_approvals
from personnel.actions import posts, projects
from personnel.choices.people import PostBasis, PostKind
from personnel.models import Post, Project
from personnel.parameters import CORE_ENABLED
from personnel.procedures.posts import CODE

CORE, IMPORTANT, ORDINARY = PersonGrade.CORE, PersonGrade.IMPORTANT, PersonGrade.ORDINARY
LEADING, KEEPING, WORKING = "leading", "keeping", "working"
"""The kinds of work: leads a unit, keeps its secrecy work, does the classified work itself."""
KIND_OF = {
    SecrecyRole.LEADER: LEADING,
    SecrecyRole.FULL_TIME: KEEPING,
    SecrecyRole.PART_TIME: KEEPING,
    SecrecyRole.CLEARED: WORKING,
}
TITLES = {
    LEADING: "保密工作分管领导",
    KEEPING: "保密员",
    WORKING: {CORE: "核心涉密岗", IMPORTANT: "重要涉密岗", ORDINARY: "一般涉密岗"},
}
DUTIES = {
    LEADING: "分管本单位保密工作，审阅涉密文件，签署涉密事项审批。",
    KEEPING: "管理本单位涉密文件、载体和设备台账，组织保密教育和自查。",
    WORKING: "承办本单位涉密科研或管理任务，按知悉范围接触涉密事项。",
}
RESEARCHING = (DepartmentKind.COLLEGE, DepartmentKind.GROUP, DepartmentKind.INSTITUTE)
HOLDERS_HOME = {"xld": "xb"}
"""校领导 have their posts at 学校办公室, which looks after their papers."""


@dataclass(frozen=True)
class ProjectRow:
    """A project with its leader, who guards it, and who knows of it besides."""

    slug: str
    department: str
    code: str
    name: str
    level: SecrecyLevel
    leader: str
    guard: str = ""
    members: tuple[str, ...] = ()
    post: str = ""
    """The grade of the posts that rest on it, where there are any."""


PROJECTS = (
    ProjectRow("qm", "cs", "JG-2024-0117", "启明", SecrecyLevel.SECRET, "pi.cs", "classifier.cs",
               ("pi.cs", "classifier.cs", "person.cs"), IMPORTANT),
    ProjectRow("zl", "me1", "JG-2024-0203", "铸犁", SecrecyLevel.CONFIDENTIAL, "me1:0", "",
               ("me1:0", "me1:2", "me1:3"), ORDINARY),
    ProjectRow("ch", "ie", "JG-2023-0088", "长河", SecrecyLevel.TOP_SECRET, "ie:6", "head.ie", ("ie:6",), CORE),
    ProjectRow("xy", "rc", "JG-2024-0311", "星野", SecrecyLevel.SECRET, "rc:0", "head.rc", ("rc:0", "rc:1"), IMPORTANT),
    ProjectRow("bq", "ms1", "JG-2023-0045", "百炼", SecrecyLevel.CONFIDENTIAL, "ms1:1", "", ("ms1:1", "ms1:2"), ORDINARY),
)  # fmt: skip
"""百炼 ends this year, so that the post resting on it has to be approved anew."""
CLOSED_DAYS_AGO = 41


def tell(story: Story) -> None:
    """Projects and posts in the second week; people join the projects once they are in post."""
    week = story.first_day + dt.timedelta(days=8)
    matter = story.matter()
    matter.on(week, lambda: _enable_core(story))
    for row in PROJECTS:
        matter.on(week, lambda row=row: _enter_project(story, row))
    keys = sorted(_needed(story))
    played = [key for key in keys if key[0] == "cs" or _has_project(key)]
    for key in played:
        day = week + dt.timedelta(days=1 + len(key[0]) % 3)
        story.matter().on(day, lambda key=key: _apply(story, key)).on(
            day, lambda key=key: _approve(story, key), 14
        )
    others = [key for key in keys if key not in played]
    matter.on(week + dt.timedelta(days=5), lambda: _copy(story, others, story.posts[played[0]]), 16)
    joining = week + dt.timedelta(days=9)
    for row in PROJECTS:
        story.matter().on(joining, lambda row=row: _join(story, row))
    story.matter().ago(CLOSED_DAYS_AGO, lambda: _close(story, "bq"))
    story.matter().ago(16, lambda: _propose(story))


def key_of(row: cast.PersonRow) -> tuple[str, str, str]:
    """Which post somebody of the tables holds."""
    return HOLDERS_HOME.get(row.department, row.department), KIND_OF[row.secrecy_role], row.grade


def _needed(story: Story) -> set[tuple[str, str, str]]:
    rows = (*cast.NAMED, *cast.others(story.first_day))
    return {key_of(row) for row in rows if row.grade}


def _enable_core(story: Story) -> None:
    site.set_parameter(
        story.world.user("office.head"),
        CORE_ENABLED,
        True,
        clock.today(),
        f"校保委会纪要〔{clock.today().year}〕3号",
    )


def _enter_project(story: Story, row: ProjectRow) -> None:
    values = {
        "department": story.department(row.department),
        "code": row.code,
        "name": row.name,
        "level": row.level,
        "source": "代号 9021 单位",
        "starts": clock.today() - dt.timedelta(days=170),
        "ends": clock.today() + dt.timedelta(days=3 * 365),
        "secrecy_until": clock.today() + dt.timedelta(days=10 * 365),
        "leader": story.staff(row.leader),
        "secrecy_leader": story.staff(row.guard) if row.guard else None,
        "rule_number": f"保专〔{clock.today().year}〕{PROJECTS.index(row) + 1}号" if row.guard else "",
        "key_points": "知悉范围按名单，资料专柜存放，讨论在涉密场所",
    }
    story.projects[row.slug] = projects.create_project(story.world.user("research"), values)


def _apply(story: Story, key: tuple[str, str, str]) -> None:
    by = story.world.officer(story.slug_of(story.department(key[0]).top))
    story.posts[key] = posts.create_post(by, _values(story, key))
    approvals.submit(by, CODE, story.posts[key])


def _values(story: Story, key: tuple[str, str, str]) -> dict:
    slug, kind, grade = key
    department = story.department(slug)
    project = _project_for(story, key)
    title = TITLES[kind] if kind != WORKING else TITLES[kind][grade]
    return {
        "department": department,
        "title": f"{title}（{project.name}）" if project else title,
        "kind": PostKind.RESEARCH if department.kind in RESEARCHING else PostKind.ADMINISTRATION,
        "duties": DUTIES[kind],
        "proposed_grade": grade,
        "basis": PostBasis.PROJECT if project else PostBasis.FUNCTION,
        "project": project,
        "basis_text": "" if project else "本单位承担的涉密管理、科研职能",
        "meeting_on": clock.today() - dt.timedelta(days=4),
        "meeting_number": f"{department.code} 会纪〔{clock.today().year}〕6号",
    }


def _approve(story: Story, key: tuple[str, str, str]) -> None:
    """The unit's head signs, 人事处 settles the grade and signs."""
    sign(story.posts[key])
    hr = story.world.user("hr")
    posts.settle_grade(hr, Post.objects.get(pk=story.posts[key].pk), key[2])
    sign(story.posts[key])
    story.posts[key] = Post.objects.select_related("department").get(pk=story.posts[key].pk)


def _copy(story: Story, keys: list[tuple[str, str, str]], original: Post) -> None:
    """The posts of the other units through the bulk door, each signed by its own head."""
    by, today = story.world.user("office"), clock.today()
    rows = [
        Post(
            **_values(story, key), grade=key[2], approved_on=today,
            number=next_label("GW", today.year, posts.NUMBER),
        )
        for key in keys
    ]  # fmt: skip
    bulk.create(by, rows, action="personnel.post.approve", reason=REASON)
    heads = {
        row.department_id: policy.users_holding(Role.HEAD, row.department).order_by("pk")[0] for row in rows
    }
    copy_approvals(
        by,
        [(fresh(original), row) for row in rows],
        reason=REASON,
        label=lambda approval, row: f"{approval.label.partition(' ')[0]} {registry.of(row).heading(row)}",
        person=lambda *_: None,
        department=lambda _, row: row.department,
        signer=lambda signature, row: (
            heads[row.department_id] if signature.step.slug == "head" else signature.signer
        ),
    )
    story.posts |= dict(zip(keys, rows, strict=True))


def _has_project(key: tuple[str, str, str]) -> bool:
    return any((row.department, WORKING, row.post) == key for row in PROJECTS)


def _project_for(story: Story, key: tuple[str, str, str]) -> Project | None:
    rows = (row for row in PROJECTS if (row.department, WORKING, row.post) == key)
    return next((story.projects[row.slug] for row in rows), None)


def _join(story: Story, row: ProjectRow) -> None:
    members = [story.person(key) for key in row.members]
    projects.add_members(
        story.world.user("research"), story.projects[row.slug], members, clock.today(), "按分工承担任务"
    )


def _close(story: Story, slug: str) -> None:
    projects.close_project(story.world.user("research"), story.projects[slug])


def _propose(story: Story) -> None:
    """An application of 信息学院 that waits for 人事处."""
    by = story.world.officer("ie")
    values = {
        "department": story.department("ie"),
        "title": "涉密信息系统运行维护",
        "kind": PostKind.TECHNICAL,
        "duties": "涉密信息系统日常运行维护，账号和日志管理。",
        "proposed_grade": IMPORTANT,
        "basis": PostBasis.FUNCTION,
        "basis_text": "涉密信息系统由学院承担运行维护",
        "meeting_on": clock.today() - dt.timedelta(days=3),
        "meeting_number": f"303 会纪〔{clock.today().year}〕17号",
    }
    post = posts.create_post(by, values)
    approvals.submit(by, CODE, post)
    sign(post)
