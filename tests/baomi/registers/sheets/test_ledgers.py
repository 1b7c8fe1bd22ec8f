"""Workbooks as offices keep them: the table is found, and what is imported is what the eye reads."""

import datetime as dt
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from baomi.registers import tokens
from baomi.registers.sheets import commit, finding, uploads
from baomi.registers.sheets.kinds import Kind
from baomi.registers.sheets.layout import Layout
from baomi.registers.sheets.mapping import Headings, Target
from baomi.registers.sheets.reader import Grid, SheetRow
from tests.baomi.registers.sheets import ledgers
from tests.baomi.registers.sheets.books import book, saved
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    DepartmentFactory(name="计算机学院", short_name="计院")
    DepartmentFactory(name="机械学院")
    return user_with(Role.OFFICE, DepartmentFactory(name="保密办公室"))


def receive(people, user, content: bytes, **layout):
    return uploads.receive(user, people, "台账.xlsx", content, Layout(**layout))


def imported(people, user, content: bytes) -> dict[str, tuple]:
    found = receive(people, user, content)
    assert found.staged["problems"] == []
    assert found.staged["refusal"] == ""
    before = set(Staff.objects.values_list("pk", flat=True))
    commit.confirm(user, people, found, tokens.fresh())
    return {
        person.number: (person.name, person.gender, person.department.name, person.title, person.birth)
        for person in Staff.objects.exclude(pk__in=before).select_related("department")
    }


DATE_STYLES = (
    str,
    lambda iso: iso.replace("-", "/"),
    lambda iso: iso.replace("-", "."),
    lambda iso: iso.replace("-", ""),
    lambda iso: "{}年{}月{}日".format(*(int(part) for part in iso.split("-"))),
    dt.date.fromisoformat,
)


@pytest.mark.parametrize("dates", DATE_STYLES)
def test_a_ledger_with_title_two_headings_groups_and_totals_comes_in_whole(people, office, dates):
    found = imported(people, office, ledgers.office_ledger(dates=dates))
    assert len(found) == 6
    assert found["20190001"] == ("王建国", "male", "计算机学院", "教授", dt.date(1980, 5, 17))
    assert found["20190103"] == ("林晓喆", "female", "机械学院", "副教授", dt.date(1990, 1, 2))


def test_what_was_not_taken_for_data_is_kept_to_be_shown(people, office):
    seen = receive(people, office, ledgers.office_ledger()).staged["found"]
    assert seen["head"] == [3, 4]
    assert [text for _, text in seen["above"]] == [ledgers.TITLE, "　".join(ledgers.UNIT_LINE)]
    kinds = [(kind, text) for _, kind, text, _ in seen["odd"]]
    assert kinds[:2] == [("group", "一、计算机学院（3人）"), ("total", "小 计　3 人")]
    assert [kind for kind, _ in kinds] == [
        "group",
        "total",
        "group",
        "total",
        "total",
        "note",
        "note",
        "note",
    ]


def test_a_department_merged_over_its_rows_belongs_to_each_of_them(people, office):
    found = imported(people, office, ledgers.merged_down())
    assert {row[2] for row in found.values()} == {"计算机学院"}
    assert len(found) == 3


def test_the_unit_in_the_line_above_stands_for_a_missing_column(people, office):
    book_of_one = Workbook()
    book_of_one.active.append(["填报单位（盖章）：机械学院　　填报日期：2026年11月20日"])
    book_of_one.active.append(["工号", "姓名", "性别"])
    book_of_one.active.append(["20190001", "王建国", "男"])
    found = imported(people, office, saved(book_of_one))
    assert found["20190001"][2] == "机械学院"


def test_a_column_of_departments_goes_before_group_rows_and_the_line_above(people, office):
    rows = [["机械学院"], ["1", "20190001", "王建国", "男", "计算机学院"], ["合计", "1人"]]
    content = book(["填报单位：保密办公室"], ["序号", "工号", "姓名", "性别", "部门"], *rows, headings=None)
    assert imported(people, office, content)["20190001"][2] == "计算机学院"


def test_an_unknown_department_is_named_once_at_its_own_row(people, office):
    found = receive(people, office, ledgers.office_ledger(departments=("计算机学院", "机电学院")))
    (problem,) = found.staged["problems"]
    assert (problem["line"], problem["letter"], problem["value"]) == (11, "A", "机电学院")
    assert found.staged["counts"]["wrong"] == 3
    with pytest.raises(Refusal, match="整份暂不导入"):
        commit.confirm(office, people, found, tokens.fresh())
    assert not Staff.objects.filter(number="20190001").exists()


def test_another_departments_name_in_a_group_row_is_no_choice(people):
    own, _ = DepartmentFactory(name="计算机学院"), DepartmentFactory(name="机械学院")
    found = receive(people, user_with(Role.OFFICER, own), ledgers.office_ledger())
    (problem,) = found.staged["problems"]
    assert problem["problem"] == "没有这个部门，或不在您的范围内"


