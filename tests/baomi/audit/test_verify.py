"""Whatever is done to the log behind the application's back is found, and the first entry concerned is named."""

import json
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baomi.audit import chain, checkpoints, ledger, triggers
from baomi.audit.models import AuditEntry, AuditHead
from baomi.audit.verify import COLUMNS, verify
from tests.factories.organization import StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

LENGTH = 12
IDS = st.integers(1, LENGTH)
EDITS = {
    "version": 2, "at": "2001-01-01 00:00:00", "action": "x", "object": "x", "label": "x", "reason": "x",
    "outcome": "refused", "actor_id": 1, "actor_name": "x", "actor_number": "x", "roles": '["office"]',
    "address": "x", "session": "x", "fields": "[]", "digests": "{}", "prev_hash": "f" * 64, "hash": "f" * 64,
    "values": '{"clear": {"count": [99, 100]}, "sealed": {}}',
}  # fmt: skip
tampering = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=60,
    derandomize=True,
)


@contextmanager
def undone():
    """A transaction without triggers whose damage is taken back at the end."""
    with transaction.atomic():
        triggers.lift(connection)
        yield connection.cursor()
        transaction.set_rollback(True)


def found(*statements):
    """The verdict after these statements (SQL, or SQL with parameters)."""
    with undone() as cursor:
        for statement in statements:
            cursor.execute(*([statement] if isinstance(statement, str) else statement))
        return verify()


def swap(a, b):
    """Entries a and b change places, with everything they hold."""
    return [f"UPDATE audit_entry SET id = {new} WHERE id = {old}" for old, new in ((a, -1), (b, a), (-1, b))]


def rewrite(cursor, first, last):
    """Give the entries first to last another reason and hashes to match, as a careful forger would."""
    previous = AuditEntry.objects.get(id=first).prev_hash
    for row in list(AuditEntry.objects.filter(id__range=(first, last)).values(*COLUMNS)):
        forged = chain.entry_hash({**row, "reason": "改过"}, previous)
        sql = "UPDATE audit_entry SET reason = %s, prev_hash = %s, hash = %s WHERE id = %s"
        cursor.execute(sql, ["改过", previous, forged, row["id"]])
        previous = forged
    return previous


@pytest.fixture
def log(log_of):
    log_of(LENGTH)


def test_a_clean_log_raises_no_alarm(log, office):
    StaffFactory(phone="13800138000")
    assert verify().count == LENGTH
    assert verify().bad_id is None


def test_an_empty_log_is_clean(db):
    assert verify().count == 0
    assert verify().problem == ""


@tampering
@given(entry=IDS, column=st.sampled_from(sorted(EDITS)))
def test_an_edited_entry_is_named(log, entry, column):
    verdict = found((f'UPDATE audit_entry SET "{column}" = %s WHERE id = %s', [EDITS[column], entry]))
    assert verdict.bad_id == entry


@tampering
@given(entry=IDS)
def test_a_deleted_entry_is_named(log, entry):
    assert found(f"DELETE FROM audit_entry WHERE id = {entry}").bad_id == entry


@tampering
@given(entry=IDS)
def test_a_deleted_entry_whose_gap_was_closed_is_named(log, entry):
    closing = [f"UPDATE audit_entry SET id = {i} WHERE id = {i + 1}" for i in range(entry, LENGTH)]
    assert found(f"DELETE FROM audit_entry WHERE id = {entry}", *closing).bad_id == entry


@tampering
@given(pair=st.lists(IDS, min_size=2, max_size=2, unique=True))
def test_swapped_entries_are_named(log, pair):
    assert found(*swap(*pair)).bad_id == min(pair)


@tampering
@given(order=st.permutations(range(1, LENGTH + 1)))
def test_reordered_entries_are_named(log, order):
    moved = [(old, new) for old, new in enumerate(order, start=1) if old != new]
    away = [f"UPDATE audit_entry SET id = {-old} WHERE id = {old}" for old, _ in moved]
    back = [f"UPDATE audit_entry SET id = {new} WHERE id = {-old}" for old, new in moved]
    assert found(*away, *back).bad_id == min((old for old, _ in moved), default=None)


@tampering
@given(first=IDS)
def test_a_cut_tail_is_named(log, first):
    assert found(f"DELETE FROM audit_entry WHERE id >= {first}").bad_id == first


@tampering
@given(entry=IDS)
def test_an_entry_rewritten_with_its_hash_is_named(log, entry):
    with undone() as cursor:
        rewrite(cursor, entry, entry)
        assert verify().bad_id == entry


@tampering
@given(source=IDS, place=st.sampled_from([LENGTH + 1, LENGTH + 5, 0, -3]))
def test_an_inserted_entry_is_named(log, source, place):
    others = ", ".join(f'"{name}"' for name in COLUMNS if name != "id")
    copy = f"INSERT INTO audit_entry (id, {others}) SELECT {place}, {others} FROM audit_entry WHERE id = {source}"
    assert found(copy).bad_id == (place if place <= LENGTH + 1 else LENGTH + 1)


