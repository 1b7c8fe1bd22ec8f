"""The bulk door: many rows of one model with their history and their log entries, in few statements.

For loads where one call per row would take hours: the enlarged demo, a house's old records. What it writes is what
`writing.create` would have written: the same history row, the same entry with the same fields in the chain.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import models

from baomi.audit import ledger, writing
from baomi.core import clock

BATCH = 500
Row = TypeVar("Row", bound=models.Model)


def create(
    by,
    rows: Sequence[Row],
    *,
    action: str | None = None,
    reason: str = "",
    finish: Callable[[Sequence[Row]], None] | None = None,
) -> Sequence[Row]:
    """Insert unsaved rows of one model, in one unit; returns them with their keys.

    `finish` is called with a batch once its keys are known and before history and log are written: for columns that
    follow from the key. The caller asks for permission and fills in what the model's `save()` would. Values are
    validated by their fields; uniqueness and constraints are the database's to judge: it raises IntegrityError, and
    nothing of the call is written.
    """
    with ledger.unit(by, reason=reason):
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            _insert(batch)
            if finish:
                finish(batch)
            _remember(by, batch, action, reason)
    return rows


def _insert(batch: Sequence[models.Model]) -> None:
    model = type(batch[0])
    relations = [field.name for field in model._meta.concrete_fields if field.is_relation]
    for row in batch:
        if hasattr(row, "created_at"):
            row.created_at = row.updated_at = clock.now()
        row.clean_fields(exclude=relations)
    model._base_manager.bulk_create(batch)


def _remember(by, batch: Sequence[models.Model], action: str | None, reason: str) -> None:
    model = type(batch[0])
    if hasattr(model, "history"):
        model.history.bulk_history_create(batch, default_user=by, default_date=clock.now())
    names = writing.field_names(batch[0])
    for row in batch:
        values = {name: (None, writing.value_of(row, name)) for name in names}
        ledger.record(action or writing.action_name(row, "create"), row, changes=values, reason=reason)
