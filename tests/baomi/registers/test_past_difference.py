"""B11: what was added, what is gone, what changed between two days; as a sheet and on paper."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.db.models.signals import post_init
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from baomi.printing import engine
from baomi.printing import past as printing
from baomi.printing.models import Printout
from baomi.registers import jobs
from baomi.registers.declarations import registry
from baomi.registers.models import Job
from baomi.registers.past import export
from baomi.registers.past.difference import ADDED, CHANGED, GONE, KINDS, Difference
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

FIRST, BETWEEN, LAST = dt.date(2026, 6, 30), dt.date(2026, 9, 1), dt.date(2026, 12, 31)
URL = "/organization/staff/difference/"
QUERY = "view=all&from=2026-06-30&to=2026-12-31"


@pytest.fixture
def staff():
    return registry.get("organization", "staff")


@pytest.fixture
def people():
    """甲 changes post and loses the date of birth, 乙 leaves the college, 丙 comes, 丁 is changed and changed back."""
    with clock.at(FIRST):
        college, other = DepartmentFactory(name="计算机学院"), DepartmentFactory(name="机械学院")
        made = {name: StaffFactory(name=name, department=college) for name in ("甲某", "乙某", "丁某")}
    with clock.at(BETWEEN):
        made["丁某"].post = "院长"
        made["丁某"].save()
    with clock.at(LAST):
        made["甲某"].post, made["甲某"].birth = "主任", None
        made["乙某"].department = other
        made["丁某"].post = ""
        for person in made.values():
            person.save()
        college.name = "智能学院"
        college.save()
        made["丙某"] = StaffFactory(name="丙某", department=college)
        yield made


def difference(staff, user, **params) -> Difference:
    return Difference(staff, user, {"view": "all", **params}, FIRST, LAST)


def names(found: Difference, kind: str) -> set[str]:
    with found.side(kind).versions.standing():
        return {person.name for person in found.rows(kind)}


def office_of(person: Staff):
    return since_then(Role.OFFICE, person.department)


def since_then(role: Role, department):
    """Somebody who held the role on both days, so that he is no addition himself; his password is a new one."""
    with clock.at(FIRST):
        user = user_with(role, department)
    user.password_changed_at = clock.now()
    user.save()
    return user


def test_the_office_reads_who_came_and_what_changed(staff, people):
    found = difference(staff, office_of(people["甲某"]))
    assert names(found, ADDED) == {"丙某"}
    assert names(found, GONE) == set()
    assert names(found, CHANGED) == {"甲某", "乙某"}
    told = {(line.heading, line.label, line.before, line.after) for line in found.lines() if line.label}
    assert told == {
        ("甲某", "职务", "", "主任"),
        ("甲某", "出生日期", "1980-05-17", ""),
        ("乙某", "部门", "计算机学院", "机械学院"),
    }


def test_a_renamed_department_is_a_change_of_its_own_ledger_alone(staff, people):
    office = office_of(people["甲某"])
    departments = registry.get("organization", "departments")
    found = Difference(departments, office, {"view": "all"}, FIRST, LAST)
    assert [(line.label, line.before, line.after) for line in found.lines()] == [
        ("部门名称", "计算机学院", "智能学院")
    ]
    assert "丁某" not in names(difference(staff, office), CHANGED)


def test_for_the_college_who_left_is_gone_and_where_to_is_not_told(staff, people):
    officer = since_then(Role.OFFICER, people["甲某"].department)
    found = difference(staff, officer)
    assert names(found, GONE) == {"乙某"}
    assert names(found, CHANGED) == {"甲某"}
    client = Client()
    client.force_login(officer)
    pages = [client.get(f"{URL}?{QUERY}&tab={kind}").content.decode() for kind in KINDS]
    assert "乙某" in pages[list(KINDS).index(GONE)]
    assert not any("机械学院" in page for page in pages)
    assert not any(f"/organization/staff/{people['乙某'].pk}/" in page for page in pages)


def test_a_tab_holds_on_both_days(staff, people):
    people["丁某"].active = False
    people["丁某"].save()
    office = office_of(people["甲某"])
    assert names(difference(staff, office, view="active"), GONE) == {"丁某"}
    assert "丁某" in names(difference(staff, office), CHANGED)


def test_a_change_in_a_field_out_of_sight_is_no_change(staff, people):
    people["丁某"].grade = "important"
    people["丁某"].save()
    sysadmin = since_then(Role.SYSADMIN, people["甲某"].department)
    assert "丁某" in names(difference(staff, office_of(people["甲某"])), CHANGED)
    assert "丁某" not in names(difference(staff, sysadmin), CHANGED)


def test_the_page_counts_each_kind_and_shows_both_values(people):
    client = Client()
    client.force_login(office_of(people["甲某"]))
    page = client.get(f"{URL}?{QUERY}")
    assert [(tab["label"], tab["count"]) for tab in page.context["tabs"]] == [
        ("新增", 1),
        ("移出", 0),
        ("变化", 2),
    ]
    text = page.content.decode()
    assert f'href="/organization/staff/{people["甲某"].pk}/"' in text
    assert '<span class="new">主任</span>' in text
    assert "没有移出的人员" in client.get(f"{URL}?{QUERY}&tab=gone").content.decode()


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-12-31", "2026-06-30", "前一日须早于后一日"),
        ("2026-06-30", "2026-06-30", "前一日须早于后一日"),
        ("2026-06-31", "2026-12-31", "前一日不存在"),
        ("2026-06-30", "2027-01-01", "后一日在今天以后"),
        ("2026-06-30", "", "还没有填后一日"),
        ("2025-06-30", "2026-12-31", "登记从 2026-06-30 开始"),
    ],
)
def test_days_that_cannot_be_are_answered_in_a_sentence(people, first, last, sentence):
    client = Client()
    client.force_login(office_of(people["甲某"]))
    page = client.get(URL, {"from": first, "to": last})
    assert page.status_code == 200
    assert sentence in page.content.decode()


def test_the_cost_does_not_grow_and_only_a_page_is_loaded(people):
    client = Client()
    client.force_login(office_of(people["甲某"]))
    college = people["甲某"].department

    def cost() -> dict[str, int]:
        found = {}
        for kind in KINDS:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"{URL}?{QUERY}&tab={kind}").status_code == 200
            found[kind] = len(queries)
        return found

    with clock.at(FIRST):
        others = [StaffFactory(department=college) for _ in range(2)]
    cost()
    few = cost()
    with clock.at(FIRST):
        others += [StaffFactory(department=college) for _ in range(60)]
    for person in others:
        person.post = "科研秘书"
        person.save()
    made = []

    def count(sender, instance, **kwargs):
        made.append(instance)

    post_init.connect(count, sender=Staff)
    try:
        after = cost()
        made.clear()
        client.get(f"{URL}?{QUERY}&tab=changed")
    finally:
        post_init.disconnect(count, sender=Staff)
    assert after["added"] == few["added"]
    assert after["changed"] == few["changed"]
    assert len(made) <= 2 * 25 + 2  # both sides of a page, and who looks at it


def sheet_of(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets


def test_a_day_goes_out_as_text_with_its_day_and_a_warning(staff, people):
    people["甲某"].post = "=1+1"
    people["甲某"].save()
    office = office_of(people["甲某"])
    name, content = export.export_past(office, staff, "view=all&on=2026-12-31")
    sheet, notes = sheet_of(content)
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=1+1" in {cell.value for cell in cells}
    assert "截至20261231" in name
    words = "".join(str(cell.value) for row in notes.iter_rows() for cell in row)
    assert "截至 2026-12-31" in words
    assert "不要导入" in words
    entry = AuditEntry.objects.filter(action="registers.sheet_export").latest("id")
    assert "截至 2026-12-31" in entry.label
    earlier = export.export_past(office, staff, "view=all&on=2026-06-30")[1]
    assert "=1+1" not in {cell.value for row in sheet_of(earlier)[0].iter_rows() for cell in row}


def test_the_difference_goes_out_a_line_for_each_change(staff, people):
    _, content = export.export_difference(office_of(people["甲某"]), staff, QUERY)
    rows = [[cell.value for cell in row] for row in sheet_of(content)[0].iter_rows()]
    assert rows[0] == ["变动", "人员", "项目", "2026-06-30", "2026-12-31"]
    assert ["变化", "乙某", "部门", "计算机学院", "机械学院"] in rows
    assert [row[1] for row in rows if row[0] == "新增"] == ["丙某"]
    assert "的变动" in AuditEntry.objects.filter(action="registers.sheet_export").latest("id").label


def test_who_may_not_export_takes_no_past_out(people):
    auditor = user_with(Role.AUDITOR)
    grants = registry.get("organization", "grants")
    for ask in (export.request_past, export.request_difference):
        with pytest.raises(NotPermitted):
            ask(auditor, grants, f"on=2026-12-31&{QUERY}")
    with pytest.raises(Refusal):
        export.request_past(office_of(people["甲某"]), registry.get("organization", "staff"), "on=2027-01-01")
    assert not Job.objects.exists()


def printed(user, name: str, query: str, monkeypatch) -> str:
    """What the job prints, as its HTML."""
    pages = []
    monkeypatch.setattr(engine, "render_html", lambda documents: pages.extend(documents) or b"%PDF-")
    job = Job.objects.create(name=name, label="打印", params={}, user=user, created_at=clock.now())
    jobs.function(name)(job, register="organization.staff", query=query)
    return "".join(pages)


def test_the_ledger_of_a_day_prints_with_its_day(people, monkeypatch):
    office = office_of(people["甲某"])
    text = printed(office, printing.PAST, "view=all&on=2026-06-30", monkeypatch)
    assert "人员台账（2026-06-30）" in text
    assert "截至 2026 年 6 月 30 日" in text
    assert "计算机学院" in text
    assert "丙某" not in text
    assert Printout.objects.count() == 1
    assert "截至 2026-06-30" in AuditEntry.objects.filter(action="printing.print").latest("id").label


def test_the_difference_prints_with_both_days_and_its_counts(people, monkeypatch):
    text = printed(office_of(people["甲某"]), printing.DIFFERENCE, QUERY, monkeypatch)
    assert "人员变动（2026-06-30 至 2026-12-31）" in text
    assert "新增 1 人" in text
    assert "变化 2 人" in text
    assert "机械学院" in text


def test_pages_answer_with_a_job(people):
    client = Client()
    client.force_login(office_of(people["甲某"]))
    for page in ("past", "difference"):
        for deed in ("export", "print"):
            answer = client.post(f"/organization/staff/{page}/{deed}/", {"query": f"on=2026-12-31&{QUERY}"})
            assert answer.status_code == 302, (page, deed)
            assert answer.url.startswith("/jobs/")
    assert client.post("/organization/staff/past/export/", {"query": "on=2027-01-01"}).status_code == 400
