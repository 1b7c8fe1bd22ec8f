"""Every unit carries its log: what is written, what is dropped, what survives, what fails closed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction

from baomi.audit import context, erasure, ledger, values
from baomi.audit.models import AppendOnly, AuditEntry, AuditHead, OutboxMessage
from baomi.audit.verify import verify
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.organization.models import Staff
from tests.baomi.audit.conftest import Account
from tests.factories.organization import StaffFactory

pytestmark = pytest.mark.django_db


def actions():
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_an_entry_says_who_what_when_from_where_and_why(office):
    context.bind(office, "10.1.2.3", "session-key")
    with (
        clock.at(datetime(2026, 11, 21, 2, 3, 4, 567890, tzinfo=UTC)),
        ledger.unit(office, reason="年终申报"),
    ):
        ledger.record(
            "awards.nomination.create",
            "awards.nomination:1",
            label="F-02 张三",
            changes={"name": (None, "张三")},
        )
    entry = AuditEntry.objects.get()
    assert (entry.id, entry.action, entry.object, entry.label) == (
        1, "awards.nomination.create", "awards.nomination:1", "F-02 张三",
    )  # fmt: skip
    assert (entry.actor_id, entry.actor_name, entry.actor_number) == (7, "林晓喆", "2010007")
    assert (entry.address, entry.reason, entry.outcome, entry.fields) == (
        "10.1.2.3",
        "年终申报",
        "done",
        ["name"],
    )
    assert entry.at == datetime(2026, 11, 21, 2, 3, 4, 567890, tzinfo=UTC)
    assert entry.session
    assert "session-key" not in entry.session
    assert entry.digests["name"][0] is None
    assert values.opened(entry.id, entry.values) == {"name": [None, "张三"]}


def test_without_user_the_request_speaks_and_without_request_the_system(office):
    with ledger.unit(None):
        ledger.record("reminders.sweep")
    context.bind(office)
    with ledger.unit(None):
        ledger.record("desk.open")
    context.clear()
    with ledger.unit(Account(8, "sysadmin")):
        ledger.record("organization.user.create")
    assert list(AuditEntry.objects.values_list("actor_name", flat=True)) == ["系统", "林晓喆", "sysadmin"]


def test_a_visitor_is_neither_a_person_nor_the_system():
    context.bind(AnonymousUser(), "10.1.2.3")
    ledger.note("accounts.login", outcome="refused", label="office")
    with ledger.unit(AnonymousUser()):
        ledger.record("accounts.visit")
    assert list(AuditEntry.objects.values_list("actor_id", "actor_name")) == [(None, "未登录")] * 2


def test_roles_are_copied_as_they_were(office, monkeypatch):
    monkeypatch.setattr(context.actor_roles, "_answers", [lambda user: ["office", "head"]])
    with ledger.unit(office):
        ledger.record("awards.round.open")
    assert AuditEntry.objects.get().roles == ["head", "office"]


def test_recording_outside_a_unit_is_a_defect():
    with pytest.raises(RuntimeError, match="outside"):
        ledger.record("awards.nomination.create")
    with pytest.raises(RuntimeError, match="outside"):
        ledger.outbox("notice", "1", {})
    assert actions() == []


def test_nested_units_append_once_at_the_outermost_end(office):
    with ledger.unit(office, reason="外层"):
        ledger.record("a")
        with ledger.unit(office):
            ledger.record("b")
        with ledger.unit(Account(9, "head.cs"), reason="内层"):
            ledger.record("c", reason="自己的")
            ledger.record("d")
        assert actions() == []
    rows = AuditEntry.objects.order_by("id").values_list("action", "reason", "actor_id")
    assert list(rows) == [("a", "外层", 7), ("b", "外层", 7), ("c", "自己的", 9), ("d", "内层", 9)]


def test_a_batch_is_one_insert(office, django_assert_max_num_queries):
    with django_assert_max_num_queries(9) as captured, ledger.unit(office):
        for i in range(30):
            ledger.record("awards.nomination.accept", f"awards.nomination:{i}")
    assert len([query for query in captured if query["sql"].startswith("INSERT")]) == 1


def test_a_nested_unit_that_fails_takes_its_entries_and_messages_along(office):
    with ledger.unit(office):
        ledger.record("kept")
        with pytest.raises(Refusal), ledger.unit(office):
            ledger.record("dropped")
            ledger.outbox("notice", "dropped", {})
            raise Refusal("名额已满")
        ledger.record("kept too")
    assert actions() == ["kept", "kept too"]
    assert not OutboxMessage.objects.exists()


def test_a_plain_savepoint_that_fails_takes_its_entries_along_too(office):
    with ledger.unit(office):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            ledger.record("dropped")
            with ledger.unit(office):
                ledger.record("dropped with it")
            _ = 1 / 0
        ledger.record("kept")
    assert actions() == ["kept"]


def test_a_unit_that_fails_leaves_nothing(office):
    with pytest.raises(Refusal), ledger.unit(office):
        ledger.record("dropped")
        OutboxMessage.objects.create(kind="notice", key="1")
        raise Refusal("名额已满")
    assert actions() == []
    assert not OutboxMessage.objects.exists()
    with ledger.unit(office):
        ledger.record("after")
    assert list(AuditEntry.objects.values_list("id", flat=True)) == [1]


def test_when_the_log_cannot_be_written_nothing_happens(office, monkeypatch):
    def full_disk(entries):
        raise DatabaseError("disk full")

    monkeypatch.setattr(ledger, "_extend_chain", full_disk)
    with pytest.raises(Refusal, match="审计日志写不进去") as caught, ledger.unit(office):
        OutboxMessage.objects.create(kind="notice", key="1")
        ledger.record("dropped")
    assert "disk full" not in str(caught.value)
    assert not OutboxMessage.objects.exists()
    with pytest.raises(Refusal):
        ledger.note("login")


def test_a_log_cut_with_its_head_is_not_built_upon(office, log_of, tamper):
    log_of(6)
    tamper("DELETE FROM audit_entry WHERE id > 4")
    AuditHead.objects.update(last_id=4, hash=AuditEntry.objects.get(id=4).hash)
    with pytest.raises(Refusal), ledger.unit(office):
        ledger.record("more")
    assert len(actions()) == 4


def test_a_note_stands_alone(office):
    ledger.note("accounts.login", by=office, outcome="refused", reason="密码不对")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.outcome, entry.reason, entry.actor_id) == (
        "accounts.login",
        "refused",
        "密码不对",
        7,
    )


def test_a_note_survives_the_unit_it_was_made_in(office):
    with pytest.raises(Refusal), ledger.unit(office):
        ledger.record("dropped")
        with ledger.unit(office):
            ledger.note("refused", by=office, outcome="refused")
            raise Refusal("不能自己批自己")
    assert actions() == ["refused"]


def test_a_note_goes_in_order_with_the_unit_that_succeeds(office):
    with ledger.unit(office):
        ledger.record("first")
        with pytest.raises(Refusal), ledger.unit(office):
            ledger.note("tried", outcome="refused")
            ledger.record("dropped")
            raise Refusal("不行")
        ledger.record("last")
    assert actions() == ["first", "tried", "last"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_with_real_transactions_the_same_holds(office):
    with pytest.raises(Refusal), ledger.unit(office):
        ledger.record("dropped")
        ledger.note("tried", outcome="refused")
        raise Refusal("不行")
    with ledger.unit(office):
        ledger.record("kept")
    assert actions() == ["tried", "kept"]
    assert verify().problem == ""


@pytest.mark.django_db(transaction=True)
def test_the_outbox_wakes_its_reader_after_the_commit_only(office, monkeypatch):
    woken = []
    monkeypatch.setattr(ledger.outbox_filled, "_handlers", [lambda kind: woken.append(kind)])  # noqa: PLW0108 - called by keyword
    with ledger.unit(office):
        first = ledger.outbox("notice", "n-1", {"to": 1})
        assert ledger.outbox("notice", "n-1", {"to": 2}) == first
        assert woken == []
    assert woken == ["notice"]
    assert OutboxMessage.objects.get().payload == {"to": 1}
    with pytest.raises(Refusal), ledger.unit(office):
        ledger.outbox("notice", "n-2", {})
        raise Refusal("不行")
    assert woken == ["notice"]


def test_sensitive_values_lie_encrypted_and_passwords_not_at_all(office):
    person = StaffFactory(phone="13800138000")
    changes = {
        "phone": ("13800138000", "13911112222"),
        "name": ("甲", "乙"),
        "identity_index": ("aa11", "bb22"),
    }
    with ledger.unit(office):
        ledger.record("organization.staff.change", person, changes=changes)
    entry = AuditEntry.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_entry")
        raw = str(cursor.fetchall())
    assert "13800138000" not in raw
    assert "13911112222" not in raw
    assert "bb22" not in raw
    assert entry.fields == ["identity_index", "name", "phone"]
    assert values.opened(entry.id, entry.values) == {
        "phone": ["13800138000", "13911112222"],
        "name": ["甲", "乙"],
    }
    assert entry.object == f"organization.staff:{person.pk}"
    assert verify().problem == ""


def test_values_of_every_kind_come_back_as_they_went_in(office):
    person = StaffFactory(name="曾子墨")
    given = {
        "date": date(2026, 12, 10), "at": datetime(2026, 12, 10, 1, tzinfo=UTC), "money": Decimal("1.50"),
        "share": 0.1, "flag": True, "many": {3, 1, 2}, "row": person, "uuid": person.uuid, "nested": {"a": [1, None]},
        "odd": "a\0b\ud800", "accent": "e\u0301", "big": 2**70,
    }  # fmt: skip
    with ledger.unit(office):
        ledger.record("x", person, changes={name: (None, value) for name, value in given.items()})
    kept = {name: after for name, (_, after) in values.opened(1, AuditEntry.objects.get().values).items()}
    assert kept["date"] == "2026-12-10"
    assert kept["at"] == "2026-12-10T01:00:00.000000+00:00"
    assert (kept["money"], kept["share"], kept["flag"], kept["many"]) == ("1.50", "0.1", True, [1, 2, 3])
    assert kept["row"] == f"organization.staff:{person.pk} 曾子墨"
    assert (kept["accent"], kept["big"], kept["nested"]) == ("\u00e9", 2**70, {"a": [1, None]})
    assert "\0" not in kept["odd"]
    assert verify().problem == ""


def test_erased_values_are_gone_and_the_chain_stands(office, log_of):
    log_of(6)
    with pytest.raises(Refusal, match="理由"):
        erasure.erase_values(office, [2], reason=" ")
    assert erasure.erase_values(office, [2, 3, 99], reason="保存期已满") == 2
    assert list(AuditEntry.objects.filter(values__isnull=True).values_list("id", flat=True)) == [2, 3, 7]
    assert values.opened(2, AuditEntry.objects.get(id=2).values) == {}
    assert AuditEntry.objects.get(id=2).fields == ["count", "title"]
    assert AuditEntry.objects.get(id=7).reason == "保存期已满"
    assert verify().problem == ""
    assert erasure.erase_values(office, [2], reason="再来一次") == 0


def test_no_orm_door_leads_into_the_log(log_of):
    log_of(2)
    entry = AuditEntry.objects.first()
    rows = AuditEntry.objects.filter(id=1)
    for attempt in (
        entry.save, entry.delete, rows.delete, lambda: rows.update(reason="改"), AuditEntry.objects.create,
        lambda: rows.bulk_update([entry], ["reason"]), lambda: AuditEntry.objects.bulk_create([entry]),
        lambda: AuditEntry(id=9).save(), lambda: AuditEntry.objects.get_or_create(id=9),
    ):  # fmt: skip
        with pytest.raises(AppendOnly):
            attempt()
    assert verify().count == 2


def test_a_deleted_person_leaves_the_log_as_it_was(office):
    person = StaffFactory()
    with ledger.unit(office):
        ledger.record("organization.staff.create", person)
    Staff.objects.filter(pk=person.pk).delete()
    assert AuditEntry.objects.get().label == str(person)
    assert verify().problem == ""
