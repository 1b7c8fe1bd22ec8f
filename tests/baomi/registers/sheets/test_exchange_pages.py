"""The pages: upload, preview, confirm; private, once only, and GET changes nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baomi.audit.models import AuditEntry
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from baomi.registers.models import Job, SheetUpload
from tests.baomi.registers.sheets.books import STAFF_HEADINGS, book
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db

IMPORT = "/organization/staff/import/"


@pytest.fixture
def office(client):
    user = user_with(Role.OFFICE)
    client.force_login(user)
    return user


@pytest.fixture
def department():
    return DepartmentFactory(name="计算机学院")


def send(client, *rows, headings=STAFF_HEADINGS, name="人员.xlsx"):
    file = SimpleUploadedFile(name, book(*rows, headings=headings))
    return client.post(IMPORT, {"file": file})


def preview_of(client, *rows, **options):
    answer = send(client, *rows, **options)
    assert answer.status_code == 302, answer.content.decode()
    assert answer.url.endswith("/columns/")
    return answer.url.removesuffix("columns/")


def token_in(answer) -> str:
    return dict(answer.context["hidden"])["token"]


NEW = ["20190003", "林晓喆", "女", "计算机学院", "讲师", None]


def test_from_upload_to_done(client, office, department):
    StaffFactory(
        number="20190001", name="王建国", gender="male", department=department, title="讲师", birth=None
    )
    url = preview_of(client, NEW, ["20190001", "王建国", "男", "计算机学院", "教授", None])
    page = client.get(url)
    text = page.content.decode()
    assert "导入 2 行" in text
    assert "<del" in text
    assert not Staff.objects.filter(number="20190003").exists()
    token = token_in(page)
    for _ in range(2):
        assert client.post(url, {"commit": "1", "token": token}).url == url
    assert "新增 1 行，变化 1 行" in client.get(url).content.decode()
    assert Staff.objects.filter(number="20190003").count() == 1
    assert AuditEntry.objects.filter(action="registers.sheet_import").count() == 1


def test_errors_come_first_and_the_button_says_why_it_is_locked(client, office, department):
    url = preview_of(client, NEW, ["20190004", "陈堃", "不详", "计算机学院", None, None])
    text = (
        client.get(url).content.decode().partition("<main")[2]
    )  # whoever is signed in may bear one of the names
    assert "有 1 行错误，整份暂不导入，台账未改动" in text
    assert text.index("不在可选范围内") < text.index("林晓喆")
    answer = client.post(url, {"commit": "1", "token": "t"})
    assert answer.status_code == 409
    assert not Staff.objects.filter(number="20190003").exists()


def test_a_file_that_cannot_be_read_is_answered_on_the_page(client, office):
    answer = client.post(IMPORT, {"file": SimpleUploadedFile("a.xlsx", "工号,姓名\n".encode("gbk"))})
    assert answer.status_code == 422
    assert "改了后缀的文本文件" in answer.content.decode()
    assert client.post(IMPORT, {}).status_code == 422
    assert not SheetUpload.objects.exists()


def test_headings_are_matched_by_hand(client, office, department):
    url = preview_of(client, NEW[:5], headings=["工号", "叫什么", "性别", "部门", "职称"])
    assert client.get(url).context["counts"][1]["count"] == 0
    choices = {
        "column-A": "number",
        "column-B": "name",
        "column-C": "gender",
        "column-D": "department",
        "column-E": "",
    }
    assert client.post(f"{url}columns/", choices).url == url
    assert client.get(url).context["counts"][1]["count"] == 1
    choices["column-E"] = "name"
    answer = client.post(f"{url}columns/", choices)
    assert answer.status_code == 422
    assert "两列对应同一登记项“姓名”" in answer.content.decode()
    assert client.get(url).context["counts"][1]["count"] == 1


def test_a_missing_key_column_is_said_beside_the_mapping(client, office):
    url = preview_of(client, ["林晓喆"], headings=["姓名"])
    text = client.get(url).content.decode()
    assert "缺少列：“工号”" in text
    assert client.post(url, {"commit": "1", "token": "t"}).status_code == 409


def test_what_was_dropped_is_gone(client, office, department):
    url = preview_of(client, NEW)
    assert client.post(url, {"drop": "1"}).url == "/organization/staff/"
    assert client.get(url).status_code == 404
    assert client.get(f"{url}annotated.xlsx").status_code == 404


def test_nobody_else_sees_or_confirms_a_preview(client, office, department):
    url = preview_of(client, NEW)
    client.force_login(user_with(Role.OFFICE))
    assert client.get(url).status_code == 404
    assert client.post(url, {"commit": "1", "token": "t"}).status_code == 404
    assert not Staff.objects.filter(number="20190003").exists()


def test_who_may_not_import_finds_no_page(client):
    client.force_login(user_with(Role.PERSON))
    assert client.get(IMPORT).status_code in (403, 404)
    assert send(client, NEW).status_code in (403, 404)
    assert client.get(f"{IMPORT}template.xlsx").status_code in (403, 404)


def test_reading_changes_nothing(client, office, department):
    url = preview_of(client, NEW, ["20190004", "x" * 50, "女", "计算机学院", None, None])
    before = (Staff.objects.count(), list(SheetUpload.objects.values()), Job.objects.count())
    for address in (
        IMPORT,
        url,
        f"{url}columns/",
        f"{url}?result=wrong",
        f"{url}annotated.xlsx",
        f"{IMPORT}template.xlsx",
        "/organization/staff/export/",
    ):
        assert client.get(address).status_code in (200, 302), address
    assert (Staff.objects.count(), list(SheetUpload.objects.values()), Job.objects.count()) == before


def test_downloads_are_downloads(client, office):
    answer = client.get(f"{IMPORT}template.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_an_export_answers_with_its_job(client, office):
    StaffFactory()
    answer = client.post("/organization/staff/export/", {"query": "view=all", "reason": "年度核对"})
    job = Job.objects.get()
    assert answer.url == f"/jobs/{job.uuid}/"
    assert (job.user, job.params["query"], job.params["reason"]) == (office, "view=all", "年度核对")
