"""The pages of reports as each role uses them; who reads what was reported and who does not."""

import datetime as dt

import pytest

from baomi.approvals.choices import State
from baomi.core import clock
from baomi.organization.roles import Role
from baomi.registers.models import Draft
from personnel.actions import reports as actions
from personnel.models import MajorReport
from personnel.rules import reports as rules
from tests.factories.organization import user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_reports import MARRIED

NEW, ZERO = "/personnel/reports/new/", "/personnel/reports/zero/"
SECRET = "安娜"
DECEMBER = dt.date(2026, 12, 3)
CELLS = {f"marriage-0-{name}": value for name, value in MARRIED["marriage"][0].items()}


def token(client, url: str) -> str:
    return dict(client.get(url).context["hidden"])["token"]


def handed_in(house) -> MajorReport:
    report = actions.begin_event(house.account, house.person, dt.date(2026, 11, 20))
    report = actions.fill(house.account, report, {}, MARRIED)
    actions.hand_in(house.account, report)
    report.refresh_from_db()
    return report


def url_of(report: MajorReport, page: str = "") -> str:
    return f"/personnel/reports/{report.pk}/{page}"


def test_the_person_begins_fills_in_and_sends_his_report(house, browser):
    client = browser(house.account)
    data = {"happened_on": "2026-11-20", "token": token(client, NEW)}
    answer = client.post(NEW, data)
    report = MajorReport.objects.get()
    assert answer.url == url_of(report, "edit/")
    assert client.post(NEW, data).url == answer.url
    typed = {"version": report.version, "happened_on": "2026-11-20", **CELLS}
    kept = client.post(answer.url, {**typed, "save": "1"}, follow=True).content.decode()
    assert "还没有送出" in kept
    assert SECRET in kept
    sent = client.post(answer.url, {**typed, "version": report.version + 1}, follow=True)
    report.refresh_from_db()
    assert (report.state, SECRET in sent.content.decode()) == (State.RUNNING, True)
    assert "不能修改" in client.get(url_of(report, "edit/")).content.decode()


def test_what_was_typed_survives_a_closed_tab_sealed_and_for_its_writer_alone(house, browser):
    report = actions.begin_event(house.account, house.person, dt.date(2026, 11, 20))
    client, edit = browser(house.account), url_of(report, "edit/")
    with clock.at(clock.now() + dt.timedelta(minutes=5)):
        typed = {"version": report.version, "happened_on": "2026-11-21", **CELLS}
        assert "saved_at" in client.post(f"{edit}draft/", typed).json()
        assert SECRET not in str(Draft.objects.get().data)
        text = client.get(edit).content.decode()
        assert SECRET in text and "2026-11-21" in text and "已自动保存" in text
        assert f'data-autosave="{edit}draft/"' in text
        for other, status in ((house.officer, (403, 400)), (user_with(Role.PERSON, house.here), (404,))):
            assert browser(other).post(f"{edit}draft/", typed).status_code in status
        client.post(edit, {**typed, "save": "1"})
    assert not Draft.objects.exists()
    report.refresh_from_db()
    assert report.happened_on == dt.date(2026, 11, 21)


def test_a_draft_older_than_the_report_is_not_laid_over_it(house, browser):
    report = actions.begin_event(house.account, house.person, dt.date(2026, 11, 20))
    client, edit = browser(house.account), url_of(report, "edit/")
    client.post(f"{edit}draft/", {"version": report.version, "happened_on": "2026-11-20", **CELLS})
    with clock.at(clock.now() + dt.timedelta(minutes=5)):
        other = {"marriage": [{**MARRIED["marriage"][0], "spouse": "李薇"}]}
        actions.fill(house.account, report, {}, other, report.version)
        assert SECRET not in client.get(edit).content.decode()


