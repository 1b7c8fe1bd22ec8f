"""One policy for the whole house: may this user do this, and which rows may he see.

A permission is a name like "awards.nomination.view", declared once with the roles that have it and how far each
reaches. The default is nothing. "May I see this one" asks the same filter as the list, so that another
department's row answers like one that does not exist.
"""

import enum
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Q

from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.core.errors import NotFound, NotPermitted
from baomi.organization.choices import SeatRank
from baomi.organization.exceptions import exceptions
from baomi.organization.models import CommitteeSeat, Department, Grant, NamedException, User
from baomi.organization.roles import ADMINISTRATORS, Role

Decision = Allowed | Denied


class Reach(enum.Enum):
    """How far a role's permission goes."""

    ALL = "all"
    DEPARTMENT = "department"
    OWN = "own"


class UnknownPermission(LookupError):
    """A permission name nobody declared: a typing mistake must not open or close a page silently."""


@dataclass(frozen=True)
class ExceptionLine:
    """Where a permission's named exceptions are kept, and under which codename."""

    rows: type[NamedException]
    codename: str


_lines: dict[str, dict[Role, Reach]] = {}
_exception_lines: dict[str, ExceptionLine] = {}


def allow(permission: str, reach_by_role: Mapping[Role, Reach]) -> None:
    """Declare a permission. Raises ValueError when it was declared before: each line stands in one place."""
    if permission in _lines:
        raise ValueError(f"permission {permission} is declared twice")
    _lines[permission] = dict(reach_by_role)


def allow_exceptions(permission: str, rows: type[NamedException], codename: str) -> None:
    """Declare that a permission may be given to one person for one record, beside the roles that have it.

    Raises UnknownPermission for one not declared by `allow`, ValueError for a second line.
    """
    reach_by_role(permission)
    if permission in _exception_lines:
        raise ValueError(f"exceptions of {permission} are declared twice")
    _exception_lines[permission] = ExceptionLine(rows, codename)


def exception_line(permission: str) -> ExceptionLine:
    """Raises UnknownPermission for a permission that knows no exceptions."""
    try:
        return _exception_lines[permission]
    except KeyError:
        raise UnknownPermission(permission) from None


def lines() -> Mapping[str, Mapping[Role, Reach]]:
    """Every declared permission, for the matrix tests and the roles page."""
    return _lines


def reach_by_role(permission: str) -> Mapping[Role, Reach]:
    """The roles that have the permission. Raises UnknownPermission."""
    try:
        return _lines[permission]
    except KeyError:
        raise UnknownPermission(permission) from None


@dataclass(frozen=True)
class Held:
    """The roles a user holds today: everywhere, and by department."""

    everywhere: frozenset[Role] = frozenset()
    by_department: Mapping[Role, frozenset[int]] = field(default_factory=dict)
    """Role → ids of every department in the subtrees granted."""
    paths: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)
    """Role → the subtrees granted, as path prefixes."""
    lines: frozenset[str] = frozenset()
    """The business lines one's committee seats answer for."""

    @property
    def key(self) -> Hashable:
        """Equal for two who hold the same."""
        return (self.everywhere, frozenset(self.by_department.items()), self.lines)

    @property
    def roles(self) -> frozenset[Role]:
        return self.everywhere | frozenset(self.by_department)


