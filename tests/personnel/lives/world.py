"""A college with everybody who signs, and one person in it whose life is lived by chance."""

import datetime as dt
import random

from django.db import models

from baomi.approvals import actions as approvals
from baomi.approvals import routes
from baomi.approvals.choices import Relation, Result, State, StepState
from baomi.approvals.models import Approval, ApprovalStep
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.core.levels import PersonGrade
from baomi.organization import policy
from baomi.organization.models import Department, User
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from personnel.choices.people import PersonKind
from personnel.models import ClearedPerson, Pledge, Post
from tests.factories.organization import DepartmentFactory, GrantFactory, StaffFactory, user_with
from tests.factories.personnel import PostFactory

BEGINS = dt.datetime(2026, 3, 2, 10, 0, tzinfo=clock.SHANGHAI)
STRANGER = 0.03
"""How often somebody tries who has nothing to do with it."""
SAYS_NO = 0.05
"""How often a signer returns or refuses."""
POSTS = (
    (True, PersonGrade.ORDINARY),
    (True, PersonGrade.ORDINARY),
    (True, PersonGrade.IMPORTANT),
    (False, PersonGrade.ORDINARY),
)
"""Posts in force at the beginning: in the person's college or the other one, with their grade."""
OFFICES = (
    Role.OFFICE, Role.OFFICE, Role.OFFICE_HEAD, Role.HR, Role.HR, Role.GRAD, Role.GRAD, Role.LEADER, Role.CHAIR,
)  # fmt: skip


class World:
    """The person has no row yet. He may be a student or 工勤, without an account, or a head of his own college."""

    def __init__(self, seed: int):
        self.chance, self.now, self.signing = random.Random(seed), BEGINS, ""
        self.college, self.other = DepartmentFactory(classified=True), DepartmentFactory(classified=True)
        self.users = [
            user_with(role, department)
            for department in (self.college, self.other)
            for role in (Role.OFFICER, Role.HEAD)
        ]
        self.users += [user_with(role) for role in OFFICES]
        self.kind = self.chance.choice(
            (PersonKind.STAFF, PersonKind.STAFF, PersonKind.STUDENT, PersonKind.WORKER)
        )
        self.heir = user_with(Role.PERSON, self.college)
        self.account = user_with(Role.PERSON, self.college) if self.chance.random() < 0.8 else None
        self.staff = self.account.staff if self.account else StaffFactory(department=self.college)
        if self.account:
            self.users.append(self.account)
            if self.kind == PersonKind.STAFF and self.chance.random() < 0.4:
                GrantFactory(user=self.account, role=Role.HEAD, department=self.college)
        for here, grade in POSTS:
            PostFactory(department=self.college if here else self.other, proposed_grade=grade)

    def __str__(self) -> str:
        return f"{self.kind}{'' if self.account else ' without an account'}"

    @property
    def people(self):
        """Every row the person ever had."""
        return ClearedPerson.objects.filter(staff=self.staff)

    @property
    def home(self) -> Department:
        """Whose people act for him: where his row is, before it the college."""
        row = self.people.select_related("department").order_by("-pk").first()
        return row.department if row else self.college

    @property
    def person(self) -> ClearedPerson:
        """His newest row."""
        return self.need(self.people.order_by("-pk").first())

    def need(self, found):
        """What is there, chosen from many; Refusal where there is nothing, as a page would not offer it."""
        if isinstance(found, (models.QuerySet, models.Manager)):
            rows = list(found.order_by("-pk")[:5])
            found = self.chance.choice(rows) if rows else None
        if found is None:
            raise Refusal("没有可办的")
        return found

    def by(self, *roles: Role) -> User:
        """Somebody who holds one of the roles for his department; now and then a stranger."""
        if self.chance.random() < STRANGER:
            return self.chance.choice(self.users)
        role = self.chance.choice(roles)
        if role == Role.PERSON:
            return self.himself()
        return self.chance.choice(list(policy.users_holding(role, self.home).order_by("pk")))

    def keeper(self) -> User:
        return self.by(Role.GRAD if self.kind == PersonKind.STUDENT else Role.HR)

    def himself(self) -> User:
        """The person, or his officer where he has no account."""
        return self.account or self.by(Role.OFFICER)

    def post(self) -> Post:
        return self.need(Post.objects.in_force().filter(department__in=(self.college, self.other)))

    def today(self) -> dt.date:
        return self.now.date()

    # signing

    def sign(self) -> None:
        """Somebody signs an open step; mostly one who can, mostly with 同意."""
        step = self.need(self.worth_signing())
        self.signing = f"{step.approval.procedure}.{step.slug}"
        user = self.chance.choice(self.signers(step))
        record = registry.by_name(step.approval.register).model.objects.get(pk=step.approval.record_pk)
        decision = "refuse" if getattr(record, "endangers", False) else "agree"
        if self.chance.random() < SAYS_NO:
            decision = self.chance.choice(("return", "refuse"))
        approvals.sign(user, step, decision, "情况已核实。", judgements=self.judged(step, record))

    def open_steps(self):
        """What waits for a signature in the two colleges."""
        return ApprovalStep.objects.filter(
            state=StepState.OPEN, approval__department__in=(self.college, self.other)
        ).select_related("approval")

    def worth_signing(self):
        """Mostly not 上岗 before there is a pledge: it waits for weeks, and would be tried most of the time."""
        steps = self.open_steps()
        pledged = Pledge.objects.filter(person__staff=self.staff, signed_on__isnull=False).exists()
        return (
            steps if pledged or self.chance.random() < STRANGER else steps.exclude(slug__startswith="enter-")
        )

    def waiting_papers(self):
        return Approval.objects.filter(state=State.PAPER, person=self.staff)

    def returned(self):
        return Approval.objects.filter(state=State.RETURNED, person=self.staff)

    def signers(self, step: ApprovalStep) -> list[User]:
        """Who holds the step's role where it is signed, whether he may sign this one or not; now and then anybody."""
        if self.chance.random() < STRANGER:
            return self.users
        if step.relation in (Relation.OWN, Relation.NAMED):
            person = step.person_id or step.approval.person_id
            return list(User.objects.filter(staff=person)) or self.users
        place = step.department if step.relation == Relation.DEPARTMENT else None
        return list(policy.users_holding(Role(step.role), place).order_by("pk")) or self.users

    def judged(self, step: ApprovalStep, record) -> dict[str, str]:
        """What is left to the signer's judgement is found in order, but now and then."""
        procedure = routes.procedure_of(step.approval)
        if not step.judges or procedure.checks is None:
            return {}
        answer = "met" if self.chance.random() > SAYS_NO else "not_met"
        checks = procedure.checks(record)
        return {check.label: answer for check in checks if check.result == Result.JUDGE}