def test_the_sheet_with_the_table_is_chosen_said_and_can_be_changed(people, office):
    content = ledgers.several_sheets()
    found = receive(people, office, content)
    assert found.staged["sheet"] == "在职"
    assert found.staged["found"]["sheets"] == ["填报要求", "在职", "离职"]
    assert found.staged["found"]["hidden_sheets"] == ["代码"]
    uploads.arrange(found, people, Layout(sheet="离职"))
    assert [row["texts"]["number"] for row in found.staged["rows"]] == ["20190002"]
    with pytest.raises(Refusal, match="隐藏"):
        receive(people, office, content, sheet="代码")


def test_hidden_rows_and_columns_come_in_and_are_said_and_rows_can_stay_out(people, office):
    found = receive(people, office, ledgers.hidden_parts())
    assert found.staged["counts"]["new"] == 3
    assert (found.staged["hidden"], found.staged["found"]["hidden_columns"]) == ([3], ["C"])
    uploads.arrange(found, people, Layout(sheet=found.staged["sheet"], head=(1, 1), hidden=False))
    assert [row["line"] for row in found.staged["rows"]] == [2, 4]


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_real_dates_of_both_systems(people, office, epoch_1904):
    assert imported(people, office, ledgers.real_dates(epoch_1904))["20190001"][4] == dt.date(1980, 5, 17)


@pytest.mark.parametrize(
    "headings",
    [
        ["人员编号", "人员姓名", "性别", "所在单位"],
        ["教工号", "姓　名", "性 别", "部门/单位"],
        ["*工号", "姓名：", "性别（必填）", "单位（部门）"],
        ["工\n号", "姓名(中文)", "ＸＢ/性别", "所属部门"],
        ["职工号", "名字", "性别", "学院"],
    ],
)
def test_headings_under_other_names(office, headings):
    from baomi.registers.declarations import registry

    people = registry.get("organization", "staff")
    found = receive(people, office, book(["20190001", "王建国", "男", "计算机学院"], headings=headings))
    assert list(found.mapping.values()) == ["number", "name", "gender", "department"]
    assert found.staged["found"]["doubts"] == {}


def test_two_columns_alike_are_left_to_the_user(people, office):
    content = book(
        ["20190001", "王建国", "陈堃", "男", "计算机学院"], headings=["工号", "姓名", "姓 名", "性别", "部门"]
    )
    found = receive(people, office, content)
    assert [found.mapping[heading] for heading in found.staged["headings"][1:3]] == ["", ""]
    assert "2 列都像“姓名”" in next(iter(found.staged["found"]["doubts"].values()))
    assert found.staged["counts"]["wrong"] == 1
    uploads.remap(found, people, ["number", "name", "", "gender", "department"])
    assert found.staged["counts"]["new"] == 1


def test_groups_in_the_heading_tell_two_names_apart(people, office):
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["本人", None, None, None, "联系人", None])
    sheet.append(["工号", "姓名", "性别", "部门", "姓名", "电话"])
    sheet.append(["20190001", "王建国", "男", "计算机学院", "陈堃", "024-83687321"])
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("E1:F1")
    found = receive(people, office, saved(workbook))
    assert found.staged["headings"][1] == "本人 / 姓名"
    assert found.staged["headings"][4] == "联系人 / 姓名"
    assert "2 列都像“姓名”" in found.staged["found"]["doubts"]["联系人 / 姓名"]


def test_a_likely_heading_is_proposed_with_a_doubt(people, office):
    found = receive(people, office, book(["20190001", "王建国"], headings=["工号", "本人姓名"]))
    assert found.mapping["本人姓名"] == "name"
    assert "请核对" in found.staged["found"]["doubts"]["本人姓名"]


def test_a_column_with_content_and_no_heading_is_named_and_left_out(people, office):
    content = book(
        ["20190001", "王建国", "男", "计算机学院", "备注"], headings=["工号", "姓名", "性别", "部门"]
    )
    found = receive(people, office, content)
    assert found.staged["found"]["unnamed"] == ["E"]
    assert found.mapping["E 列（没有表头）"] == ""
    assert found.staged["counts"]["new"] == 1


def test_headings_chosen_by_one_keeper_serve_the_next_year_and_another(people, office):
    headings = ["工号", "叫什么", "性别", "部门"]
    first = receive(people, office, book(["20190001", "王建国", "男", "计算机学院"], headings=headings))
    assert first.mapping["叫什么"] == ""
    uploads.remap(first, people, ["number", "name", "gender", "department"])
    with clock.at(clock.now() + dt.timedelta(days=365)):
        other = receive(
            people, user_with(Role.OFFICE), book(["20190002", "陈堃", "女", "计算机学院"], headings=headings)
        )
        assert other.mapping["叫什么"] == "name"
        assert other.staged["counts"]["new"] == 1


def test_a_mapping_nobody_used_is_not_remembered(people, office):
    headings = ["工号", "叫什么", "性别", "部门"]
    for _ in range(2):
        found = receive(people, office, book(["20190001", "王建国", "男", "计算机学院"], headings=headings))
        assert uploads._remembered(office, people, found.signature) is None


