"""Uniqueness and check constraints for many unsaved rows at once; Django's own validation asks once per row.

A row is an instance as it would be saved. The number of queries follows the constraints and chunks, not the rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import BooleanField, CheckConstraint, Q, UniqueConstraint, Value
from django.db.models.functions import Coalesce
from django.db.models.sql import Query

from baomi.core.fields import BlindIndexField

CHECKED_AT_ONCE = 100
CHUNK = 500


@dataclass(frozen=True)
class Conflict:
    """Row `index` breaks a rule: the sentence, the fields it is about, and the earlier row of the same file, if any."""

    index: int
    message: str
    fields: tuple[str, ...] = ()
    twin: int | None = None


def conflicts(model: type[models.Model], rows: Sequence[models.Model]) -> Iterator[Conflict]:
    """Every constraint of the model that a row would break, against the table and against the rows before it."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            standing = set(holding(constraint.condition, rows))
            message = str(constraint.get_violation_error_message())
            yield from (Conflict(index, message) for index in range(len(rows)) if index not in standing)
    for fields, condition, message in _unique_rules(model):
        yield from _repeated(model, rows, fields, condition, message)


def holding(condition: Q, rows: Sequence[models.Model]) -> list[int]:
    """Indexes of the rows for which the condition holds or is unknown, as the database judges it.

    Rows alike in what the condition looks at are judged once.
    """
    if not rows:
        return []
    fields = [_field(rows[0], name) for name in sorted(condition.referenced_base_fields)]
    alike: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        alike.setdefault(repr([getattr(row, field.attname) for field in fields]), []).append(index)
    groups = list(alike.values())
    found: list[int] = []
    for start in range(0, len(groups), CHECKED_AT_ONCE):
        some = groups[start : start + CHECKED_AT_ONCE]
        found += [index for group in _holding(condition, fields, rows, some) for index in group]
    return sorted(found)


def _field(row: models.Model, name: str) -> models.Field:
    return row._meta.pk if name == "pk" else row._meta.get_field(name)


def _holding(condition: Q, fields, rows, groups: list[list[int]]) -> list[list[int]]:
    connection = connections["default"]
    parts, params = [], []
    for number, group in enumerate(groups):
        try:
            sql, own = _condition_sql(condition, fields, rows[group[0]], connection)
        except EmptyResultSet:  # Django sees without the database that it cannot hold
            continue
        parts.append(f"SELECT {number} WHERE EXISTS ({sql})")
        params += own
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return [groups[number] for (number,) in cursor.fetchall()]


def _condition_sql(condition: Q, fields, row: models.Model, connection) -> tuple[str, tuple]:
    """What `Q.check` would run for one row, with the fields that the condition names."""
    query = Query(None)
    for field in fields:
        query.add_annotation(Value(getattr(row, field.attname), field), field.name, select=False)
    query.add_annotation(Value(1), "_check")
    query.add_q(Q(Coalesce(condition, True, output_field=BooleanField())))
    return query.get_compiler(connection=connection).as_sql()


def _unique_rules(model: type[models.Model]) -> Iterator[tuple[tuple[str, ...], Q | None, str]]:
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key and field.name != "uuid":
            yield (field.name,), None, f"已有相同的{field.verbose_name}"
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields:
            message = str(constraint.get_violation_error_message())
            yield constraint.fields, constraint.condition, message


def _repeated(model, rows, fields, condition, message) -> Iterator[Conflict]:
    concerned = holding(condition, rows) if condition is not None else range(len(rows))
    keys = {index: _key(rows[index], fields) for index in concerned}
    keys = {index: key for index, key in keys.items() if None not in key}
    taken = _taken(model, fields, condition, list(keys.values()))
    first: dict[tuple, int] = {}
    for index, key in keys.items():
        if taken.get(key, set()) - {rows[index].pk}:
            yield Conflict(index, message, tuple(fields))
        if first.setdefault(key, index) != index:
            yield Conflict(index, message, tuple(fields), twin=first[key])


def _key(row: models.Model, fields: Sequence[str]) -> tuple:
    key = []
    for name in fields:
        field = row._meta.get_field(name)
        blind = isinstance(field, BlindIndexField)
        key.append(field.digest(getattr(row, field.source)) if blind else getattr(row, field.attname))
    return tuple(key)


def _taken(model, fields, condition, keys: list[tuple]) -> dict[tuple, set]:
    """{key: pks that hold it} in the table."""
    attnames = [model._meta.get_field(name).attname for name in fields]
    found: dict[tuple, set] = {}
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        queryset = (
            model._base_manager.filter(condition) if condition is not None else model._base_manager.all()
        )
        for position, attname in enumerate(attnames):
            values = {key[position] for key in some}
            wanted = Q(**{f"{attname}__in": values - {None}})
            queryset = queryset.filter(
                wanted | Q(**{f"{attname}__isnull": True}) if None in values else wanted
            )
        for pk, *key in queryset.order_by().values_list("pk", *attnames):
            found.setdefault(tuple(key), set()).add(pk)
    return found
