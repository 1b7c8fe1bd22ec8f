"""Rounds and nominations for tests: written straight to the database, without the log, unless they are handed in."""

import datetime as dt
from io import BytesIO

import factory
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory
from PIL import Image

from awards import defaults
from awards.actions import nominations
from awards.choices import Assessment, AwardKind, Category, NominationStage, RoundState
from awards.models import AwardRound, Nomination
from baomi.approvals import actions as approvals
from baomi.approvals.models import Approval
from baomi.approvals.queries import inbox
from baomi.core.clock import SHANGHAI
from baomi.core.levels import PersonGrade
from baomi.organization.choices import SecrecyRole
from baomi.organization.models import Staff
from reviews.choices import HandIn
from reviews.models import Addressee, Campaign, Summary
from tests.factories.organization import DepartmentFactory, StaffFactory
from tests.factories.reviews import CampaignFactory

YEAR = 2026
DEADLINE = dt.datetime(YEAR, 12, 10, 17, 30, tzinfo=SHANGHAI)
DEEDS = (
    "落实责任，坚持每月自查，发现问题及时整改；管好载体，两次清点账物相符；教育在前，全员按期完成学时。" * 4
)


class RoundCampaignFactory(CampaignFactory):
    """The year's published campaign; `addressed=[departments]` says whom the notice went to."""

    class Meta:
        model = Campaign
        django_get_or_create = ("year",)
        skip_postgeneration_save = True

    deadline = factory.LazyAttribute(lambda campaign: DEADLINE.replace(year=campaign.year))

    @factory.post_generation
    def addressed(self, create, departments):
        for department in departments or ():
            Addressee.objects.get_or_create(campaign=self, department=department)


class AwardRoundFactory(DjangoModelFactory):
    """An open round of 2026 with its published campaign; `campaign__addressed=[…]` addresses departments."""

    class Meta:
        model = AwardRound

    year = YEAR
    campaign = factory.SubFactory(RoundCampaignFactory, year=factory.SelfAttribute("..year"))
    department = factory.SelfAttribute("campaign.department")
    title = factory.LazyAttribute(lambda award_round: defaults.title(award_round.year))
    collective_quota = 10
    individual_quota = 20
    deadline = factory.LazyAttribute(lambda award_round: DEADLINE.replace(year=award_round.year))
    collective_criteria = defaults.COLLECTIVE_CRITERIA
    individual_criteria = defaults.INDIVIDUAL_CRITERIA
    state = RoundState.OPEN


def complete_collective() -> dict:
    """Every typed cell of F-01."""
    return {
        "secrecy_leader": "林晓喆", "secrecy_officers": "王建国、陈堃", "phone": "024-83687321", "core_people": 0,
        "important_people": 4, "ordinary_people": 21, "projects": 6, "training_attendance": 48, "training_rate": 100,
        "self_checks": 11, "findings": 6, "rectified_rate": 100, "deeds": DEEDS,
    }  # fmt: skip


def complete_individual() -> dict:
    """Every typed cell of F-02 for a cleared person."""
    return {
        "category": Category.CLEARED, "secrecy_since": dt.date(2019, 3, 1), "assessment": Assessment.EXCELLENT,
        "training_hours": 18, "deeds": DEEDS,
    }  # fmt: skip


class NominationFactory(DjangoModelFactory):
    """A received nomination of a classified department; `individual=True` makes it one of a cleared person."""

    class Meta:
        model = Nomination

    class Params:
        individual = factory.Trait(
            kind=AwardKind.INDIVIDUAL,
            staff=factory.SubFactory(
                StaffFactory,
                department=factory.SelfAttribute("..department"),
                grade=PersonGrade.ORDINARY,
                secrecy_role=SecrecyRole.CLEARED,
            ),
            secrecy_leader="",
            secrecy_officers="",
            phone="",
            core_people=None,
            important_people=None,
            ordinary_people=None,
            projects=None,
            training_attendance=None,
            training_rate=None,
            self_checks=None,
            findings=None,
            rectified_rate=None,
            category=Category.CLEARED,
            secrecy_since=dt.date(2019, 3, 1),
            assessment=Assessment.EXCELLENT,
            training_hours=18,
        )

    round = factory.SubFactory(AwardRoundFactory)
    department = factory.SubFactory(DepartmentFactory, classified=True)
    number = factory.Sequence(lambda n: f"SB-{YEAR}-{900 + n:03d}")
    kind = AwardKind.COLLECTIVE
    stage = NominationStage.RECEIVED
    handed_in_at = DEADLINE - dt.timedelta(days=9)
    secrecy_leader = "林晓喆"
    secrecy_officers = "王建国、陈堃"
    phone = "024-83687321"
    core_people = 0
    important_people = 4
    ordinary_people = 21
    projects = 6
    training_attendance = 48
    training_rate = 100
    self_checks = 11
    findings = 6
    rectified_rate = 100
    deeds = DEEDS


def portrait_file(name: str = "照片.jpg") -> SimpleUploadedFile:
    """A small picture as uploaded by a browser."""
    content = BytesIO()
    Image.new("RGB", (90, 120), "#7d8796").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def with_photo(staff: Staff) -> Staff:
    """The person with a portrait on file."""
    staff.photo.save(f"{staff.number}.jpg", ContentFile(portrait_file().read()))
    return staff


def summary_handed_in(campaign: Campaign, department, at: dt.datetime, hand_in=HandIn.HANDED_IN) -> Summary:
    """The department's hand-in at an instant; its list has no rows, so it is complete."""
    return Summary.objects.create(campaign=campaign, department=department, hand_in=hand_in, handed_in_at=at)


def sign(user, approval: Approval, decision: str = "agree", comment: str = "同意。") -> Approval:
    """`user` signs the step of the approval that waits for him."""
    return approvals.sign(user, inbox(user).get(approval=approval), decision, comment)


def nominated(officer, award_round: AwardRound, subject, kind=AwardKind.COLLECTIVE, **values) -> Nomination:
    """A complete nomination handed in by an officer; it waits for the head."""
    typed = complete_collective() if kind == AwardKind.COLLECTIVE else complete_individual()
    return nominations.nominate(officer, award_round, kind, subject, {**typed, **values})
