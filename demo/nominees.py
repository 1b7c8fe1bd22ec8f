"""Nominations of the demo: who is put forward by whom, and how far it gets."""

from awards import rules
from awards.actions import nominations
from awards.choices import Assessment, AwardKind
from awards.models import AwardRound, Nomination
from baomi.approvals import actions as approvals
from baomi.approvals.choices import Decision
from baomi.core.levels import PersonGrade
from baomi.organization.models import Staff
from demo import texts
from demo.hand_ins import sign
from demo.world import World


class Nominee:
    """A department (`cs`), a person with an account (`officer.cs`), or the n-th other cleared one (`cs:0`)."""

    def __init__(self, world: World, key: str):
        self.world, self.key, self.lot = world, key, world.lot
        self.nomination: Nomination | None = None

    @property
    def kind(self) -> AwardKind:
        return AwardKind.COLLECTIVE if self.key in self.world.departments else AwardKind.INDIVIDUAL

    @property
    def subject(self):
        if self.kind == AwardKind.COLLECTIVE:
            return self.world.departments[self.key]
        if self.key in self.world.people:
            return Staff.objects.select_related("department__parent").get(pk=self.world.people[self.key].pk)
        slug, _, n = self.key.partition(":")
        return Staff.objects.select_related("department__parent").get(pk=self.world.cleared[slug][int(n)].pk)

    @property
    def home(self) -> str:
        """The slug of the 二级单位 whose officer nominates and whose head signs."""
        subject = self.subject
        department = subject if self.kind == AwardKind.COLLECTIVE else subject.department
        return next(slug for slug, row in self.world.departments.items() if row.pk == department.top.pk)

    def nominate(self, award_round: AwardRound, *, by: str = "") -> None:
        """By the department's officer, or as a recommendation by the account named."""
        user = self.world.user(by) if by else self.world.officer(self.home)
        values = self._collective() if self.kind == AwardKind.COLLECTIVE else self._individual()
        self.nomination = nominations.nominate(user, award_round, self.kind, self.subject, values)

    def sign(self, account: str = "", decision: str = Decision.AGREE, comment: str = "") -> None:
        """By the department's head, or by the account named."""
        user = self.world.user(account) if account else self.world.head(self.home)
        sign(user, self.nomination, decision, comment or self.lot.choice(texts.OPINIONS))

    def withdraw(self, reason: str) -> None:
        approval = Nomination.objects.get(pk=self.nomination.pk).approval
        approvals.withdraw(self.world.officer(self.home), approval, reason)

    def _collective(self) -> dict:
        department = self.subject
        people = Staff.objects.active().filter(department__path__startswith=department.path)
        count = {grade: people.filter(grade=grade).count() for grade in PersonGrade}
        figures = texts.numbers(self.lot, sum(count.values()))
        head = department.head or department.top.head
        return {
            "secrecy_leader": head.name,
            "secrecy_officers": self.world.people[f"officer.{self.home}"].name,
            "phone": department.phone,
            "core_people": count[PersonGrade.CORE],
            "important_people": count[PersonGrade.IMPORTANT],
            "ordinary_people": count[PersonGrade.ORDINARY],
            "projects": self.lot.randint(1, 9),
            "training_attendance": figures["attendance"],
            "training_rate": self.lot.choice((100, 100, 100, 96)),
            "self_checks": figures["checks"],
            "findings": figures["findings"],
            "rectified_rate": 100,
            "deeds": texts.deeds(self.lot, texts.COLLECTIVE_DEEDS, department.name, figures),
        }

    def _individual(self) -> dict:
        person = self.subject
        figures = texts.numbers(self.lot, 10)
        return {
            "category": rules.categories_of(person)[0],
            "assessment": self.lot.choice((Assessment.EXCELLENT, Assessment.QUALIFIED, Assessment.QUALIFIED)),
            "training_hours": self.lot.choice((15, 16, 18, 20, 24)),
            "deeds": texts.deeds(self.lot, texts.INDIVIDUAL_DEEDS, person.name, figures),
        }
