"""P34, P35: what goes out is text, loses nothing on the way back, and is logged with serial, count and reason."""

import io

import openpyxl
import pytest

from baomi.audit.models import AuditEntry
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from baomi.registers import jobs, tokens
from baomi.registers.models import Job
from baomi.registers.sheets import blank, commit, export, uploads
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db

PAYLOADS = [
    "=1+1", "==1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠x", '=HYPERLINK("http://x")', "|cmd", "'=1",
    "_x0041_", "a\nb", " 前后空格 ", "1e5", "0012", "2026-03-02", "\x0b竖\x1f制", "喆堃䶮𬱖", "<b>&amp;",
]  # fmt: skip


@pytest.fixture
def office():
    return user_with(Role.OFFICE, staff__number="00001")


def sheet_of(content: bytes, index: int = 0):
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[index]


def test_no_cell_is_a_formula_and_values_are_untouched(people, office):
    department = DepartmentFactory()
    for n, payload in enumerate(PAYLOADS):
        StaffFactory(number=f"9{n:03}", title=payload, department=department)
    _, content = export.export(office, people, reason="核对")
    titles = {}
    for row in sheet_of(content).iter_rows(min_row=2):
        assert {cell.data_type for cell in row if cell.value is not None} == {"s"}
        assert all(cell.quotePrefix for cell in row if cell.value is not None)
        titles[row[0].value] = row[4].value
    plain = [payload for payload in PAYLOADS if payload.isprintable() and not payload.startswith("_x")]
    assert all(titles[f"9{PAYLOADS.index(payload):03}"] == payload for payload in plain)


def test_importing_an_export_changes_nothing(people, office):
    department = DepartmentFactory(name="机械学院")
    DepartmentFactory(name="机械学院", active=False)
    for n, payload in enumerate(PAYLOADS):
        StaffFactory(number=f"9{n:03}", title=payload, department=department, identified=True)
    _, content = export.export(office, people)
    found = uploads.receive(office, people, "回来.xlsx", content)
    assert found.staged["problems"] == []
    assert found.staged["counts"] == {"new": 0, "changed": 0, "same": len(PAYLOADS) + 1, "wrong": 0}


def test_one_correction_in_an_export_comes_back_alone(people, office):
    person = StaffFactory(number="90001", title="讲师", post="主任", identified=True)
    _, content = export.export(office, people)
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    for row in workbook.worksheets[0].iter_rows(min_row=2):
        if row[0].value == "90001":
            row[4].value = "教授"
    stream = io.BytesIO()
    workbook.save(stream)
    found = uploads.receive(office, people, "改.xlsx", stream.getvalue())
    commit.confirm(office, people, found, tokens.fresh())
    before = (person.phone, person.identity_number, person.post)
    person = Staff.objects.get(pk=person.pk)
    assert person.title == "教授"
    assert (person.phone, person.identity_number, person.post) == before


def test_personal_numbers_leave_behind_their_mask(people, office):
    person = StaffFactory(identified=True)
    _, content = export.export(office, people)
    values = {str(cell.value) for row in sheet_of(content).iter_rows() for cell in row}
    assert person.identity_number not in values
    assert person.phone not in values


def test_an_officer_exports_the_own_department_only(people):
    mine, other = DepartmentFactory(), DepartmentFactory()
    officer = user_with(Role.OFFICER, mine)
    own, stranger = StaffFactory(department=mine), StaffFactory(department=other)
    _, content = export.export(officer, people)
    numbers = {row[0].value for row in sheet_of(content).iter_rows(min_row=2)}
    assert own.number in numbers
    assert stranger.number not in numbers
    _, content = export.export(officer, people, rows=[stranger.pk])
    assert list(sheet_of(content).iter_rows(min_row=2)) == []


def test_an_export_tells_who_when_what_and_is_found_in_the_log(people, office):
    StaffFactory(name="林晓喆")
    StaffFactory(name="王建国")
    name, content = export.export(
        office, people, query="q=林晓喆", columns=["number", "name"], reason="年度核对"
    )
    about = {row[0].value: row[1].value for row in sheet_of(content, 1).iter_rows()}
    entry = AuditEntry.objects.get(action="registers.sheet_export")
    assert about["流水号"] in name
    assert about["流水号"] in entry.label
    assert (entry.reason, about["事由"], about["导出人"]) == ("年度核对", "年度核对", f"{office}（00001）")
    assert [cell.value for cell in sheet_of(content)[1]] == ["工号", "姓名"]


def test_without_the_permission_there_is_no_export(people):
    with pytest.raises(NotPermitted):
        export.export(user_with(Role.PERSON), people)
    with pytest.raises(Refusal, match="还没有选要导出的列"):
        export.export(user_with(Role.OFFICE), people, columns=["没有这一列"])


def test_an_export_asked_for_is_a_job_with_a_file_for_its_owner(people, office):
    job = export.request_export(office, people, reason="核对")
    jobs.function(job.name)(job, **job.params)
    job = Job.objects.get(pk=job.pk)
    assert job.result_name.endswith(".xlsx")
    with open(job.result_path, "rb") as file:
        assert sheet_of(file.read())["A1"].value == "工号"


def test_the_blank_sheet_marks_what_is_required_and_offers_the_choices(people, office):
    sheet = sheet_of(blank.template(people, office))
    headings = [cell.value for cell in sheet[1]]
    assert headings[:4] == ["*工号", "*姓名", "*性别", "*部门"]
    assert "在职" in headings
    assert any("选项!$C$1:$C$2" in rule.formula1 for rule in sheet.data_validations.dataValidation)


def test_the_blank_sheet_filled_in_is_understood(people, office):
    DepartmentFactory(name="计算机学院")
    workbook = openpyxl.load_workbook(io.BytesIO(blank.template(people, office)))
    for column, value in enumerate(["20190003", "林晓喆", "女", "计算机学院"], 1):
        workbook.worksheets[0].cell(2, column, value)
    stream = io.BytesIO()
    workbook.save(stream)
    found = uploads.receive(office, people, "填好.xlsx", stream.getvalue())
    assert found.staged["counts"] == {"new": 1, "changed": 0, "same": 0, "wrong": 0}


def test_the_annotated_file_says_at_the_cell_what_is_wrong(people, office):
    from tests.baomi.registers.sheets.books import book

    found = uploads.receive(
        office, people, "错.xlsx", book(["1", "=王"], [], ["2", "x" * 50], headings=["工号", "姓名"])
    )
    sheet = sheet_of(blank.annotated(found))
    assert "文件缺少这一列" in sheet["A2"].comment.text
    assert [cell.data_type for cell in sheet[2]] == ["s", "s"]
