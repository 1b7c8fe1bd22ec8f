"""The pages: what each person meets, that nothing typed is lost, that foreign rows do not exist."""

import datetime as dt
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baomi.core import clock
from baomi.organization.roles import Role
from baomi.registers import attachments
from baomi.registers.models import Draft
from baomi.reminders.models import Notice
from reviews import evidence, home
from reviews.choices import CampaignState, HandIn
from reviews.models import Campaign, Incident, Summary
from reviews.models.summaries import PARTS
from tests.factories.organization import user_with
from tests.factories.reviews import DEADLINE, TEXT, AddresseeFactory, CampaignItemFactory, IncidentFactory

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def text_of(response) -> str:
    return response.content.decode()


def edit_url(summary) -> str:
    return f"/reviews/summaries/{summary.pk}/edit/"


def typed(summary, **changes) -> dict:
    """What the browser sends from the edit page of the summary as it stands."""
    data = {name: getattr(summary, name) for name in PARTS} | {"version": summary.version}
    for item in summary.items.all():
        values = {"answer": item.answer, "quantity": item.quantity, "submitted_on": item.submitted_on or ""}
        for name, value in values.items():
            data[f"item-{item.pk}-{name}"] = data[f"initial-item-{item.pk}-{name}"] = str(value)
    return data | changes


# --- the department ---


def test_the_task_leads_from_the_notice_into_the_form(client, round):
    CampaignItemFactory(campaign=round.campaign, name="年度总结")
    client.force_login(round.officer)
    url = f"/reviews/notices/{round.task.pk}/"
    assert "开始填写总结" in text_of(client.get(url))
    assert not Summary.objects.exists()
    response = client.post(url)
    summary = Summary.objects.get()
    assert response.headers["Location"] == edit_url(summary)
    page = text_of(client.get(edit_url(summary)))
    assert "送出前还差" in page
    assert f'href="#item-{summary.items.get().pk}"' in page


def test_the_head_reads_the_notice_but_does_not_begin(client, round):
    client.force_login(round.head)
    assert "暂不能开始" in text_of(client.get(f"/reviews/notices/{round.task.pk}/"))
    assert client.post(f"/reviews/notices/{round.task.pk}/").status_code == 403