def held(user) -> Held:
    """What the user holds now: grants in force and committee seats in their term. Read once per request.

    Withdrawing a grant therefore works on the next request.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Held()
    day = clock.today()
    cached = getattr(user, "_held", None)
    if cached is None or cached[0] != day:
        cached = user._held = (day, _read_held(user, day))
    return cached[1]


def forget(user) -> None:
    """Drop what was read for this request; call after a grant of `user` was written."""
    # Not through `__dict__`: the request's user is a lazy stand-in for the row.
    for name in ("_held", "_excepted"):
        if hasattr(user, name):
            delattr(user, name)


def _read_held(user, day) -> Held:
    everywhere: set[Role] = set()
    paths: dict[Role, tuple[str, ...]] = {}
    grants = Grant.objects.in_force(day).filter(user=user).order_by()
    for name, path in grants.values_list("role", "department__path"):
        role = Role(name)
        if path is None:
            everywhere.add(role)
        else:
            paths[role] = (*paths.get(role, ()), path)
    seats = _seats(user, day)
    everywhere |= {Role.MEMBER for _ in seats} | {Role.CHAIR for rank, _ in seats if rank == SeatRank.CHAIR}
    lines = frozenset(line for _, line in seats if line)
    return Held(frozenset(everywhere), _subtrees(paths), paths, lines)


def _seats(user, day) -> list[tuple[str, str]]:
    """(rank, business line) of the user's seats in the 保密委员会."""
    if user.staff_id is None:
        return []
    seats = CommitteeSeat.objects.in_term(day).committee().filter(staff_id=user.staff_id)
    return list(seats.order_by().values_list("rank", "business_line"))


def _subtrees(paths: Mapping[Role, Iterable[str]]) -> dict[Role, frozenset[int]]:
    wanted = {path for role_paths in paths.values() for path in role_paths}
    if not wanted:
        return {}
    condition = Q()
    for path in wanted:
        condition |= Q(path__startswith=path)
    rows = list(Department.objects.filter(condition).order_by().values_list("id", "path"))
    return {
        role: frozenset(pk for pk, path in rows if any(path.startswith(prefix) for prefix in role_paths))
        for role, role_paths in paths.items()
    }


def scope(user, permission: str, queryset: models.QuerySet) -> models.QuerySet:
    """The rows of `queryset` that the permission lets the user reach; none without it."""
    condition = condition_for(user, permission, queryset.model)
    if condition is None:
        return queryset.none()
    return queryset.filter(condition) if condition else queryset


def condition_for(user, permission: str, model: type[models.Model]) -> Q | None:
    """The filter behind `scope`: None = nothing, an empty Q = everything."""
    now = held(user)
    lines_of = reach_by_role(permission)
    condition = Q()
    allowed = False
    department_ids: set[int] = set()
    for role, reach in lines_of.items():
        if role not in now.roles:
            continue
        if reach is Reach.ALL:
            return Q()
        if reach is Reach.DEPARTMENT:
            department_ids |= now.by_department.get(role, frozenset())
            allowed = True
        elif user.staff_id:
            condition |= Q(**{own_lookup(model, role): user.staff_id})
            allowed = True
    if department_ids:
        condition |= Q(**{f"{department_lookup(model)}__in": sorted(department_ids)})
    named = _excepted_rows(user, permission)
    if named and _exception_lines[permission].rows.guarded() is model:
        condition |= Q(pk__in=named)
        allowed = True
    return condition if allowed and condition else None


def _excepted_rows(user, permission: str) -> list[int]:
    """Keys of the rows the user may reach by a named exception, read once per request and kind of exception.

    Keys, not a subquery: with one under OR, PostgreSQL would look at every row of the register. They are few, as each
    is given by hand. The three administrators have none, even one who got his before he became one of them.
    """
    line = _exception_lines.get(permission)
    if line is None or not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    if held(user).roles & set(ADMINISTRATORS):
        return []
    known = getattr(user, "_excepted", None)
    if known is None:
        known = user._excepted = {}
    key = (clock.today(), line)
    if key not in known:
        rows = exceptions(user, line.codename, line.rows)
        known[key] = sorted(rows.order_by().values_list("content_object_id", flat=True))
    return known[key]


def department_lookup(model: type[models.Model]) -> str:
    """Where a model keeps its responsible department; `DEPARTMENT_LOOKUP` on the model overrides `department`."""
    return getattr(model, "DEPARTMENT_LOOKUP", "department_id")


def own_lookup(model: type[models.Model], role: Role | None = None) -> str:
    """Where a model keeps the person it is about; `OWN_LOOKUP` on the model overrides `staff`.

    `OWN_LOOKUP_OF` on the model says for single roles where it keeps the person whose own it is in that role.
    """
    of_roles = getattr(model, "OWN_LOOKUP_OF", {})
    return of_roles.get(role) or getattr(model, "OWN_LOOKUP", "staff_id")


