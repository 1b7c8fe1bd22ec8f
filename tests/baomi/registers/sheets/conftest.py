"""A register of people that a department's officer keeps for the own department, declared for these tests alone."""

import pytest

from baomi.organization import policy
from baomi.organization.models import Staff
from baomi.organization.policy import Reach
from baomi.organization.roles import Role
from baomi.registers.declarations import VERBS, Column, Register, registry


class PeopleRegister(Register):
    app = "trial"
    slug = "people"
    model = Staff
    label = "人员"
    unit_word = "人"
    columns = (
        Column("number", "工号", aliases=("人员编号",)),
        Column("name", "姓名", aliases=("人员姓名",)),
        Column("gender", "性别"),
        Column("department__name", "部门", aliases=("所在单位",)),
        Column("title", "职称"),
        Column("birth", "出生日期", kind="date", aliases=("出生年月",)),
        Column("secrecy_role", "保密工作身份"),
        Column("phone", "联系电话", kind="masked"),
        Column("identity_number", "身份证号", kind="masked"),
        Column("active", "在职", kind="bool"),
    )
    form_fields = (
        "number", "name", "gender", "department", "title", "birth", "secrecy_role", "phone", "identity_number", "active",
    )  # fmt: skip
    permissions = {
        verb: {Role.OFFICE: Reach.ALL, Role.OFFICER: Reach.DEPARTMENT}
        for verb in ("view", "add", "change", "import")
    }


@pytest.fixture
def people(monkeypatch):
    """The register, known to the policy and the registry for the length of a test."""
    register = PeopleRegister()
    for verb in VERBS:
        reach = register.permissions.get(verb, register.permissions["view"])
        monkeypatch.setitem(policy._lines, register.permission(verb), dict(reach))
    monkeypatch.setitem(registry._registers, (register.app, register.slug), register)
    return register
