"""B18: a register held against an outside list: the same, different, missing on either side, and what a person must look at."""

import pytest

from baomi.audit.models import AuditEntry
from baomi.core.errors import NotFound, Refusal
from baomi.organization import policy
from baomi.organization.choices import SecrecyRole
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from baomi.registers.compare import results
from baomi.registers.compare.matching import CHECK, DIFFERS, OURS, SAME, THEIRS
from baomi.registers.compare.results import Result
from baomi.registers.models import SheetUpload
from baomi.registers.sheets import uploads
from baomi.registers.sheets.layout import Layout
from tests.baomi.registers.sheets import books, ledgers
from tests.baomi.registers.sheets.books import book
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db

HEADINGS = ["工号", "姓名", "性别", "部门", "职称", "出生日期"]


@pytest.fixture
def department():
    return DepartmentFactory(name="计算机学院", short_name="计院", code="03")


@pytest.fixture
def officer(department):
    """His own record has left the list of those in post, so that it stands in nobody's way."""
    user = user_with(Role.OFFICER, department, staff__name="周予安")
    Staff.objects.filter(pk=user.staff_id).update(active=False)
    return user


@pytest.fixture
def office():
    user = user_with(Role.OFFICE, staff__name="周予安")
    Staff.objects.filter(pk=user.staff_id).update(active=False)
    return user


def person(department, number, name, **more):
    return StaffFactory(department=department, number=number, name=name, **more)


def compare(user, register, *rows, headings=HEADINGS, content=None, query=""):
    upload = uploads.receive(
        user, register, "名单.xlsx", book(*rows, headings=headings) if content is None else content,
        purpose=results.COMPARE, query=query,
    )  # fmt: skip
    return Result(register, upload)


def counts(result) -> dict[str, int]:
    return {name: count for name, count in result.counts.items() if count}


def said(result, name) -> list:
    """(line, what is said) of a list's entries."""
    return [(entry.line, entry.said) for entry in result.entries(name, result.lines(name))]


def different(result) -> list[tuple[str, str, str]]:
    entries = result.entries(DIFFERS, result.lines(DIFFERS))
    return [(item.column.label, item.ours, item.theirs) for entry in entries for item in entry.differences]


def whom(result, name) -> list[str]:
    entries = result.entries(name, result.lines(name))
    return [record.name for entry in entries for record in entry.records]


def test_the_three_lists_and_what_agrees(people, officer, department):
    person(department, "20190001", "王建国", title="教授")
    person(department, "20190002", "陈堃", title="讲师")
    person(department, "20190003", "林晓喆")
    result = compare(
        officer, people,
        ["20190001", "王建国", "女", "计算机学院", "教授", "1980-05-17"],
        ["20190002", "陈堃", "女", "计算机学院", "副教授", "1980-05-17"],
        ["20199999", "曾子墨", "男", "计算机学院", "教授", "1991-01-01"],
    )  # fmt: skip
    assert counts(result) == {SAME: 1, DIFFERS: 1, OURS: 1, THEIRS: 1}
    assert different(result) == [("职称", "讲师", "副教授")]
    assert whom(result, OURS) == ["林晓喆"]
    [entry] = result.entries(THEIRS, result.lines(THEIRS))
    assert (entry.line, entry.texts[:2]) == (4, ["20199999", "曾子墨"])


def test_nothing_of_the_register_is_changed_and_it_is_logged_with_the_file_s_digest(
    people, officer, department
):
    person(department, "20190002", "陈堃", title="讲师")
    before = list(Staff.objects.order_by("pk").values())
    result = compare(officer, people, ["20190002", "陈堃", "女", "计算机学院", "教授", "1980-05-17"])
    results.note(result.upload, people)
    assert list(Staff.objects.order_by("pk").values()) == before
    entry = AuditEntry.objects.get(action="registers.sheet_compare")
    assert result.upload.digest in entry.label
    assert "在职" in entry.label
    assert "内容不同 1，只在本系统 0" in entry.label


