"""R11, the notice: opened with the year's defaults, published once, then only more time."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization.models import Department
from reviews import defaults
from reviews.actions import campaigns as actions
from reviews.choices import CampaignState
from reviews.models import Campaign
from tests.factories.organization import DepartmentFactory, ResearchGroupFactory
from tests.factories.reviews import DEADLINE

VALUES = {
    "year": 2027,
    "title": "2027 年度保密工作总结与材料报送",
    "notice_text": defaults.notice_text(2027),
    "deadline": DEADLINE.replace(year=2027),
    "contact_name": "陈堃",
    "contact_phone": "83680000",
}


@pytest.fixture
def draft(round):
    return actions.open_campaign(round.office, VALUES)


def test_a_new_year_starts_with_the_19_rows_and_the_departments_concerned(round):
    line = DepartmentFactory(name="科研院", business_line="科研")
    exam = DepartmentFactory(name="教务处", exam_duty=True)
    group = ResearchGroupFactory(parent=round.college, classified=True)
    closed = DepartmentFactory(name="旧学院", classified=True, active=False)
    campaign = actions.open_campaign(round.office, VALUES)
    assert campaign.items.count() == 19
    addressed = set(campaign.addressees.values_list("department", flat=True))
    assert {round.college.pk, round.other.pk, line.pk, exam.pk} <= addressed
    assert not {round.bystander.pk, group.pk, closed.pk} & addressed


def test_the_usual_deadline_is_the_parameter_at_half_past_five(db):
    assert actions.default_deadline(2027) == dt.datetime(2027, 12, 10, 17, 30, tzinfo=clock.SHANGHAI)


def test_one_campaign_a_year(round, draft):
    with pytest.raises(ValidationError, match="这个年度的报送已经建立"):
        actions.open_campaign(round.office, VALUES)


def test_only_the_office_opens_a_year(round):
    with pytest.raises(NotPermitted):
        actions.open_campaign(round.officer, VALUES)
    assert not Campaign.objects.filter(year=2027).exists()


def test_publishing_needs_an_addressee_a_list_and_a_deadline_ahead(round, draft):
    actions.set_addressees(round.office, draft, [])
    with pytest.raises(Refusal, match="还没有选报送部门"):
        actions.publish(round.office, draft)
    actions.set_addressees(round.office, draft, [round.college])
    items = list(draft.items.values("name", "category", "requirement", "applies_to"))
    actions.set_items(round.office, draft, [])
    with pytest.raises(Refusal, match="材料上报清单是空的"):
        actions.publish(round.office, draft)
    actions.set_items(round.office, draft, items)
    with clock.at(DEADLINE.replace(year=2028)), pytest.raises(Refusal, match="报送截止早于现在"):
        actions.publish(round.office, draft)
    assert actions.publish(round.office, draft).state == CampaignState.PUBLISHED


def test_what_is_published_stays_as_it_went_out(round, draft):
    actions.publish(round.office, draft)
    with pytest.raises(Refusal, match="通知已发布"):
        actions.change_campaign(round.office, draft, {"title": "另一个标题"})
    with pytest.raises(Refusal, match="通知已发布"):
        actions.set_addressees(round.office, draft, Department.objects.all())
    with pytest.raises(Refusal, match="通知已发布"):
        actions.set_items(round.office, draft, [])
    assert draft.items.count() == 19


def test_two_rows_of_one_name_are_refused_and_the_old_list_stays(round, draft):
    row = {"name": "年度总结", "category": "summary", "requirement": "required", "applies_to": "all"}
    with pytest.raises(Refusal, match="同名材料"):
        actions.set_items(round.office, draft, [row, row])
    assert draft.items.count() == 19


def test_a_deadline_only_moves_later_with_a_reason_in_the_log(round):
    campaign = round.campaign
    with pytest.raises(Refusal, match="不晚于原截止时间"):
        actions.move_deadline(round.office, campaign, DEADLINE - dt.timedelta(days=1), "提前")
    with pytest.raises(Refusal, match="没有写明原因"):
        actions.move_deadline(round.office, campaign, DEADLINE + dt.timedelta(days=1), " ")
    moved = actions.move_deadline(round.office, campaign, DEADLINE + dt.timedelta(days=1), "学校停电")
    assert moved.deadline == DEADLINE + dt.timedelta(days=1)
    assert AuditEntry.objects.get(action="reviews.campaign.move_deadline").reason == "学校停电"


def test_single_departments_get_more_time_and_others_do_not(round):
    later = DEADLINE + dt.timedelta(days=5)
    assert actions.extend(round.office, round.campaign, [round.college], later, "负责人出差") == 1
    round.task.refresh_from_db()
    round.other_task.refresh_from_db()
    assert round.task.deadline == later
    assert round.other_task.deadline == DEADLINE
    with pytest.raises(Refusal, match="不在这次报送名单中"):
        actions.extend(round.office, round.campaign, [round.bystander], later, "想要")


def test_a_draft_is_not_extended_and_a_closed_campaign_not_closed_twice(round, draft):
    with pytest.raises(Refusal, match="只有报送中的年度可以延期"):
        actions.move_deadline(round.office, draft, DEADLINE.replace(year=2028), "晚一年")
    actions.close(round.office, round.campaign)
    with pytest.raises(Refusal, match="只有报送中的年度可以结束"):
        actions.close(round.office, round.campaign)
