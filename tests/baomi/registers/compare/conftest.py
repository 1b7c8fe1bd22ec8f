"""A register of people that is compared with lists from outside, declared for these tests alone."""

import pytest
from django.db.models import Q

from baomi.organization import policy
from baomi.organization.models import Staff
from baomi.organization.policy import Reach
from baomi.organization.roles import Role
from baomi.registers.declarations import VERBS, Column, Register, SavedView, registry

ROLE_SEEN = "trial.people.see_role"
REVEAL = "trial.people.reveal"


class ComparedRegister(Register):
    app = "trial"
    slug = "people"
    model = Staff
    label = "人员"
    unit_word = "人"
    columns = (
        Column("number", "工号", aliases=("人员编号",)),
        Column("name", "姓名", kind="name"),
        Column("gender", "性别"),
        Column("department__name", "部门", kind="department"),
        Column("title", "职称"),
        Column("birth", "出生日期", kind="date", aliases=("出生年月",)),
        Column("secrecy_role", "保密工作身份"),
        Column("identity_number", "身份证号", kind="masked"),
        Column("active", "在职", kind="bool"),
    )
    filters = ("department",)
    views = (SavedView("active", "在职", Q(active=True)), SavedView("all", "全部"))
    compare_by = (("identity_number",), ("number",), ("name", "birth"), ("name",))
    field_permissions = {"secrecy_role": ROLE_SEEN}
    reveal_permission = REVEAL
    permissions = {
        verb: {Role.OFFICE: Reach.ALL, Role.OFFICER: Reach.DEPARTMENT}
        for verb in ("view", "export", "compare")
    }

    def heading(self, record) -> str:
        return record.name


@pytest.fixture
def people(monkeypatch):
    """The register, known to the policy and the registry for the length of a test."""
    register = ComparedRegister()
    for verb in VERBS:
        monkeypatch.setitem(
            policy._lines, register.permission(verb), dict(register.permissions.get(verb, {}))
        )
    for line in (ROLE_SEEN, REVEAL):
        monkeypatch.setitem(policy._lines, line, {Role.OFFICE: Reach.ALL})
    monkeypatch.setitem(registry._registers, (register.app, register.slug), register)
    return register
