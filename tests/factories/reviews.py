"""Campaigns, summaries and incidents for tests, and the people of two departments who hand in."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from baomi.approvals import actions as approvals
from baomi.core import clock
from baomi.organization.roles import Role
from reviews import defaults, rules
from reviews.actions.summaries import PROCEDURE
from reviews.choices import CampaignState, HandIn, IncidentKind, ItemAnswer, ItemCategory, Requirement
from reviews.models import Addressee, Campaign, CampaignItem, Incident, Summary, SummaryItem
from reviews.models.summaries import PARTS
from tests.factories.organization import DepartmentFactory, user_with

DEADLINE = dt.datetime(2026, 12, 10, 17, 30, tzinfo=clock.SHANGHAI)
PUBLISHED = dt.datetime(2026, 11, 9, 9, 0, tzinfo=clock.SHANGHAI)
TEXT = "领导小组全年召开例会四次，研究保密工作六项，责任书签订到课题组，逐级落实到人。"


class CampaignFactory(DjangoModelFactory):
    """A published campaign due on 2026-12-10 17:30; `state=DRAFT, published_at=None` for a draft."""

    class Meta:
        model = Campaign

    department = factory.SubFactory(DepartmentFactory)
    year = 2026
    title = factory.LazyAttribute(lambda row: defaults.title(row.year))
    document_number = "保字〔2026〕2 号"
    notice_text = factory.LazyAttribute(lambda row: defaults.notice_text(row.year))
    deadline = DEADLINE
    contact_name = "陈堃"
    contact_phone = "83680000"
    contact_place = "主楼 1329 室"
    state = CampaignState.PUBLISHED
    published_at = PUBLISHED
    created_at = PUBLISHED
    updated_at = PUBLISHED


class AddresseeFactory(DjangoModelFactory):
    class Meta:
        model = Addressee

    campaign = factory.SubFactory(CampaignFactory)
    department = factory.SubFactory(DepartmentFactory, classified=True)


class CampaignItemFactory(DjangoModelFactory):
    class Meta:
        model = CampaignItem

    campaign = factory.SubFactory(CampaignFactory)
    order = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"材料{n}")
    category = ItemCategory.CHECKS
    requirement = Requirement.REQUIRED


class SummaryFactory(DjangoModelFactory):
    """A summary in work with one open row; `full=True` writes the six parts and answers the row."""

    class Meta:
        model = Summary
        skip_postgeneration_save = True

    class Params:
        full = factory.Trait(**dict.fromkeys(PARTS, TEXT))

    campaign = factory.SubFactory(CampaignFactory)
    department = factory.SubFactory(DepartmentFactory, classified=True)
    hand_in = HandIn.IN_WORK
    created_at = PUBLISHED
    updated_at = PUBLISHED

    @factory.post_generation
    def rows(self, create, extracted, **kwargs):
        for order, name in enumerate(extracted or ["年度总结"], 1):
            done = bool(self.leadership)
            SummaryItem.objects.create(
                summary=self,
                order=order,
                name=name,
                category=ItemCategory.SUMMARY,
                requirement=Requirement.REQUIRED,
                answer=ItemAnswer.SUBMITTED if done else ItemAnswer.OPEN,
                quantity="1 份" if done else "",
                submitted_on=PUBLISHED.date() if done else None,
            )


class IncidentFactory(DjangoModelFactory):
    class Meta:
        model = Incident

    department = factory.SubFactory(DepartmentFactory)
    number = factory.Sequence(lambda n: f"SJ-2026-{n + 1:03}")
    kind = IncidentKind.LEAK
    occurred_on = dt.date(2026, 5, 6)
    discovered_at = dt.datetime(2026, 5, 7, 8, 30, tzinfo=clock.SHANGHAI)
    outline = "外发文件未经审查"
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.LazyFunction(clock.now)


class Round:
    """The year's round of two departments: the office, and officer and head of each; both addressed."""

    def __init__(self):
        self.college = DepartmentFactory(name="计算机学院", classified=True)
        self.other = DepartmentFactory(name="机械学院", classified=True, exam_duty=True)
        self.bystander = DepartmentFactory(name="体育部")
        self.campaign = CampaignFactory()
        self.task = AddresseeFactory(campaign=self.campaign, department=self.college)
        self.other_task = AddresseeFactory(campaign=self.campaign, department=self.other)
        self.office = user_with(Role.OFFICE)
        self.office_head = user_with(Role.OFFICE_HEAD)
        self.officer = user_with(Role.OFFICER, self.college)
        self.head = user_with(Role.HEAD, self.college)
        self.other_officer = user_with(Role.OFFICER, self.other)
        self.other_head = user_with(Role.HEAD, self.other)

    def full_summary(self, department=None, **values) -> Summary:
        """A complete summary, not yet handed in."""
        return SummaryFactory(
            full=True, campaign=self.campaign, department=department or self.college, **values
        )

    def submit(self, summary: Summary):
        """The officer sends it to the head; returns the approval."""
        return approvals.submit(self.officer, PROCEDURE, summary)

    def hand_in(self, summary: Summary, at: dt.datetime):
        """Submitted and signed by the head at the instant; returns the approval, waiting for the office."""
        with clock.at(at):
            return self.sign(self.head, self.submit(summary))

    @staticmethod
    def sign(user, approval, decision: str = "agree", comment: str = ""):
        """Sign the open step as `user`."""
        step = approval.steps.get(round=approval.round, state="open")
        return approvals.sign(user, step, decision, comment)

    @staticmethod
    def late(summary: Summary, deadline: dt.datetime = DEADLINE) -> bool:
        return rules.is_late(Summary.objects.get(pk=summary.pk), deadline, clock.now())
