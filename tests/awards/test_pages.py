"""The pages of nominating, screening and proposing as people open them, and what they must not show."""

import datetime as dt

import pytest
from django.conf import settings

from awards import home
from awards.actions import screening as actions
from awards.choices import AwardKind, CheckResult, NominationStage, RoundState
from awards.models import Nomination, ScreeningCheck
from baomi.core import clock
from baomi.organization.roles import Role
from baomi.printing import forms as print_forms
from baomi.registers.models import Draft
from reviews.evidence import award_marks
from reviews.models import Incident
from tests.factories.awards import (
    DEADLINE,
    NominationFactory,
    complete_collective,
    complete_individual,
    nominated,
    portrait_file,
    sign,
    summary_handed_in,
)
from tests.factories.organization import StaffFactory, user_with

NEW = "/awards/nominations/new/"


def address(house, kind, subject) -> str:
    return f"{NEW}?round={house.round.pk}&kind={kind}&subject={subject.pk}"


def as_typed(values: dict) -> dict:
    return {
        name: f"{value:%Y-%m-%d}" if isinstance(value, dt.date) else value for name, value in values.items()
    }


@pytest.fixture
def screened(house):
    for department in (house.computing, house.mechanics):
        summary_handed_in(house.round.campaign, department, DEADLINE - dt.timedelta(days=2))
    house.first = NominationFactory(round=house.round, department=house.computing)
    house.person = NominationFactory(
        round=house.round, department=house.group, individual=True, staff=house.cleared
    )
    with clock.at(DEADLINE + dt.timedelta(hours=1)):
        house.round = actions.start_screening(house.office, house.round)
        yield house


def test_a_collective_is_handed_in_from_the_page_once(house, client):
    client.force_login(house.officer)
    url = address(house, AwardKind.COLLECTIVE, house.computing)
    page = client.get(url)
    data = {**complete_collective(), "token": page.context["token"]}
    answer = client.post(url, data)
    nomination = Nomination.objects.get()
    assert answer.url == f"/awards/nominations/{nomination.pk}/"
    assert client.post(url, data).url == answer.url
    assert Nomination.objects.count() == 1
    assert nomination.sources["phone"] == "部门台账"
    assert nomination.phone == "024-83680001"


def test_the_list_s_button_asks_for_the_kind_first(house, client):
    client.force_login(house.officer)
    page = client.get(NEW)
    assert page.status_code == 200
    assert "?kind=individual" in page.content.decode()
    assert client.get(f"{NEW}?kind=other").status_code == 404


def test_typing_keeps_a_private_draft_and_makes_no_record(house, client):
    client.force_login(house.officer)
    url = address(house, AwardKind.INDIVIDUAL, house.cleared)
    answer = client.post(
        url.replace("new/", "draft/"), {"deeds": "落实责任", "training_hours": "12", "evil": "x"}
    )
    assert answer.json()["saved_at"] == "10:00"
    assert Draft.objects.get().data == {"deeds": "落实责任", "training_hours": "12"}
    page = client.get(url).content.decode()
    assert "落实责任" in page
    assert "10:00 已自动保存" in page
    assert not Nomination.objects.exists()
    colleague = user_with(Role.OFFICER, house.computing)
    client.force_login(colleague)
    assert "落实责任" not in client.get(url).content.decode()


def test_the_side_column_follows_what_is_typed(house, client):
    client.force_login(house.officer)
    url = address(house, AwardKind.INDIVIDUAL, house.cleared).replace("new/", "checks/")
    short = client.post(
        url, as_typed({**complete_individual(), "assessment": "failed", "deeds": "短"})
    ).content.decode()
    assert "送出前还差" in short
    assert "少于 100 字" in short
    assert "1 未满足" in short
    full = client.post(url, as_typed(complete_individual())).content.decode()
    assert "送出前还差" not in full
    assert 'hx-swap-oob="true"' in full
    assert not Nomination.objects.exists()


