"""The pages of vetting: begin, fill in with drafts, hand in, bulk reviews, give up; wrong input, stale page, second click."""

import re

import pytest
from django.test import Client

from baomi.registers.models import Draft
from personnel.choices.people import PersonStatus
from personnel.choices.vetting import VettingPurpose
from personnel.models import Vetting
from personnel.rules import dossier
from tests.factories.organization import StaffFactory
from tests.factories.personnel_vetting import TABLES, VettingFactory, up_to_last, with_papers

NEW = "/personnel/vettings/new/"


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def token(client, url: str) -> str:
    return re.search(r'name="token" value="([^"]+)"', client.get(url).content.decode())[1]


def typed(vetting: Vetting, **more) -> dict:
    """What the form posts when everything is filled in."""
    data = {name: getattr(vetting, name) for name in ("nationality", "marital", "education", "household_address",
            "household_police", "home_address", "home_police", "other_matters")}  # fmt: skip
    for table, rows in TABLES.items():
        for number, row in enumerate(rows):
            data |= {f"{table}-{number}-{name}": value for name, value in row.items() if value}
    return {"version": vetting.version, "promised": "on", **data, **more}


def own(house, **values) -> Vetting:
    person = house.candidate(staff=house.account.staff)
    return VettingFactory(department=house.here, person=person, **values)


def edit(vetting: Vetting) -> str:
    return f"/personnel/vettings/{vetting.pk}/edit/"


def test_the_officer_begins_a_vetting_and_goes_on_to_its_form(house):
    person, client = house.candidate(), browser(house.officer)
    page = client.get(f"{NEW}?person={person.pk}").content.decode()
    assert f'value="{person.pk}" selected' in page
    data = {"person": person.pk, "purpose": "entry", "token": token(client, NEW)}
    answer = client.post(NEW, data)
    vetting = Vetting.objects.get()
    assert (answer.status_code, answer.url) == (302, edit(vetting))
    again = client.post(NEW, data)
    assert (again.status_code, again.url) == (302, f"/personnel/vettings/{vetting.pk}/")
    assert Vetting.objects.count() == 1


def test_beginning_says_what_is_wrong(house):
    person, client = house.in_post(), browser(house.officer)
    page = client.post(NEW, {"person": person.pk, "purpose": "entry", "token": token(client, NEW)})
    assert page.status_code == 422
    assert "现为“在岗”，不能办理任用前审查" in page.content.decode()
    foreign = VettingFactory(department=house.there, person__staff__name="金丝雀甲").person
    page = client.post(NEW, {"person": foreign.pk, "purpose": "entry", "token": token(client, NEW)})
    assert page.status_code == 422
    assert "金丝雀甲" not in page.content.decode()


def test_the_person_saves_hands_in_and_is_told_to_whom_it_went(house):
    vetting = with_papers(own(house))
    client = browser(house.account)
    data = typed(vetting, education="本科，工学学士")
    saved = client.post(edit(vetting), {**data, "save": "1"})
    assert (saved.status_code, saved.url) == (302, edit(vetting))
    vetting.refresh_from_db()
    assert (vetting.education, vetting.approval) == ("本科，工学学士", None)
    sent = client.post(edit(vetting), typed(vetting), follow=True)
    assert "已送所在单位负责人签字" in sent.content.decode()
    assert client.get(edit(vetting)).status_code in (400, 409, 422)


def test_saving_without_a_change_writes_nothing(house):
    vetting = own(house)
    client = browser(house.account)
    client.post(edit(vetting), {**typed(vetting), "save": "1"})
    vetting.refresh_from_db()
    assert (vetting.version, dossier.read(vetting)["family"]) == (1, TABLES["family"])


def test_what_is_lacking_stands_beside_the_form_and_the_form_is_kept(house):
    vetting = own(house, education="", promised=False)
    client = browser(house.account)
    page = client.get(edit(vetting)).content.decode()
    for words in ("送出前还差", "学历学位", "本人承诺", "户口簿", "无犯罪记录证明"):
        assert words in page
    side = client.post(f"{edit(vetting)}lacking/", typed(vetting, education="研究生")).content.decode()
    assert "学历学位" not in side
    assert "户口簿" in side
    answer = client.post(edit(vetting), typed(vetting, education="研究生"), follow=True)
    assert "内容已保存，还没有送出：还差 2 项：户口簿、无犯罪记录证明" in answer.content.decode()
    vetting.refresh_from_db()
    assert (vetting.education, vetting.approval) == ("研究生", None)


def test_a_wrong_cell_is_said_and_nothing_typed_is_lost(house):
    vetting = own(house)
    data = typed(vetting, **{"experience-0-starts": "九八年", "education": "改过的学历", "save": "1"})
    page = browser(house.account).post(edit(vetting), data)
    text = page.content.decode()
    assert page.status_code == 422
    assert "“九八年”不是年月。学习及工作经历第 1 行“起（年月）”。请写成 2019-03 这样" in text
    assert 'value="改过的学历"' in text
    assert 'value="九八年"' in text
    vetting.refresh_from_db()
    assert vetting.version == 1


def test_a_stale_page_writes_nothing(house):
    vetting = own(house)
    client = browser(house.account)
    client.post(edit(vetting), {**typed(vetting, education="本科"), "save": "1"})
    answer = client.post(edit(vetting), {**typed(vetting, education="专科", version=1), "save": "1"})
    assert answer.status_code == 409
    vetting.refresh_from_db()
    assert vetting.education == "本科"


