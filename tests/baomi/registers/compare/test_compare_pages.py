"""The pages of comparing, the workbook and the paper: from the list to the result, private, and nothing in the register changed."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baomi.audit.models import AuditEntry
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from baomi.printing.models import Printout
from baomi.registers.models import Job, SheetUpload
from tests.baomi.printing.pdf import assert_every_character_drawn, assert_in_order, text
from tests.baomi.registers.sheets.books import STAFF_HEADINGS, book
from tests.contracts.pages import finished
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db

LIST = "/organization/staff/"
COMPARE = f"{LIST}compare/"


@pytest.fixture
def department():
    return DepartmentFactory(name="计算机学院")


@pytest.fixture
def officer(client, department):
    user = user_with(Role.OFFICER, department, staff__name="周予安")
    Staff.objects.filter(pk=user.staff_id).update(active=False)
    client.force_login(user)
    return user


def send(client, *rows, query="", headings=STAFF_HEADINGS, name="人事处花名册.xlsx"):
    file = SimpleUploadedFile(name, book(*rows, headings=headings))
    return client.post(COMPARE, {"file": file, "query": query})


def result_of(client, *rows, **options) -> str:
    answer = send(client, *rows, **options)
    assert answer.status_code == 302, answer.content.decode()
    assert answer.url.endswith("/columns/")
    return answer.url.removesuffix("columns/")


def row(number, name, title="副教授", unit="计算机学院"):
    return [number, name, "女", unit, title, "1980-05-17"]


@pytest.fixture
def compared(client, officer, department):
    """One the same, one different, one on either side alone, one row twice."""
    StaffFactory(number="20190001", name="王建国", department=department)
    StaffFactory(number="20190002", name="陈堃", title="讲师", department=department)
    StaffFactory(number="20190003", name="林晓喆", department=department)
    return result_of(
        client, row("20190001", "王建国"), row("20190002", "陈堃", "教授"), row("20199998", "@SUM(A1)"),
        row("20190009", "吴頔"), row("20190009", "吴頔"),
    )  # fmt: skip


def test_from_the_list_to_the_result(client, compared):
    head = client.get(f"{LIST}?view=all&sort=name").content.decode()
    assert f'href="{COMPARE}?view=all&amp;sort=name"' in head
    page = client.get(f"{COMPARE}?view=all&page=3").content.decode()
    assert 'name="query" value="view=all"' in page
    assert "本系统一方：全部" in page
    assert "本系统一方：在职" in client.get(COMPARE).content.decode()
    columns = client.get(f"{compared}columns/").content.decode()
    assert "不比对" in columns
    assert "导入" not in columns.partition("<main")[2].partition("</main")[0].replace("导入导出", "")
    found = client.get(compared)
    assert {tab["label"]: tab["count"] for tab in found.context["tabs"]} == {
        "内容不同": 1, "只在本系统": 1, "只在名单": 1, "需核对": 2, "两边一致": 1,
    }  # fmt: skip
    words = found.content.decode()
    assert '<del class="old">讲师</del>' in words
    assert '<ins class="new">教授</ins>' in words
    for name, told in (
        ("ours", "林晓喆"),
        ("theirs", "@SUM(A1)"),
        ("check", "与名单第 6 行工号相同"),
        ("same", "王建国"),
    ):
        assert told in client.get(f"{compared}?list={name}").content.decode()


def test_one_column_s_differences_alone(client, officer, department):
    StaffFactory(number="20190001", name="王建国", title="讲师", department=department)
    StaffFactory(number="20190002", name="陈堃", gender="male", department=department)
    url = result_of(client, row("20190001", "王建国"), row("20190002", "陈堃"))
    page = client.get(f"{url}?list=differs&column=title")
    assert [chip["label"] for chip in page.context["by_column"]] == ["性别", "职称"]
    assert [entry["texts"][0] for entry in page.context["entries"]] == ["20190001"]
    assert client.get(f"{url}?list=nothing&column=x&page=99").status_code == 200


def test_the_columns_are_put_right_and_it_is_logged_again(client, compared):
    before = AuditEntry.objects.filter(action="registers.sheet_compare").count()
    choices = {
        "column-A": "number",
        "column-B": "",
        "column-C": "",
        "column-D": "",
        "column-E": "title",
        "column-F": "",
    }
    assert client.post(f"{compared}columns/", choices).url == compared
    assert AuditEntry.objects.filter(action="registers.sheet_compare").count() == before + 1
    assert client.post(f"{compared}columns/", choices).url == compared
    assert AuditEntry.objects.filter(action="registers.sheet_compare").count() == before + 1
    choices["column-B"] = "number"
    assert client.post(f"{compared}columns/", choices).status_code == 422


def test_a_file_that_cannot_be_read_is_answered_on_the_page(client, officer):
    answer = client.post(COMPARE, {"file": SimpleUploadedFile("a.xlsx", "工号,姓名\n".encode("gbk"))})
    assert answer.status_code == 422
    assert "改了后缀的文本文件" in answer.content.decode()
    assert client.post(COMPARE, {}).status_code == 422
    assert send(client, row("1", "王"), query="department=987654").status_code == 422
    assert not SheetUpload.objects.exists()
    assert not AuditEntry.objects.filter(action="registers.sheet_compare").exists()


def test_a_list_without_a_key_says_what_it_must_have(client, officer):
    url = result_of(client, ["教授"], headings=["职称"])
    assert "名单须有“工号”，或“姓名”" in client.get(url).content.decode()
    assert "修改列的对应" in client.get(url).content.decode()
    assert client.post(f"{url}export/").status_code == 400
    assert not Job.objects.exists()


def test_reading_changes_nothing(client, compared):
    rows = list(Staff.objects.values()), list(SheetUpload.objects.values()), AuditEntry.objects.count()
    for address in (COMPARE, compared, f"{compared}columns/", f"{compared}?list=ours"):
        assert client.get(address).status_code == 200
    assert (
        list(Staff.objects.values()),
        list(SheetUpload.objects.values()),
        AuditEntry.objects.count(),
    ) == rows


def test_nobody_else_and_no_other_page_has_it(client, compared, department):
    uuid = compared.removeprefix(COMPARE)
    assert client.get(f"{LIST}import/{uuid}").status_code in (403, 404)
    client.force_login(user_with(Role.OFFICE))
    for address in (compared, f"{compared}columns/"):
        assert client.get(address).status_code == 404
    for address in (compared, f"{compared}export/", f"{compared}print/"):
        assert client.post(address).status_code == 404
    assert client.get(f"{LIST}import/{uuid}").status_code == 404
    client.force_login(user_with(Role.PRESS))
    assert client.get(COMPARE).status_code == 403


def test_what_was_deleted_is_gone(client, compared):
    assert client.post(compared).url == LIST
    assert client.get(compared).status_code == 404
    assert SheetUpload.objects.get().staged == {}


def test_the_workbook_is_text_numbered_and_logged(client, compared):
    answer = finished(client, client.post(f"{compared}export/"))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["内容不同", "只在本系统", "只在名单", "需核对", "两边一致", "说明"]
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in book["内容不同"][2]] == ["3", "20190002", "陈堃", "职称", "讲师", "教授"]
    assert book["只在名单"]["C2"].value == "@SUM(A1)"
    assert book["只在名单"]["C2"].quotePrefix
    entry = AuditEntry.objects.get(action="registers.sheet_export")
    assert "流水号 DC-" in entry.label


def test_the_paper_names_what_somebody_must_look_at(client, compared):
    answer = finished(client, client.post(f"{compared}print/"))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert_every_character_drawn(content)
    fields = "人员与外部名单比对表 内容不同（1） 讲师 教授 只在本系统（1） 林晓喆 只在名单（1） 20199998 需核对（2）"
    assert_in_order(text(content), fields.split())
    assert Printout.objects.get().form == "S-00B"


def test_a_register_that_declares_no_key_has_no_such_page(client):
    client.force_login(user_with(Role.OFFICE))
    assert client.get("/organization/places/compare/").status_code == 404
    assert "比对名单" not in client.get("/organization/places/").content.decode()
