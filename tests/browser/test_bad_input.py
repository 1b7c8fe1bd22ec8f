"""Bad input as people bring it: each is answered with a sentence that says what is wrong, and nothing is written."""

import datetime as dt

import pytest

from awards.choices import Choice
from awards.models import Honour, Nomination, Participation
from baomi.core import clock
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from baomi.registers.models import Attachment, SheetUpload
from reviews.choices import HandIn
from reviews.models import Summary
from tests.baomi.registers.sheets import books
from tests.browser import university
from tests.browser.conftest import fill_all, run_jobs, says
from tests.browser.test_year_round import A_PDF, by_action, written
from tests.factories.awards import DEADLINE, AwardRoundFactory, complete_collective, nominated
from tests.factories.ballots import CLOSING, NOW, Committee
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db(transaction=True)

IMPORT = "/organization/staff/import/"
PERSON = ["20190003", "林晓喆", "女", "计算机学院", "讲师", None]
SHEETS = {
    "cells at A1 and XFD1048576": (books.far_cell, "单元格 XFD1048576"),
    "a zip bomb": (books.bomb, "压缩得异常紧"),
    "a GBK text renamed": (books.gbk_csv, "改了后缀的文本文件"),
    "merged cells over each other": (books.overlapping_merges, "互相重叠"),
    "a Word document": (books.word_document, "不是 Excel"),
    "an old workbook": (books.old_xls, ".xlsx"),
    "an encrypted workbook": (books.encrypted, "密码"),
    "macros or links": (books.external_link, "引用了其他工作簿"),
    "no key column": (lambda: books.book(["林晓喆"], headings=["姓名"]), "工号"),
    "the same key twice": (lambda: books.book(PERSON, PERSON), "第 2 行"),
    "a wrong cell": (lambda: books.book(["20190004", "陈堃", "不详", "计算机学院", None, None]), "不在可选范围内"),
    "an impossible date": (lambda: books.book([*PERSON[:5], "2026-13-45"]), "日期"),
}  # fmt: skip


@pytest.fixture
def hr(house):
    DepartmentFactory(name="计算机学院")
    return house.as_person(user_with(Role.HR, DepartmentFactory(name="人事处")))


def upload(page, name: str, content: bytes, kind: str = "application/octet-stream") -> None:
    page.set_input_files("[name=file]", {"name": name, "mimeType": kind, "buffer": content})


def test_sheets_that_are_none_or_wrong_change_nothing(hr):
    before, wrong = Staff.objects.count(), []
    for label, (make, words) in SHEETS.items():
        hr.goto(IMPORT)
        upload(hr, "人员.xlsx", make())
        hr.click("button:has-text('检查文件')")
        hr.wait_for_load_state("networkidle")
        if hr.locator("button:has-text('核对内容')").count():
            hr.click("button:has-text('核对内容')")
            hr.wait_for_load_state("networkidle")
        shown = hr.locator("main").inner_text()
        if words not in shown or "台账未改动" not in shown:
            wrong.append(f"{label}: {shown}")
        assert Staff.objects.count() == before, label
    assert not wrong, "\n\n".join(wrong)


def test_a_double_click_on_the_import_writes_once(hr):
    hr.goto(IMPORT)
    upload(hr, "人员.xlsx", books.book(PERSON))
    hr.click("button:has-text('检查文件')")
    hr.click("button:has-text('核对内容')")
    hr.dblclick("main form:has([name=commit]) button[type=submit]")
    hr.wait_for_load_state("networkidle")
    run_jobs()
    assert Staff.objects.filter(number="20190003").count() == 1


def test_wrong_attachments_are_refused_by_content(house, moved):
    people = university.build()
    award_round = AwardRoundFactory(campaign__addressed=[people.computing])
    moved(11, 20)
    summary = written_draft(people, award_round)
    page = house.as_person(people.officer)
    page.goto(f"/reviews/summaries/{summary.pk}/")
    for name, content in (
        ("病毒.pdf", b"MZ\x90\x00" + b"\0" * 200),
        ("空.pdf", b""),
        ("表.xlsx", books.bomb()),
    ):
        upload(page, name, content)
        page.click("button:has-text('上传附件')")
        page.wait_for_load_state("networkidle")
        assert not Attachment.objects.exists(), name
        page.goto(f"/reviews/summaries/{summary.pk}/")
    upload(page, "会议记录.pdf", A_PDF)
    page.click("button:has-text('上传附件')")
    page.wait_for_selector("a:has-text('会议记录.pdf')")
    assert Attachment.objects.count() == 1


def written_draft(people, award_round) -> Summary:
    from reviews.actions import summaries

    return summaries.begin(people.officer, award_round.campaign, people.computing)


def test_the_second_of_two_editors_sees_both_versions(house, moved):
    people = university.build()
    award_round = AwardRoundFactory(campaign__addressed=[people.computing])
    moved(11, 20)
    summary = written_draft(people, award_round)
    second = user_with(Role.OFFICER, people.computing, staff__name="冯晓燕")
    mine, other = house.as_person(people.officer), house.as_person(second)
    for page in (mine, other):
        page.goto(f"/reviews/summaries/{summary.pk}/edit/")
    for page, words in (
        (other, "同事先写下的一段，责任书已签订到每一个课题组。"),
        (mine, "我写下的另一段，例会开了四次，纪要已经归档。"),
    ):
        page.fill("main textarea >> nth=0", words)
        page.click("button[form=record-form]:has-text('保存')")
        page.wait_for_load_state("networkidle")
    says(mine, "同事先写下的一段", "我写下的另一段")
    kept = Summary.objects.get()
    assert "同事先写下的一段" in "".join(
        str(getattr(kept, field.name))
        for field in Summary._meta.fields
        if field.get_internal_type() == "TextField"
    )