def test_how_a_value_is_written_makes_no_difference(people, officer, department):
    person(department, "20190001", "王建国", gender="male")
    person(department, "20190002", "陈堃", gender="female")
    person(department, "20190003", "林晓喆", gender="female")
    result = compare(
        officer, people,
        ["２０１９０００１", "王 建 国", "男", "计院", "副教授 ", "1980/5/17", "是"],
        [20190002, "陈　堃", "女性", "03", "副教授", "1980年5月17日", "√"],
        ["20190003", "林晓喆", "女", "计算机学院", "副教授", "1980.05", "1"],
        headings=[*HEADINGS, "在职"],
    )  # fmt: skip
    assert counts(result) == {SAME: 3}


def test_what_cannot_be_read_and_what_is_empty_are_differences_told_as_written(people, officer, department):
    person(department, "20190001", "王建国", title="教授")
    result = compare(
        officer, people, ["20190001", "王建国", "不详", None, "教授", "一九八〇年"], headings=HEADINGS
    )
    assert different(result) == [
        ("性别", "女", "不详"),
        ("部门", "计算机学院", ""),
        ("出生日期", "1980-05-17", "一九八〇年"),
    ]


def test_rows_that_repeat_themselves_are_left_to_a_person_by_line(people, officer, department):
    person(department, "20190001", "王建国", title="教授")
    row = ["20190001", "王建国", "女", "计算机学院", "教授", "1980-05-17"]
    result = compare(officer, people, row, ["20199999", *row[1:]], row)
    assert counts(result) == {CHECK: 2, THEIRS: 1}
    assert said(result, CHECK) == [(2, "与名单第 4 行工号相同"), (4, "与名单第 2 行工号相同")]


def test_a_name_that_two_people_bear_is_left_to_a_person(people, officer, department):
    person(department, "20190001", "王建国")
    person(department, "20190002", "王建国")
    result = compare(officer, people, ["王建国", "副教授"], headings=["姓名", "职称"])
    assert said(result, CHECK) == [(2, "本系统有 2 人姓名与此相同")]
    assert whom(result, CHECK) == ["王建国", "王建国"]
    assert counts(result) == {CHECK: 1}


def test_of_two_records_the_one_under_the_conditions_is_meant(people, officer, department):
    person(department, "20190001", "王建国", active=False)
    person(department, "20190002", "王建国", title="讲师")
    result = compare(officer, people, ["王建国", "讲师"], headings=["姓名", "职称"])
    assert counts(result) == {SAME: 1}
    everybody = compare(officer, people, ["王建国", "讲师"], headings=["姓名", "职称"], query="view=all")
    assert counts(everybody)[CHECK] == 1


def test_the_surest_key_the_list_has_is_used(people, officer, department):
    person(department, "20190001", "王建国", birth="1970-01-01")
    person(department, "20190002", "王建国", birth="1980-01-01")
    result = compare(officer, people, ["王建国", "1980-01-01"], headings=["姓名", "出生年月"])
    assert [column.label for column in result.key] == ["姓名", "出生日期"]
    assert counts(result) == {SAME: 1, OURS: 1}


def test_a_row_without_a_key_and_a_list_without_one(people, officer, department):
    person(department, "20190001", "王建国")
    result = compare(officer, people, [None, "王建国"], ["20190001", "王建国"], headings=["工号", "姓名"])
    assert said(result, CHECK) == [(2, "没有工号，不知道是哪一条")]
    refused = compare(officer, people, ["教授", "女"], headings=["职称", "性别"])
    assert refused.staged["refusal"].startswith("看不出名单的每一行是哪一条记录。")
    assert "“工号”，或“姓名”和“出生日期”，或“姓名”" in refused.staged["refusal"]
    results.note(refused.upload, people)
    assert "看不出" in AuditEntry.objects.get(action="registers.sheet_compare").label


def test_zeros_that_excel_dropped_are_named_not_guessed(people, officer, department):
    person(department, "00012", "王建国")
    result = compare(officer, people, [12, "王建国"], headings=["工号", "姓名"])
    assert said(result, CHECK) == [(2, "可能是工号开头的 0 丢了")]
    result = compare(officer, people, ["12", "王建国"], headings=["工号", "姓名"])
    assert counts(result) == {THEIRS: 1, OURS: 1}


