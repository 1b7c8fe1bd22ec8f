"""F-10 涉密岗位审批表."""

from baomi.printing import forms
from personnel.choices.people import PostKind
from personnel.models import Post
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
