"""A register's own writes: what page and sheet both call, so that both keep the same rule."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from baomi.audit import bulk, writing
from baomi.organization import policy
from baomi.organization.actions.permitted import permit_all
from baomi.registers.declarations import Register


def create(by, register: Register, values: Mapping[str, Any]):
    """A new record by the register's `create` action, or inserted as it is; returns it."""
    if register.create:
        return type(register).create(by, values)
    record = register.model(**values)
    policy.require(by, register.permission("add"), record)
    return writing.create(by, record)


def change(by, register: Register, record, values: Mapping[str, Any], version: int):
    """Change a record by the register's `change` action, or as it is. Raises StaleRecord for an old version."""
    policy.require(by, register.permission("change"), record)
    if register.change:
        return type(register).change(by, record, values, version)
    return writing.change(by, record, values, version=version)


def takes_batches(register: Register) -> bool:
    """Whether rows of the register can be written many at a time: its actions have a form for many, or it has none.

    Several rows hanging on one record are written one record after the other.
    """
    actions = ((register.create, register.create_many), (register.change, register.change_many))
    if any(one and not many for one, many in actions):
        return False
    return not any(register.model._meta.get_field(name).many_to_many for name in register.form_fields)


class Batch:
    """New and changed rows of one register, allowed and made ready; `write` inside the unit that confirms them.

    `new` are unsaved rows whose uniqueness and constraints have been judged, `edits` the others. Raises what the
    register's actions raise; nothing is locked before `write`.
    """

    def __init__(self, by, register: Register, new: Sequence[models.Model], edits: Sequence[bulk.Edit]):
        self.by = by
        self.change = _change_many(by, register, edits) if edits else None
        self.creation = _create_many(by, register, new) if new else None

    def write(self) -> None:
        """Write all. Raises StaleRecord, NotFound, or IntegrityError where a race was lost."""
        if self.change:
            self.change.write(self.by)
        if self.creation:
            self.creation.write(self.by)


def _create_many(by, register: Register, rows: Sequence[models.Model]) -> bulk.Creation:
    if register.create_many:
        return type(register).create_many(by, rows)
    permit_all(by, register.permission("add"), rows)
    return bulk.Creation(rows)


def _change_many(by, register: Register, edits: Sequence[bulk.Edit]) -> bulk.Change:
    permit_all(by, register.permission("change"), [edit.row for edit in edits])
    return type(register).change_many(by, edits) if register.change_many else bulk.Change(edits)