def test_what_is_wrong_stands_on_the_page_and_nothing_is_lost(house, client):
    client.force_login(house.officer)
    url = address(house, AwardKind.COLLECTIVE, house.computing)
    token = client.get(url).context["token"]
    answer = client.post(url, {**complete_collective(), "training_rate": "180", "token": token})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "百分比不超过 100" in text
    assert "落实责任" in text
    incomplete = client.post(url, {**complete_collective(), "projects": "", "token": token})
    assert incomplete.status_code == 422
    assert "还差 1 项：涉密项目数" in incomplete.content.decode()
    assert not Nomination.objects.exists()


def test_a_register_s_figure_cannot_be_typed_over(house, client):
    client.force_login(house.officer)
    url = address(house, AwardKind.INDIVIDUAL, house.cleared)
    page = client.get(url)
    assert "由人员台账带出" in page.content.decode()
    data = {**as_typed(complete_individual()), "secrecy_since": "1999-01-01", "token": page.context["token"]}
    client.post(url, data)
    assert Nomination.objects.get().secrecy_since == dt.date(2019, 3, 1)


def test_a_level_mark_in_the_deeds_is_warned_of(house, client):
    client.force_login(house.officer)
    url = address(house, AwardKind.COLLECTIVE, house.computing)
    answer = client.post(url, {"deeds": "机密★10年的项目", "token": client.get(url).context["token"]})
    assert "不存涉密内容" in answer.content.decode()


def test_the_photo_is_replaced_from_the_form(house, client):
    client.force_login(house.officer)
    staff = StaffFactory(department=house.computing, grade="core")
    url = address(house, AwardKind.INDIVIDUAL, staff)
    answer = client.post(url.replace("new/", "photo/"), {"photo": portrait_file()})
    assert answer.url.startswith(NEW)
    staff.refresh_from_db()
    assert staff.photo


@pytest.mark.parametrize("kind", AwardKind)
def test_another_department_s_subject_answers_like_none(house, client, kind):
    client.force_login(house.other_officer)
    subject = house.computing if kind == AwardKind.COLLECTIVE else house.cleared
    url = address(house, kind, subject)
    assert client.get(url).status_code == 404
    assert client.post(url, {"token": "x"}).status_code == 404
    for page in ("draft/", "checks/", "photo/"):
        assert client.post(url.replace("new/", page), {"deeds": "x"}).status_code == 404
    listed = client.get(f"{NEW}?kind={kind}").content.decode()
    assert house.computing.name not in listed
    assert house.cleared.number not in listed
    assert not Draft.objects.exists()


def test_another_department_s_nomination_answers_like_none(house, client):
    nomination = nominated(house.officer, house.round, house.computing)
    client.force_login(house.other_officer)
    for page in ("", "edit/", "history/", "print/F-01.pdf"):
        assert client.get(f"/awards/nominations/{nomination.pk}/{page}").status_code == 404
    assert client.get(f"/awards/nominations/{nomination.pk}/screening/").status_code == 403
    assert nomination.number not in client.get("/awards/nominations/").content.decode()


def test_a_returned_nomination_is_corrected_and_sent_again(house, client):
    nomination = nominated(house.officer, house.round, house.computing)
    client.force_login(house.officer)
    url = f"/awards/nominations/{nomination.pk}/edit/"
    assert client.get(url).status_code == 400
    sign(house.head, nomination.approval, "return", "请补充。")
    page = client.get(url)
    assert page.status_code == 200
    data = {**complete_collective(), "self_checks": "12", "version": page.context["version"]}
    assert client.post(url, data).status_code == 302
    nomination.refresh_from_db()
    assert (nomination.self_checks, nomination.stage) == (12, NominationStage.WITH_HEAD)


def test_a_stale_correction_is_told(house, client):
    nomination = nominated(house.officer, house.round, house.computing)
    sign(house.head, nomination.approval, "return", "请补充。")
    client.force_login(house.officer)
    answer = client.post(
        f"/awards/nominations/{nomination.pk}/edit/", {**complete_collective(), "version": "1"}
    )
    assert answer.status_code == 409


