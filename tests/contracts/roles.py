"""Which roles a contract is shown with: everybody, or one of each kind of right a register gives."""

from baomi.organization import policy
from baomi.organization.roles import Role
from baomi.registers.declarations import VERBS
from tests.contracts import cases
from tests.contracts.house import ALSO

NARROWED = (Role.PERSON, Role.PI, Role.GRAD)
"""Roles whose sight registers narrow or widen beyond the line: they stand for themselves alone."""


def readers(name: str) -> list[Role]:
    """One role of each kind of right on the register, and one that has none.

    Two roles with the same reach by every line of the register get the same pages, unless the case says of one that
    it sees less than its line. Who has no right at all differs from register to register, so that all of them come up.
    """
    case = cases.CASES[name]
    by_rights: dict[tuple, Role] = {}
    for role in Role:
        rights = _rights(name, role)
        if any(rights):
            kind = (rights, role if role in NARROWED else role in case.hidden)
            by_rights.setdefault(kind, role)
    strangers = [role for role in Role if not any(_rights(name, role))]
    turn = list(cases.CASES).index(name)
    return [*by_rights.values(), *(strangers[turn % len(strangers) :][:1] if strangers else ())]


def _rights(name: str, role: Role) -> tuple:
    """The reaches of the role by each line of the register, empty where it has none."""
    register = cases.register_of(name)
    lines = [register.permission(verb) for verb in VERBS]
    lines += sorted(set(register.field_permissions.values()))
    lines += sorted({form.permission for form in cases.forms_of(name) if form.permission})
    if register.reveal_permission:
        lines.append(register.reveal_permission)
    held = {role} | ALSO.get(role, set())
    return tuple(
        tuple(sorted(str(reach) for each, reach in policy.reach_by_role(line).items() if each in held))
        for line in lines
    )
