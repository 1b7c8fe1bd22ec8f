"""A register's own writes: what page and sheet both call, so that both keep the same rule."""

from collections.abc import Mapping
from typing import Any

from baomi.audit import writing
from baomi.organization import policy
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
