"""What falls due in the yearly summary: handing in, and mending what the office has returned."""

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from baomi.reminders import deadlines
from baomi.reminders.choices import Kind
from baomi.reminders.deadlines import Deadline, DueItem, Stage, record_ref
from reviews.choices import CampaignState, HandIn
from reviews.evidence import SUBMITTED
from reviews.models import Addressee, Campaign, Summary

SUMMARY, CORRECTION = "reviews.summary", "reviews.correction"
UNFINISHED = (HandIn.IN_WORK, HandIn.WITH_HEAD, HandIn.RETURNED)
CLAUSE = "《通知》第三条"


def notice_url(addressee: Addressee) -> str:
    """The page of the department's task: the notice, the list, and its summary."""
    return f"/reviews/notices/{addressee.pk}/"


def summary_item(addressee: Addressee) -> DueItem:
    """The duty of one addressed department, whether or not it has begun; also what the office urges."""
    campaign = addressee.campaign
    return DueItem(
        record=record_ref(addressee),
        label=f"{campaign.year} 年度总结报送 {addressee.department.name}",
        url=notice_url(addressee),
        due=addressee.deadline,
        department_id=addressee.department_id,
        detail="年度总结和材料清单经部门负责人签字后报送保密办",
    )


def owing() -> models.QuerySet[Addressee]:
    """Departments of running campaigns that have not handed in; those with a correction due are left to it."""
    own = Summary.objects.filter(campaign=OuterRef("campaign"), department=OuterRef("department"))
    settled = own.filter(hand_in__in=SUBMITTED)
    correcting = own.filter(correction_due__isnull=False)
    return (
        Addressee.objects.filter(campaign__state=CampaignState.PUBLISHED)
        .exclude(Exists(settled))
        .exclude(Exists(correcting))
        .select_related("campaign", "department")
        .order_by("pk")
    )


def urgeable(campaign: Campaign, department_ids: Iterable[int]) -> list[DueItem]:
    """What the office may urge among these departments: what has not been handed in or mended."""
    keys = set(department_ids)
    waiting = [summary_item(row) for row in owing().filter(campaign=campaign, department__in=keys)]
    return waiting + [
        _correction_item(row) for row in _corrections().filter(campaign=campaign, department__in=keys)
    ]


def _summaries_due(until: dt.datetime) -> Iterable[DueItem]:
    rows = owing().annotate(due=Coalesce("extended_to", "campaign__deadline")).filter(due__lte=until)
    return [summary_item(addressee) for addressee in rows]


def _corrections() -> models.QuerySet[Summary]:
    return Summary.objects.filter(
        campaign__state=CampaignState.PUBLISHED, hand_in__in=UNFINISHED, correction_due__isnull=False
    ).select_related("campaign", "department")


def _correction_item(summary: Summary) -> DueItem:
    return DueItem(
        record=record_ref(summary),
        label=f"{summary.campaign.year} 年度总结补正 {summary.department.name}",
        url=f"/reviews/summaries/{summary.pk}/",
        due=summary.correction_due,
        department_id=summary.department_id,
        detail="保密办退回的总结和清单，请补正后再次报送",
    )


def _corrections_due(until: dt.datetime) -> Iterable[DueItem]:
    return [
        _correction_item(summary)
        for summary in _corrections().filter(correction_due__lte=until).order_by("pk")
    ]


def _summary_of_record(record) -> Iterable[DueItem]:
    if not isinstance(record, Summary):
        return []
    return [
        summary_item(row)
        for row in owing().filter(campaign=record.campaign_id, department=record.department_id)
    ]


def _correction_of_record(record) -> Iterable[DueItem]:
    if not isinstance(record, Summary):
        return []
    return [_correction_item(summary) for summary in _corrections().filter(pk=record.pk)]


deadlines.add(
    Deadline(
        key=SUMMARY,
        label="年度总结报送",
        due=_summaries_due,
        group="年度报送",
        for_record=_summary_of_record,
        clause=CLAUSE,
    )
)
deadlines.add(
    Deadline(
        key=CORRECTION,
        label="年度总结补正",
        due=_corrections_due,
        group="年度报送",
        stages=(
            Stage(-1, "officer", Kind.AHEAD),
            Stage(0, "officer", Kind.ON_DAY),
            Stage(1, "officer", Kind.OVERDUE),
            Stage(1, "head", Kind.ESCALATION),
            Stage(3, "office", Kind.ESCALATION),
        ),
        for_record=_correction_of_record,
        clause=CLAUSE,
    )
)
