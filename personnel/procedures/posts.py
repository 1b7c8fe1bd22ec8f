"""The route of F-10: 设岗单位 signs, 人事处 settles the grade and signs (P1)."""

from baomi.approvals import procedures
from baomi.approvals.choices import Phase, Relation
from baomi.approvals.declarations import Procedure, Step, StepPage
from baomi.organization.roles import Role
from personnel.actions import posts as actions
from personnel.models import Post
from personnel.rules import posts as rules

CODE = "personnel.post"


def _grading(post: Post) -> StepPage | None:
    """Signed in words once the grade is settled."""
    return None if post.grade else StepPage("核定等级", "grade")


procedures.add(
    Procedure(
        code=CODE,
        label="涉密岗位审批",
        register="personnel.posts",
        steps=[
            Step("head", "设岗单位", Role.HEAD, Relation.DEPARTMENT, by_law=True, needs_seal=True),
            Step(rules.GRADE_STEP, "人事处", Role.HR, order=2, by_law=True, needs_seal=True, page=_grading),
        ],
        effects={Phase.APPROVE: actions.take_effect},
        ready=rules.ready,
        submit_label="送设岗单位",
        on_returned=actions.forget_grade,
        on_refused=actions.forget_grade,
        on_withdrawn=actions.forget_grade,
    )
)