def is_own(user, obj: models.Model) -> bool:
    """Whether the row is about the user himself, by `OWN_LOOKUP` of its model; whatever roles he holds beside."""
    return bool(user.staff_id) and _attribute(obj, own_lookup(type(obj))) == user.staff_id


def can(user, permission: str, obj: models.Model | None = None) -> Decision:
    """May the user do it (to `obj`)? Allowed or Denied with the reason in words. Raises UnknownPermission."""
    roles = reach_by_role(permission)
    if not getattr(user, "is_authenticated", False):
        return Denied("请先登录")
    if not user.is_active:
        return Denied("这个账号已停用")
    mine = held(user).roles & set(roles)
    if not mine and not _excepted_rows(user, permission):
        names = "、".join(role.label for role in roles) or "无人"
        return Denied(f"这件事由{names}办理")
    if obj is not None and not _reaches(user, permission, obj):
        return Denied("没有这条记录")
    return Allowed()


def _reaches(user, permission: str, obj: models.Model) -> bool:
    if obj.pk is None:
        return _reaches_unsaved(user, permission, obj)
    condition = condition_for(user, permission, type(obj))
    if condition is None:
        return False
    return not condition or type(obj)._base_manager.filter(condition, pk=obj.pk).exists()


def _reaches_unsaved(user, permission: str, obj: models.Model) -> bool:
    """A row about to be created is judged by the department or person it names."""
    now = held(user)
    for role, reach in reach_by_role(permission).items():
        if role not in now.roles:
            continue
        if reach is Reach.ALL:
            return True
        if reach is Reach.DEPARTMENT:
            if _attribute(obj, department_lookup(type(obj))) in now.by_department.get(role, ()):
                return True
        elif user.staff_id and _attribute(obj, own_lookup(type(obj), role)) == user.staff_id:
            return True
    return False


def _attribute(obj, lookup: str):
    for name in lookup.split("__"):
        obj = getattr(obj, name, None)
    return obj


def require(user, permission: str, obj: models.Model | None = None) -> None:
    """Raise NotPermitted when no role of the user has it, NotFound when `obj` lies out of his sight."""
    decision = can(user, permission)
    if not decision:
        raise NotPermitted(decision.reason)
    if obj is not None and not _reaches(user, permission, obj):
        raise NotFound("没有这条记录")


def users_holding(role: Role, department: Department | None = None, on=None) -> models.QuerySet[User]:
    """Active users whose grant of `role` is in force and covers `department`; seats count for MEMBER and CHAIR."""
    day = on or clock.today()
    grants = Grant.objects.in_force(day).filter(role=role)
    if department is not None:
        ancestors = [int(part) for part in department.path.split("/") if part]
        grants = grants.filter(Q(department__isnull=True) | Q(department_id__in=ancestors))
    condition = Q(pk__in=grants.values("user_id"))
    if role in (Role.MEMBER, Role.CHAIR):
        seats = CommitteeSeat.objects.in_term(day).committee()
        if role is Role.CHAIR:
            seats = seats.filter(rank=SeatRank.CHAIR)
        condition |= Q(staff_id__in=seats.values("staff_id"))
    return User.objects.filter(condition, is_active=True).order_by("pk")


@dataclass(frozen=True)
class RouteLine:
    """The policy line of a route: a permission, or one of the two open words."""

    kind: str
    permission: str = ""


def needs(permission: str) -> Callable:
    """Decorate a view: only users with the permission get in; the view itself still scopes its rows."""

    def decorate(view):
        return _with_line(view, RouteLine("permission", permission))

    return decorate


def signed_in(view):
    """Decorate a view that every signed-in user may open."""
    return _with_line(view, RouteLine("signed_in"))


def public(view):
    """Decorate a view that answers without login."""
    return _with_line(view, RouteLine("public"))


def _with_line(view, line: RouteLine):
    view.policy_line = line
    return view
