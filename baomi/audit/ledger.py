"""The door to the log: `unit` around every action, `record` inside it, `note` for what changes no business row.

Entries are collected during a unit and appended by the outermost unit, in one batch, as the last thing before its
transaction ends. If the log cannot be written nothing else is: the whole unit is rolled back.

An entry lives and dies with the savepoint it was recorded in. Django itself keeps that account for `on_commit`
callbacks: rolling back a savepoint, by a nested unit or by a plain `atomic`, forgets the callbacks registered
inside it. So each collected entry is registered as a callback that does nothing, and those still registered at
the end are the ones to append.

A note is not bound to a savepoint. Outside a unit it is written at once in a transaction of its own. Inside a
unit it waits: it goes with the unit's batch, or, when the unit is rolled back, into a transaction of its own right
after. What it cannot survive is a plain `atomic` opened *around* the outermost unit and rolled back later; nothing
but tests does that.
"""

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import structlog
from django.db import connection, models, transaction

from baomi.audit import chain, context, values
from baomi.audit.models import AuditEntry, AuditHead, OutboxMessage, Outcome
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.core.providers import Handover

# Handed `kind` after the commit of a unit that put something into the outbox; a lost call is made up by the sweep.
outbox_filled = Handover("audit.outbox_filled")

log = structlog.get_logger(__name__)


class AuditUnavailable(Refusal):
    """The log could not be written, so nothing was done."""

    def __init__(self):
        super().__init__(
            "没有办成：审计日志写不进去", "所有改动都已撤回", "请稍后再试；仍不行时告诉系统管理员"
        )


@dataclass(eq=False)
class Pending:
    """An entry waiting for the end of its unit."""

    columns: dict
    changes: values.Changes
    is_note: bool

    def __call__(self) -> None:
        """Nothing to do on commit: being registered is the point (see the module's text)."""


@dataclass(eq=False)
class Unit:
    """What is open on this thread: the frames of nested units, and the entries of all of them."""

    frames: list[tuple] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    actors: dict = field(default_factory=dict)
    endings: dict[str, Callable[[], None]] = field(default_factory=dict)

    def actor(self, user) -> dict:
        """The columns of an actor, looked up once for a unit however many entries it makes."""
        key = getattr(user, "pk", None)
        if key not in self.actors:
            self.actors[key] = context.actor_columns(user)
        return self.actors[key]


_open: ContextVar[Unit | None] = ContextVar("audit_unit", default=None)


@contextmanager
def unit(by, *, reason: str = ""):
    """A transaction whose changes are logged: the outermost unit appends what was recorded just before it ends.

    A nested unit is a savepoint; if it raises, its changes and its entries are dropped together. `by` is the acting
    user (None: whoever is bound to the request, else the system), `reason` the default of the entries inside.
    Raises AuditUnavailable, after rolling everything back, when the log cannot be written.
    """
    outer = _open.get()
    if outer is None:
        with _outermost(by, reason):
            yield
        return
    outer.frames.append((by if by is not None else outer.frames[-1][0], reason or outer.frames[-1][1]))
    try:
        with transaction.atomic():
            yield
    finally:
        outer.frames.pop()


def record(action: str, obj=None, *, label: str = "", changes=None, reason: str = "") -> None:
    """Collect one entry of the open unit: `action` as `awards.nomination.create`, on `obj` (a row or a text).

    `changes` maps field names to (before, after), or is what `values.changes_of` made of them beforehand. Values of
    encrypted fields are kept encrypted, those of blind indexes and passwords not at all. Raises RuntimeError
    outside a unit: a change without log is a defect.
    """
    current = _open.get()
    if current is None:
        raise RuntimeError(f"{action} was recorded outside ledger.unit(...).")
    by, default_reason = current.frames[-1]
    entry = _pending(current.actor(_acting(by)), action, obj, label, reason or default_reason, changes)
    current.pending.append(entry)
    transaction.on_commit(entry)


