"""The two ways a business row is written: create and change. Both leave exactly one audit entry.

Every action of the house ends here, so that validation, constraints, version, history and log cannot be
forgotten one by one.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, models, transaction

from baomi.audit import ledger
from baomi.core import clock
from baomi.core.errors import Refusal, StaleRecord
from baomi.core.providers import Handover

# Handed `rows`, of one model, inside the unit once they are written with their history: for what is kept beside the
# rows and follows from them. One row by `create`, `change` and `touch`, a batch by the bulk door.
rows_written = Handover("audit.rows_written")

BOOKKEEPING = {"id", "uuid", "version", "created_at", "updated_at"}


def create(
    by,
    obj,
    *,
    action: str | None = None,
    reason: str = "",
    also: Mapping[str, tuple[Any, Any]] | None = None,
):
    """Validate and insert `obj` inside the caller's unit (or one of its own); returns it.

    Raises ValidationError (fields and constraints, in the user's words) or Refusal when a race lost against
    a constraint. Writes one history row and one audit entry `<app>.<model>.create`. `also` names what belongs to
    the new row but stands in other tables, as (before, after); the caller writes it, the entry tells it.
    """
    with ledger.unit(by, reason=reason):
        obj.created_at = obj.updated_at = clock.now()
        obj._history_user = by
        _validate(obj)
        _save(obj)
        values = {name: (None, value_of(obj, name)) for name in field_names(obj)} | dict(also or {})
        ledger.record(action or action_name(obj, "create"), obj, changes=values, reason=reason)
        rows_written.hand(rows=[obj])
    return obj


def change(
    by,
    obj,
    values: Mapping[str, Any],
    *,
    version: int | None = None,
    action: str | None = None,
    reason: str = "",
):
    """Set `values` on a freshly locked copy of `obj`; returns the saved row.

    `version` is the one the editor saw: if the row has moved on, StaleRecord carries the current row and
    nothing is written. Without a difference nothing is written and nothing is logged. Otherwise the version
    goes up by one, with one history row and one audit entry naming the fields that changed.
    """
    with ledger.unit(by, reason=reason):
        current = lock(obj)
        if version is not None and current.version != version:
            raise StaleRecord(current)
        before = {name: value_of(current, name) for name in values}
        for name, value in values.items():
            setattr(current, name, value)
        after = {name: value_of(current, name) for name in values}
        changes = {name: (before[name], after[name]) for name in values if before[name] != after[name]}
        if not changes:
            return current
        current.version += 1
        current.updated_at = clock.now()
        current._history_user = by
        _validate(current)
        _save(current)
        ledger.record(action or action_name(obj, "change"), current, changes=changes, reason=reason)
        rows_written.hand(rows=[current])
    return current


def touch(by, obj):
    """Move the version of a locked row on because something that belongs to it, but stands in other tables, changed.

    A second editor is then told (StaleRecord). One history row; the change itself is for the caller to record.
    """
    obj.version += 1
    obj.updated_at = clock.now()
    obj._history_user = by
    obj.save()
    rows_written.hand(rows=[obj])


def lock(obj):
    """The row as it is now, locked until the transaction ends (on SQLite the transaction itself is the lock)."""
    manager = type(obj)._default_manager
    return manager.select_for_update(of=("self",) if _can_lock_of(manager) else ()).get(pk=obj.pk)


def action_name(obj, verb: str) -> str:
    """`awards.nomination.create`: the app label, the model name and the verb."""
    return f"{obj._meta.app_label}.{obj._meta.model_name}.{verb}"


def _can_lock_of(manager) -> bool:
    return connections[manager.db].features.has_select_for_update_of


def _validate(obj) -> None:
    obj.full_clean()


def _save(obj) -> None:
    try:
        with transaction.atomic():
            obj.save()
    except IntegrityError as error:
        raise _constraint_sentence(obj, error) from error


def _constraint_sentence(obj, error: IntegrityError) -> Exception:
    """The sentence of the constraint that the database named; two people reached it at the same moment."""
    text = str(error)
    for constraint in obj._meta.constraints:
        if constraint.name in text or _names_columns(obj, constraint, text):
            return ValidationError(constraint.violation_error_message)
    return Refusal("没有保存：别人刚刚登记了同样的内容", how="请刷新后查看")


def _names_columns(obj, constraint, text: str) -> bool:
    """SQLite names the columns of a unique constraint, not the constraint."""
    if not isinstance(constraint, models.UniqueConstraint) or not constraint.fields:
        return False
    table = obj._meta.db_table
    columns = [f"{table}.{obj._meta.get_field(name).column}" for name in constraint.fields]
    return text.endswith(": " + ", ".join(columns))


def field_names(obj) -> list[str]:
    """The columns that a new row's entry in the log names."""
    return [field.name for field in obj._meta.concrete_fields if field.name not in BOOKKEEPING]


def value_of(obj, name: str):
    """What the log compares: the key of a related row, the plain value of any other field."""
    field = obj._meta.get_field(name)
    return getattr(obj, field.attname)
