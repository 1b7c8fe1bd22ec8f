"""Who may become a candidate, and which stage may follow which (P2, P3)."""

from baomi.core.decisions import Allowed, Denied
from baomi.core.levels import PersonGrade, SecrecyLevel
from baomi.organization import parameters
from baomi.organization.models import User
from personnel.choices.people import GRADE_FOR, OVER, PersonKind, PersonStatus
from personnel.models import ClearedPerson, Post
from personnel.parameters import ENABLED, TEMPORARY_ALLOWED

Answer = Allowed | Denied

NEXT = {
    PersonStatus.CANDIDATE: {PersonStatus.IN_POST, PersonStatus.NOT_APPOINTED},
    PersonStatus.IN_POST: {PersonStatus.LEAVING},
    PersonStatus.LEAVING: {PersonStatus.IN_POST, PersonStatus.COOLING},
    PersonStatus.COOLING: {PersonStatus.RELEASED},
    PersonStatus.RELEASED: set(),
    PersonStatus.NOT_APPOINTED: set(),
}
"""The stages that may follow each stage; nothing else ever does."""


def may_follow(person: ClearedPerson, status: PersonStatus) -> Answer:
    """Whether the stage may come next."""
    if status in NEXT[PersonStatus(person.status)]:
        return Allowed()
    return Denied(
        f"{person.staff.name}现为“{person.get_status_display()}”，不能转为“{PersonStatus(status).label}”"
    )


def may_be_candidate(kind: str, post: Post) -> Answer:
    """A post comes first, approved and in force (以岗定人); no temporary staff unless the parameter allows them."""
    for answer in (kind_allowed(kind), takes_people(post)):
        if not answer:
            return answer
    return grade_in_use(post.grade)


def takes_people(post: Post) -> Answer:
    """Approved, not closed, and not being replaced by another post, whose people are on their way out of it."""
    if post.approved_on is None:
        return Denied(f"岗位“{post.title}”还没有批准", clause="以岗定人", how="请先办理涉密岗位审批（F-10）")
    if post.closed_on is not None:
        return Denied(f"岗位“{post.title}”已于 {post.closed_on:%Y-%m-%d} 撤销", how="请另选岗位")
    successor = post.successors.filter(approved_on__isnull=False).first()
    if successor is not None:
        return Denied(
            f"岗位“{post.title}”已由“{successor.title}”（{successor.number}）替代", how="请选新岗位"
        )
    return Allowed()


def kind_allowed(kind: str) -> Answer:
    """No temporary staff unless the parameter allows them."""
    if kind != PersonKind.TEMPORARY or parameters.value(TEMPORARY_ALLOWED):
        return Allowed()
    return Denied("不得使用临时聘用人员", clause="涉密人员管理规定", how="如确需任用，请保密办主任修改参数")


def may_note(person: ClearedPerson) -> Answer:
    """Leader and remark may be corrected as long as the row lives; everything else is a signed procedure (P3)."""
    if person.status not in OVER:
        return Allowed()
    return Denied(
        f"{person.staff.name}{person.get_status_display()}，这一条不能再修改", how="如重新任用，请另行登记"
    )


def may_change_kind(person: ClearedPerson, kind: str) -> Answer:
    """The kind decides who vets and on which form, so that it is settled before the post."""
    if kind == person.kind:
        return Allowed()
    if person.status != PersonStatus.CANDIDATE:
        return Denied("人员类别决定由谁审查，上岗后不能修改")
    return kind_allowed(kind)


def grade_in_use(grade: str) -> Answer:
    """Grades a university does not use are switched off by parameter."""
    if parameters.value(ENABLED[PersonGrade(grade)]):
        return Allowed()
    return Denied(f"本校未启用“{PersonGrade(grade).label}”涉密等级", how="请在参数中启用，或另选等级")


def grades_in_use() -> list[PersonGrade]:
    """The grades this university uses, the highest first."""
    values = parameters.describe_all(list(ENABLED.values()))
    return [grade for grade in PersonGrade if values[ENABLED[grade]].value]


def cleared_for(person: ClearedPerson, level: str) -> Answer:
    """In post, and of the grade the level asks for (核心/重要/一般 for 绝密/机密/秘密)."""
    if person.status != PersonStatus.IN_POST:
        return Denied(f"{person.staff.name}不在涉密岗位（{person.get_status_display()}）")
    needed = GRADE_FOR[SecrecyLevel(level)]
    if PersonGrade(person.grade).rank < needed.rank:
        return Denied(
            f"{person.staff.name}的涉密等级为{person.get_grade_display()}，{SecrecyLevel(level).label}级需{needed.label}以上",
            clause="《保密法》第四十三条",
        )
    return Allowed()


def dossier_keeper(person: ClearedPerson) -> str:
    """Who keeps the person's papers and documents: the graduate school for students, else the personnel department."""
    return "研究生院" if person.kind == PersonKind.STUDENT else "人事处"


def has_account(record) -> bool:
    """Whether the person of an application can sign in the system; who has no account signs on paper alone."""
    person = getattr(record, "person", None) or record.cooling.person
    return User.objects.filter(staff=person.staff_id, is_active=True).exists()