def note(action: str, *, by=None, obj=None, label="", reason="", outcome: str = Outcome.DONE) -> None:
    """Log something that changes no business row: a login, a refusal, an export, a print, a reveal.

    Kept whatever becomes of the unit around it. Raises AuditUnavailable when it cannot be written: then the
    page, sheet or print must not be given out either.
    """
    current = _open.get()
    user = _acting(by)
    columns = current.actor(user) if current else context.actor_columns(user)
    entry = _pending(columns, action, obj, label, reason, None, outcome=outcome, is_note=True)
    if current:
        current.pending.append(entry)
    else:
        _append_alone([entry])


def at_end(name: str, make: Callable[[], Callable[[], None]]):
    """What a room above keeps by `name` for the open unit, made at the first asking; None outside a unit.

    It is called once, when everything of the outermost unit is written and its entries are not yet appended.
    """
    current = _open.get()
    if current is None:
        return None
    if name not in current.endings:
        current.endings[name] = make()
    return current.endings[name]


def outbox(kind: str, key: str, payload: dict) -> OutboxMessage:
    """Put a message into the outbox with the unit's changes; handing it over is for after the commit.

    The same kind and key is one message: a second call gives back the first, unchanged. Raises RuntimeError
    outside a unit.
    """
    if _open.get() is None:
        raise RuntimeError(f"Outbox message {kind} {key} outside ledger.unit(...).")
    message, created = OutboxMessage.objects.get_or_create(kind=kind, key=key, defaults={"payload": payload})
    if created:
        # Robust: a delivery that cannot start must not stop the other callbacks; the sweep finds the row.
        transaction.on_commit(lambda: outbox_filled.hand(kind=kind), robust=True)
    return message


@contextmanager
def _outermost(by, reason: str):
    current = Unit(frames=[(by, reason)])
    token = _open.set(current)
    try:
        with transaction.atomic():
            yield
            for ending in current.endings.values():
                ending()
            _append(_still_standing(current.pending))
    except BaseException:
        _append_alone([entry for entry in current.pending if entry.is_note])
        raise
    finally:
        _open.reset(token)


def _still_standing(pending: list[Pending]) -> list[Pending]:
    registered = {id(callback) for _, callback, _ in connection.run_on_commit}
    return [entry for entry in pending if entry.is_note or id(entry) in registered]


def _append_alone(entries: list[Pending]) -> None:
    with transaction.atomic():
        _append(entries)


def _append(entries: list[Pending]) -> None:
    if not entries:
        return
    try:
        with transaction.atomic():
            _extend_chain(entries)
    except Exception as problem:
        log.exception("audit_append_failed", entries=len(entries))
        raise AuditUnavailable from problem


def _extend_chain(entries: list[Pending]) -> None:
    """Number, chain and insert the entries; the head row is the last lock every transaction takes."""
    head = AuditHead.objects.select_for_update().get()
    if head.mac != chain.seal("head", head.last_id, head.hash):
        # Going on would put a good seal on a chain somebody has cut.
        raise RuntimeError("The head of the audit log does not bear its seal.")
    rows = []
    for entry in entries:
        head.last_id += 1
        columns = {**entry.columns, "id": head.last_id, "version": chain.VERSION, "prev_hash": head.hash}
        columns["hash"] = head.hash = chain.entry_hash(columns, head.hash)
        kept = values.stored(head.last_id, entry.changes.kept, entry.changes.sensitive)
        rows.append(AuditEntry(**columns, values=kept))
    models.QuerySet(AuditEntry).bulk_create(rows)
    head.mac = chain.seal("head", head.last_id, head.hash)
    head.save()


def _acting(by):
    return by if by is not None else context.current().user


def _pending(
    actor: dict, action, obj, label, reason, changes, *, outcome=Outcome.DONE, is_note=False
) -> Pending:
    ready = changes if isinstance(changes, values.Changes) else values.changes_of(obj, changes or {})
    origin = context.current()
    columns = {
        **actor,
        "at": clock.now(),
        "action": chain.clean(action, 100),
        "object": chain.clean(values.object_key(obj), 150),
        "label": chain.clean(label or ("" if obj is None else str(obj))),
        "reason": chain.clean(reason),
        "outcome": str(outcome),
        "address": origin.address,
        "session": origin.session,
        "fields": ready.fields,
        "digests": ready.digests,
    }
    return Pending(columns, ready, is_note)
