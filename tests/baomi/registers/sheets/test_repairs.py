"""Repairs: offered where only the writing is wrong, taken by a click, kept beside the file, shown, and taken back."""

import datetime as dt

import pytest

from baomi.core.errors import Refusal
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from baomi.registers import tokens
from baomi.registers.sheets import commit, uploads
from tests.baomi.registers.sheets.books import book
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db

HEADINGS = ["工号", "姓名", "性别", "部门", "出生日期"]


@pytest.fixture
def office():
    DepartmentFactory(name="机械工程学院", short_name="机械", former_names="机电学院、机械系")
    DepartmentFactory(name="计算机学院")
    return user_with(Role.OFFICE, DepartmentFactory(name="保密办公室"))


def receive(people, user, *rows, headings=HEADINGS):
    return uploads.receive(user, people, "台账.xlsx", book(*rows, headings=headings))


def offers(found) -> dict[str, str]:
    return {
        f"{problem['line']}:{problem['letter']}": problem["repair"]["new"]
        for problem in found.staged["problems"]
        if problem["repair"]
    }


@pytest.mark.parametrize(
    ("heading", "written", "repaired"),
    [
        ("姓名", "王　堃", "王堃"), ("姓名", "欧阳 静", "欧阳静"),
        ("出生日期", "2026年3月2号", "2026-03-02"), ("出生日期", "2026、3、2", "2026-03-02"),
        ("出生日期", "二〇〇一年十二月二十日", "2001-12-20"), ("出生日期", 33000, "1990-05-07"),
        ("部门", "机电学院", "机械工程学院"), ("部门", "机械工程", "机械工程学院"), ("部门", "计算机系", "计算机学院"),
        ("保密工作身份", "专职保密干部（兼）", "专职保密干部"),
    ],
)  # fmt: skip
def test_what_is_only_written_otherwise_can_be_repaired(people, office, heading, written, repaired):
    StaffFactory(number="20190001", department=DepartmentFactory(name="甲部门"), birth=None)
    found = receive(people, office, ["20190001", written], headings=["工号", heading])
    assert offers(found) == {"2:B": repaired}


@pytest.mark.parametrize(
    ("heading", "written"),
    [
        ("出生日期", "去年"), ("出生日期", "2026-13-02"), ("出生日期", "3/2/2026"), ("出生日期", "2026-03"), ("出生日期", 12),
        ("部门", "学院"), ("部门", "没有的学院"), ("性别", "不详"), ("保密工作身份", "非专职保密干部"), ("联系电话", "１２３"),
        ("姓名", "王" * 41),
    ],
)  # fmt: skip
def test_what_could_mean_something_else_is_left_to_the_user(people, office, heading, written):
    StaffFactory(number="20190001", department=DepartmentFactory(name="甲部门"), birth=None)
    found = receive(people, office, ["20190001", written], headings=["工号", heading])
    assert len(found.staged["problems"]) == 1
    assert offers(found) == {}


def test_personal_data_is_never_repaired_because_repairs_are_kept_in_the_clear(people, office):
    StaffFactory(number="20190001", department=DepartmentFactory(name="甲部门"))
    found = receive(people, office, ["20190001", "139 0000 1111"], headings=["工号", "联系电话"])
    assert len(found.staged["problems"]) == 1
    assert offers(found) == {}


def test_one_click_repairs_all_of_a_kind_and_the_import_writes_the_repaired(people, office):
    found = receive(
        people, office,
        ["20190001", "王　堃", "男", "计算机学院", "1980-05-17"],
        ["20190002", "李 翀", "女", "计算机学院", "1985年6月7号"],
    )  # fmt: skip
    assert uploads.repair(found, people, kind="spaces") == 2
    assert [problem["heading"] for problem in found.staged["problems"]] == ["出生日期"]
    assert uploads.repair(found, people, place="3:E") == 1
    assert found.staged["counts"]["new"] == 2
    commit.confirm(office, people, found, tokens.fresh())
    written = Staff.objects.get(number="20190002")
    assert (written.name, written.birth) == ("李翀", dt.date(1985, 6, 7))


def test_a_repair_is_kept_with_what_stood_there_and_can_be_taken_back(people, office):
    found = receive(people, office, ["20190001", "王　堃", "男", "计算机学院", None])
    uploads.repair(found, people, kind="spaces")
    assert found.layout["repairs"] == {"2:B": {"kind": "spaces", "old": "王　堃", "new": "王堃"}}
    found.refresh_from_db()
    assert found.staged["counts"]["wrong"] == 0
    uploads.take_back(found, people, "spaces")
    assert found.staged["counts"]["wrong"] == 1
    assert found.layout["repairs"] == {}


def test_what_is_not_on_offer_is_not_repaired(people, office):
    found = receive(people, office, ["20190001", "王　堃", "男", "计算机学院", "去年"])
    for wanted in ({"kind": "date"}, {"place": "2:E"}, {"place": "9:Z"}, {"kind": ""}):
        with pytest.raises(Refusal, match="没有可以代为更正"):
            uploads.repair(found, people, **wanted)
    assert found.layout["repairs"] == {}


def test_a_former_name_in_a_group_row_is_repaired_for_all_rows_below(people, office):
    rows = [["机电学院"], ["20190001", "王堃", "男"], ["20190002", "李翀", "女"]]
    found = receive(people, office, *rows, headings=["工号", "姓名", "性别"])
    assert offers(found) == {"2:A": "机械工程学院"}
    uploads.repair(found, people, kind="department")
    commit.confirm(office, people, found, tokens.fresh())
    assert Staff.objects.get(number="20190002").department.name == "机械工程学院"


def test_another_departments_former_name_is_not_given_away(people):
    own = DepartmentFactory(name="计算机学院")
    DepartmentFactory(name="机械工程学院", former_names="机电学院")
    found = receive(people, user_with(Role.OFFICER, own), ["20190001", "王堃", "男", "机电学院", None])
    assert offers(found) == {}
    assert "机械工程学院" not in str(found.staged)
