"""From a file to the register: what each row would do, and that the confirmed import does just that, or nothing."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baomi.audit import bulk, writing
from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotFound, Refusal
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from baomi.registers import jobs, tokens
from baomi.registers.models import Job, SheetUpload
from baomi.registers.sheets import commit, uploads
from tests.baomi.registers.sheets.books import STAFF_HEADINGS, book
from tests.factories.organization import DepartmentFactory, StaffFactory, identity_number, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def department():
    return DepartmentFactory(name="计算机学院", code="CS", short_name="计院")


@pytest.fixture
def officer(department):
    return user_with(Role.OFFICER, department)


def upload(people, user, *rows, headings=STAFF_HEADINGS):
    return uploads.receive(user, people, "人员台账.xlsx", book(*rows, headings=headings))


def results(found):
    return {row["line"]: row["result"] for row in found.staged["rows"]}


def only_problem(found):
    assert len(found.staged["problems"]) == 1, found.staged["problems"]
    return found.staged["problems"][0]


def test_rows_are_new_changed_or_the_same(people, officer, department):
    StaffFactory(
        number="20190001",
        name="王建国",
        gender="male",
        department=department,
        title="讲师",
        birth=dt.date(1980, 5, 17),
    )
    StaffFactory(
        number="20190002", name="陈堃", gender="female", department=department, title="教授", birth=None
    )
    found = upload(
        people, officer,
        ["20190001", "王建国", "男", "计算机学院", "副教授", "1980-05-17"],
        ["20190002", "陈堃", "女", "计算机学院", "教授", None],
        ["20190003", "林晓喆", "女", "CS", "讲师", "1990/1/2"],
    )  # fmt: skip
    assert results(found) == {2: "changed", 3: "same", 4: "new"}
    assert found.staged["rows"][0]["changes"] == {"title": ["讲师", "副教授"]}


@pytest.mark.postgres
def test_the_confirmed_import_writes_what_was_shown_and_logs_it(people, officer, department):
    changed = StaffFactory(
        number="20190001", name="王建国", gender="male", department=department, title="讲师"
    )
    found = upload(
        people, officer,
        ["20190001", "王建国", "男", "计算机学院", "副教授", "1980-05-17"],
        ["20190003", "林晓喆", "女", "计院", "讲师", dt.date(1990, 1, 2)],
    )  # fmt: skip
    done = commit.confirm(officer, people, found, tokens.fresh())
    assert (done.new, done.changed) == (1, 1)
    changed.refresh_from_db()
    assert changed.title == "副教授"
    assert Staff.objects.get(number="20190003").birth == dt.date(1990, 1, 2)
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["organization.staff.change", "organization.staff.create", "registers.sheet_import"]
    last = AuditEntry.objects.latest("id")
    assert "新增 1、变化 1、无变化 0" in last.label
    assert found.digest in last.label


def test_a_second_click_writes_once(people, officer, department):
    found = upload(people, officer, ["20190003", "林晓喆", "女", "计算机学院", "讲师", None])
    token = tokens.fresh()
    commit.confirm(officer, people, found, token)
    again = SheetUpload.objects.get(pk=found.pk)
    with pytest.raises(Refusal):
        commit.confirm(officer, people, again, tokens.fresh())
    assert Staff.objects.filter(number="20190003").count() == 1
    assert AuditEntry.objects.filter(action="registers.sheet_import").count() == 1


@pytest.mark.parametrize("position", [0, 1, 2])
def test_one_wrong_row_anywhere_stops_all(people, officer, department, position):
    rows = [[f"2019000{n}", "林晓喆", "女", "计算机学院", "讲师", None] for n in range(3)]
    rows[position][2] = "不详"
    found = upload(people, officer, *rows)
    before = Staff.objects.count()
    with pytest.raises(Refusal, match="有 1 行错误，整份暂不导入"):
        commit.confirm(officer, people, found, tokens.fresh())
    assert Staff.objects.count() == before
    assert not AuditEntry.objects.exists()


def test_a_row_changed_since_the_preview_stops_the_import_by_name(people, officer, department):
    person = StaffFactory(
        number="20190001", name="王建国", gender="male", department=department, title="讲师", birth=None
    )
    found = upload(
        people, officer,
        ["20190009", "林晓喆", "女", "计算机学院", "讲师", None],
        ["20190001", "王建国", "男", "计算机学院", "副教授", None],
    )  # fmt: skip
    Staff.objects.filter(pk=person.pk).update(version=2, post="主任")
    with pytest.raises(Refusal, match="第 3 行与核对时不同"):
        commit.confirm(officer, people, found, tokens.fresh())
    assert not Staff.objects.filter(number="20190009").exists()


@pytest.mark.postgres
def test_another_departments_row_is_answered_as_missing_and_kept(people, officer):
    stranger = StaffFactory(number="20199999", title="教授")
    found = upload(people, officer, ["20199999", "改名", "男", "计算机学院", "讲师", None])
    problem = only_problem(found)
    assert problem["problem"] == "没有这条记录或不在您的范围内"
    assert stranger.name not in str(found.staged)
    stranger.refresh_from_db()
    assert stranger.title == "教授"


def test_another_departments_name_is_no_choice(people, officer):
    DepartmentFactory(name="机械学院")
    found = upload(people, officer, ["20190003", "林晓喆", "女", "机械学院", "讲师", None])
    assert only_problem(found)["problem"] == "没有这个部门，或不在您的范围内"


def test_another_persons_preview_does_not_exist(people, officer, department):
    found = upload(people, officer, ["20190003", "林晓喆", "女", "计算机学院", "讲师", None])
    other = user_with(Role.OFFICER, department)
    with pytest.raises(NotFound):
        uploads.find(other, people, found.uuid)


def test_a_preview_is_kept_for_a_day(people, officer, department):
    found = upload(people, officer, ["20190003", "林晓喆", "女", "计算机学院", "讲师", None])
    with clock.at(clock.now() + dt.timedelta(hours=25)):
        with pytest.raises(NotFound):
            uploads.find(officer, people, found.uuid)
        assert uploads.purge() == 1
    found.refresh_from_db()
    assert (found.path, found.staged) == ("", {})


def test_a_swapped_file_is_refused(people, officer, department):
    found = upload(people, officer, ["20190003", "林晓喆", "女", "计算机学院", "讲师", None])
    other = upload(people, officer, ["20190004", "陈堃", "女", "计算机学院", "讲师", None])
    found.path = other.path
    found.save()
    with pytest.raises(Refusal, match="不是当时核对的那一份"):
        commit.confirm(officer, people, found, tokens.fresh())
    assert not Staff.objects.filter(number="20190004").exists()


def test_the_kept_file_and_preview_hold_no_personal_data_in_the_clear(people, officer, department):
    number = identity_number(7)
    found = upload(
        people, officer,
        ["20190003", "林晓喆", "女", "计算机学院", number],
        headings=["工号", "姓名", "性别", "部门", "身份证号"],
    )  # fmt: skip
    assert number not in str(found.staged)
    with open(found.path, "rb") as file:
        assert number.encode() not in file.read()
    commit.confirm(officer, people, found, tokens.fresh())
    assert Staff.objects.get(number="20190003").identity_number == number


def test_a_mask_left_as_it_was_means_unchanged_and_another_mask_is_refused(people, officer, department):
    StaffFactory(number="20190001", name="王", gender="male", department=department, phone="13900001111")
    headings = ["工号", "联系电话"]
    assert results(upload(people, officer, ["20190001", "139****1111"], headings=headings)) == {2: "same"}
    problem = only_problem(upload(people, officer, ["20190001", "138****1111"], headings=headings))
    assert problem["letter"] == "B"
    changed = upload(people, officer, ["20190001", "13900002222"], headings=headings)
    assert changed.staged["rows"][0]["changes"] == {"phone": ["139****1111", "139****2222"]}


def test_the_same_key_twice_names_both_lines(people, officer, department):
    row = ["20190003", "林晓喆", "女", "计算机学院", "讲师", None]
    problem = only_problem(upload(people, officer, row, row))
    assert (problem["line"], problem["problem"]) == (3, "与第 2 行重复")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-02", dt.date(2026, 3, 2)), ("2026/3/2", dt.date(2026, 3, 2)), ("2026.3.2", dt.date(2026, 3, 2)),
        ("20260302", dt.date(2026, 3, 2)), (20260302, dt.date(2026, 3, 2)), ("2026年3月2日", dt.date(2026, 3, 2)),
        ("２０２６－０３－０２", dt.date(2026, 3, 2)), (dt.date(2026, 3, 2), dt.date(2026, 3, 2)),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(people, officer, department, written, meant):
    StaffFactory(number="20190001", department=department, birth=None)
    with clock.at(dt.date(2026, 11, 21)):
        found = upload(people, officer, ["20190001", written], headings=["工号", "出生日期"])
    assert found.staged["rows"][0]["changes"] == {"birth": ["", meant.isoformat()]}


@pytest.mark.parametrize(
    ("heading", "written", "words"),
    [
        ("出生日期", "2026-13-02", "月份应为 1 至 12"), ("出生日期", "2026-02-30", "2 月没有 30 日"),
        ("出生日期", "去年", "不是日期"), ("出生日期", 46083, "不能确定是哪一天"), ("出生日期", "2099-01-01", "晚于今天"),
        ("职称", 1.1e17, "超过 15 位"), ("职称", "1.1E+17", "科学记数"), ("职称", "=1+1", "公式"),
        ("性别", "不详", "不在可选范围内"), ("姓名", None, "必填"), ("姓名", "王" * 41, "40"),
        ("在职", "也许", "既不是"), ("联系电话", "123", "电话应为"), ("部门", "没有的学院", "没有这个部门"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_line_column_and_remedy(
    people, officer, department, heading, written, words
):
    StaffFactory(number="20190001", department=department)
    problem = only_problem(upload(people, officer, ["20190001", written], headings=["工号", heading]))
    assert words in problem["problem"]
    assert (problem["line"], problem["letter"], problem["heading"]) == (2, "B", heading)


def test_text_codes_kept_as_numbers_or_in_full_width_find_their_record(people, officer, department):
    StaffFactory(number="20190001", department=department, title="讲师")
    StaffFactory(number="20190002", department=department, title="讲师")
    found = upload(
        people, officer, [20190001, "讲师"], ["２０１９０００２", "讲师"], headings=["工号", "职称"]
    )
    assert results(found) == {2: "same", 3: "same"}


def test_two_of_the_same_name_ask_for_the_number(people, officer, department):
    DepartmentFactory(name="计算机学院", active=False)
    office = user_with(Role.OFFICE)
    DepartmentFactory(name="网络中心", short_name="计院")
    problem = only_problem(upload(people, office, ["20190003", "林", "女", "计院", "讲师", None]))
    assert "有 2 个部门叫这个名称" in problem["problem"]


def test_missing_columns_for_a_new_row_are_named(people, officer, department):
    found = upload(people, officer, ["20190003", "林"], headings=["工号", "姓名"])
    said = [problem["problem"] for problem in found.staged["problems"]]
    assert said == [f"新增一行要有“{label}”，文件缺少这一列" for label in ("性别", "部门")]


def test_a_column_left_out_keeps_its_default_and_its_value(people, officer, department):
    person = StaffFactory(
        number="20190001", name="王", gender="male", department=department, ethnicity="满族", birth=None
    )
    found = upload(
        people, officer,
        ["20190001", "王", "男", "计算机学院", "教授", None],
        ["20190003", "林", "女", "计算机学院", None, None],
    )  # fmt: skip
    commit.confirm(officer, people, found, tokens.fresh())
    person.refresh_from_db()
    assert (person.ethnicity, Staff.objects.get(number="20190003").active) == ("满族", True)


def test_headings_are_corrected_and_remembered(people, officer, department):
    rows = (["20190003", "林", "女", "计院", "讲师"],)
    headings = ["工号", "叫什么", "性别", "所在 单位*", "职称"]
    found = upload(people, officer, *rows, headings=headings)
    assert found.mapping == {
        "工号": "number",
        "叫什么": "",
        "性别": "gender",
        "所在 单位*": "department",
        "职称": "title",
    }
    assert results(found) == {2: "wrong"}
    uploads.remap(found, people, ["number", "name", "gender", "department", "title"])
    assert results(found) == {2: "new"}
    assert results(upload(people, officer, *rows, headings=headings)) == {2: "new"}
    with pytest.raises(Refusal, match="两列对应同一登记项"):
        uploads.remap(found, people, ["number", "name", "name", "", ""])


def test_more_rows_than_a_request_may_write_become_a_job(people, officer, department, monkeypatch):
    monkeypatch.setattr(commit, "AT_ONCE", 2)
    rows = [[f"2019{n:04}", "林", "女", "计算机学院", "讲师", None] for n in range(5)]
    found = upload(people, officer, *rows)
    before = Staff.objects.count()
    job = commit.confirm(officer, people, found, tokens.fresh())
    assert isinstance(job, Job)
    assert Staff.objects.count() == before
    with pytest.raises(tokens.AlreadyDone) as again:
        commit.confirm(officer, people, found, tokens.fresh())
    assert again.value.url == f"/jobs/{job.uuid}/"
    jobs.function(job.name)(job, **job.params)
    jobs.function(job.name)(job, **job.params)
    assert Staff.objects.count() == before + 5


def test_a_large_import_that_failed_may_be_asked_for_again(people, officer, department, monkeypatch):
    monkeypatch.setattr(commit, "AT_ONCE", 0)
    found = upload(people, officer, ["20190003", "林", "女", "计算机学院", "讲师", None])
    first = commit.confirm(officer, people, found, tokens.fresh())
    Job.objects.filter(pk=first.pk).update(state="failed")
    second = commit.confirm(officer, people, SheetUpload.objects.get(pk=found.pk), tokens.fresh())
    jobs.function(second.name)(second, **second.params)
    assert Staff.objects.filter(number="20190003").exists()


def test_queries_do_not_grow_with_the_rows(people, officer, department):
    def queries(count):
        for n in range(count):
            StaffFactory(number=f"7{count:02}{n:04}", department=department, title="讲师")
        existing = [
            [f"7{count:02}{n:04}", "王", "男", "计算机学院", "教授", "1980-01-01"] for n in range(count)
        ]
        new = [[f"8{count:02}{n:04}", "林", "女", "计院", "讲师", None] for n in range(count)]
        content = book(*existing, *new)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            found = uploads.receive(officer, people, "a.xlsx", content)
        assert found.staged["counts"] == {"new": count, "changed": count, "same": 0, "wrong": 0}
        return len(captured)

    queries(1)  # reads once what a request keeps: roles, content types
    assert queries(3) == queries(40)


@pytest.mark.postgres
def test_a_conditional_uniqueness_and_a_check_are_judged_for_all_rows_at_once(department):
    from baomi.organization.models import Department
    from baomi.registers.sheets import conditions

    DepartmentFactory(name="旧学院", active=False)
    rows = [
        Department(code="A", name="计算机学院", kind="college"),
        Department(code="B", name="旧学院", kind="college"),
        Department(code="C", name="新学院", kind="unknown"),
        Department(code="D", name="新学院", kind="college"),
        Department(code="CS", name="另一学院", kind="college"),
    ]
    found = {(item.index, item.fields, item.twin) for item in conditions.conflicts(Department, rows)}
    assert found == {(0, ("name",), None), (2, (), None), (3, ("name",), 2), (4, ("code",), None)}


NUMBERS = [f"2019000{n}" for n in range(3)]


@pytest.mark.postgres
@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_an_import_that_breaks_off_anywhere_leaves_nothing(
    people, officer, department, monkeypatch, fails_at
):
    rows = [[number, "林", "女", "计算机学院", "讲师", None] for number in NUMBERS]
    found = upload(people, officer, *rows)
    before = Staff.objects.count()
    written = []

    def full_disk(rows):
        written.extend(rows)
        if len(written) == fails_at:
            raise OSError("the disk is full")

    monkeypatch.setattr(bulk, "BATCH", 1)
    token = tokens.fresh()
    with monkeypatch.context() as patched, pytest.raises(OSError, match="disk"):
        patched.setattr(writing.rows_written, "_handlers", [full_disk])
        commit.confirm(officer, people, found, token)
    assert Staff.objects.count() == before
    assert not AuditEntry.objects.exists()
    commit.confirm(officer, people, found, token)
    assert Staff.objects.count() == before + 3


def test_a_register_that_judges_row_by_row_imports_all_or_nothing(people, officer, department, monkeypatch):
    """Without a form for many, each row goes through the register's own action."""
    made = []

    def create(by, values):
        made.append(values["number"])
        if values["name"] == "陈堃" and len(made) == 2:
            raise Refusal("名额已满", how="请减少人数")
        return writing.create(by, Staff(**values))

    monkeypatch.setattr(type(people), "create", staticmethod(create))
    rows = [
        [f"2019000{n}", name, "女", "计算机学院", "讲师", None] for n, name in enumerate(("林", "陈堃", "王"))
    ]
    found = upload(people, officer, *rows)
    token = tokens.fresh()
    with pytest.raises(Refusal, match="第 3 行：名额已满"):
        commit.confirm(officer, people, found, token)
    assert not Staff.objects.filter(number__in=NUMBERS).exists()
    assert not AuditEntry.objects.exists()
    commit.confirm(officer, people, found, token)
    assert made == ["20190000", "20190001", "20190000", "20190001", "20190002"]
    assert Staff.objects.filter(number__in=NUMBERS).count() == 3


