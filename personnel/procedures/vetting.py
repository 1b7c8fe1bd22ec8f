"""The routes of vetting (F-12, F-14, F-19b) and of the appeal against it: one procedure each, steps by condition."""

from baomi.approvals import procedures
from baomi.approvals.choices import Phase, Relation
from baomi.approvals.declarations import Procedure, Step
from baomi.approvals.queries import nobody_else
from baomi.organization.models import User
from baomi.organization.roles import Role
from personnel.actions import appeals, vetting
from personnel.choices.people import PersonKind
from personnel.choices.vetting import VettingPurpose
from personnel.models import Vetting
from personnel.rules import vetting as rules

SHOWS_IN = 30
"""Working days for the training and the pledge between vetting and post."""


def by_himself(record) -> bool:
    """工勤人员 sign no promise on F-19b; who cannot fill in the form himself signs on paper alone."""
    return record.person.kind != PersonKind.WORKER and rules.fills_himself(record)


def by_leader(record: Vetting) -> bool:
    """Researchers and students: the leader of the group signs, where one is named and can."""
    leader = record.person.leader_id
    if not leader or leader == record.person.staff_id:
        return False
    return User.objects.filter(staff=leader, is_active=True).exists()


def by_head(record: Vetting) -> bool:
    return not head_is_concerned(record)


def head_is_concerned(record: Vetting) -> bool:
    """Whether no head is left who could sign: each is the vetted himself, or has signed as the leader of his group."""
    return nobody_else(Role.HEAD, record.department, {record.person.staff_id, record.person.leader_id})


def by_office(record: Vetting) -> bool:
    """F-12 goes past the office; F-14 and F-19b go from the unit to HR (domain: as the printed forms have it)."""
    return record.purpose == VettingPurpose.ENTRY and record.person.kind != PersonKind.WORKER


def of_student(record: Vetting) -> bool:
    return record.person.kind == PersonKind.STUDENT


def of_staff(record: Vetting) -> bool:
    return not of_student(record)


def student_enters(record: Vetting) -> bool:
    return record.purpose == VettingPurpose.ENTRY and of_student(record)


def staff_enters(record: Vetting) -> bool:
    return record.purpose == VettingPurpose.ENTRY and of_staff(record)


def _last(slug: str, label: str, role: Role, condition) -> Step:
    """HR or the graduate school: whether anything bars the person is judged here."""
    return Step(slug, label, role, condition=condition, order=5, by_law=True, judges=True, needs_seal=True)


def _entry(slug: str, role: Role, condition) -> Step:
    return Step(
        slug, "上岗确认", role, phase=Phase.EFFECT, condition=condition, by_law=True, workdays=SHOWS_IN
    )


procedures.add(
    Procedure(
        code=vetting.PROCEDURE,
        label="保密审查",
        register="personnel.vettings",
        steps=[
            Step("own", "本人承诺", Role.PERSON, Relation.OWN, condition=by_himself, by_law=True),
            Step(
                "leader",
                "项目（课题）组负责人",
                Role.PI,
                Relation.NAMED,
                condition=by_leader,
                order=2,
                by_law=True,
                person=lambda record: record.person.leader,
            ),
            Step(
                "head",
                "所在单位负责人",
                Role.HEAD,
                Relation.DEPARTMENT,
                condition=by_head,
                order=3,
                by_law=True,
                needs_seal=True,
            ),
            Step("above", "分管校领导", Role.LEADER, condition=head_is_concerned, order=3, by_law=True),
            Step(
                "office",
                "保密工作办公室",
                Role.OFFICE,
                condition=by_office,
                order=4,
                by_law=True,
                needs_seal=True,
            ),
            _last("hr", "人事处", Role.HR, of_staff),
            _last("grad", "研究生院", Role.GRAD, of_student),
            _entry("enter-hr", Role.HR, staff_enters),
            _entry("enter-grad", Role.GRAD, student_enters),
        ],
        effects={Phase.APPROVE: vetting.pass_vetting, Phase.EFFECT: vetting.enter},
        checks=rules.checks,
        ready=rules.ready,
        submit_label="送审",
        on_submitted=vetting.submitted,
        on_refused=vetting.fail_vetting,
    )
)

procedures.add(
    Procedure(
        code=appeals.PROCEDURE,
        label="审查申诉",
        register="personnel.appeals",
        steps=[
            Step("own", "本人", Role.PERSON, Relation.OWN, condition=rules.fills_himself, by_law=True),
            Step("office", "保密工作办公室", Role.OFFICE, order=2, by_law=True),
            Step(appeals.DECIDING, "保密委员会主任", Role.CHAIR, order=3, by_law=True, needs_seal=True),
        ],
        effects={Phase.APPROVE: appeals.uphold},
        submit_label="送保密办",
        on_submitted=appeals.submitted,
        on_refused=appeals.dismiss,
    )
)
