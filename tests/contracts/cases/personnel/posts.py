from baomi.core import clock
from baomi.core.levels import PersonGrade
from baomi.organization.models import Department
from baomi.organization.roles import Role
from personnel.models import Post
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories.personnel import PostFactory


def post(department: Department, **values) -> Post:
    """An application not yet handed in."""
    number = f"GW-2019-{Post.objects.count() + 1:03}"
    moment = clock.now()
    return PostFactory(
        draft=True, department=department, number=number, created_at=moment, updated_at=moment, **values
    )


def payload(department: Department) -> dict:
    return {
        "department": department.pk,
        "title": "科研秘书",
        "kind": "research",
        "duties": "承担涉密科研任务的管理",
        "proposed_grade": "ordinary",
        "basis": "function",
        "project": "",
        "meeting_on": "2026-03-02",
        "meeting_number": "院纪〔2026〕3 号",
        "replaces": "",
    }


REGISTERS: dict[str, Case] = {
    "personnel.posts": Case(
        make=post,
        clerk=Role.OFFICE,
        list_queries=21,
        detail_queries=15,
        payload=payload,
        change=("title", "科研秘书甲", "科研秘书乙"),
        broken=("岗位类型", "不知道"),
    )
}
PROCEDURES: dict[str, ProcedureCase] = {
    "personnel.post": ProcedureCase(
        lambda department: post(department, grade=PersonGrade.ORDINARY), Role.OFFICER
    )
}
DEADLINES: dict[str, DeadlineCase] = {}
