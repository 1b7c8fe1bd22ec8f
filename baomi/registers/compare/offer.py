"""What of a register one user may hold against an outside list.

Whoever learns that two values differ learns something of both. What the user may not see is therefore neither compared
nor used to find a record, and what he sees behind a mask only where he may lift it.
"""

from collections.abc import Iterable

from django.db import models

from baomi.core.fields import BlindIndexField
from baomi.organization import policy
from baomi.organization.models import Department
from baomi.registers.declarations import Column, Register
from baomi.registers.sheets import finding
from baomi.registers.sheets.finding import Words
from baomi.registers.sheets.mapping import Headings, Target


def keys(register: Register, user) -> list[tuple[Column, ...]]:
    """The ways in which a row of the list may find its record, the surest first, as far as this user may use them."""
    readable = _readable(register, user)
    return [
        tuple(readable[name] for name in names)
        for names in register.compare_by
        if all(name in readable for name in names)
    ]


def compared(register: Register, user) -> list[Column]:
    """The columns held against each other: those declared, else all that belong on a sheet."""
    readable = _readable(register, user)
    names = register.compare_columns or [
        column.name for column in register.columns if column.sheet and column.value is None
    ]
    return [readable[name] for name in names if name in readable]


def rows(register: Register, user, queryset: models.QuerySet, columns: Iterable[Column]) -> models.QuerySet:
    """The rows that take part: those the user may hold against a list, and where masked columns are used may read in the clear."""
    queryset = policy.scope(user, register.permission("compare"), queryset)
    if any(column.kind == "masked" for column in columns):
        queryset = policy.scope(user, register.reveal_permission, queryset)
    return queryset


def blind_path(model: type[models.Model], path: str) -> str:
    """The path of the blind index of an encrypted field. Raises LookupError for a field that keeps none."""
    parents, _, leaf = path.rpartition("__")
    for part in parents.split("__") if parents else ():
        model = model._meta.get_field(part).related_model
    for field in model._meta.concrete_fields:
        if isinstance(field, BlindIndexField) and field.source == leaf:
            return f"{parents}__{field.name}" if parents else field.name
    raise LookupError(f"{model.__name__}.{leaf} keeps no blind index")


def targets(register: Register, user) -> list[Target]:
    """What a column of the list may stand for: the keys, then what is compared."""
    by_key = {column.name: column for key in keys(register, user) for column in key}
    offered = by_key | {column.name: column for column in compared(register, user)}
    return [
        Target(
            name=name,
            label=column.label,
            aliases=(*column.aliases, *register.aliases.get(name, ())),
            key=name in by_key,
            column=column,
        )
        for name, column in offered.items()
    ]


def words(register: Register, user, known: list[Target]) -> Words:
    """What the table is found by; departments may stand as rows of their own over their people."""
    if any(target.is_department for target in known):
        return finding.words_among(Department.objects.all(), known)
    return Words(Headings(known))


def _readable(register: Register, user) -> dict[str, Column]:
    """The register's columns by name, those of its record page included, that the user may read in the clear."""
    hidden = register.hidden_from(user)
    on_page = (
        column
        for section in register.sections
        for column in section.columns
        if section.visible is None or column.kind == "masked"
    )
    columns = {column.name: column for column in (*on_page, *register.columns)}
    may_reveal = bool(register.reveal_permission and policy.can(user, register.reveal_permission))
    return {
        name: column
        for name, column in columns.items()
        if name not in hidden and column.value is None and (column.kind != "masked" or may_reveal)
    }