def test_only_what_the_list_s_conditions_ask_counts_as_missing(people, officer, department):
    lab = DepartmentFactory(name="第一研究所", parent=department)
    person(department, "20190001", "王建国")
    person(lab, "20190002", "陈堃")
    left = person(department, "20190003", "林晓喆", active=False)
    row = ["20199999", "曾子墨"]
    assert whom(compare(officer, people, row, headings=["工号", "姓名"]), OURS) == ["陈堃", "王建国"]
    narrowed = compare(officer, people, row, headings=["工号", "姓名"], query=f"department={lab.pk}")
    assert whom(narrowed, OURS) == ["陈堃"]
    everybody = compare(officer, people, row, headings=["工号", "姓名"], query="view=all")
    assert left.name in whom(everybody, OURS)
    found = compare(officer, people, ["20190003", "林晓喆"], headings=["工号", "姓名"])
    assert said(found, CHECK) == [(2, "本系统有，但不在列表所选的条件内")]


def test_a_condition_that_cannot_be_compares_nothing(people, officer):
    result = compare(officer, people, ["1", "王"], headings=["工号", "姓名"], query="department=987654")
    assert result.staged["refusal"].startswith("条件有误")


def test_another_department_s_people_do_not_exist(people, officer, department):
    elsewhere = person(DepartmentFactory(name="机械学院"), "20190001", "王建国", title="教授")
    result = compare(
        officer, people, ["20190001", "王建国", "女", "机械学院", "讲师", None], query="view=all"
    )
    assert counts(result)[THEIRS] == 1
    assert DIFFERS not in counts(result)
    assert elsewhere.pk not in result.staged["ours"]
    by_name = compare(officer, people, ["王建国"], headings=["姓名"])
    assert counts(by_name) == {THEIRS: 1}


def test_two_of_a_name_in_two_departments_are_one_for_each(people, officer, department):
    person(department, "20190001", "王建国")
    person(DepartmentFactory(), "20190002", "王建国")
    assert counts(compare(officer, people, ["王建国"], headings=["姓名"])) == {SAME: 1}


def test_a_hidden_column_is_neither_compared_nor_told(people, officer, office, department):
    person(department, "20190001", "王建国", secrecy_role=SecrecyRole.FULL_TIME)
    rows = ["20190001", SecrecyRole.NONE.label]
    hidden = compare(officer, people, rows, headings=["工号", "保密工作身份"])
    assert counts(hidden) == {SAME: 1}
    assert SecrecyRole.NONE.label not in str(hidden.staged["rows"])
    seen = compare(office, people, rows, headings=["工号", "保密工作身份"])
    assert different(seen)[0][0] == "保密工作身份"


def test_what_is_behind_a_mask_is_compared_for_those_alone_who_may_lift_it(
    people, officer, office, department
):
    one = person(department, "20190001", "王建国", identified=True)
    other = person(department, "20190002", "陈堃", identified=True)
    rows = (["20190001", other.identity_number], ["20190002", other.identity_number])
    masked = compare(officer, people, *rows, headings=["工号", "身份证号"])
    assert counts(masked) == {SAME: 2}
    lifted = compare(office, people, *rows, headings=["身份证号", "工号"][::-1])
    assert one.identity_number not in str(lifted.staged)
    assert other.identity_number not in str(lifted.staged)


def test_an_identity_number_finds_its_record_only_for_those(people, officer, office, department):
    one = person(department, "20190001", "王建国", identified=True)
    written = one.identity_number.lower()
    result = compare(office, people, [written, "王建国"], headings=["身份证号", "姓名"])
    assert [column.label for column in result.key] == ["身份证号"]
    assert counts(result) == {SAME: 1}
    assert one.identity_number not in str(SheetUpload.objects.latest("pk").staged)
    result = compare(officer, people, [written, "王建国"], headings=["身份证号", "姓名"])
    assert [column.label for column in result.key] == ["姓名"]
    alone = compare(officer, people, [written], headings=["身份证号"])
    assert alone.staged["refusal"]


