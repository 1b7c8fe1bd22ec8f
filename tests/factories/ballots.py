"""A proposed award round with its committee, ready for the vote; written straight to the database."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from awards.actions import ballots, counting
from awards.choices import AwardKind, Category, Choice, NominationStage, RoundState
from awards.models import AwardRound, Ballot, Honour, Nomination
from baomi.core import clock
from baomi.organization.choices import SeatRank
from baomi.organization.roles import Role
from reviews.choices import CampaignState
from reviews.models import Campaign
from tests.factories.organization import (
    DepartmentFactory,
    GrantFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
    user_with,
)

NOW = dt.datetime(2026, 12, 18, 9, 0, tzinfo=clock.SHANGHAI)
CLOSING = dt.datetime(2026, 12, 18, 17, 30, tzinfo=clock.SHANGHAI)


class ProposedRoundFactory(DjangoModelFactory):
    """A round whose candidates are named: quota 2 collectives and 2 people."""

    class Meta:
        model = AwardRound

    year = 2026
    title = factory.LazyAttribute(lambda row: f"{row.year} 年度保密工作先进评选")
    department = factory.SubFactory(DepartmentFactory, name="保密办公室")
    collective_quota = 2
    individual_quota = 2
    deadline = dt.datetime(2026, 12, 10, 17, 30, tzinfo=clock.SHANGHAI)
    collective_criteria = individual_criteria = "条件"
    state = RoundState.PROPOSED

    @factory.lazy_attribute
    def campaign(self):
        return Campaign.objects.create(
            year=self.year,
            title="年度总结报送",
            notice_text="通知",
            deadline=self.deadline,
            contact_name="林晓喆",
            contact_phone="024-0000",
            department=self.department,
            state=CampaignState.PUBLISHED,
            published_at=self.deadline - dt.timedelta(days=30),
        )


class CandidateFactory(DjangoModelFactory):
    """A collective on the list; `person=True` makes it a person of the department."""

    class Meta:
        model = Nomination

    class Params:
        person = factory.Trait(
            kind=AwardKind.INDIVIDUAL,
            category=Category.CLEARED,
            staff=factory.SubFactory(StaffFactory, department=factory.SelfAttribute("..department")),
        )

    number = factory.Sequence(lambda n: f"SB-2026-{n:04d}")
    round = factory.SubFactory(ProposedRoundFactory)
    department = factory.SubFactory(DepartmentFactory, classified=True)
    kind = AwardKind.COLLECTIVE
    stage = NominationStage.PROPOSED


class HonourFactory(DjangoModelFactory):
    """A department's honour of an earlier year."""

    class Meta:
        model = Honour

    number = factory.Sequence(lambda n: f"HJ-2024-{n:03d}")
    year = 2024
    kind = AwardKind.COLLECTIVE
    award_name = "保密工作先进集体"
    department = factory.SubFactory(DepartmentFactory)
    recipient = factory.LazyAttribute(lambda row: row.department.name)


class Committee:
    """Nine members, the first of them the chair, an office, and a round with candidates of other departments."""

    def __init__(self, collectives: int = 3, people: int = 0, members: int = 9):
        self.home = DepartmentFactory(name="保密办公室")
        self.office = user_with(Role.OFFICE, self.home)
        self.office_head = user_with(Role.OFFICE_HEAD, self.home)
        self.members = [self._member(rank) for rank in [SeatRank.CHAIR] + [SeatRank.MEMBER] * (members - 1)]
        self.chair = self.members[0]
        self.round = ProposedRoundFactory(department=self.home)
        self.collectives = [
            CandidateFactory(round=self.round, rank=n + 1, department__name=f"候选学院{n + 1}")
            for n in range(collectives)
        ]
        self.people = [CandidateFactory(round=self.round, rank=n + 1, person=True) for n in range(people)]

    def _member(self, rank):
        user = UserFactory()
        SeatFactory(staff=user.staff, rank=rank)
        return user

    def open(self, **values) -> Ballot:
        with clock.at(NOW):
            return ballots.open_ballot(self.office, self.round, **{"closes_at": CLOSING, **values})

    def choices(self, ballot: Ballot, member, wanted) -> dict[int, str]:
        """A whole vote: `wanted` maps candidates (nominations) to a choice; all others get 不同意."""
        recused = set(ballot.members.get(staff=member.staff).recusals.values_list("candidate_id", flat=True))
        by_nomination = {nomination.pk: choice for nomination, choice in wanted.items()}
        return {
            row.pk: by_nomination.get(row.nomination_id, Choice.AGAINST)
            for row in ballot.candidates.all()
            if row.pk not in recused
        }

    def vote(self, ballot: Ballot, member, wanted):
        with clock.at(NOW):
            return ballots.cast(member, ballot, self.choices(ballot, member, wanted))

    def vote_all(self, ballot: Ballot, agreed: dict) -> None:
        """Everybody votes; `agreed` maps a nomination to how many members agree to it, the first ones."""
        for place, member in enumerate(self.members):
            self.vote(
                ballot,
                member,
                {nomination: Choice.AGREE for nomination, count in agreed.items() if place < count},
            )

    def close(self, ballot: Ballot, by=None) -> Ballot:
        with clock.at(NOW):
            return counting.close(by or self.office, ballot)

    def voted(self) -> AwardRound:
        """The round after a clear vote: the first two collectives and the first two people passed."""
        ballot = self.open()
        winners = [*self.collectives[:2], *self.people[:2]]
        self.vote_all(ballot, dict.fromkeys(winners, 7))
        self.close(ballot)
        self.round.refresh_from_db()
        return self.round


def grant(user, role: Role):
    return GrantFactory(user=user, role=role)


def outcomes(ballot: Ballot) -> dict[str, str]:
    """What the count made of each candidate, by the department's name."""
    return {row.nomination.department.name: row.outcome for row in ballot.candidates.all()}