def test_an_entry_put_on_with_a_right_hash_is_named(log):
    with undone() as cursor:
        row = AuditEntry.objects.filter(id=LENGTH).values(*COLUMNS).get()
        added = {**row, "id": LENGTH + 1, "prev_hash": row["hash"]}
        others = ", ".join(f'"{name}"' for name in COLUMNS if name not in ("id", "prev_hash", "hash"))
        cursor.execute(
            f"INSERT INTO audit_entry (id, prev_hash, hash, {others})"
            f" SELECT id + 1, hash, %s, {others} FROM audit_entry WHERE id = {LENGTH}",
            [chain.entry_hash(added, row["hash"])],
        )
        assert verify().bad_id == LENGTH + 1


def test_a_cut_tail_with_a_head_to_match_lacks_the_seal(log):
    kept = AuditEntry.objects.get(id=8).hash
    head = ("UPDATE audit_head SET last_id = 8, hash = %s", [kept])
    verdict = found("DELETE FROM audit_entry WHERE id > 8", head)
    assert (verdict.bad_id, "封签不符" in verdict.problem) == (8, True)


def test_a_missing_head_is_found(log):
    assert found("DELETE FROM audit_head").bad_id == LENGTH


def test_a_sealed_value_of_another_entry_is_found(db, office):
    people = [StaffFactory(phone=phone) for phone in ("13800138000", "13911112222")]
    for person in people:
        with ledger.unit(office):
            ledger.record("organization.staff.change", person, changes={"phone": ("", person.phone)})
    moved = 'UPDATE audit_entry SET "values" = (SELECT "values" FROM audit_entry WHERE id = 1) WHERE id = 2'
    assert verify().problem == ""
    assert found(moved).bad_id == 2


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps the types itself")
@pytest.mark.parametrize(
    ("column", "rubbish"), [("at", "gestern"), ("roles", "7"), ("actor_id", "x"), ("label", b"\0")]
)
def test_rubbish_in_a_column_is_named_without_a_stack_trace(log, column, rubbish):
    assert found((f'UPDATE audit_entry SET "{column}" = %s WHERE id = 5', [rubbish])).bad_id == 5


def old_copy_put_back(cursor, witness):
    """Cut the log back to the witness with a head that was good then."""
    cursor.execute("DELETE FROM audit_entry WHERE id > %s", [witness.entry_id])
    AuditHead.objects.update(
        last_id=witness.entry_id, hash=witness.hash, mac=chain.seal("head", witness.entry_id, witness.hash)
    )


def test_an_old_copy_of_the_database_is_found_by_the_file_outside(log, log_of, outside):
    early = checkpoints.make()
    log_of(3)
    checkpoints.make()
    with undone() as cursor:
        old_copy_put_back(cursor, early)
        assert verify().bad_id == LENGTH + 1
        cursor.execute("DELETE FROM audit_checkpoint WHERE id = 2")
        assert verify().problem == ""
        assert verify(checkpoints.read(outside)).bad_id == LENGTH + 1


def test_a_log_rewritten_with_every_key_is_found_by_the_file_outside(log, log_of, outside):
    checkpoints.make()
    log_of(3)
    with undone() as cursor:
        cursor.execute("DELETE FROM audit_checkpoint")
        last = rewrite(cursor, 4, LENGTH + 3)
        AuditHead.objects.update(hash=last, mac=chain.seal("head", LENGTH + 3, last))
        assert verify().problem == ""
        assert verify(checkpoints.read(outside)).bad_id == LENGTH


def test_a_forged_checkpoint_is_found(log, outside):
    checkpoints.make()
    assert "封签不符" in found("UPDATE audit_checkpoint SET entry_id = 5").problem
    line = json.loads(outside.read_text())
    outside.write_text(json.dumps({**line, "hash": "f" * 64}) + "\n")
    assert verify(checkpoints.read(outside)).bad_id == LENGTH


def run(*args):
    out, err = StringIO(), StringIO()
    call_command(*args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_gives_the_count(log, outside):
    assert "检查点 1：日志 12 条" in run("audit_checkpoint")[0]
    assert run("audit_verify", "--checkpoints", str(outside)) == ("审计日志完好，共 12 条。\n", "")


def test_the_command_names_the_entry_and_fails(log, tamper):
    tamper("UPDATE audit_entry SET reason = '改' WHERE id = 5")
    out = StringIO()
    with pytest.raises(CommandError, match="第 5 条。链值与内容不符") as caught:
        call_command("audit_verify", stdout=out)
    assert caught.value.returncode == 1
    assert out.getvalue() == "id 5\n"


def test_the_command_tells_of_missing_triggers(log):
    with undone():
        assert "触发器不全" in run("audit_verify")[1]


@pytest.mark.parametrize("content", ["{}", "nonsense", '{"id": 1}', "[1]"])
def test_a_checkpoint_file_that_cannot_be_read_is_named_by_line(log, outside, content):
    checkpoints.make()
    outside.write_text(outside.read_text() + content + "\n")
    with pytest.raises(CommandError, match="第 2 行"):
        call_command("audit_verify", checkpoints=outside)


def test_a_missing_checkpoint_file_is_answered(log, tmp_path):
    with pytest.raises(CommandError, match="检查点文件打不开"):
        call_command("audit_verify", checkpoints=tmp_path / "none.jsonl")


def test_a_checkpoint_that_cannot_be_written_outside_is_none(log, tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoints, "file_path", lambda: tmp_path / "no such folder" / "checkpoints.jsonl")
    with pytest.raises(CommandError, match="检查点没有写成"):
        call_command("audit_checkpoint")
    assert not checkpoints.AuditCheckpoint.objects.exists()
