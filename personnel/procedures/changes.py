"""The routes of F-11 (one unit) and F-13 (between two units, which sign side by side).

For the only head of a unit, when it is he who moves, the leader in charge signs.
"""

from baomi.approvals import procedures
from baomi.approvals.choices import Phase, Relation, Result
from baomi.approvals.declarations import Check, Procedure, Step
from baomi.core.decisions import Allowed, Denied
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from personnel.actions.changes import PROCEDURE, take_effect
from personnel.choices.people import PersonKind
from personnel.models import PostChange
from personnel.rules import changes as rules
from personnel.rules.heads import another_head, only_head
from personnel.rules.people import has_account

VETTED = "涉密等级上调已重新审查"
CLAUSE = "涉密人员管理规定"


def between_units(change: PostChange) -> bool:
    return change.between_units


def within_unit(change: PostChange) -> bool:
    return not change.between_units


def by_head(change: PostChange) -> bool:
    """F-11, and a head who is not the one who moves."""
    return within_unit(change) and another_head(change)


def by_old_head(change: PostChange) -> bool:
    return between_units(change) and another_head(change)


def by_new_head(change: PostChange) -> bool:
    return between_units(change) and not only_head(change, change.new_department)


def by_leader(change: PostChange) -> bool:
    """The only head of a unit that has to sign moves himself; one signature of the leader in charge stands for him."""
    return only_head(change) or (between_units(change) and only_head(change, change.new_department))


def signed_by_person(change: PostChange) -> bool:
    """F-13 has the person's own promise; without an account he signs on paper alone."""
    return change.between_units and has_account(change)


def of_student(change: PostChange) -> bool:
    return change.person.kind == PersonKind.STUDENT


def of_staff(change: PostChange) -> bool:
    return not of_student(change)


def checks(change: PostChange) -> list[Check]:
    """What the books say: in post, the new post in force, and for a higher grade the vetting."""
    if change.takes_effect_on:
        return []
    moved = rules.may_move(change.person, change.new_post)
    found = [
        Check(
            "在岗，拟新任岗位已批准",
            Result.MET if moved else Result.NOT_MET,
            f"{change.old_post.title} → {change.new_post.title}" if moved else moved.reason,
            clause="以岗定人",
        )
    ]
    if rules.goes_up(change.person, change.new_post):
        found.append(_vetted(change))
    return found


def _vetted(change: PostChange) -> Check:
    vetting = rules.vetted_for(change)
    if vetting is None:
        return Check(VETTED, Result.NOT_MET, "填表以来没有通过的复审", clause=CLAUSE)
    register = registry.of(vetting)
    url = register.record_url(vetting) if register else ""
    return Check(VETTED, Result.MET, f"{vetting.number} {vetting.concluded_on} 通过", url, CLAUSE)


def ready(change: PostChange) -> Allowed | Denied:
    return rules.may_take_effect(change)


procedures.add(
    Procedure(
        code=PROCEDURE,
        label="涉密岗位变更",
        register="personnel.changes",
        steps=[
            Step("own", "本人承诺", Role.PERSON, Relation.OWN, order=1, condition=signed_by_person),
            Step(
                "head",
                "所在单位意见",
                Role.HEAD,
                Relation.DEPARTMENT,
                order=2,
                condition=by_head,
                by_law=True,
                needs_seal=True,
            ),
            Step(
                "old_head",
                "变更前单位意见",
                Role.HEAD,
                Relation.DEPARTMENT,
                order=2,
                condition=by_old_head,
                by_law=True,
                needs_seal=True,
            ),
            Step(
                "new_head",
                "变更后单位意见",
                Role.HEAD,
                Relation.DEPARTMENT,
                order=2,
                condition=by_new_head,
                department=lambda change: change.new_department,
                by_law=True,
                needs_seal=True,
            ),
            Step("leader", "分管校领导意见", Role.LEADER, order=2, condition=by_leader, by_law=True),
            Step("hr", "人事处意见", Role.HR, order=3, condition=of_staff, by_law=True, needs_seal=True),
            Step(
                "grad",
                "研究生院意见",
                Role.GRAD,
                order=3,
                condition=of_student,
                by_law=True,
                needs_seal=True,
            ),
        ],
        effects={Phase.APPROVE: take_effect},
        checks=checks,
        ready=ready,
        submit_label="送审",
    )
)