def test_screening_shows_unmet_first_and_takes_judgements(screened, client):
    Incident.objects.create(
        department=screened.group, kind="leak", occurred_on=dt.date(2026, 5, 6), discovered_at=clock.now(),
        outline="编号 07", number="SJ-2026-001",
    )  # fmt: skip
    client.force_login(screened.office)
    client.post(f"/awards/rounds/{screened.round.pk}/screening/recompute/")
    url = f"/awards/nominations/{screened.first.pk}/screening/"
    page = client.get(url)
    assert page.context["checks"][0]["result"] == "unmet"
    assert "SJ-2026-001" in page.content.decode()
    judged = {f"judge-{row.pk}": "met" for row in screened.first.checks.filter(computed=CheckResult.JUDGE)}
    assert client.post(url, {**judged, "reason": "已核"}).status_code == 302
    assert not screened.first.checks.filter(computed=CheckResult.JUDGE, judged="").exists()
    bad = screened.first.checks.get(computed=CheckResult.NOT_MET)
    override = f"/awards/checks/{bad.pk}/override/"
    assert client.post(override, {"reason": ""}).status_code == 422
    assert client.post(override, {"reason": "经委员会复核"}).status_code == 302
    bad.refresh_from_db()
    assert bad.overridden
    overview = client.get(f"/awards/rounds/{screened.round.pk}/screening/")
    assert overview.status_code == 200


def test_departments_do_not_see_the_screening(screened, client):
    for user in (screened.officer, screened.head):
        client.force_login(user)
        assert client.get(f"/awards/rounds/{screened.round.pk}/screening/").status_code == 403
        assert client.get(f"/awards/rounds/{screened.round.pk}/propose/").status_code == 403
        assert "条件核对" not in client.get(f"/awards/nominations/{screened.first.pk}/").content.decode()
        assert client.get(f"/awards/rounds/{screened.round.pk}/print/S-02.pdf").status_code == 403
    client.force_login(screened.member)
    assert "条件核对" in client.get(f"/awards/nominations/{screened.first.pk}/").content.decode()


def test_proposing_shows_the_list_before_it_is_done(screened, client):
    client.force_login(screened.office)
    for row in ScreeningCheck.objects.filter(computed=CheckResult.JUDGE):
        actions.judge(screened.office, row, CheckResult.MET, "已核")
    url = f"/awards/rounds/{screened.round.pk}/propose/"
    assert client.get(url).status_code == 200
    chosen = {"chosen": [screened.first.pk, screened.person.pk], f"rank-{screened.first.pk}": "1"}
    confirm = client.post(url, chosen)
    text = confirm.content.decode()
    assert "提出 2 个候选" in text
    assert "计算机学院" in text
    assert "陈堃" in text
    screened.round.refresh_from_db()
    assert screened.round.state == RoundState.SCREENING
    data = dict(confirm.context["hidden"])
    answer = client.post(url, {**data, "chosen": chosen["chosen"]})
    assert answer.status_code == 302
    screened.round.refresh_from_db()
    assert screened.round.state == RoundState.PROPOSED
    assert client.get(f"/awards/rounds/{screened.round.pk}/").status_code == 200
    assert (
        client.post(f"/awards/rounds/{screened.round.pk}/take-back/", {"reason": "排序有误"}).status_code
        == 302
    )


def test_more_than_the_quota_is_answered_on_the_page(screened, client):
    screened.round.collective_quota = 0
    screened.round.save()
    client.force_login(screened.office)
    answer = client.post(f"/awards/rounds/{screened.round.pk}/propose/", {"chosen": [screened.first.pk]})
    assert answer.status_code == 422
    assert "多于名额 0" in answer.content.decode()


def test_extending_the_round_from_its_page(house, client):
    client.force_login(house.office)
    url = f"/awards/rounds/{house.round.pk}/extend/"
    assert client.post(url, {"until": "2026-12-01 09:00", "reason": "雨雪"}).status_code == 422
    assert client.post(url, {"until": "2026-12-12 17:30", "reason": "雨雪停课"}).status_code == 302


# What others are told


