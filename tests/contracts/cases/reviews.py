"""The yearly summary: campaigns, summaries, incidents; its route and what is due in it."""

import datetime as dt

from baomi.core import clock
from baomi.organization.models import Department
from baomi.organization.roles import Role
from reviews.choices import CampaignState, HandIn
from reviews.models import Campaign, Incident
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories import reviews

FIRST_YEAR = 2001
LATE = dt.datetime(2026, 12, 20, 9, 0, tzinfo=clock.SHANGHAI)
CORRECTION_DUE = dt.datetime(2026, 12, 15, 17, 30, tzinfo=clock.SHANGHAI)


def free_year() -> int:
    """A year without a campaign: there is one a year, and its form takes no year before 2000."""
    taken = set(Campaign.objects.values_list("year", flat=True))
    return next(year for year in range(FIRST_YEAR, FIRST_YEAR + 1000) if year not in taken)


def campaign(department: Department, **values) -> Campaign:
    return reviews.CampaignFactory(department=department, year=free_year(), **values)


def draft_campaign(department: Department) -> Campaign:
    return campaign(department, state=CampaignState.DRAFT, published_at=None)


def summary(department: Department, **values):
    """In work, with its campaign published and the department addressed."""
    running = campaign(department)
    reviews.AddresseeFactory(campaign=running, department=department)
    return reviews.SummaryFactory(campaign=running, department=department, **values)


def incident(department: Department):
    """Numbered as in another year, out of the way of those that a test registers."""
    number = f"SJ-2019-{Incident.objects.count() + 1:03}"
    return reviews.IncidentFactory(department=department, number=number)


def incident_payload(department: Department) -> dict:
    return {
        "department": department.pk,
        "kind": "leak",
        "occurred_on": "2026-05-06",
        "discovered_at": "2026-05-07 08:30",
        "responsible": "",
        "outline": "外发文件未经审查",
    }


def campaign_payload(department: Department) -> dict:
    return {
        "year": free_year(),
        "title": "年度保密工作总结报送",
        "document_number": "保字〔2026〕9 号",
        "notice_text": "各有关部门：请按期报送。",
        "deadline": "2026-12-10 17:30",
        "contact_name": "陈堃",
        "contact_phone": "83680000",
        "contact_place": "主楼 1329 室",
    }


REGISTERS: dict[str, Case] = {
    "reviews.campaigns": Case(
        make=draft_campaign,
        clerk=Role.OFFICE,
        list_queries=16,
        detail_queries=16,
        payload=campaign_payload,
        change=("contact_place", "主楼 101 室", "主楼 102 室"),
        prints={"S-01": campaign},
    ),
    "reviews.summaries": Case(
        make=summary,
        clerk=Role.OFFICER,
        list_queries=20,
        detail_queries=25,
        change=("leadership", "例会四次，责任书签到课题组。", "例会六次，责任书签到个人。"),
        prints={
            "F-03": lambda department: summary(department, full=True),
            "S-07": lambda department: summary(department, full=True),
        },
    ),
    "reviews.incidents": Case(
        make=incident,
        clerk=Role.OFFICE,
        list_queries=18,
        detail_queries=13,
        payload=incident_payload,
        change=("outline", "外发文件未审", "外发两份文件未审"),
        broken=("发生日期", "2026-02-30"),
    ),
}

PROCEDURES: dict[str, ProcedureCase] = {
    "reviews.summary": ProcedureCase(lambda department: summary(department, full=True), Role.OFFICER),
}

DEADLINES: dict[str, DeadlineCase] = {
    "reviews.summary": DeadlineCase(summary, LATE),
    "reviews.correction": DeadlineCase(
        lambda department: summary(department, hand_in=HandIn.RETURNED, correction_due=CORRECTION_DUE), LATE
    ),
}
