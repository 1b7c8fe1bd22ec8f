"""The values of an entry: digests for the chain, the values beside it, sensitive ones encrypted."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import NoneType
from typing import Any
from uuid import UUID

from django.db import models

from baomi.audit import chain
from baomi.core import crypto
from baomi.core.fields import BlindIndexField, EncryptedTextField

SIDES = ("before", "after")
REPEATED = frozenset({str, int, bool, NoneType, date})
"""Types whose values can be remembered as they are."""


Reckoner = Callable[[str, Any], tuple[Any, str | None]]
"""(field, value) → the value as JSON keeps it, and its digest."""


@dataclass(frozen=True)
class Changes:
    """The changed fields of one entry made ready: names and digests for the chain, and the values kept beside it."""

    fields: list[str]
    digests: dict[str, list]
    kept: dict[str, list]
    sensitive: frozenset[str]


def changes_of(obj, changes: Mapping[str, tuple[Any, Any]], reckon: Reckoner | None = None) -> Changes:
    """What an entry on `obj` says of {field: (before, after)}. Needs neither lock nor transaction."""
    reckon = reckon or _reckoned
    unkept = unkept_fields(obj)
    digests: dict[str, list] = {}
    kept: dict[str, list] = {}
    for name, (before, after) in changes.items():
        old, old_digest = reckon(name, before)
        new, new_digest = reckon(name, after)
        digests[name] = [old_digest, new_digest]
        if name not in unkept:
            kept[name] = [old, new]
    return Changes(sorted(digests), digests, kept, sensitive_fields(obj))


def remembering() -> Reckoner:
    """For many entries: what comes again and again in a column is reckoned once."""
    known = functools.lru_cache(maxsize=4096, typed=True)(_reckoned)

    def reckon(name: str, value: Any) -> tuple[Any, str | None]:
        return known(name, value) if type(value) in REPEATED else _reckoned(name, value)

    return reckon


def _reckoned(name: str, value: Any) -> tuple[Any, str | None]:
    kept = plain(value)
    return kept, digest_of(name, kept)


def plain(value: Any):
    """A value as JSON that both databases give back unchanged: numbers with fractions and dates become text."""
    if type(value) is str:
        return chain.clean(value)
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


def sensitive_fields(obj) -> frozenset[str]:
    """Names of the object's encrypted fields: their values are kept encrypted here too."""
    return _sensitive(type(obj)) if isinstance(obj, models.Model) else frozenset()


def unkept_fields(obj) -> frozenset[str]:
    """Names of blind indexes and passwords: the log says that they changed and keeps no value."""
    return _unkept(type(obj)) if isinstance(obj, models.Model) else frozenset()


def digest_of(name: str, value) -> str | None:
    """HMAC-SM3 of one value of a field. Text goes in as it is, anything else as canonical JSON.

    None stays None, so that a first filling shows as one.
    """
    if value is None:
        return None
    kind, data = (b"text", value.encode()) if isinstance(value, str) else (b"json", chain.canonical(value))
    return crypto.mac("audit value", b"\x1f".join((kind, name.encode(), data)))


def stored(entry_id: int, changes: dict[str, list], sensitive: frozenset[str]) -> dict | None:
    """What goes into the column `values`: `{"clear": {field: [before, after]}, "sealed": {field: [token, token]}}`.

    Nothing, None or an empty text, stands as it is among the sealed: there is nothing to hide in it.
    """
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
            crypto.decrypt(token, _aad(entry_id, name, side)) if token else token
            for side, token in zip(SIDES, tokens, strict=True)
        ]
    return opened_values


@functools.cache
def _sensitive(model: type[models.Model]) -> frozenset[str]:
    return frozenset(field.name for field in model._meta.fields if isinstance(field, EncryptedTextField))


@functools.cache
def _unkept(model: type[models.Model]) -> frozenset[str]:
    fields = model._meta.fields
    return frozenset(
        field.name for field in fields if isinstance(field, BlindIndexField) or field.name == "password"
    )


def _seal(entry_id: int, name: str, side: str, value) -> str | None:
    return value if value in (None, "") else crypto.encrypt(str(value), _aad(entry_id, name, side))


def _aad(entry_id: int, name: str, side: str) -> bytes:
    return f"audit_entry\x1f{entry_id}\x1f{name}\x1f{side}".encode()
