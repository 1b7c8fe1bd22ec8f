"""The sheet commands: same doors as the pages, exit status and one clear sentence when it cannot be done."""

import io
import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from baomi.organization.models import Staff
from baomi.organization.roles import Role
from tests.baomi.registers.sheets import ledgers
from tests.baomi.registers.sheets.books import STAFF_HEADINGS, book
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return user_with(Role.OFFICE, username="office")


def run(*args) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def written(tmp_path, *rows):
    path = tmp_path / "人员.xlsx"
    path.write_bytes(book(*rows, headings=STAFF_HEADINGS))
    return str(path)


def test_a_file_is_imported_and_a_dry_run_writes_nothing(office, tmp_path):
    DepartmentFactory(name="计算机学院")
    path = written(tmp_path, ["20190003", "林晓喆", "女", "计算机学院", "讲师", None])
    assert "没有写入" in run("sheet_import", "organization.staff", path, "--as", "office", "--dry-run")
    assert not Staff.objects.filter(number="20190003").exists()
    assert "已导入：新增 1 行" in run("sheet_import", "organization.staff", path, "--as", "office")
    assert Staff.objects.get(number="20190003").name == "林晓喆"


def test_a_wrong_row_is_told_with_its_line(office, tmp_path):
    path = written(tmp_path, ["20190003", "林晓喆", "不详", "没有的学院", None, None])
    with pytest.raises(CommandError, match="第 2 行 C 列“性别”：“不详”不在可选范围内"):
        run("sheet_import", "organization.staff", path, "--as", "office")
    assert not Staff.objects.filter(number="20190003").exists()


@pytest.mark.parametrize(
    ("register", "file", "user", "words"),
    [
        ("organization.nothing", "x.xlsx", "office", "没有台账"),
        ("organization.staff", "没有.xlsx", "office", "读不到文件"),
        ("organization.staff", "x.xlsx", "nobody", "没有启用的账号"),
    ],
)
def test_what_cannot_be_done_is_said(office, register, file, user, words):
    with pytest.raises(CommandError, match=words):
        run("sheet_import", register, file, "--as", user)


def test_who_may_not_import_is_refused(tmp_path):
    user_with(Role.PERSON, username="person")
    path = written(tmp_path, ["20190003", "林晓喆", "女", "计算机学院", "讲师", None])
    with pytest.raises(CommandError, match="不能办理"):
        run("sheet_import", "organization.staff", path, "--as", "person")


def test_export_and_template_write_workbooks(office, tmp_path):
    StaffFactory(number="20190001")
    run(
        "sheet_export",
        "organization.staff",
        "-o",
        str(tmp_path / "a.xlsx"),
        "--as",
        "office",
        "--query",
        "view=all",
    )
    numbers = {
        row[0].value for row in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows(min_row=2)
    }
    assert "20190001" in numbers
    run("sheet_template", "organization.staff", "-o", str(tmp_path / "b.xlsx"))
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[0]["A1"].value == "*工号"


def test_the_registers_are_listed_as_json():
    listed = {(item["app"], item["register"]): item for item in json.loads(run("registers"))}
    staff = listed["organization", "staff"]
    assert (staff["label"], staff["url"]) == ("人员", "/organization/staff/")
    assert {"name": "number", "label": "工号"} in staff["columns"]
    assert set(staff) == {"app", "register", "label", "url", "columns", "forms", "procedures"}


def ledger(tmp_path) -> str:
    for name in ("计算机学院", "机械学院"):
        DepartmentFactory(name=name)
    path = tmp_path / "台账.xlsx"
    path.write_bytes(ledgers.office_ledger())
    return str(path)


def test_a_ledger_of_an_office_is_found_and_what_is_left_out_is_said(office, tmp_path):
    said = run("sheet_import", "organization.staff", ledger(tmp_path), "--as", "office")
    for words in ("表头第 3-4 行，6 行数据", "不导入的列：A“序号”", "合计", "已导入：新增 6 行"):
        assert words in said
    assert Staff.objects.get(number="20190103").department.name == "机械学院"


def test_sheet_heading_and_columns_can_be_given(office, tmp_path):
    DepartmentFactory(name="计算机学院")
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        book(
            ["x", "y"],
            ["20190001", "王", "男", "计算机学院"],
            headings=["编", "谁", "性别", "部门"],
            title="表",
        )
    )
    command = (
        "sheet_import",
        "organization.staff",
        str(path),
        "--as",
        "office",
        "--sheet",
        "表",
        "--head-row",
        "1",
    )
    with pytest.raises(CommandError, match="缺少列"):
        run(*command)
    with pytest.raises(CommandError, match="第 2 行"):
        run(*command, "--map", "A=工号", "--map", "谁=name")
    said = run(*command, "--head-row", "1-2", "--map", "A=工号", "--map", "B=姓名")
    assert "新增 1 行" in said


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--map", "Z=工号"), "文件里没有列“Z”"), (("--map", "B=没有"), "没有登记项“没有”"), (("--map", "B"), "文件里没有列"),
        (("--head-row", "三"), "看不明白"), (("--sheet", "没有"), "没有这张工作表"), (("--map", "C=工号"), "两列对应同一登记项"),
    ],
)  # fmt: skip
def test_a_correction_that_cannot_be_is_said(office, tmp_path, option, words):
    with pytest.raises(CommandError, match=words):
        run("sheet_import", "organization.staff", ledger(tmp_path), "--as", "office", *option)
    assert not Staff.objects.filter(number="20190103").exists()


def test_the_template_of_nobody_offers_all_departments_and_its_example_is_no_row(office, tmp_path):
    DepartmentFactory(name="计算机学院")
    path = tmp_path / "b.xlsx"
    run("sheet_template", "organization.staff", "-o", str(path))
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    assert "计算机学院" in {cell.value for row in workbook["选项"].iter_rows() for cell in row}
    assert (sheet.freeze_panes, sheet.page_setup.orientation, sheet.print_title_rows) == (
        "A2",
        "landscape",
        "$1:$1",
    )
    assert "必填" in sheet["A1"].comment.text
    with pytest.raises(CommandError, match="没有数据行"):
        run("sheet_import", "organization.staff", str(path), "--as", "office", "--dry-run")
    for column, value in enumerate(["20190003", "林晓喆", "", "女"], 1):
        sheet.cell(3, column, value)
    columns = [cell.value for cell in sheet[1]]
    sheet.cell(3, columns.index("*部门") + 1, "计算机学院")
    workbook.save(path)
    assert "新增 1 行" in run("sheet_import", "organization.staff", str(path), "--as", "office", "--dry-run")
