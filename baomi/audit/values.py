"""The values of an entry: digests for the chain, the values beside it, sensitive ones encrypted."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import models

from baomi.audit import chain
from baomi.core import crypto
from baomi.core.fields import BlindIndexField, EncryptedTextField

SIDES = ("before", "after")


def plain(value: Any):
    """A value as JSON that both databases give back unchanged: numbers with fractions and dates become text."""
    match value:
        case None | bool() | int():
            return value
        case datetime():
            return chain.instant(value) if value.tzinfo else value.isoformat()
        case date() | time():
            return value.isoformat()
        case models.Model():
            return f"{object_key(value)} {chain.clean(str(value))}"
        case UUID():
            return str(value)
        case dict():
            return {chain.clean(str(key)): plain(item) for key, item in value.items()}
        case set() | frozenset():
            return sorted((plain(item) for item in value), key=chain.canonical)
        case list() | tuple() | models.QuerySet():
            return [plain(item) for item in value]
    return chain.clean(str(value))


def object_key(obj) -> str:
    """How the log names an object: `awards.nomination:12`. A text stands as it is; nothing is empty."""
    if obj is None:
        return ""
    if isinstance(obj, str):
        return obj
    return f"{obj._meta.label_lower}:{obj.pk}"


def sensitive_fields(obj) -> set[str]:
    """Names of the object's encrypted fields: their values are kept encrypted here too."""
    return _names(obj, lambda field: isinstance(field, EncryptedTextField))


def unkept_fields(obj) -> set[str]:
    """Names of blind indexes and passwords: the log says that they changed and keeps no value."""
    return _names(obj, lambda field: isinstance(field, BlindIndexField) or field.name == "password")


def digests(changes: dict[str, list]) -> dict[str, list]:
    """HMAC-SM3 of each side of each field; None stays None, so that a first filling shows as one."""
    return {name: [digest(name, side) for side in sides] for name, sides in changes.items()}


def digest(name: str, value) -> str | None:
    """The digest of one value of a field. Text goes in as it is, anything else as canonical JSON."""
    if value is None:
        return None
    kind, data = (b"text", value.encode()) if isinstance(value, str) else (b"json", chain.canonical(value))
    return crypto.mac("audit value", b"\x1f".join((kind, name.encode(), data)))


def stored(entry_id: int, changes: dict[str, list], sensitive: set[str]) -> dict | None:
    """What goes into the column `values`: `{"clear": {field: [before, after]}, "sealed": {field: [token, token]}}`."""
    if not changes:
        return None
    clear = {name: sides for name, sides in changes.items() if name not in sensitive}
    sealed = {
        name: [_seal(entry_id, name, side, value) for side, value in zip(SIDES, changes[name], strict=True)]
        for name in changes
        if name in sensitive
    }
    return {"clear": clear, "sealed": sealed}


def opened(entry_id: int, values: dict | None) -> dict[str, list]:
    """The values before and after by field, sensitive ones decrypted; empty when they were erased.

    Opening them for a person is for the caller to permit and to log. Raises crypto.Undecryptable.
    """
    if values is None:
        return {}
    opened_values = dict(values["clear"])
    for name, tokens in values["sealed"].items():
        opened_values[name] = [
            None if token is None else crypto.decrypt(token, _aad(entry_id, name, side))
            for side, token in zip(SIDES, tokens, strict=True)
        ]
    return opened_values


def _names(obj, condition) -> set[str]:
    return (
        {field.name for field in obj._meta.fields if condition(field)}
        if isinstance(obj, models.Model)
        else set()
    )


def _seal(entry_id: int, name: str, side: str, value) -> str | None:
    return None if value is None else crypto.encrypt(str(value), _aad(entry_id, name, side))


def _aad(entry_id: int, name: str, side: str) -> bytes:
    return f"audit_entry\x1f{entry_id}\x1f{name}\x1f{side}".encode()