def test_guessed_addresses_of_another_department_do_not_exist(client, round):
    theirs = round.full_summary(round.other)
    draft = AddresseeFactory(
        campaign__year=2027, campaign__state=CampaignState.DRAFT, department=round.college
    )
    client.force_login(round.officer)
    for url in (
        f"/reviews/notices/{round.other_task.pk}/",
        f"/reviews/notices/{draft.pk}/",
        f"/reviews/summaries/{theirs.pk}/",
        edit_url(theirs),
        f"/reviews/summaries/{theirs.pk}/print/F-03.pdf",
    ):
        assert client.get(url).status_code == 404, url
    assert client.post(edit_url(theirs), typed(theirs, leadership="改")).status_code == 404
    assert client.post(f"/reviews/notices/{round.other_task.pk}/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.leadership == TEXT


@pytest.mark.parametrize("tail", ["status/", "publish/", "addressees/", "items/", "deadline/", "close/", ""])
def test_the_offices_pages_are_not_the_departments(client, round, tail):
    client.force_login(round.officer)
    assert client.get(f"/reviews/campaigns/{round.campaign.pk}/{tail}").status_code in (403, 404)


def test_files_of_the_notice_reach_those_it_is_addressed_to(client, round):
    upload = SimpleUploadedFile("清单.pdf", PDF, content_type="application/pdf")
    row = attachments.store(round.office, round.campaign, upload)
    url = f"/reviews/notices/{round.task.pk}/files/{row.uuid}/"
    client.force_login(round.officer)
    assert "清单.pdf" in text_of(client.get(f"/reviews/notices/{round.task.pk}/"))
    assert client.get(url).content == PDF
    client.force_login(round.other_officer)
    assert client.get(url).status_code == 404
    client.force_login(user_with(Role.HR))
    assert client.get(url).status_code == 403


def test_saving_writes_parts_and_ticks_together(client, round):
    summary = round.full_summary()
    item = summary.items.get()
    client.force_login(round.officer)
    data = typed(summary, leadership="改写。" + TEXT)
    data[f"item-{item.pk}-quantity"] = "5 份"
    client.post(edit_url(summary), data)
    summary.refresh_from_db()
    item.refresh_from_db()
    assert summary.leadership.startswith("改写。")
    assert item.quantity == "5 份"


def test_what_is_typed_is_drafted_and_comes_back(client, round):
    summary = round.full_summary()
    item = summary.items.get()
    client.force_login(round.officer)
    data = typed(summary, education="写到一半") | {f"item-{item.pk}-quantity": "7 页"}
    assert "saved_at" in client.post(f"{edit_url(summary)}draft/", data).json()
    page = text_of(client.get(edit_url(summary)))
    assert "写到一半" in page
    assert 'value="7 页"' in page
    summary.refresh_from_db()
    assert summary.education == TEXT
    client.post(edit_url(summary), data)
    assert not Draft.objects.exists()


def test_a_wrong_date_keeps_everything_typed_and_writes_nothing(client, round):
    summary = round.full_summary()
    item = summary.items.get()
    client.force_login(round.officer)
    data = typed(summary, leadership="改写。" + TEXT) | {f"item-{item.pk}-submitted_on": "2026-02-30"}
    response = client.post(edit_url(summary), data)
    assert response.status_code == 422
    page = text_of(response)
    assert "改写。" in page
    assert "2026-02-30" in page
    summary.refresh_from_db()
    assert summary.leadership == TEXT


def test_a_stale_form_shows_both_and_carries_the_ticks_along(client, round):
    summary = round.full_summary()
    item = summary.items.get()
    old = typed(summary, leadership="我的。" + TEXT) | {f"item-{item.pk}-quantity": "8 份"}
    client.force_login(round.officer)
    client.post(edit_url(summary), typed(summary, leadership="别人的。" + TEXT))
    response = client.post(edit_url(summary), old)
    assert response.status_code == 409
    page = text_of(response)
    assert "我的。" in page
    assert "别人的。" in page
    assert f'name="item-{item.pk}-quantity" value="8 份"' in page
    item.refresh_from_db()
    assert item.quantity == "1 份"


def test_handing_in_with_gaps_saves_and_names_them(client, round):
    summary = round.full_summary()
    client.force_login(round.officer)
    response = client.post(edit_url(summary), typed(summary, leadership="短", hand_in="1"), follow=True)
    assert "内容已保存，还没有送出" in text_of(response)
    summary.refresh_from_db()
    assert (summary.leadership, summary.hand_in) == ("短", HandIn.IN_WORK)


def test_the_closing_time_passing_while_the_form_is_open_is_said_and_loses_nothing(client, round):
    summary = round.full_summary()
    with clock.at(DEADLINE + dt.timedelta(minutes=1)):
        client.force_login(round.officer)
        data = typed(summary, leadership="改写。" + TEXT, hand_in="1")
        response = client.post(edit_url(summary), data, follow=True)
    page = text_of(response)
    assert "报送截止 2026-12-10 17:30 已过，按逾期报送" in page
    summary.refresh_from_db()
    assert summary.hand_in == HandIn.WITH_HEAD
    assert summary.leadership.startswith("改写。")


def test_a_level_mark_in_the_text_is_warned_of(client, round):
    summary = round.full_summary()
    client.force_login(round.officer)
    response = client.post(edit_url(summary), typed(summary, leadership=TEXT + "机密★10年"), follow=True)
    assert "文字里有密级标志" in text_of(response)


def test_a_file_is_filed_under_its_row_of_the_list(client, round):
    summary = round.full_summary()
    client.force_login(round.officer)
    assert '<option value="年度总结">' in text_of(client.get(f"/reviews/summaries/{summary.pk}/"))
    upload = SimpleUploadedFile("总结.pdf", PDF, content_type="application/pdf")
    client.post(
        f"/reviews/summaries/{summary.pk}/files/", {"file": upload, "kind": "年度总结", "level": "public"}
    )
    assert attachments.of(summary).get().kind == "年度总结"


# --- the office ---


def test_opening_a_year_starts_from_our_wording_and_leads_to_publishing(client, round):
    client.force_login(round.office)
    form = client.get("/reviews/campaigns/new/?year=2027")
    page = text_of(form)
    assert "为做好 2027 年度保密工作总结" in page
    assert "2027-12-10 17:30" in page
    data = form.context["form"].initial | {"token": "t1", "contact_name": "陈堃", "contact_phone": "83680000"}
    data["deadline"] = "2027-12-10 17:30"
    client.post("/reviews/campaigns/new/", data)
    campaign = Campaign.objects.get(year=2027)
    confirm = text_of(client.get(f"/reviews/campaigns/{campaign.pk}/publish/"))
    assert f"发布给 {campaign.addressees.count()} 个部门" in confirm
    client.post(f"/reviews/campaigns/{campaign.pk}/publish/")
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.PUBLISHED


def test_rows_of_the_list_are_added_reordered_and_dropped(client, round):
    draft = Campaign.objects.get(pk=round.campaign.pk)
    Campaign.objects.filter(pk=draft.pk).update(state=CampaignState.DRAFT)
    CampaignItemFactory(campaign=draft, order=1, name="甲")
    CampaignItemFactory(campaign=draft, order=2, name="乙")
    CampaignItemFactory(campaign=draft, order=3, name="丙")
    data = {"items-TOTAL_FORMS": "4", "items-INITIAL_FORMS": "3"}
    for n, (order, name) in enumerate([("3", "甲"), ("2", "乙"), ("1", "丙"), ("4", "丁")]):
        row = {
            "ORDER": order,
            "name": name,
            "category": "checks",
            "requirement": "required",
            "applies_to": "all",
        }
        data |= {f"items-{n}-{key}": value for key, value in row.items()}
    data |= {"items-1-DELETE": "on", "version": draft.version}
    client.force_login(round.office)
    client.post(f"/reviews/campaigns/{draft.pk}/items/", data)
    assert list(draft.items.values_list("name", flat=True)) == ["丙", "甲", "丁"]


def test_a_second_editor_of_the_addressees_is_told_and_overwrites_nothing(client, round):
    draft = Campaign.objects.get(pk=round.campaign.pk)
    Campaign.objects.filter(pk=draft.pk).update(state=CampaignState.DRAFT)
    client.force_login(round.office)
    address = f"/reviews/campaigns/{draft.pk}/addressees/"
    assert f'name="version" value="{draft.version}"' in client.get(address).content.decode()
    first = client.post(address, {"department": round.college.pk, "version": draft.version})
    assert first.status_code == 302
    second = client.post(address, {"department": round.other.pk, "version": draft.version})
    assert second.status_code == 409
    assert client.post(address, {"department": round.other.pk}).status_code == 400
    assert list(draft.addressees.values_list("department", flat=True)) == [round.college.pk]


def test_the_status_page_puts_those_behind_on_top_and_marked(client, round):
    round.hand_in(round.full_summary(), clock.now())
    client.force_login(round.office)
    response = client.get(f"/reviews/campaigns/{round.campaign.pk}/status/")
    rows = response.context["matrix"]["rows"]
    assert [(row["name"], row["checked"]) for row in rows] == [("机械学院", True), ("计算机学院", False)]
    page = text_of(response)
    assert "催报 1 个部门" in page
    assert "每日报送与累计" in page


def test_the_overdue_correction_stands_above_what_has_time_left(round):
    """Who is late is seen first, whatever order the departments have."""
    later = AddresseeFactory(campaign=round.campaign, department__code="001")
    due = {later.department: 3, round.task.department: -2}
    for department, days in due.items():
        Summary.objects.filter(department=department).delete()
        Summary.objects.create(
            campaign=round.campaign,
            department=department,
            hand_in=HandIn.RETURNED,
            returned_at=clock.now(),
            correction_due=clock.now() + dt.timedelta(days=days),
        )
    rows = [row.department for row in evidence.standings(round.campaign)]
    assert rows.index(round.task.department) < rows.index(later.department)


def test_nobody_is_urged_when_all_have_handed_in(client, round):
    for addressee in round.campaign.addressees.all():
        Summary.objects.update_or_create(
            campaign=round.campaign,
            department=addressee.department,
            defaults={"hand_in": HandIn.HANDED_IN, "handed_in_at": clock.now()},
        )
    client.force_login(round.office)
    page = text_of(client.get(f"/reviews/campaigns/{round.campaign.pk}/status/"))
    assert "各部门都已报送，不用催报" in page
    assert "催报 0" not in page


def test_the_signer_reads_the_list_where_he_signs(client, round):
    """The head answers for the ticked list as well; the office writes its remarks from there."""
    summary = round.full_summary()
    item = summary.items.get()
    approval = round.submit(summary)
    client.force_login(round.head)
    page = text_of(client.get(f"/approvals/{approval.pk}/"))
    assert "材料上报清单" in page
    assert item.name in page
    assert "回执号" not in page
    assert "填写审核意见" not in page
    round.sign(round.head, approval)
    client.force_login(round.office)
    assert f"/reviews/summaries/{summary.pk}/remarks/" in text_of(client.get(f"/approvals/{approval.pk}/"))


def test_a_leader_looks_but_has_no_buttons(client, round):
    client.force_login(user_with(Role.LEADER))
    page = text_of(client.get(f"/reviews/campaigns/{round.campaign.pk}/status/"))
    assert "各部门" in page
    assert "催报 2" not in page
    assert client.post(f"/reviews/campaigns/{round.campaign.pk}/urge/").status_code == 403


def queries_of(client, url) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_the_status_page_asks_the_same_with_two_and_with_six_departments(client, round):
    client.force_login(round.office)
    url = f"/reviews/campaigns/{round.campaign.pk}/status/"
    round.full_summary()
    client.get(url)
    few = queries_of(client, url)
    for _ in range(4):
        task = AddresseeFactory(campaign=round.campaign)
        round.full_summary(task.department)
    assert queries_of(client, url) == few


def test_urging_lists_first_then_tells_once_a_day(client, round):
    round.hand_in(round.full_summary(), clock.now())
    client.force_login(round.office)
    url = f"/reviews/campaigns/{round.campaign.pk}/urge/"
    both = {"department": [round.college.pk, round.other.pk]}
    page = text_of(client.post(url, both))
    assert "催报 1 个部门？" in page
    assert "机械学院" in page
    assert not Notice.objects.filter(rule="urge").exists()
    for token in ("a", "b"):
        sent = both | {"confirmed": "1", "token": token, "text": "请尽快报送"}
        client.post(url, sent)
    notice = Notice.objects.get(rule="urge")
    assert notice.recipient == round.other_officer
    assert notice.url == f"/reviews/notices/{round.other_task.pk}/"


def test_urging_only_those_who_have_handed_in_is_refused(client, round):
    round.hand_in(round.full_summary(), clock.now())
    client.force_login(round.office)
    response = client.post(
        f"/reviews/campaigns/{round.campaign.pk}/urge/", {"department": [round.college.pk]}
    )
    assert response.status_code == 400
    assert "都已报送" in text_of(response)


def test_extending_from_the_status_page(client, round):
    client.force_login(round.office)
    url = f"/reviews/campaigns/{round.campaign.pk}/extend/"
    data = {"department": [round.college.pk], "confirmed": "1", "until": "2026-12-12 17:30", "reason": "出差"}
    assert "不晚于原截止时间" in text_of(client.post(url, data | {"until": "2026-12-01 17:30"}))
    client.post(url, data)
    round.task.refresh_from_db()
    assert round.task.extended_to == dt.datetime(2026, 12, 12, 17, 30, tzinfo=clock.SHANGHAI)


def test_remarks_are_written_beside_the_rows(client, round):
    summary = round.full_summary()
    round.hand_in(summary, clock.now())
    item = summary.items.get()
    client.force_login(round.office)
    url = f"/reviews/summaries/{summary.pk}/remarks/"
    assert client.get(url).status_code == 200
    client.post(url, {f"remark-{item.pk}": "缺签字页"})
    item.refresh_from_db()
    assert item.remark == "缺签字页"
    client.force_login(round.officer)
    assert client.get(url).status_code == 403
    assert "缺签字页" in text_of(client.get(f"/reviews/summaries/{summary.pk}/"))


def test_an_incident_is_registered_and_settled_on_pages(client, round):
    client.force_login(round.office)
    data = {
        "token": "i1",
        "department": round.college.pk,
        "kind": "leak",
        "occurred_on": "2026-11-03",
        "discovered_at": "2026-11-04 09:00",
        "responsible": f"{round.officer.staff.number}、{round.head.staff.number}",
        "outline": "一份内部材料外发",
    }
    refused = client.post("/reviews/incidents/new/", data | {"responsible": "没有这个人"})
    assert "没有工号 没有这个人" in text_of(refused)
    client.post("/reviews/incidents/new/", data)
    incident = Incident.objects.get()
    assert incident.responsible.count() == 2
    edit = text_of(client.get(f"/reviews/incidents/{incident.pk}/edit/"))
    assert round.officer.staff.number in edit
    client.post(
        f"/reviews/incidents/{incident.pk}/settle/", {"state": "dismissed", "conclusion": "经查不属实"}
    )
    incident.refresh_from_db()
    assert incident.state == "dismissed"


def test_another_departments_incident_does_not_exist(client, round):
    foreign = IncidentFactory(department=round.other)
    client.force_login(round.officer)
    assert client.get(f"/reviews/incidents/{foreign.pk}/").status_code == 404
    assert foreign.number not in text_of(client.get("/reviews/incidents/"))


# --- desk and evidence ---


def test_the_desk_shows_the_office_the_matrix_and_the_officer_his_task(client, round):
    round.full_summary()
    card = home.office_card(round.office)
    assert card.context["total"] == 2
    assert home.office_card(round.officer) is None
    assert home.course_card(round.officer) is None
    client.force_login(round.office)
    assert "每日报送与累计" in text_of(client.get("/"))
    client.force_login(round.officer)
    assert "还差" not in text_of(client.get("/"))
    assert f"/reviews/notices/{round.task.pk}/" in text_of(client.get("/"))
    tasks = home.officer_card(round.officer).context["tasks"]
    assert [(task["state"], task["items"]) for task in tasks] == [("填写中", "1/1")]
    assert home.officer_card(round.office) is None


def test_screening_learns_who_is_late_incomplete_or_not_addressed(round):
    round.hand_in(round.full_summary(), DEADLINE + dt.timedelta(hours=1))
    with clock.at(DEADLINE + dt.timedelta(days=1)):
        keys = [round.college.pk, round.other.pk, round.bystander.pk]
        facts = evidence.summary_facts(round.campaign, keys)
    assert (facts[round.college.pk].late, facts[round.college.pk].complete) == (True, True)
    assert (facts[round.other.pk].late, facts[round.other.pk].complete) == (True, False)
    assert not facts[round.bystander.pk].addressed
    assert not facts[round.bystander.pk].late


def test_the_curve_of_last_year_is_read_by_its_distance_from_the_deadline(round):
    round.hand_in(round.full_summary(), DEADLINE - dt.timedelta(days=3))
    next_year = Campaign(year=2027)
    assert evidence.last_year_course(next_year) == [(3, 1)]
    assert evidence.daily_hand_ins(round.campaign) == {dt.date(2026, 12, 7): 1}


def test_award_columns_come_from_the_awards_app(client, round):
    def marks(campaign, departments):
        full = {"collective": ("full", "已报"), "individual": ("full", "2 人")}
        barred = {"collective": ("", "当年有事件，不得申报")}
        return {round.college.pk: full, round.other.pk: barred}

    url = f"/reviews/campaigns/{round.campaign.pk}/status/"
    client.force_login(round.office)
    with mock.patch.object(evidence.award_marks, "_answers", []):
        assert "先进集体" not in text_of(client.get(url))
    with mock.patch.object(evidence.award_marks, "_answers", [marks]):
        page = text_of(client.get(url))
        rows = home.office_card(round.office).context["rows"]
    assert "先进集体" in page
    assert "当年有事件，不得申报" in page
    assert [row["award"] for row in rows] == ["集体、2 人", "当年有事件，不得申报"]