def test_two_numbers_that_look_alike_behind_their_mask_are_said_to_differ(people, office, department):
    person(department, "20190001", "王建国", identity_number="210102198005170013")
    rows = ["王建国", "教授", "210102197005170013"]
    people.compare_by = (("name",),)
    result = compare(office, people, rows, headings=["姓名", "职称", "身份证号"])
    [entry] = result.entries(DIFFERS, result.lines(DIFFERS))
    [item] = [item for item in entry.differences if item.column.label == "身份证号"]
    assert item.behind_mask
    assert "19800517" not in item.ours


def test_a_ledger_as_offices_keep_it(people, office):
    departments = [DepartmentFactory(name=name) for name in ("计算机学院", "机械学院")]
    person(departments[0], "20190001", "王建国", title="教授", birth="1980-05-17", gender="male")
    person(departments[0], "20190102", "陈堃", title="讲师", birth="1985-06-07", gender="female")
    result = compare(office, people, content=ledgers.office_ledger())
    assert counts(result) == {SAME: 1, DIFFERS: 1, THEIRS: 4}
    assert different(result) == [("部门", "计算机学院", "机械学院")]
    assert result.staged["found"]["head"] == [3, 4]


def test_the_columns_can_be_put_right(people, officer, department):
    person(department, "20190001", "王建国", title="教授")
    result = compare(officer, people, ["20190001", "讲师"], headings=["编码", "现职"])
    assert result.staged["refusal"]
    uploads.arrange(result.upload, people, Layout.load(result.upload.layout), ["number", "title"])
    assert counts(Result(people, result.upload)) == {DIFFERS: 1}
    again = compare(officer, people, ["20190001", "讲师"], headings=["编码", "现职"])
    assert counts(again) == {DIFFERS: 1}


def test_what_was_said_of_headings_here_says_nothing_of_an_import(people, officer):
    first = compare(officer, people, ["20190001", "讲师"], headings=["编码", "现职"])
    uploads.arrange(first.upload, people, Layout.load(first.upload.layout), ["number", "title"])
    assert uploads._remembered(officer, people, first.upload.signature) is None


@pytest.mark.parametrize("name", sorted(books.HOSTILE.keys() - {"key column missing", "formulas only"}))
def test_a_bad_file_is_answered_in_words_and_keeps_nothing(people, office, name):
    content, words = books.HOSTILE[name]
    try:
        sentence = compare(office, people, content=content).staged["refusal"]
    except Refusal as refusal:
        sentence = str(refusal)
        assert not SheetUpload.objects.exists()
    assert words in sentence
    assert sentence.endswith("。")


def test_the_result_is_its_owner_s_and_lasts_no_longer_than_the_file(people, officer, office):
    result = compare(officer, people, ["20199999", "曾子墨"], headings=["工号", "姓名"])
    with pytest.raises(NotFound):
        uploads.find(office, people, result.upload.uuid, results.COMPARE)
    with pytest.raises(NotFound):
        uploads.find(officer, people, result.upload.uuid)
    uploads.drop(result.upload)
    kept = SheetUpload.objects.get()
    assert (kept.staged, kept.query, kept.path) == ({}, "", "")


def test_rows_that_have_gone_out_of_sight_since_are_not_shown_any_more(people, officer, department):
    away = person(department, "20190001", "王建国", title="教授")
    person(department, "20190002", "陈堃")
    result = compare(officer, people, ["20190001", "讲师"], headings=["工号", "职称"])
    assert whom(result, DIFFERS) == ["王建国"]
    away.department = DepartmentFactory()
    away.save()
    policy.forget(officer)
    assert whom(result, DIFFERS) == []
    assert whom(result, OURS) == ["陈堃"]


def test_the_questions_do_not_grow_with_the_rows(people, officer, department, django_assert_max_num_queries):
    def made(count):
        return [
            [f"3{n:04}", name, "女", "计算机学院", "讲师", "1980-05-17"]
            for n, name in enumerate(["王建国"] * count)
        ]

    for n in range(40):
        person(department, f"3{n:04}", "王建国")
    uploads.purge()
    compare(officer, people, *made(2))
    for count in (3, 40):
        with django_assert_max_num_queries(14):
            result = compare(officer, people, *made(count))
        with django_assert_max_num_queries(2):
            assert len(different(result)) == count
