"""F-10 涉密岗位审批表, and S-12, the know-list of a project as a ledger."""

from baomi.printing import forms
from personnel.choices.people import PostKind
from personnel.choices.yearly import PledgeKind
from personnel.models import Pledge, Post, Project
from personnel.rules.people import grades_in_use


def cells(post: Post) -> dict:
    """The cells of F-10; 人事处's boxes are ticked once the grade is settled."""
    return {
        "department": post.department.name,
        "title": post.title,
        "duties": post.duties,
        "research": post.kind == PostKind.RESEARCH,
        "proposed": post.proposed_grade,
        "grade": post.grade,
        "basis": post.get_basis_display(),
        "project": post.project.code if post.project else "",
        "meeting": f"{post.meeting_on:%Y-%m-%d} {post.meeting_number}",
        "grades": choices(),
    }


def choices() -> list[dict]:
    """The grades this university uses, the highest first: what the form offers."""
    return [{"value": grade.value, "label": grade.label} for grade in grades_in_use()]


forms.add(
    forms.PrintForm(
        code="F-10",
        label="涉密岗位审批表",
        template="personnel/print/f10.html",
        data=cells,
        blank=lambda: {"grades": choices()},
        keeper="人事处",
        register=("personnel", "posts"),
        labels={
            "department": "设岗单位", "title": "岗位名称", "duties": "涉密岗位主要职责", "research": "岗位类型",
            "proposed": "建议涉密等级", "grade": "核定涉密等级", "basis": "设岗依据", "project": "涉密科研项目",
            "meeting": "会议研究", "grades": "启用的等级",
        },
    )
)  # fmt: skip

KNOW_LIST = (("姓名", 12, ""), ("部门", 24, "start"), ("涉密等级", 10, ""), ("承担任务（脱敏）", 22, "start"),
             ("加入日期", 10, ""), ("退出日期", 10, ""), ("项目承诺书", 8, ""))  # fmt: skip
"""Label, percent of the table, alignment."""


def know_list_cells(project: Project) -> dict:
    """The cells of S-12: everybody who has known the project, with both days; who is still on the list comes first."""
    members = project.members.select_related("person__staff", "person__department")
    rows = sorted(members, key=lambda member: (member.left_on is not None, member.joined_on, member.pk))
    pledged = set(
        Pledge.objects.filter(project=project, kind=PledgeKind.PROJECT, signed_on__isnull=False).values_list(
            "person", flat=True
        )
    )
    present = sum(member.left_on is None for member in rows)
    return {
        "title": f"涉密项目 {project.code} 知悉名单",
        "unit": project.department.name,
        "summary": [f"密级 {project.get_level_display()}", f"负责人 {project.leader.name}"],
        "total": f"现有 {present} 人",
        "columns": [{"label": label, "width": width} for label, width, _ in KNOW_LIST],
        "rows": [_line(member, pledged) for member in rows],
        "signers": ["项目负责人", "保密办"],
        "note": "成员变动时重新打印。",
    }


def _line(member, pledged: set[int]) -> list[dict]:
    texts = (
        member.person.staff.name,
        member.person.department.name,
        member.person.get_grade_display(),
        member.task,
        f"{member.joined_on:%Y-%m-%d}",
        f"{member.left_on:%Y-%m-%d}" if member.left_on else "",
        "已签" if member.person_id in pledged else "",
    )
    return [{"text": text, "align": align} for text, (_, _, align) in zip(texts, KNOW_LIST, strict=True)]


forms.add(
    forms.PrintForm(
        code="S-12",
        label="涉密项目知悉名单",
        template="print/ledger.html",
        data=know_list_cells,
        blank=lambda: {
            "title": "涉密项目知悉名单",
            "columns": [{"label": label, "width": width} for label, width, _ in KNOW_LIST],
            "signers": ["项目负责人", "保密办"],
            "blank_rows": range(12),
        },
        orientation="landscape",
        keeper="保密办",
        register=("personnel", "projects"),
        labels={
            "title": "项目编号", "unit": "承担部门", "summary": "密级和负责人", "total": "人数", "columns": "栏目",
            "rows": "成员", "signers": "签字人", "note": "说明",
        },
    )
)  # fmt: skip