@pytest.mark.postgres
def test_a_number_taken_between_judging_and_writing_stops_all(people, officer, department, monkeypatch):
    """Nothing is locked while the rows are judged; the database finds who was faster."""
    rows = [[f"2019000{n}", "林", "女", "计算机学院", "讲师", None] for n in range(3)]
    found = upload(people, officer, *rows)
    real = commit._Coming.write

    def overtaken(coming, job):
        StaffFactory(number="20190001", department=department)
        return real(coming, job)

    monkeypatch.setattr(commit._Coming, "write", overtaken)
    with pytest.raises(Refusal, match="台账在核对之后有变化"):
        # The faster one's row is rolled back with the unit here, so that no row can be named.
        commit.confirm(officer, people, found, tokens.fresh())
    assert not Staff.objects.filter(number__in=NUMBERS).exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.postgres
def test_a_record_changed_between_judging_and_writing_is_named(people, officer, department, monkeypatch):
    persons = [StaffFactory(number=f"2019000{n}", department=department, title="讲师") for n in range(3)]
    headings = ["工号", "职称"]
    found = upload(people, officer, *[[person.number, "教授"] for person in persons], headings=headings)
    real = commit._Coming.write

    def overtaken(coming, job):
        Staff.objects.filter(pk=persons[1].pk).update(version=2, post="主任")
        return real(coming, job)

    monkeypatch.setattr(commit._Coming, "write", overtaken)
    with pytest.raises(Refusal, match="第 3 行的记录在核对之后被改动"):
        commit.confirm(officer, people, found, tokens.fresh())
    assert not Staff.objects.filter(title="教授").exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.postgres
def test_an_import_takes_statements_by_the_batch_not_by_the_row(people, officer, department):
    def statements(count: int) -> int:
        old = [StaffFactory(number=f"6{count:02}{n:04}", department=department) for n in range(count)]
        rows = [[person.number, "王", "男", "计算机学院", "教授", "1980-01-01"] for person in old]
        rows += [[f"7{count:02}{n:04}", "林", "女", "计算机学院", "讲师", None] for n in range(count)]
        found = upload(people, officer, *rows)
        with CaptureQueriesContext(connection) as sent:
            done = commit.carry_out(officer, people, found)
        assert (done.new, done.changed) == (count, count)
        return len(sent)

    statements(2)
    assert statements(20) == statements(5)