def test_wrong_cells_stay_as_typed_with_the_reason(house, browser):
    report = actions.begin_event(house.account, house.person, dt.date(2026, 11, 20))
    data = {"version": report.version, "happened_on": "2026-11-20", **CELLS, "marriage-0-day": "下周"}
    answer = browser(house.account).post(url_of(report, "edit/"), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "不是日期" in text
    assert SECRET in text
    report.refresh_from_db()
    assert report.matters == ""


def test_a_stale_form_is_told(house, browser):
    report = actions.begin_event(house.account, house.person, dt.date(2026, 11, 20))
    actions.fill(house.account, report, {}, MARRIED)
    data = {"version": report.version, "happened_on": "2026-11-20", **CELLS}
    assert browser(house.account).post(url_of(report, "edit/"), data).status_code == 409


def test_what_was_reported_is_read_by_himself_hr_and_the_office_alone(house, browser):
    report = handed_in(house)
    for user in (house.account, house.hr, house.office):
        assert SECRET in browser(user).get(url_of(report)).content.decode()
        assert browser(user).get(url_of(report, "print/F-19.pdf")).status_code == 200
    for user in (house.officer, house.head):
        text = browser(user).get(url_of(report)).content.decode()
        assert report.number in text
        assert SECRET not in text
        assert "通婚" not in text
        assert browser(user).get(url_of(report, "print/F-19.pdf")).status_code in (403, 404)
        assert "通婚" not in browser(user).get("/personnel/reports/?view=all").content.decode()
        for page in (url_of(report, "history/"), f"/approvals/{report.approval_id}/"):
            text = browser(user).get(page).content.decode()
            assert not [word for word in (SECRET, "通婚", "marriage") if word in text], page


def test_the_officer_of_another_department_sees_nothing(house, browser):
    report = handed_in(house)
    assert browser(user_with(Role.OFFICER, house.there)).get(url_of(report)).status_code == 404


def test_the_person_is_not_told_that_he_was_found_abnormal(house, browser):
    report = handed_in(house)
    actions.handle(house.office, report, abnormal=True, handling="暂停接触")
    for user, seen in (
        (house.account, False),
        (house.officer, False),
        (house.office, True),
        (house.hr, True),
    ):
        text = browser(user).get(url_of(report)).content.decode()
        assert ("暂停接触" in text, "待上报" in text) == (seen, seen), user


def test_the_office_reads_and_handles_in_one_go(house, browser):
    report, client = handed_in(house), browser(house.office)
    url = url_of(report, "handle/")
    assert SECRET in client.get(url).content.decode()
    data = {"abnormal": "yes", "handling": "", "token": token(client, url)}
    assert client.post(url, data).status_code == 422
    client.post(url, {**data, "handling": "暂停接触"})
    report.refresh_from_db()
    assert (report.state, report.abnormal) == (State.APPROVED, True)
    url = url_of(report, "bureau/")
    client.post(url, {"day": "2026-11-30", "number": "保〔2026〕9 号", "token": token(client, url)})
    report.refresh_from_db()
    assert report.bureau_number == "保〔2026〕9 号"
    assert browser(house.hr).get(url_of(report, "handle/")).status_code == 403


def test_nothing_to_report_takes_a_tick_and_a_click(house, browser):
    client = browser(house.account)
    assert "每年 12 月填报" in client.get(ZERO).content.decode()
    with clock.at(DECEMBER):
        data = {"token": token(client, ZERO)}
        assert client.post(ZERO, data).status_code == 422
        data["confirmed"] = "on"
        answer = client.post(ZERO, data)
        assert client.post(ZERO, data).url == answer.url
        again = client.post(ZERO, {"confirmed": "on", "token": token(client, ZERO)})
        assert "已经建立" in again.content.decode()
        assert "已填报" in client.get("/personnel/mine/").content.decode()
    assert MajorReport.objects.get().reported_on == DECEMBER


def test_the_officer_types_a_paper_zero_report(house, browser):
    person, client = PersonFactory(department=house.here), browser(house.officer)
    with clock.at(DECEMBER):
        url = f"{ZERO}?person={person.staff.number}"
        assert person.staff.number in client.get(url).content.decode()
        data = {"person": person.staff.number, "confirmed": "on", "token": token(client, url)}
        assert "归档号" in client.post(ZERO, data).content.decode()
        client.post(ZERO, {**data, "paper_number": "LBG-2026-1"})
        theirs = {**data, "person": house.person.staff.number, "token": token(client, url)}
        assert "本人报告" in client.post(ZERO, theirs).content.decode()
    assert [report.person for report in MajorReport.objects.all()] == [person]


@pytest.mark.parametrize("page", ["handle/", "bureau/"])
def test_the_office_s_deeds_are_not_the_person_s(house, browser, page):
    assert browser(house.account).get(url_of(handed_in(house), page)).status_code == 403


def test_his_life_and_his_own_page_show_the_report(house, browser):
    report = handed_in(house)
    for url in ("/personnel/mine/", f"/personnel/people/{house.person.pk}/"):
        text = browser(house.account).get(url).content.decode()
        assert url_of(report) in text
    assert NEW in browser(house.account).get("/personnel/mine/").content.decode()
    assert rules.subjects_of(report) == "与国（境）外人员通婚"
