"""The chain: how an entry becomes a hash. Frozen; a change needs a new VERSION beside the old one.

    hash = SM3(DOMAIN ‖ 0x1F ‖ version ‖ 0x1F ‖ canonical JSON ‖ 0x1F ‖ previous hash)

Canonical JSON has sorted keys, no white space, ASCII with escapes, instants in UTC with microseconds. Texts are
in NFC when they are collected and hashed as they stand. It covers the digests of values, never the values.
"""

import json
import unicodedata
from datetime import UTC, datetime

from baomi.core import crypto

DOMAIN = b"baomi audit"
VERSION = 1
GENESIS = "0" * 64
# What the hash covers, apart from `at` (given its own form), `version` and the previous hash.
COVERED = (
    "id", "action", "object", "label", "reason", "outcome", "actor_id", "actor_name", "actor_number", "roles",
    "address", "session", "fields", "digests",
)  # fmt: skip

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode


def canonical(value) -> bytes:
    """The one JSON text of a value."""
    return _encode(value).encode()


def instant(at: datetime) -> str:
    """2026-11-21T10:51:00.123456+00:00"""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def entry_hash(entry: dict, prev_hash: str) -> str:
    """Hash of an entry given as a dict of its columns, following `prev_hash`."""
    covered = {name: entry[name] for name in COVERED}
    covered["at"] = instant(entry["at"])
    parts = (DOMAIN, str(entry["version"]).encode(), canonical(covered), prev_hash.encode())
    return crypto.sm3(b"\x1f".join(parts))


def seal(*parts) -> str:
    """HMAC over the position of the chain's end or of a checkpoint; without the key file nobody can make one."""
    return crypto.mac("audit seal", canonical(list(parts)))


def clean(text: str, limit: int | None = None) -> str:
    """Text as both databases keep it: NFC, without NUL and lone surrogates, cut to the column."""
    if text.isascii() and "\0" not in text:
        return text[:limit]
    text = unicodedata.normalize("NFC", text).replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text.encode("utf-8", "replace").decode()[:limit]
