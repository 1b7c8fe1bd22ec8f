"""Tests with real transactions leave the database as the migrations made it, the log append-only again."""

import pytest
from django.db import DatabaseError, connection, transaction

from baomi.audit import ledger, triggers
from baomi.audit.models import AuditEntry, AuditHead
from baomi.organization.models import CalendarDay

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.mark.parametrize("round_", ["first", "after a flush"])
def test_each_begins_with_an_empty_log_and_a_full_calendar(round_):
    assert not AuditEntry.objects.exists()
    assert AuditHead.objects.get().last_id == 0
    assert CalendarDay.objects.exists()
    ledger.note("tests.something")
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("round_", ["first", "after a flush"])
def test_in_each_the_database_refuses_to_forget(round_):
    ledger.note("tests.something")
    assert triggers.installed(connection)
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_entry")
