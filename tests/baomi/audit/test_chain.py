"""The frozen form of an entry's hash, and the triggers."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, connection, models, transaction

from baomi.audit import chain, checkpoints, triggers
from baomi.audit.models import AuditEntry, AuditHead
from baomi.core import crypto

ENTRY = {
    "id": 42, "version": 1, "at": datetime(2026, 11, 21, 10, 51, 0, 123456, tzinfo=UTC),
    "action": "awards.nomination.create", "object": "awards.nomination:12", "label": "F-02 张三", "reason": "年终申报",
    "outcome": "done", "actor_id": 7, "actor_name": "林晓喆", "actor_number": "2010007", "roles": ["office"],
    "address": "10.1.2.3", "session": "0123456789abcdef", "fields": ["name"], "digests": {"name": [None, "ab" * 32]},
}  # fmt: skip
FROZEN = "19f7235c09f2963af7169ace7ae0ae7a468067896d33f7e193556387efecfeb7"


def test_the_hash_of_an_entry_never_changes():
    assert chain.entry_hash(ENTRY, chain.GENESIS) == FROZEN


def test_the_hash_is_sm3_of_the_written_form():
    text = (
        '{"action":"a","actor_id":null,"actor_name":"","actor_number":"","address":"",'
        '"at":"2026-11-21T10:51:00.123456+00:00","digests":{},"fields":[],"id":1,"label":"\\u5f20","object":"",'
        '"outcome":"done","reason":"","roles":[],"session":""}'
    )
    small = dict.fromkeys(("actor_name", "actor_number", "address", "object", "reason", "session"), "")
    small |= {
        "id": 1,
        "version": 1,
        "at": ENTRY["at"],
        "action": "a",
        "actor_id": None,
        "digests": {},
        "fields": [],
    }
    small |= {"label": "张", "outcome": "done", "roles": []}
    written = b"baomi audit\x1f1\x1f" + text.encode() + b"\x1f" + b"0" * 64
    assert chain.entry_hash(small, chain.GENESIS) == crypto.sm3(written)


def test_the_hash_covers_everything_but_the_values():
    others = {
        "id": 43, "version": 2, "at": ENTRY["at"] + timedelta(microseconds=1), "action": "x", "object": "x",
        "label": "x", "reason": "x", "outcome": "refused", "actor_id": 8, "actor_name": "x", "actor_number": "x",
        "roles": [], "address": "x", "session": "x", "fields": [], "digests": {},
    }  # fmt: skip
    assert set(others) == set(ENTRY)
    hashes = {chain.entry_hash({**ENTRY, name: value}, chain.GENESIS) for name, value in others.items()}
    hashes.add(chain.entry_hash(ENTRY, "1" * 64))
    assert len(hashes) == len(others) + 1
    assert FROZEN not in hashes
    assert chain.entry_hash({**ENTRY, "values": {"x": 1}}, chain.GENESIS) == FROZEN


def test_the_zone_an_instant_was_given_in_does_not_matter():
    shanghai = {**ENTRY, "at": ENTRY["at"].astimezone(timezone(timedelta(hours=8)))}
    assert chain.entry_hash(shanghai, chain.GENESIS) == FROZEN


@pytest.mark.postgres
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET reason = 'x' WHERE id = 1",
        "UPDATE audit_entry SET \"values\" = NULL, reason = 'x' WHERE id = 1",
        "UPDATE audit_entry SET \"values\" = '{}' WHERE id = 1",
        "UPDATE audit_entry SET id = 9 WHERE id = 1",
        "DELETE FROM audit_entry WHERE id = 3",
        "DELETE FROM audit_entry",
        "UPDATE audit_checkpoint SET hash = 'x'",
        "DELETE FROM audit_checkpoint",
    ],
)
def test_the_database_refuses_to_change_or_remove(log_of, sql, outside):
    log_of(3)
    checkpoints.make()
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AuditEntry.objects.count() == 3


@pytest.mark.postgres
def test_the_database_lets_values_be_blanked(log_of):
    log_of(3)
    with connection.cursor() as cursor:
        cursor.execute('UPDATE audit_entry SET "values" = NULL WHERE id = 2')
    assert AuditEntry.objects.get(id=2).values is None


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite replaces rows on insert")
def test_replacing_by_insert_is_refused(log_of):
    log_of(3)
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE id = 2")


@pytest.mark.postgres_only
def test_emptying_the_table_is_refused(log_of):
    log_of(3)
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_entry")


@pytest.mark.postgres
def test_lifted_triggers_are_put_back(log_of):
    log_of(3)
    assert triggers.installed(connection)
    with triggers.lifted(connection):
        assert not triggers.installed(connection)
        models.QuerySet(AuditEntry).filter(id=3).delete()
    assert triggers.installed(connection)


def test_an_empty_log_gets_its_head_again_and_a_full_one_does_not(db, log_of):
    AuditHead.objects.all().delete()
    triggers.reseed()
    log_of(2)
    AuditHead.objects.all().delete()
    triggers.reseed()
    assert not AuditHead.objects.exists()
