"""SM3, HMAC-SM3 and SM4-GCM against published vectors, and the key file."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from baomi.core import crypto
from baomi.core.errors import Refusal


@pytest.fixture
def key_file(tmp_path, settings):
    """A key file of this test alone; returns its path, not yet made."""
    settings.FIELD_KEY_FILE = tmp_path / "keys.json"
    return settings.FIELD_KEY_FILE


def write_keys(path, settings, **content):
    path.unlink(missing_ok=True)
    path.write_text(json.dumps(content))
    settings.FIELD_KEY_FILE = str(path)


def test_sm3_gives_the_examples_of_gb_t_32905():
    assert crypto.sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert crypto.sm3(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_hmac_sm3_is_the_hmac_of_rfc_2104_over_sm3():
    key, data = b"k" * 20, "保密".encode()
    inner = bytes.fromhex(crypto.sm3(bytes(b ^ 0x36 for b in key.ljust(64, b"\0")) + data))
    outer = crypto.sm3(bytes(b ^ 0x5C for b in key.ljust(64, b"\0")) + inner)
    assert crypto.hmac_sm3(key, data).hex() == outer


def test_sm4_gcm_gives_the_example_of_rfc_8998():
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    aad = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    text = bytes.fromhex(
        "aa" * 8 + "bb" * 8 + "cc" * 8 + "dd" * 8 + "ee" * 8 + "ff" * 8 + "ee" * 8 + "aa" * 8
    )
    cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(aad)
    body = cipher.update(text) + cipher.finalize()
    assert body.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    )
    assert cipher.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


@given(st.text(), st.binary())
def test_what_is_encrypted_opens_with_the_same_binding_only(text, aad):
    token = crypto.encrypt(text, aad)
    assert crypto.decrypt(token, aad) == text
    with pytest.raises(crypto.Undecryptable):
        crypto.decrypt(token, aad + b"x")


def test_the_same_text_never_gives_the_same_token():
    assert len({crypto.encrypt("张三", b"") for _ in range(100)}) == 100


def test_an_altered_token_is_refused_with_a_sentence():
    token = crypto.encrypt("13800138000", b"staff")
    form, key_id, packed = token.split(".")
    altered = packed[:20] + ("A" if packed[20] != "A" else "B") + packed[21:]
    for broken in (
        f"{form}.{key_id}.{altered}",
        f"{form}.k9.{packed}",
        f"{form}.{key_id}.",
        "13800138000",
        "",
    ):
        with pytest.raises(crypto.Undecryptable, match="加密保存的内容无法解开"):
            crypto.decrypt(broken, b"staff")


def test_digests_of_different_purposes_are_unrelated():
    assert crypto.mac("a", b"1") == crypto.mac("a", b"1")
    assert len({crypto.mac("a", b"1"), crypto.mac("b", b"1"), crypto.mac("a", b"2")}) == 3


def test_the_key_file_is_made_at_first_use_for_its_owner_only(key_file):
    crypto.mac("a", b"1")
    content = json.loads(key_file.read_text())
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o400
    assert len(bytes.fromhex(content["keys"][content["current"]])) == 32
    assert list(key_file.parent.iterdir()) == [key_file]


def test_two_processes_starting_at_once_agree_on_one_key_file(tmp_path):
    path = tmp_path / "keys.json"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: crypto.make_key_file(path), range(32)))
    assert json.loads(path.read_text())["current"] == "k1"
    assert list(tmp_path.iterdir()) == [path]


def test_after_a_rotation_old_texts_open_and_digests_stay(key_file, settings):
    old = {"k1": "11" * 32}
    write_keys(key_file, settings, current="k1", keys=old, mac="33" * 32)
    token, digest = crypto.encrypt("张三", b"x"), crypto.mac("a", b"1")
    write_keys(key_file, settings, current="k2", keys={**old, "k2": "22" * 32}, mac="33" * 32)
    assert crypto.decrypt(token, b"x") == "张三"
    assert crypto.mac("a", b"1") == digest
    assert crypto.encrypt("张三", b"x").startswith("sm4.k2.")


def test_a_token_claiming_another_key_is_refused(key_file, settings):
    write_keys(key_file, settings, current="k1", keys={"k1": "11" * 32, "k2": "11" * 32}, mac="33" * 32)
    token = crypto.encrypt("张三", b"x")
    with pytest.raises(crypto.Undecryptable):
        crypto.decrypt(token.replace("sm4.k1.", "sm4.k2."), b"x")


@pytest.mark.parametrize("content", ["", "{}", '{"current":"k1","keys":{"k1":"11"},"mac":"33"}', "[1]"])
def test_a_broken_key_file_is_never_replaced(content, key_file):
    key_file.write_text(content)
    with pytest.raises(Refusal, match="密钥文件读不出来"):
        crypto.encrypt("张三", b"x")
    assert key_file.read_text() == content