def test_the_award_columns_of_the_status_page(house):
    nominated(house.officer, house.round, house.computing)
    person = nominated(house.officer, house.round, house.cleared, AwardKind.INDIVIDUAL)
    sign(house.head, person.approval)
    sign(house.office, person.approval)
    Incident.objects.create(
        department=house.mechanics, kind="serious", occurred_on=dt.date(2026, 5, 6), discovered_at=clock.now(),
        outline="编号 08",
    )  # fmt: skip
    keys = [house.computing.pk, house.mechanics.pk, house.arts.pk]
    [marks] = award_marks.collect(house.round.campaign, keys)
    assert marks == {
        house.computing.pk: {"collective": ("half", "待签字"), "individual": ("full", "1 人")},
        house.mechanics.pk: {"collective": ("", "当年有事件，不得申报"), "individual": ("empty", "未报")},
        house.arts.pk: {"collective": ("none", "不适用"), "individual": ("empty", "未报")},
    }


def test_the_sheets_carry_what_they_must(house):
    person = nominated(house.officer, house.round, house.cleared, AwardKind.INDIVIDUAL)
    data = print_forms.get("F-02").data(person)
    assert data["photo"].startswith("data:image/jpeg;base64,")
    assert (data["birth"], data["since"], data["service"]) == ("1980-05", "2019-03", "7 年 9 个月")
    assert (data["category"], data["violations"]) == ("person", "无")
    assert data["by_hand"] == ["年度考核结果", "年度培训学时"]
    collective = nominated(house.officer, house.round, house.computing)
    data = print_forms.get("F-01").data(collective)
    assert (data["core"], data["training_rate"], data["on_time"]) == ("0", "100%", "按期")
    assert "联系电话" not in data["by_hand"]
    assert "自查次数" in data["by_hand"]
    assert not print_forms.get("F-01").fits(person)


def test_the_candidate_list_in_its_order(screened):
    for row in ScreeningCheck.objects.filter(computed=CheckResult.JUDGE):
        actions.judge(screened.office, row, CheckResult.MET, "已核")
    actions.propose(screened.office, screened.round, {AwardKind.COLLECTIVE: [screened.first]})
    data = print_forms.get("S-02").data(screened.round)
    assert data["unit"] == settings.INSTITUTION
    assert [(row["rank"], row["name"], row["screening"]) for row in data["collectives"]] == [
        (1, "计算机学院", "满足")
    ]
    assert data["people"] == []


def test_the_officer_finds_his_nominations_on_the_desk_those_returned_first(client, house):
    """Beside the yearly summary: what was returned asks for something, with the time it has left."""
    assert home.own_nominations(house.officer).context["rows"] == []
    sent = nominated(house.officer, house.round, house.computing)
    returned = nominated(house.officer, house.round, house.cleared, AwardKind.INDIVIDUAL)
    sign(house.head, returned.approval, "return", "请补事迹")
    foreign = nominated(house.other_officer, house.round, house.mechanics)
    card = home.own_nominations(house.officer)
    assert [row["label"] for row in card.context["rows"]] == [
        "陈堃 先进工作者申报",
        "计算机学院 先进集体申报",
    ]
    assert [bool(row["due"]) for row in card.context["rows"]] == [True, False]
    client.force_login(house.officer)
    desk = client.get("/").content.decode()
    assert f"/awards/nominations/{sent.pk}/" in desk
    assert f"/awards/nominations/{foreign.pk}/" not in desk
    assert home.own_nominations(house.office) is None
    assert home.own_nominations(house.head) is None
    nominee = user_with(Role.PERSON, house.group, staff=house.cleared)
    own = home.own_nominations(nominee)
    assert ([row["label"] for row in own.context["rows"]], own.link) == (["陈堃 先进工作者申报"], None)


def test_what_sending_needs_is_marked_and_counted(client, house):
    client.force_login(house.officer)
    address = f"/awards/nominations/new/?round={house.round.pk}&kind=individual&subject={house.cleared.pk}"
    page = client.get(address).content.decode()
    assert "已填 3 / 6 项" in page
    deeds = page.split('id="field-deeds"')[1].split("</label>")[0]
    assert "必填" in deeds
    files = page.split('id="field-files"')[1].split("</label>")[0]
    assert "必填" not in files
