"""Who is told: the relation of a stage turned into accounts, for many items at once."""

from baomi.organization import policy
from baomi.organization.models import Department, Grant, User
from baomi.organization.roles import Role
from baomi.reminders.deadlines import DueItem

ROLE_VALUES = frozenset(Role.values)
FALLBACK = Role.OFFICE
"""Nobody holding the role is no reason to tell nobody: the office is told instead."""


class Directory:
    """The accounts in force on a day. One query per role and three more, however many items are looked up."""

    def __init__(self, day):
        self._day = day
        self.addresses = dict(User.objects.filter(is_active=True).values_list("pk", "staff__email"))
        departments = list(Department.objects.values_list("pk", "path", "name"))
        self._paths = {pk: path for pk, path, _ in departments}
        self._names = {pk: name for pk, _, name in departments}
        self._found: dict[tuple[Role, int | None], list[int]] = {}
        self._holders: dict[Role, dict[int | None, set[int]]] = {}

    def told(self, item: DueItem, relation: str) -> list[int]:
        """User ids behind the relation; with nobody there, the office's. Empty only when the office is empty."""
        return self.related(item, relation) or self._role(FALLBACK, item.department_id)

    def department_name(self, department_id: int | None) -> str:
        return self._names.get(department_id, "")

    def related(self, item: DueItem, relation: str) -> list[int]:
        """User ids behind the relation and nobody else; empty when there is none."""
        if relation in item.people:
            return sorted(pk for pk in set(item.people[relation]) if pk in self.addresses)
        return self._role(Role(relation), item.department_id) if relation in ROLE_VALUES else []

    def _role(self, role: Role, department_id: int | None) -> list[int]:
        key = (role, department_id)
        if key not in self._found:
            by_department = self._holders_of(role)
            above = [int(part) for part in self._paths.get(department_id, "").split("/") if part]
            self._found[key] = sorted(set().union(*(by_department.get(pk, ()) for pk in [None, *above])))
        return self._found[key]

    def _holders_of(self, role: Role) -> dict[int | None, set[int]]:
        """Department of the grant (None for the whole university) → its active holders."""
        if role not in self._holders:
            found: dict[int | None, set[int]] = {}
            if role in (Role.MEMBER, Role.CHAIR):
                found[None] = set(policy.users_holding(role, on=self._day).values_list("pk", flat=True))
            else:
                grants = Grant.objects.in_force(self._day).filter(role=role, user__is_active=True)
                for user_id, department_id in grants.values_list("user_id", "department_id"):
                    found.setdefault(department_id, set()).add(user_id)
            self._holders[role] = found
        return self._holders[role]