def test_a_row_taken_for_something_else_can_be_made_data_and_the_other_way_round(people, office):
    rows = [["20190001", "小计", "男", "计算机学院"], ["20190002", "陈堃", "女", "计算机学院"], ["", "小计"]]
    content = book(*rows, headings=["工号", "姓名", "性别", "部门"])
    found = receive(people, office, content)
    assert [row["line"] for row in found.staged["rows"]] == [2, 3]
    layout = Layout.load(found.layout)
    uploads.arrange(found, people, Layout(layout.sheet, layout.head, kinds={4: "data", 2: "note"}))
    assert [(row["line"], row["result"]) for row in found.staged["rows"]] == [(3, "new"), (4, "wrong")]


def test_the_confirmed_import_reads_the_file_as_it_was_corrected(people, office):
    found = receive(people, office, ledgers.office_ledger())
    layout = Layout.load(found.layout)
    uploads.arrange(found, people, Layout(layout.sheet, layout.head, kinds={7: "note"}))
    commit.confirm(office, people, found, tokens.fresh())
    wanted = [str(number) for number in (20190001, 20190002, 20190003, 20190101, 20190102, 20190103)]
    written = set(Staff.objects.filter(number__in=wanted).values_list("number", flat=True))
    assert written == set(wanted) - {"20190002"}


def test_an_error_value_and_a_lost_zero_are_named(people, office):
    StaffFactory(number="00190001", name="王建国")
    workbook = load_workbook(
        io.BytesIO(
            book(
                [190001, "王建国", "男", "计算机学院"],
                ["20190002", "#N/A", "女", "计算机学院"],
                headings=["工号", "姓名", "性别", "部门"],
            )
        )
    )
    workbook.active["B3"].data_type = "e"
    found = receive(people, office, saved(workbook))
    said = {problem["line"]: (problem["letter"], problem["problem"]) for problem in found.staged["problems"]}
    assert said[2] == ("A", "台账中没有这个编号，有“00190001”，可能是开头的 0 丢了")
    assert said[3] == ("B", "这一格是 Excel 的错误值 #N/A")


def test_the_same_number_as_text_is_another_number(people, office):
    StaffFactory(number="00190001")
    row = ["190001", "王建国", "男", "计算机学院"]
    found = receive(people, office, book(row, headings=["工号", "姓名", "性别", "部门"]))
    assert found.staged["counts"]["new"] == 1


@pytest.mark.parametrize("written", ["2026-03", "2026年3月", "2026.3"])
def test_a_month_where_a_day_is_wanted_is_named(people, office, written):
    StaffFactory(number="20190001", birth=None)
    found = receive(people, office, book(["20190001", written], headings=["工号", "出生年月"]))
    (problem,) = found.staged["problems"]
    assert problem["problem"] == "只有年月，没有日"


# whatever stands around

WORDS = Headings(
    [
        Target("number", "工号", required=True, key=True),
        Target("name", "姓名", required=True),
        Target("department", "部门"),
        Target("title", "职称"),
    ]
)
HEADING = ["序号", "工号", "姓名", "职称"]
BODY = [[1, "20190001", "王建国", "教授"], [2, "20190002", "陈堃", "讲师"], [3, "20190003", "林晓喆", ""]]

above = st.lists(
    st.sampled_from(
        [
            [],
            ["东山大学人员台账"],
            ["", "", "附件2"],
            ["填报单位：计算机学院", "", "", "2026年11月20日"],
            ["密级：内部"],
        ]
    ),
    max_size=5,
)
below = st.lists(
    st.sampled_from(
        [
            [],
            ["合计", "3人"],
            ["", "总　计", 3],
            ["备注：本表一式两份，由保密员填写。"],
            ["填表人：周予安", "", "审核人：", ""],
            ["注：1.涉密等级按文件填写"],
            ["2026年11月20日填，此后有变化的另行报送保密办公室"],
            HEADING,
        ]
    ),
    max_size=6,
)
between = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from([[], ["小计", "", 1], HEADING, [4, "", "", ""]])), max_size=3
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(above=above, below=below, between=between, left=st.integers(0, 2))
def test_the_table_is_the_same_whatever_stands_around_it(above, below, between, left):
    body = list(BODY)
    for place, junk in sorted(between, key=lambda item: -item[0]):
        body.insert(place, junk)
    rows = [
        SheetRow(line, [""] * left + cells)
        for line, cells in enumerate([*above, HEADING, *body, *below], 1)
        if any(cell != "" for cell in cells)
    ]
    found = finding.find(Grid("台账", rows), finding.Words(WORDS, {"计算机学院"}.__contains__))
    assert found.head == (len(above) + 1,) * 2
    taken = [row.cells[left : left + 4] for row in found.table.rows]
    assert taken == BODY
    assert all(item.kind is not Kind.DATA for item in found.odd)
