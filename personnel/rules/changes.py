"""Changes of the classified post (P9, P11): another post in force, upwards only after a new vetting."""

import datetime as dt

from baomi.approvals.choices import State
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.core.levels import PersonGrade
from personnel.choices.people import PersonStatus
from personnel.choices.vetting import VettingPurpose
from personnel.models import ClearedPerson, Post, PostChange, Vetting
from personnel.rules.people import grade_in_use

Answer = Allowed | Denied

ON_CHANGE = (VettingPurpose.POST_CHANGE, VettingPurpose.GRADE_CHANGE)
"""Vettings made because of another post."""


def goes_up(person: ClearedPerson, post: Post) -> bool:
    """Whether the post asks for a higher grade than the person has."""
    return PersonGrade(post.grade).rank > PersonGrade(person.grade).rank


def may_move(person: ClearedPerson, post: Post) -> Answer:
    """In post and not about to leave; to another post, approved and in force, of a grade that is used."""
    if person.status != PersonStatus.IN_POST:
        return Denied(f"{person.staff.name}现为“{person.get_status_display()}”，只有在岗人员可以变更岗位")
    if post.pk == person.post_id:
        return Denied(f"{person.staff.name}现任的就是这个岗位", how="请另选岗位")
    if post.approved_on is None or post.closed_on is not None:
        return Denied(
            f"岗位“{post.title}”没有批准或已撤销", clause="以岗定人", how="请先办理涉密岗位审批（F-10）"
        )
    return grade_in_use(post.grade)


def begun_on(change: PostChange) -> dt.date:
    return change.created_at.astimezone(clock.SHANGHAI).date()


def vetted_for(change: PostChange) -> Vetting | None:
    """The passed vetting for the new post, concluded since the change was begun."""
    return (
        Vetting.objects.filter(
            person=change.person_id,
            post=change.new_post_id,
            purpose__in=ON_CHANGE,
            passed=True,
            concluded_on__gte=begun_on(change),
        )
        .order_by("-concluded_on")
        .first()
    )


def may_take_effect(change: PostChange) -> Answer:
    """As `may_move`, from the post the form was written for; a higher grade needs the vetting (P9, P11)."""
    person = change.person
    if person.post_id != change.old_post_id:
        return Denied(f"{person.staff.name}的岗位在填表后已变为“{person.post.title}”", how="请另填一份变更")
    answer = may_move(person, change.new_post)
    if not answer:
        return answer
    if goes_up(person, change.new_post) and vetted_for(change) is None:
        return Denied(
            f"由{person.get_grade_display()}升为{change.new_post.get_grade_display()}，还没有通过的复审",
            clause="涉密人员管理规定：涉密等级上调须重新审查",
            how="请先按拟新任岗位办理涉密等级调整复审（F-14）",
        )
    return Allowed()


def another_open(person: ClearedPerson, but: PostChange | None = None) -> PostChange | None:
    """A change of the person that is not decided yet."""
    found = PostChange.objects.filter(person=person, takes_effect_on__isnull=True)
    found = found.exclude(approval__state=State.REFUSED)
    return found.exclude(pk=but.pk).first() if but else found.first()


def vetting_due_after(change: PostChange) -> dt.date | None:
    """Every change of post is followed by a vetting (P9): due at once, unless the one for this post is there."""
    return change.person.vetting_due_on if vetted_for(change) else clock.today()
