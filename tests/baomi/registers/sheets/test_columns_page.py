"""The page between upload and preview: what was found is said, every choice can be changed, one click leads on."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baomi.organization.models import Staff
from baomi.organization.roles import Role
from baomi.registers.models import SheetUpload
from tests.baomi.registers.sheets import ledgers
from tests.baomi.registers.sheets.books import book
from tests.factories.organization import DepartmentFactory, identity_number, user_with

pytestmark = pytest.mark.django_db

IMPORT = "/organization/staff/import/"


@pytest.fixture
def office(client):
    for name in ("计算机学院", "机械学院"):
        DepartmentFactory(name=name)
    user = user_with(Role.OFFICE, DepartmentFactory(name="保密办公室"))
    client.force_login(user)
    return user


def sent(client, content: bytes) -> str:
    answer = client.post(IMPORT, {"file": SimpleUploadedFile("台账.xlsx", content)})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def choices_on(page, **changes) -> dict:
    """What the page's form would send, with changes."""
    context = page.context
    data = {f"column-{column['letter']}": column["chosen"] for column in context["columns"]}
    for row in context["odd"]:
        data[f"row-{row['line']}"] = next(item["value"] for item in row["choices"] if item["selected"])
    return {**data, "sheet": context["sheet"], "head": context["head"], **changes}


def test_all_that_was_found_is_on_the_page_and_one_click_leads_to_the_preview(client, office):
    url = sent(client, ledgers.office_ledger())
    page = client.get(url)
    text = page.content.decode()
    for words in (
        "表头第 3–4 行，数据第 6 至 14 行，共 6 行",
        ledgers.TITLE,
        "一、计算机学院（3人）",
        "备注：1.本表一式两份",
        "分组行中的部门",
        "新增 6 行",
    ):
        assert words in text, words
    before = SheetUpload.objects.get().staged
    answer = client.post(url, choices_on(page))
    assert answer.url == url.removesuffix("columns/")
    assert SheetUpload.objects.get().staged == before
    assert client.get(answer.url).context["counts"][1]["count"] == 6
    assert not Staff.objects.filter(number="20190001").exists()


def test_another_sheet_or_heading_is_read_and_shown_again(client, office):
    url = sent(client, ledgers.several_sheets())
    page = client.get(url)
    assert "填报要求" in page.content.decode()
    assert client.post(url, choices_on(page, sheet="离职")).url == url
    assert client.get(url).context["columns"][0]["samples"] == ["20190002"]
    url = sent(client, book(["工号", "姓名"], ["20190001", "王"], headings=["工号", "姓名"]))
    assert client.post(url, choices_on(client.get(url), head="2")).url == url
    assert client.get(url).context["head"] == "2"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"head": "第三行"}, "看不明白"), ({"head": "3-9"}, "最多三行"), ({"head": "99"}, "没有数据行"), ({"sheet": "没有"}, "没有这张工作表"),
        ({"column-A": "name"}, "两列对应同一登记项"), ({"column-A": "is_superuser"}, "没有这个登记项"),
        ({"skip": "三至五"}, "看不明白"), ({"row-5": "gone"}, "没有这种行"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_answered_on_the_page_and_changes_nothing(client, office, change, words):
    url = sent(client, ledgers.office_ledger())
    page = client.get(url)
    before = SheetUpload.objects.values().get()
    answer = client.post(url, choices_on(page, **change))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert SheetUpload.objects.values().get() == before


def test_rows_can_be_called_something_else_and_further_ones_left_out(client, office):
    url = sent(client, ledgers.office_ledger())
    client.post(url, choices_on(client.get(url), **{"row-5": "note", "skip": "6、12-13"}))
    preview = client.get(url.removesuffix("columns/"))
    lines = [row["line"] for row in SheetUpload.objects.get().staged["rows"]]
    assert lines == [7, 8, 14]
    assert {problem["line"] for problem in preview.context["errors"]} == {7, 8}


def test_what_is_missing_or_doubtful_is_said(client, office):
    url = sent(client, book(["20190001", "王建国", "x"], headings=["工号", "本人姓名", ""]))
    text = client.get(url).content.decode()
    for words in ("没有对应“性别”“部门”的列", "按字面推测，请核对", "有内容却没有表头"):
        assert words in text, words


def test_samples_hold_no_personal_numbers(client, office):
    number = identity_number(3)
    url = sent(client, book(["20190001", number, "13912345678"], headings=["工号", "证件", "手机"]))
    text = client.get(url).content.decode()
    assert number not in text
    assert "13912345678" not in text
    assert number not in str(SheetUpload.objects.get().staged)


def test_nobody_else_sees_or_changes_it(client, office):
    url = sent(client, ledgers.office_ledger())
    before = SheetUpload.objects.values().get()
    for user in (user_with(Role.OFFICE), user_with(Role.PERSON)):
        client.force_login(user)
        assert client.get(url).status_code in (403, 404)
        assert client.post(url, {"sheet": "人员台账"}).status_code in (403, 404)
    assert SheetUpload.objects.values().get() == before


def test_repairs_are_offered_in_the_preview_and_taken_by_a_click(client, office):
    rows = [["20190001", "王　堃", "男", "计算机学院"], ["20190002", "李 翀", "女", "计算机学院"]]
    url = sent(client, book(*rows, headings=["工号", "姓名", "性别", "部门"])).removesuffix("columns/")
    text = client.get(url).content.decode()
    assert "去掉空格 2 处" in text
    assert "改为“王堃”" in text
    client.post(url, {"repair-place": "2:B"})
    page = client.get(url)
    assert [problem["row"] for problem in page.context["errors"]] == [3]
    client.post(url, {"repair": "spaces"})
    page = client.get(url)
    assert "王　堃" in page.content.decode()
    assert page.context["counts"][1]["count"] == 2
    assert client.post(url, {"repair": "spaces"}).status_code == 409
    client.post(url, {"take-back": "spaces"})
    assert len(client.get(url).context["errors"]) == 2