def test_the_closing_time_passes_while_the_form_is_open(house, moved):
    people = university.build()
    award_round = AwardRoundFactory(campaign__addressed=[people.computing])
    moved(12, 10, 17, 29)
    page = house.as_person(people.officer)
    page.goto(
        f"/awards/nominations/new/?round={award_round.pk}&kind=collective&subject={people.computing.pk}"
    )
    fill_all(page, complete_collective())
    page.wait_for_selector("#nomination-send button.primary")
    moved(12, 10, 17, 31)
    page.click("#nomination-send button.primary")
    page.wait_for_url("**/awards/nominations/*/")
    says(page, "逾期")
    by_action(people.head, Nomination.objects.get())
    by_action(people.office, Nomination.objects.get())
    assert Nomination.objects.get().handed_in_at > DEADLINE


def test_a_double_click_on_a_nomination_makes_one(house, moved):
    people = university.build()
    award_round = AwardRoundFactory(campaign__addressed=[people.computing])
    moved(11, 20)
    page = house.as_person(people.officer)
    page.goto(
        f"/awards/nominations/new/?round={award_round.pk}&kind=collective&subject={people.computing.pk}"
    )
    fill_all(page, complete_collective())
    page.wait_for_selector("#nomination-send button.primary")
    page.dblclick("#nomination-send button.primary")
    page.wait_for_url("**/awards/nominations/*/")
    assert Nomination.objects.count() == 1


def test_a_vote_after_the_end_is_not_counted(house):
    with clock.at(NOW):
        committee = Committee(collectives=1)
        ballot = committee.open()
    with clock.at(CLOSING - dt.timedelta(minutes=1)):
        page = house.as_person(committee.members[2])
        page.goto(f"/awards/ballots/{ballot.pk}/")
        page.check(f"[name^=choice-][value={Choice.AGREE}]")
        page.click("[data-send]")
        page.wait_for_selector("dialog[open] button.primary")
    with clock.at(CLOSING + dt.timedelta(minutes=1)):
        page.click("dialog[open] button.primary")
        page.wait_for_load_state("networkidle")
        assert "投票已截止" in page.locator("body").inner_text()
    assert not Participation.objects.exists()


def test_a_guessed_address_answers_like_one_that_does_not_exist(house, moved):
    people = university.build()
    award_round = AwardRoundFactory(campaign__addressed=[people.computing, people.mechanics])
    moved(11, 20)
    other = written(people.mechanics_officer, award_round.campaign, people.mechanics)
    theirs = nominated(people.mechanics_officer, award_round, people.mechanics)
    page = house.as_person(people.officer)
    addresses = (
        f"/reviews/summaries/{other.pk}/", f"/reviews/summaries/{other.pk}/edit/", f"/reviews/summaries/{other.pk}/history/",
        f"/reviews/summaries/{other.pk}/print/F-03.pdf", f"/awards/nominations/{theirs.pk}/",
        f"/awards/nominations/{theirs.pk}/print/F-01.pdf", f"/approvals/{other.approval_id or theirs.approval_id}/",
        f"/organization/staff/{people.colleague.pk}/", f"/organization/staff/{people.colleague.pk}/photo/",
    )  # fmt: skip
    for address in addresses:
        guessed = page.goto(address)
        missing = (
            page.goto(address.replace(f"/{address.split('/')[3]}/", "/99999999/", 1))
            if address.count("/") > 3
            else guessed
        )
        assert guessed.status == missing.status == 404, address
        says(page, "没有这条记录")
    assert Summary.objects.get(pk=other.pk).hand_in == HandIn.WITH_HEAD


def test_an_import_naming_another_departments_row_finds_no_such_row(house, monkeypatch):
    """Only the whole office imports people today; a role with a department's reach would meet its border here."""
    from baomi.desk.registers.staff import StaffRegister
    from baomi.organization import policy

    own, foreign = DepartmentFactory(name="计算机学院"), DepartmentFactory(name="机械工程学院")
    theirs = StaffFactory(number="20190009", name="周翀", department=foreign, title="讲师")
    officer = user_with(Role.OFFICER, own)
    for verb in ("import", "add", "change"):
        monkeypatch.setitem(
            policy._lines, f"organization.staff.{verb}", {Role.OFFICER: policy.Reach.DEPARTMENT}
        )
    assert StaffRegister.slug == "staff"
    page = house.as_person(officer)
    page.goto(IMPORT)
    upload(page, "人员.xlsx", books.book([theirs.number, "周翀", "女", "计算机学院", "教授", None]))
    page.click("button:has-text('检查文件')")
    page.click("button:has-text('核对内容')")
    page.wait_for_load_state("networkidle")
    says(page, "没有这条记录或不在您的范围内", "台账未改动")
    theirs.refresh_from_db()
    assert (theirs.department, theirs.title) == (foreign, "讲师")
    assert not Honour.objects.exists()
    assert SheetUpload.objects.count() == 1