def test_a_draft_is_kept_sealed_and_comes_back_to_its_writer(house):
    vetting = own(house)
    client = browser(house.account)
    data = typed(
        vetting, **{"home_address": "浑南区新秀街2号", "family-2-name": "周小川", "family-2-relation": "弟弟"}
    )
    assert "saved_at" in client.post(f"{edit(vetting)}draft/", data).json()
    draft = Draft.objects.get()
    assert "新秀街" not in str(draft.data)
    assert "周小川" not in str(draft.data)
    page = client.get(edit(vetting)).content.decode()
    assert "浑南区新秀街2号" in page
    assert "周小川" in page
    vetting.refresh_from_db()
    assert vetting.home_address == "沈阳市浑南区创新路195号"


def test_the_form_belongs_to_the_person(house):
    vetting = own(house)
    for user, status in (
        (house.officer, (400, 409, 422)),
        (house.head, (403,)),
        (house.other_officer, (404,)),
    ):
        assert browser(user).get(edit(vetting)).status_code in status
        assert browser(user).post(f"{edit(vetting)}draft/", {}).status_code in status
    assert not Draft.objects.exists()


def test_the_forms_differ_by_kind(house):
    entry = browser(house.account).get(edit(own(house))).content.decode()
    assert "table-matters" not in entry
    review = VettingFactory(department=house.here, person=house.in_post())
    page = browser(house.officer).get(edit(review)).content.decode()
    for words in ("涉密事项", "硬盘序列号", "不良嗜好", "因公证件号码", "变化情况说明"):
        assert words in page


def test_a_review_may_be_put_right_to_another_reason(house):
    review = VettingFactory(department=house.here, person=house.in_post())
    data = typed(review, purpose="personal_change", post=review.post_id, reason="再婚", save="1")
    browser(house.officer).post(edit(review), data)
    review.refresh_from_db()
    assert (review.purpose, review.reason) == (VettingPurpose.PERSONAL_CHANGE, "再婚")
    answer = browser(house.officer).post(
        edit(review), {**data, "version": review.version, "purpose": "post_change"}
    )
    assert answer.status_code == 422
    assert "须选拟任的新岗位" in answer.content.decode()


def test_reviews_of_everybody_due_begin_from_the_list(house):
    people = [house.in_post(staff=StaffFactory(department=house.here)) for _ in range(2)]
    client, url = browser(house.office), "/personnel/people/bulk/review/"
    keys = [person.pk for person in people]
    page = client.post(url, {"pk": keys}).content.decode()
    assert "发起 2 人的定期复审？" in page
    found = re.search(r'name="token" value="([^"]+)"', page)[1]
    answer = client.post(url, {"pk": keys, "confirmed": "1", "token": found}, follow=True)
    assert "已发起 2 人的复审" in answer.content.decode()
    assert Vetting.objects.filter(purpose=VettingPurpose.PERIODIC).count() == 2


def test_the_list_says_who_cannot_be_reviewed(house):
    candidate = house.candidate()
    page = browser(house.office).post("/personnel/people/bulk/review/", {"pk": [candidate.pk]})
    assert "拟任人员不办定期复审" in page.content.decode()


def test_a_candidate_is_given_up_on_a_page_of_its_own(house):
    person = house.candidate()
    url = f"/personnel/people/{person.pk}/give-up/"
    client = browser(house.hr)
    assert "放弃任用 林晓喆？" in client.get(url).content.decode()
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "本人放弃"}).status_code == 302
    person.refresh_from_db()
    assert person.status == PersonStatus.NOT_APPOINTED
    assert client.post(url, {"reason": "本人放弃"}).status_code == 422


@pytest.mark.parametrize("name", ["officer", "head", "account"])
def test_the_unit_gives_nobody_up(house, name):
    person = house.candidate(staff=house.account.staff)
    answer = browser(getattr(house, name)).post(f"/personnel/people/{person.pk}/give-up/", {"reason": "不要"})
    assert answer.status_code == 403


def test_a_persons_page_shows_the_four_steps(house):
    person = house.candidate()
    page = browser(house.officer).get(f"/personnel/people/{person.pk}/").content.decode()
    for words in ("上岗四步", "岗前培训", f"/personnel/vettings/new/?person={person.pk}", "发起保密审查"):
        assert words in page


def test_the_sheet_is_opened_from_the_signing_page_by_whom_the_dossier_is_open_to(house):
    """The unit signs without the dossier: a link would only be refused."""
    vetting = with_papers(VettingFactory(department=house.here, person=house.candidate()))
    approval = up_to_last(vetting, house.officer)
    url = f"/personnel/vettings/{vetting.pk}/print/F-12.pdf"
    for name, opens in (("hr", True), ("office", True), ("head", False), ("officer", False)):
        client = browser(getattr(house, name))
        page = client.get(f"/approvals/{approval.pk}/").content.decode()
        assert (url in page) is opens
        assert (client.get(url).status_code == 200) is opens


def test_hr_judges_on_the_signing_page(house):
    vetting = with_papers(VettingFactory(department=house.here, person=house.candidate()))
    approval = up_to_last(vetting, house.officer)
    page = browser(house.hr).get(f"/approvals/{approval.pk}/").content.decode()
    for words in ("未公开发表反对党和国家的言论", "不得任（聘）用情形", "查看全部内容"):
        assert words in page
    assert "郗若兰" not in page
