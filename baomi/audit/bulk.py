"""The bulk door: many rows of one model with their history and their log entries, in few statements.

For sheets of thousands of rows and for the enlarged demo, where one call per row would take minutes. What it
writes is what `writing.create` and `writing.change` would have written: the same history row, the same entry with
the same fields in the chain. Everything that needs no lock is done when the object is made; `write` only locks,
inserts and updates, because on SQLite everybody else's write waits from the beginning of the unit to its end.

The caller asks for permission and judges uniqueness and constraints beforehand, in words. The database keeps them
in any case: then `write` raises IntegrityError, and the unit leaves nothing.
"""

import copy
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from baomi.audit import ledger, values, writing
from baomi.audit.records import Versioned
from baomi.audit.tables import Lines
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
        self._lines = Lines(rows) if rows else None
        self._record = None if finish else _Record(rows, "create", action)

    def write(self, by, *, reason: str = "") -> Sequence[models.Model]:
        """Insert the rows in one unit with one history row and one entry each; returns them with their keys."""
        now = clock.now()
        with ledger.unit(by, reason=reason):
            for start in range(0, len(self.rows), BATCH):
                batch = self.rows[start : start + BATCH]
                self._insert(batch, start, now)
                if self.finish:
                    self.finish(batch)
                    _Record(batch, "create", self.action).write(by, 0, now, reason)
                else:
                    self._record.write(by, start, now, reason)
        return self.rows

    def _insert(self, batch: Sequence[models.Model], start: int, now: dt.datetime) -> None:
        for name in ("created_at", "updated_at"):
            self._lines.put(name, now, start, len(batch))
        keys = self._lines.insert(start, start + len(batch))
        for row, key in zip(batch, keys, strict=True):
            row.pk = key
            row._state.adding, row._state.db = False, connection.alias
            if hasattr(row, "created_at"):
                row.created_at = row.updated_at = now


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
        reckon = values.remembering()
        made = [_Changed(edit, reckon) for edit in edits]
        changed = sorted((one for one in made if one.draft.fields), key=lambda one: one.row.pk)
        self.rows = [one.row for one in changed]
        if self.rows:
            meta = self.rows[0]._meta
            names = {"version", "updated_at"}.union(*(one.columns for one in changed))
            self._lines = Lines(self.rows, [meta.pk, *(meta.get_field(name) for name in sorted(names))])
            self._record = _Record(self.rows, "change", action, [one.draft for one in changed])

    def write(self, by, *, reason: str = "") -> list[Versioned]:
        """Update the rows in one unit, the version up by one, with one history row and one entry each; returns them.

        Raises StaleRecord, with the row as it is now, for one whose version has moved on, and NotFound.
        """
        now = clock.now()
        with ledger.unit(by, reason=reason):
            for start in range(0, len(self.rows), BATCH):
                batch = self.rows[start : start + BATCH]
                _lock(batch)
                for row in batch:
                    row.updated_at = now
                self._lines.put("updated_at", now, start, len(batch))
                self._lines.update(start, start + len(batch))
                self._record.write(by, start, now, reason)
        return self.rows


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
    """A copy of the row with the new values and its next version, the columns that differ, the draft of its entry."""

    def __init__(self, edit: Edit, reckon: values.Reckoner):
        self.row = copy.copy(edit.row)
        before = {name: writing.value_of(edit.row, name) for name in edit.values}
        for name, value in edit.values.items():
            setattr(self.row, name, value)
        self.row.version += 1
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
    """Lock the rows in the order of their keys; what is to become their version must follow the one they have."""
    model = type(rows[0])
    locked = model._base_manager.select_for_update().order_by("pk").filter(pk__in=[row.pk for row in rows])
    versions = dict(locked.values_list("pk", "version"))
    for row in rows:
        if row.pk not in versions:
            raise NotFound("没有这条记录")
        if versions[row.pk] != row.version - 1:
            raise StaleRecord(model._base_manager.get(pk=row.pk))


class _Record:
    """History rows and entries of many rows, made ready; `write` follows the batches in which the rows are written."""

    def __init__(
        self,
        rows: Sequence[models.Model],
        verb: str,
        action: str | None,
        drafts: Sequence[values.Changes] | None = None,
    ):
        self.rows, self.verb, self.action = rows, verb, action
        self.drafts = _drafts(rows) if drafts is None else drafts
        kept = bool(rows) and hasattr(type(rows[0]), "history")
        self._history = Lines([_version_of(row, verb) for row in rows]) if kept else None

    def write(self, by, start: int, now: dt.datetime, reason: str) -> None:
        """Write history and entries of the batch that begins with row `start`, and tell of it."""
        batch = self.rows[start : start + BATCH]
        if self._history:
            self._fill_history(by, batch, start, now)
            self._history.insert(start, start + len(batch))
        for row, draft in zip(batch, self.drafts[start : start + BATCH], strict=True):
            action = self.action or writing.action_name(row, self.verb)
            ledger.record(action, row, changes=draft, reason=reason)
        writing.rows_written.hand(rows=batch)

    def _fill_history(self, by, batch: Sequence[models.Model], start: int, now: dt.datetime) -> None:
        late = {"history_user_id": getattr(by, "pk", None), "history_date": now, "updated_at": now}
        if self.verb == "create":
            late["created_at"] = now
            self._history.put_keys(batch[0]._meta.pk.attname, [row.pk for row in batch], start)
        for name, value in late.items():
            self._history.put(name, value, start, len(batch))


def _version_of(row: models.Model, verb: str) -> models.Model:
    """The row as simple-history keeps it; who and when are not known yet."""
    history = type(row).history.model
    kept = {field.attname: getattr(row, field.attname) for field in history.tracked_fields}
    return history(history_type="+" if verb == "create" else "~", history_date=clock.now(), **kept)


def _drafts(rows: Sequence[models.Model]) -> list[values.Changes]:
    """What the entries on new rows will say."""
    reckon = values.remembering()
    names = writing.field_names(rows[0]) if rows else []
    return [
        values.changes_of(row, {name: (None, writing.value_of(row, name)) for name in names}, reckon)
        for row in rows
    ]


def _relations(row: models.Model) -> list[str]:
    """Related rows were found by key already; asking for each of them again would be a query a row."""
    return [field.name for field in row._meta.concrete_fields if field.is_relation]
