"""The bulk door: many rows of one model with their history and their log entries, in few statements.

For sheets of thousands of rows and for the enlarged demo, where one call per row would take minutes. What it
writes is what `writing.create` and `writing.change` would have written: the same history row, the same entry with
the same fields in the chain. Everything that needs no lock is done when the object is made; `write` only locks,
inserts and updates, because on SQLite everybody else's write waits from the beginning of the unit to its end.

The caller asks for permission and judges uniqueness and constraints beforehand, in words. The database keeps them
in any case: then `write` raises IntegrityError, and the unit leaves nothing.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from baomi.audit import ledger, values, writing
from baomi.audit.records import Versioned
from baomi.core import clock
from baomi.core.errors import NotFound, StaleRecord
from baomi.core.fields import BlindIndexField

BATCH = 500


class Creation:
    """Unsaved rows of one model, made ready: derived columns filled, values judged, entries drafted.

    `finish` is called with a batch once its keys are known and before history and log are written: for columns
    that follow from the key. Raises ValidationError for a value that its field does not take.
    """

    def __init__(
        self,
        rows: Sequence[models.Model],
        *,
        action: str | None = None,
        finish: Callable[[Sequence[models.Model]], None] | None = None,
    ):
        self.rows, self.action, self.finish = rows, action, finish
        for row in rows:
            if isinstance(row, Versioned):
                row.derive()
            row.clean_fields(exclude=_relations(row))
        self._drafts = [] if finish else _drafts(rows)

    def write(self, by, *, reason: str = "") -> Sequence[models.Model]:
        """Insert the rows in one unit with one history row and one entry each; returns them with their keys."""
        now = clock.now()
        with ledger.unit(by, reason=reason):
            for start in range(0, len(self.rows), BATCH):
                batch = self.rows[start : start + BATCH]
                for row in batch:
                    if hasattr(row, "created_at"):
                        row.created_at = row.updated_at = now
                type(batch[0])._base_manager.bulk_create(batch)
                if self.finish:
                    self.finish(batch)
                drafts = self._drafts[start : start + BATCH] or _drafts(batch)
                _remember(by, batch, drafts, self.action, "create", reason)
        return self.rows


@dataclass(frozen=True)
class Edit:
    """A saved row as it was read, and what shall stand in it."""

    row: Versioned
    values: Mapping[str, Any]


class Change:
    """Edits of rows of one model, made ready; those that change nothing are left out.

    Raises ValidationError for a value that its field does not take.
    """

    def __init__(self, edits: Iterable[Edit], *, action: str | None = None):
        self.action = action
        reckon = values.remembering()
        made = [_Changed(edit, reckon) for edit in edits]
        self._changed = sorted((one for one in made if one.draft.fields), key=lambda one: one.row.pk)

    def write(self, by, *, reason: str = "") -> list[Versioned]:
        """Update the rows in one unit, the version up by one, with one history row and one entry each; returns them.

        Raises StaleRecord, with the row as it is now, for one whose version has moved on, and NotFound.
        """
        now = clock.now()
        with ledger.unit(by, reason=reason):
            for start in range(0, len(self._changed), BATCH):
                batch = self._changed[start : start + BATCH]
                rows = [one.row for one in batch]
                _lock(rows)
                for row in rows:
                    row.version, row.updated_at = row.version + 1, now
                names = {"version", "updated_at"}.union(*(one.columns for one in batch))
                _update(rows, sorted(names))
                _remember(by, rows, [one.draft for one in batch], self.action, "change", reason)
        return [one.row for one in self._changed]


def create(
    by,
    rows: Sequence[models.Model],
    *,
    action: str | None = None,
    reason: str = "",
    finish: Callable[[Sequence[models.Model]], None] | None = None,
) -> Sequence[models.Model]:
    """Make `rows` ready and insert them, in one unit; returns them with their keys. See `Creation`."""
    return Creation(rows, action=action, finish=finish).write(by, reason=reason)


class _Changed:
    """A copy of the row with the new values, the columns that differ, and the draft of its entry."""

    def __init__(self, edit: Edit, reckon: values.Reckoner):
        self.row = copy.copy(edit.row)
        before = {name: writing.value_of(edit.row, name) for name in edit.values}
        for name, value in edit.values.items():
            setattr(self.row, name, value)
        self.row.derive()
        self.row.clean_fields(exclude=self._untouched(edit.values))
        after = {name: writing.value_of(self.row, name) for name in edit.values}
        pairs = {name: (before[name], after[name]) for name in edit.values if before[name] != after[name]}
        self.draft = values.changes_of(self.row, pairs, reckon)
        self.columns = self._columns(edit.row)

    def _untouched(self, given: Mapping[str, Any]) -> list[str]:
        relations = _relations(self.row)
        return [
            field.name
            for field in self.row._meta.concrete_fields
            if field.name not in given or field.name in relations
        ]

    def _columns(self, before: Versioned) -> set[str]:
        """Fields to write: those that differ, derived ones among them, and the blind index of a changed source.

        What is compared is what the row holds, so that an encrypted text nobody touched is not opened.
        """
        old, new = before.__dict__, self.row.__dict__
        fields = self.row._meta.concrete_fields
        differ = {field.name for field in fields if old.get(field.attname) != new.get(field.attname)}
        return differ | {
            field.name for field in fields if isinstance(field, BlindIndexField) and field.source in differ
        }


def _lock(rows: Sequence[Versioned]) -> None:
    """Lock the rows in the order of their keys and compare versions with what was read."""
    model = type(rows[0])
    locked = model._base_manager.select_for_update().order_by("pk").filter(pk__in=[row.pk for row in rows])
    versions = dict(locked.values_list("pk", "version"))
    for row in rows:
        if row.pk not in versions:
            raise NotFound("没有这条记录")
        if versions[row.pk] != row.version:
            raise StaleRecord(model._base_manager.get(pk=row.pk))


def _update(rows: Sequence[Versioned], names: Sequence[str]) -> None:
    """Set these fields of all rows from the objects, many rows to a statement.

    Django's bulk_update builds a CASE per row and column, which takes longer the more rows there are.
    """
    meta = rows[0]._meta
    fields = [meta.pk, *(meta.get_field(name) for name in names)]
    size = connection.ops.bulk_batch_size(fields, rows)
    quote = connection.ops.quote_name
    table, columns = quote(meta.db_table), [quote(field.column) for field in fields]
    settings = ", ".join(f"{column} = given.{column}" for column in columns[1:])
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            some = rows[start : start + size]
            # Every value goes in as a parameter; the text is made of our own column names alone.
            cursor.execute(
                f"WITH given ({', '.join(columns)}) AS (VALUES {', '.join(_places(fields, len(some)))})"  # noqa: S608
                f" UPDATE {table} SET {settings} FROM given WHERE {table}.{columns[0]} = given.{columns[0]}",
                [_database_value(field, row) for row in some for field in fields],
            )


def _places(fields: Sequence[models.Field], count: int) -> Iterator[str]:
    """Placeholders of each row; the first says the types, without which PostgreSQL takes every value for a text."""
    typed = connection.vendor == "postgresql"
    yield f"({', '.join(f'CAST(%s AS {field.db_type(connection)})' if typed else '%s' for field in fields)})"
    plain = f"({', '.join(['%s'] * len(fields))})"
    for _ in range(count - 1):
        yield plain


def _database_value(field: models.Field, row: Versioned) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add=False), connection)


def _drafts(rows: Sequence[models.Model]) -> list[values.Changes]:
    """What the entries on new rows will say."""
    reckon = values.remembering()
    names = writing.field_names(rows[0]) if rows else []
    return [
        values.changes_of(row, {name: (None, writing.value_of(row, name)) for name in names}, reckon)
        for row in rows
    ]


def _remember(
    by,
    rows: Sequence[models.Model],
    drafts: Sequence[values.Changes],
    action: str | None,
    verb: str,
    reason: str,
) -> None:
    model = type(rows[0])
    if hasattr(model, "history"):
        model.history.bulk_history_create(
            rows, update=verb == "change", default_user=by, default_date=clock.now()
        )
    for row, draft in zip(rows, drafts, strict=True):
        ledger.record(action or writing.action_name(row, verb), row, changes=draft, reason=reason)
    writing.rows_written.hand(rows=rows)


def _relations(row: models.Model) -> list[str]:
    """Related rows were found by key already; asking for each of them again would be a query a row."""
    return [field.name for field in row._meta.concrete_fields if field.is_relation]
