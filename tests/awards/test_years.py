"""Opening the year: campaign and round as one draft, published together once (A1)."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from awards import parameters
from awards.actions import rounds as actions
from awards.choices import RoundState
from awards.models import AwardRound
from baomi.core import clock
from baomi.core.clock import SHANGHAI
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization.models import Parameter
from baomi.organization.roles import Role
from baomi.registers import attachments
from reviews import defaults
from reviews.choices import CampaignState
from reviews.models import Addressee, Campaign
from tests.factories.organization import DepartmentFactory, user_with

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
OPEN = "/awards/years/open/"


@pytest.fixture
def places(db):
    office = user_with(Role.OFFICE)
    classified = DepartmentFactory(name="计算机学院", classified=True)
    line = DepartmentFactory(name="人事处", business_line="人事")
    exam = DepartmentFactory(name="研究生院", exam_duty=True)
    other = DepartmentFactory(name="艺术学院")
    return office, [classified, line, exam], other


def notice(year=2026, **values):
    return {
        "year": year, "title": f"{year} 年度保密工作总结与材料报送", "document_number": f"保字〔{year}〕2号",
        "notice_text": "各有关部门：请按期报送。", "deadline": dt.datetime(year, 12, 10, 17, 30, tzinfo=SHANGHAI),
        "contact_name": "林晓喆", "contact_phone": "024-83681980", **values,
    }  # fmt: skip


def test_one_draft_holds_campaign_and_round_with_the_defaults(places):
    office, addressed, other = places
    award_round = actions.open_year(office, notice(), {})
    assert (award_round.state, award_round.campaign.state) == (RoundState.DRAFT, CampaignState.DRAFT)
    assert (award_round.collective_quota, award_round.individual_quota) == (10, 20)
    assert award_round.deadline == dt.datetime(2026, 12, 10, 17, 30, tzinfo=SHANGHAI)
    assert award_round.collective_criteria.count("\n") == 4
    assert award_round.individual_criteria.count("\n") == 3
    assert set(Addressee.objects.values_list("department__name", flat=True)) == {
        item.name for item in addressed
    }
    assert award_round.campaign.items.count() == len(defaults.ITEMS)


def test_the_numbers_are_parameters(places):
    office, _, _ = places
    for key, value in (
        (parameters.QUOTA_COLLECTIVE, 11),
        (parameters.QUOTA_INDIVIDUAL, 73),
        (parameters.DEADLINE, "12-05"),
    ):
        Parameter.objects.create(key=key, value=value, effective_from=dt.date(2026, 1, 1), source="校内")
    award_round = actions.open_year(office, notice(), {"collective_name": "先进单位", "cycle_years": 2})
    assert (award_round.collective_quota, award_round.individual_quota) == (11, 73)
    assert award_round.deadline.astimezone(SHANGHAI).date() == dt.date(2026, 12, 5)
    assert (award_round.collective_name, award_round.cycle_years) == ("先进单位", 2)


def test_a_year_is_opened_once(places):
    office, _, _ = places
    actions.open_year(office, notice(), {})
    with pytest.raises(Refusal, match="2026 年度已经开启过"):
        actions.open_year(office, notice(), {})
    assert AwardRound.objects.count() == Campaign.objects.count() == 1


def test_only_the_office_opens_and_publishes(places):
    office, addressed, _ = places
    with pytest.raises(NotPermitted):
        actions.open_year(user_with(Role.OFFICER, addressed[0]), notice(), {})
    award_round = actions.open_year(office, notice(), {})
    with pytest.raises(NotPermitted):
        actions.publish_year(user_with(Role.LEADER), award_round)


def test_publishing_sends_out_both_once(places):
    office, _, _ = places
    award_round = actions.publish_year(office, actions.open_year(office, notice(), {}))
    assert (award_round.state, award_round.campaign.state) == (RoundState.OPEN, CampaignState.PUBLISHED)
    with pytest.raises(Refusal, match="已发布"):
        actions.publish_year(office, award_round)


def test_what_cannot_be_published_leaves_both_drafts(places):
    office, _, _ = places
    award_round = actions.open_year(office, notice(), {}, departments=[])
    with pytest.raises(Refusal, match="还没有选报送部门"):
        actions.publish_year(office, award_round)
    with (
        clock.at(dt.datetime(2026, 12, 10, 17, 31, tzinfo=SHANGHAI)),
        pytest.raises(Refusal, match="早于现在"),
    ):
        actions.publish_year(office, award_round)
    award_round.refresh_from_db()
    assert (award_round.state, award_round.campaign.state) == (RoundState.DRAFT, CampaignState.DRAFT)


def test_a_deadline_of_another_year_is_refused(places):
    office, _, _ = places
    with pytest.raises(Refusal, match="不在这一年度"):
        actions.open_year(office, notice(), {"deadline": dt.datetime(2025, 12, 10, 17, 30, tzinfo=SHANGHAI)})
    assert not Campaign.objects.exists()


def test_the_deadline_only_moves_later_and_with_a_reason(places):
    office, _, _ = places
    award_round = actions.publish_year(office, actions.open_year(office, notice(), {}))
    later = award_round.deadline + dt.timedelta(days=3)
    with pytest.raises(Refusal, match="没有写明原因"):
        actions.move_deadline(office, award_round, later, " ")
    with pytest.raises(Refusal, match="不晚于原截止时间"):
        actions.move_deadline(office, award_round, award_round.deadline, "雨雪")
    assert actions.move_deadline(office, award_round, later, "雨雪停课").deadline == later


# The page


def posted(client, page, **changes):
    """What the browser would send back: every control of the page with its value, then the changes."""
    parts = page.context["parts"]
    data = {"token": page.context["token"], "department": [str(item.pk) for item in parts.departments]}
    for form in (parts.campaign, parts.round, *parts.items.forms, parts.items.management_form):
        for bound in form:
            value = bound.value()
            if hasattr(value, "tzinfo"):
                value = f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
            data[bound.html_name] = "" if value is None or value is False else value
    data |= {"document_number": "保字〔2026〕2号", "contact_name": "林晓喆", "contact_phone": "024-83681980"}
    return {**data, **changes}


def test_the_page_saves_a_draft_with_attachment_and_publishes_after_the_list(places, client):
    office, addressed, _ = places
    client.force_login(office)
    page = client.get(OPEN)
    assert page.status_code == 200
    data = posted(client, page, files=SimpleUploadedFile("通知.pdf", PDF, "application/pdf"))
    answer = client.post(OPEN, data)
    assert answer.status_code == 302, answer.context["errors"]
    award_round = AwardRound.objects.get()
    assert answer.url == f"/awards/rounds/{award_round.pk}/"
    assert [row.name for row in attachments.of(award_round.campaign)] == ["通知.pdf"]
    data["files"].seek(0)
    again = client.post(OPEN, data)
    assert again.url == answer.url
    assert AwardRound.objects.count() == 1
    confirm = client.get(f"{answer.url}publish/").content.decode()
    assert all(item.name in confirm for item in addressed)
    assert "艺术学院" not in confirm
    client.post(f"{answer.url}publish/")
    award_round.refresh_from_db()
    assert award_round.state == RoundState.OPEN


def test_the_page_names_what_is_wrong_and_writes_nothing(places, client):
    office, _, _ = places
    client.force_login(office)
    page = client.get(OPEN)
    answer = client.post(OPEN, posted(client, page, **{"round-collective_quota": "十", "contact_name": ""}))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "集体名额" in text
    assert "联系人" in text
    assert not AwardRound.objects.exists()


def test_the_draft_is_changed_on_the_same_page(places, client):
    office, addressed, other = places
    client.force_login(office)
    award_round = actions.open_year(office, notice(), {})
    url = f"/awards/rounds/{award_round.pk}/edit/"
    page = client.get(url)
    data = posted(client, page, **{"round-collective_quota": "8", "department": [str(other.pk)]})
    data |= {"version": award_round.version, "campaign_version": award_round.campaign.version}
    assert client.post(url, data).status_code == 302
    award_round.refresh_from_db()
    assert award_round.collective_quota == 8
    assert list(award_round.campaign.addressees.values_list("department__name", flat=True)) == ["艺术学院"]
    assert client.post(url, data).status_code == 409
    actions.publish_year(office, award_round)
    assert client.get(url).status_code == 400


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.MEMBER, Role.LEADER, Role.SYSADMIN])
def test_others_do_not_get_in_and_do_not_see_the_draft(places, client, role):
    office, addressed, _ = places
    award_round = actions.open_year(office, notice(), {})
    client.force_login(user_with(role, addressed[0]))
    assert client.get(OPEN).status_code == 403
    assert client.get(f"/awards/rounds/{award_round.pk}/").status_code in (403, 404)
