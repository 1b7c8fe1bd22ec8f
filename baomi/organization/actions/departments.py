"""Writes of the tree of departments and of places (O1). A department is never deleted: the past names it."""

from collections.abc import Mapping
from typing import Any

from baomi.audit import ledger, writing
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import rules
from baomi.organization.actions.permitted import permit
from baomi.organization.models import Department, Place

TREE_FIELDS = {"parent", "path", "active", "merged_into", "former_names"}
"""What only move, merge, close and rename change."""


def create_department(by, values: Mapping[str, Any]) -> Department:
    """Insert a department under `values["parent"]` (at the top without one) and set its path."""
    department = Department(**values)
    permit(by, "organization.department.create", department)
    with ledger.unit(by):
        parent = _usable(department.parent) if department.parent_id else None
        writing.create(by, department)
        department.path = _path(department, parent)
        # The path follows from parent and key, which the entry above has; it is no change of its own.
        Department.objects.filter(pk=department.pk).update(path=department.path)
        department.history.update(path=department.path)
    return department


def change_department(
    by, department: Department, values: Mapping[str, Any], version: int | None = None
) -> Department:
    """Change the plain fields; a new name keeps the old one under 曾用名, a new parent moves the subtree.

    Raises StaleRecord when `version` is not the current one.
    """
    permit(by, "organization.department.change", department)
    values = dict(values)
    moves = "parent" in values
    parent = values.pop("parent", None)
    with ledger.unit(by):
        current = writing.lock(department)
        _refuse_tree_fields(current, values)
        if values.get("name", current.name) != current.name:
            values["former_names"] = _former(current)
        department = writing.change(by, department, values, version=version)
        if moves and department.parent_id != (parent.pk if parent else None):
            department = move_department(by, department, parent)
    return department


def rename_department(
    by, department: Department, name: str, short_name: str = "", reason: str = ""
) -> Department:
    """Give a new name; the old one stays searchable under 曾用名, and the row (with all it holds) is the same."""
    permit(by, "organization.department.change", department)
    with ledger.unit(by, reason=reason):
        current = writing.lock(department)
        if current.name == name:
            return current
        values = {
            "name": name,
            "former_names": _former(current),
            "short_name": short_name or current.short_name,
        }
        return writing.change(by, current, values, action="organization.department.rename", reason=reason)


def move_department(by, department: Department, parent: Department | None, reason: str = "") -> Department:
    """Hang the department under `parent` (None: to the top); the paths of its whole subtree follow.

    Raises Refusal for a loop or a closed parent. One audit entry, as one thing was decided.
    """
    permit(by, "organization.department.move", department)
    with ledger.unit(by, reason=reason):
        current = writing.lock(department)
        parent = _usable(parent) if parent else None
        require(rules.may_be_parent(current, parent))
        old_path = current.path
        values = {"parent": parent, "path": _path(current, parent)}
        moved = writing.change(by, current, values, action="organization.department.move", reason=reason)
        _carry_subtree(moved, old_path)
    return moved


def merge_department(by, department: Department, into: Department, reason: str) -> Department:
    """Close `department` as merged into another; its records stay its own, its present lies in `into`.

    People move with it, each by an entry of his own. Raises Refusal while it has departments below it.
    """
    permit(by, "organization.department.merge", department)
    with ledger.unit(by, reason=_reason(reason)):
        current = writing.lock(department)
        into = _usable(into)
        if into.pk == current.pk:
            raise Refusal("部门不能并入它自己", how="请另选并入的部门")
        _refuse_children(current)
        for person in current.staff.select_for_update():
            writing.change(by, person, {"department": into}, reason=reason)
        values = {"active": False, "merged_into": into}
        return writing.change(by, current, values, action="organization.department.merge", reason=reason)


def close_department(by, department: Department, reason: str) -> Department:
    """Take a department out of use. Raises Refusal while people or departments are left in it."""
    permit(by, "organization.department.close", department)
    with ledger.unit(by, reason=_reason(reason)):
        current = writing.lock(department)
        _refuse_children(current)
        left = current.staff.filter(active=True).count()
        if left:
            raise Refusal(
                f"还有 {left} 名在职人员在这个部门", where=current.name, how="请先调整他们的部门，或改用合并"
            )
        return writing.change(
            by, current, {"active": False}, action="organization.department.close", reason=reason
        )


def create_place(by, values: Mapping[str, Any]) -> Place:
    """Insert a room that a department answers for."""
    place = Place(**values)
    permit(by, "organization.place.write", place)
    return writing.create(by, place)


def change_place(by, place: Place, values: Mapping[str, Any], version: int | None = None) -> Place:
    permit(by, "organization.place.write", place)
    return writing.change(by, place, values, version=version)


def _path(department: Department, parent: Department | None) -> str:
    return f"{parent.path if parent else '/'}{department.pk}/"


def _carry_subtree(moved: Department, old_path: str) -> None:
    """Rewrite the prefix of everything below; the tree is small, and few of its nodes ever move."""
    below = Department.objects.select_for_update().filter(path__startswith=old_path).exclude(pk=moved.pk)
    for child in below:
        Department.objects.filter(pk=child.pk).update(path=moved.path + child.path.removeprefix(old_path))


def _usable(department: Department) -> Department:
    """A fresh, locked copy of a department in use."""
    current = writing.lock(department)
    if not current.active:
        raise Refusal(f"{current.name}已停用", how="请另选在用的部门")
    return current


def _refuse_children(department: Department) -> None:
    children = department.children.filter(active=True)
    if children.exists():
        names = "、".join(children.values_list("name", flat=True)[:5])
        raise Refusal(f"下面还有在用的部门：{names}", where=department.name, how="请先调整或停用它们")


def _refuse_tree_fields(current: Department, values: Mapping[str, Any]) -> None:
    forbidden = {name for name in TREE_FIELDS & values.keys() if getattr(current, name) != values[name]}
    if forbidden:
        labels = "、".join(str(Department._meta.get_field(name).verbose_name) for name in sorted(forbidden))
        raise Refusal(f"不能直接修改{labels}", how="请用更名、移动、合并或停用")


def _former(department: Department) -> str:
    return "、".join(filter(None, [department.former_names, department.name]))[:200]


def _reason(text: str) -> str:
    if not text.strip():
        raise Refusal("没有写明事由", how="请填写依据的文件或原因")
    return text.strip()
