"""What of a register can be told of a past day: what the versions hold, and what is computed of nothing else."""

from collections.abc import Iterable

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q

from baomi.audit.records import Versioned
from baomi.organization.models import User
from baomi.registers.declarations import Column, Register, SavedView

ALL = SavedView("all", "全部")


def columns(register: Register, user) -> tuple[list[Column], list[Column]]:
    """(those that can be told, those left out) of the columns the user may see.

    A computed column is told when it declares the fields it `reads` and the user may see each of them.
    """
    hidden, told, left_out = register.hidden_from(user), [], []
    for column in register.columns_for(user):
        (told if _is_told(register, column, hidden) else left_out).append(column)
    return told, left_out


def compared(column: Column) -> tuple[str, ...]:
    """The record's own fields whose change is a change of the column.

    None for an encrypted one: it is encrypted anew with every version, so that two cannot be compared.
    """
    if column.kind == "masked":
        return ()
    return column.reads or (column.name.split("__")[0],)


def views(register: Register, user) -> list[SavedView]:
    """The tabs of the list whose condition can be asked of the versions; at least one."""
    told = [
        view
        for view in register.views_for(user)
        if isinstance(view.condition, Q)
        and all(path_is_kept(register.model, path) for path in _paths(view.condition))
    ]
    return told or [ALL]


def filters(register: Register, user) -> list[str]:
    """The conditions of the list that can be asked of the versions."""
    hidden = register.hidden_from(user)
    return [name for name in register.filters if name not in hidden and path_is_kept(register.model, name)]


def path_is_kept(model: type[models.Model], path: str) -> bool:
    """Whether the path, a lookup at its end or not, leads along kept rows to a field that the versions hold.

    An account is taken as it is now: its name does not change, and the person it belongs to is kept.
    """
    for place, part in enumerate(path.split("__")):
        try:
            field = model._meta.get_field(part)
        except FieldDoesNotExist:
            return place > 0  # what follows a field is its lookup; columns and sorts name no lookups
        if not field.concrete or field.many_to_many:
            return False
        if not field.is_relation:
            return True
        model = field.related_model
        if not issubclass(model, Versioned | User):
            return False
    return True


def _is_told(register: Register, column: Column, hidden: Iterable[str]) -> bool:
    if column.reads:
        return not set(column.reads) & set(hidden)
    return column.value is None and _leads_to_a_field(register.model, column.name)


def _leads_to_a_field(model: type[models.Model], path: str) -> bool:
    """Like `path_is_kept`, for a column: every part is a field, none a property."""
    if not path_is_kept(model, path):
        return False
    try:
        for part in path.split("__"):
            model = model._meta.get_field(part).related_model
    except (FieldDoesNotExist, AttributeError):
        return False
    return True


def _paths(condition: Q) -> list[str]:
    """Every path that the condition names."""
    found: list[str] = []
    for child in condition.children:
        found += _paths(child) if isinstance(child, Q) else [child[0]]
    return found
