"""SM3, HMAC-SM3 and SM4-GCM, the one place that touches cryptography (so that a certified module can replace it).

The key file (`settings.FIELD_KEY_FILE`, by default `field_keys.json` in the data folder) is made at first use with
mode 0400:

    {"current": "k1", "keys": {"k1": "<64 hex>"}, "mac": "<64 hex>"}

`keys` encrypt; a rotation adds one and points `current` to it, old texts stay readable through their key id and
take the new key when their row is saved. `mac` keys every digest and blind index and therefore never changes.
"""

import base64
import functools
import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

from baomi.core.errors import Refusal

FORMAT = "sm4"
NONCE_BYTES = 12
TAG_BYTES = 16


class Undecryptable(Refusal):
    """A stored text cannot be opened: altered, moved from another row or column, or its key is missing."""


def sm3(data: bytes) -> str:
    """SM3 of the bytes, as 64 hex digits."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """HMAC-SM3, 32 bytes."""
    code = hmac.HMAC(key, hashes.SM3())
    code.update(data)
    return code.finalize()


def mac(purpose: str, data: bytes) -> str:
    """HMAC-SM3 of the bytes under this site's key for this purpose, as 64 hex digits.

    Purposes are apart from each other: the same data gives unrelated digests.
    """
    code = _mac_base(_keys(), purpose).copy()
    code.update(data)
    return code.finalize().hex()


def encrypt(text: str, aad: bytes) -> str:
    """SM4-GCM of the text with a fresh nonce, bound to `aad` and to the key id; gives `sm4.<key id>.<base64>`."""
    keys = _keys()
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = Cipher(algorithms.SM4(_cipher_key(keys, keys.current)), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(_bound(aad, keys.current))
    body = cipher.update(text.encode()) + cipher.finalize()
    return f"{FORMAT}.{keys.current}.{base64.urlsafe_b64encode(nonce + body + cipher.tag).decode()}"


def decrypt(token: str, aad: bytes) -> str:
    """The text of a token made by `encrypt` with the same `aad`. Raises Undecryptable for anything else."""
    try:
        form, key_id, packed = token.split(".")
        raw = base64.urlsafe_b64decode(packed)
        nonce, body, tag = raw[:NONCE_BYTES], raw[NONCE_BYTES:-TAG_BYTES], raw[-TAG_BYTES:]
        key = _cipher_key(_keys(), key_id)
        if form != FORMAT:
            raise ValueError(form)
        cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
        cipher.authenticate_additional_data(_bound(aad, key_id))
        return (cipher.update(body) + cipher.finalize()).decode()
    except (InvalidTag, KeyError, ValueError) as problem:
        raise Undecryptable(
            "加密保存的内容无法解开",
            "密文被改动、被移到别处，或者密钥不在密钥文件里",
            "请联系系统管理员核对密钥文件",
        ) from problem


@dataclass(frozen=True, eq=False)
class Keys:
    """The key file's content; compared by identity, so that it can be looked up in a cache at once."""

    current: str
    ring: dict[str, bytes]
    mac: bytes


def make_key_file(path: Path) -> None:
    """Write a new key file readable by its owner only; if another process was faster, its file stays."""
    content = {"current": "k1", "keys": {"k1": secrets.token_hex(32)}, "mac": secrets.token_hex(32)}
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w") as file:
            json.dump(content, file)
        os.chmod(draft, 0o400)
        # A link either makes the whole file under its name or fails: nobody ever reads half a key.
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        os.unlink(draft)


@functools.cache
def _keys() -> Keys:
    given = getattr(settings, "FIELD_KEY_FILE", None)
    path = Path(given) if given else Path(settings.VAR_DIR) / "field_keys.json"
    if not path.exists():
        make_key_file(path)
    try:
        content = json.loads(path.read_text())
        ring = {key_id: bytes.fromhex(key) for key_id, key in content["keys"].items()}
        keys = Keys(content["current"], ring, bytes.fromhex(content["mac"]))
        if keys.current not in ring or any(len(key) != 32 for key in (*ring.values(), keys.mac)):
            raise ValueError("incomplete")
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as problem:
        raise Refusal("密钥文件读不出来", str(path), "请从密钥备份恢复这个文件，不要重新生成") from problem
    return keys


@receiver(setting_changed)
def _forget_keys(*, setting: str, **kwargs) -> None:
    if setting in ("FIELD_KEY_FILE", "VAR_DIR"):
        _keys.cache_clear()


@functools.cache
def _cipher_key(keys: Keys, key_id: str) -> bytes:
    return hmac_sm3(keys.ring[key_id], b"baomi field encryption")[:16]


@functools.cache
def _mac_base(keys: Keys, purpose: str) -> hmac.HMAC:
    return hmac.HMAC(hmac_sm3(keys.mac, purpose.encode()), hashes.SM3())


def _bound(aad: bytes, key_id: str) -> bytes:
    return aad + b"\x1f" + key_id.encode()
