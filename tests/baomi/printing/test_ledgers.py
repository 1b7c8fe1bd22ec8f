"""S-00: whose ledger it is, and columns as wide as what stands in them."""

import pytest

from baomi.organization.roles import Role
from baomi.printing import ledgers
from baomi.printing.templatetags.printing import title_lines
from baomi.registers.declarations import Column, registry
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with


def widths(*columns: tuple[str, str]) -> dict[str, float]:
    """Percent by label, for columns of (label, longest text)."""
    labels = [label for label, _ in columns]
    found = ledgers._widths([Column(label, label) for label in labels], [[text for _, text in columns]])
    return dict(zip(labels, found, strict=True))


def test_short_columns_keep_their_line_and_the_long_one_gives_way():
    """涉密等级 never breaks because of somebody's long post; in all 96 of 100, the rest is for 序号."""
    shown = widths(("姓名", "阿卜杜热依木"), ("涉密等级", "重要"), ("情况", "长" * 120))
    needed = ledgers.EDGES + ledgers.CHARACTER * 4
    assert shown["涉密等级"] * ledgers.TABLE / 96 >= needed - 0.5
    assert shown["情况"] > shown["姓名"] > shown["涉密等级"]
    assert sum(shown.values()) == pytest.approx(96, abs=0.1)


def test_few_columns_share_the_table():
    shown = widths(("楼宇", "主楼"), ("名称", "机要室"))
    assert sum(shown.values()) == pytest.approx(96, abs=0.1)


@pytest.mark.django_db
def test_a_department_prints_its_own_ledger_and_signs_it_the_university_another():
    college = DepartmentFactory(name="计算机学院")
    StaffFactory(department=college)
    staff = registry.get("organization", "staff")
    for role, unit, signer in (
        (Role.OFFICER, "计算机学院", "部门保密员"),
        (Role.OFFICE, "某某大学", "经办人"),
    ):
        user = user_with(role, college)
        data = ledgers.ledger_data(staff, user, staff.visible(user))
        assert (data["unit"], data["signers"][0]) == (unit, signer)


@pytest.mark.django_db
def test_the_split_of_the_list_stands_on_the_head_line():
    DepartmentFactory(classified=True)
    departments = registry.get("organization", "departments")
    data = ledgers.ledger_data(departments, None, departments.queryset())
    assert data["summary"] == ["涉密部门 1 个"]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于表彰的决定", ["关于表彰的决定"]),
        ("关于甲、\n乙的公示", ["关于甲、", "乙的公示"]),
        (
            "关于表彰 2025 年度保密工作先进集体和先进工作者的决定",
            ["关于表彰 2025 年度", "保密工作先进集体和先进工作者的决定"],
        ),
    ],
)
def test_a_long_title_is_parted_where_the_sense_allows(title, lines):
    assert title_lines(title) == lines
    assert title_lines("") == []
