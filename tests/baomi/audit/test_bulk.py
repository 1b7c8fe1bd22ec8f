"""The bulk door writes what the ordinary door would have written, and nothing when one row is wrong."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from baomi.audit import bulk, writing
from baomi.audit.models import AuditEntry
from baomi.audit.verify import verify
from baomi.core import clock
from baomi.organization.models import Place, Staff
from tests.factories.organization import DepartmentFactory, UserFactory, identity_number

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def by():
    return UserFactory()


def staff(department, n: int, **values) -> Staff:
    values = {"number": f"B{n:05d}", "name": "林晓喆", "gender": "female", "department": department, **values}
    return Staff(**values)


def test_a_thousand_rows_have_history_and_entries_and_the_chain_holds(by, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 300)
    department = DepartmentFactory()
    rows = bulk.create(by, [staff(department, n) for n in range(1000)], reason="旧台账")
    assert Staff.objects.filter(number__startswith="B").count() == 1000
    assert all(row.pk for row in rows)
    assert Staff.history.filter(number__startswith="B", history_type="+", history_user=by).count() == 1000
    entries = AuditEntry.objects.filter(action="organization.staff.create", reason="旧台账")
    assert entries.count() == 1000
    assert verify().bad_id is None


def test_a_row_leaves_the_same_as_through_the_ordinary_door(by):
    department = DepartmentFactory()
    with clock.at(dt.datetime(2026, 3, 2, 9, 0, tzinfo=clock.SHANGHAI)) as instant:
        one = writing.create(by, staff(department, 1, identity_number=identity_number(1)))
        [two] = bulk.create(by, [staff(department, 2, identity_number=identity_number(2))])
    first, second = (AuditEntry.objects.get(object=f"organization.staff:{row.pk}") for row in (one, two))
    assert (first.action, first.fields, first.actor_number) == (
        second.action,
        second.fields,
        second.actor_number,
    )
    assert first.values.keys() == second.values.keys()
    assert {row.history.get().history_date for row in (one, two)} == {instant}
    assert {row.created_at for row in Staff.objects.filter(number__startswith="B")} == {instant}
    assert Staff.objects.get(identity_index=two.identity_index).identity_number == identity_number(2)


def test_columns_that_follow_from_the_key_are_in_row_history_and_log(by):
    department = DepartmentFactory()

    def name_rooms(batch):
        for place in batch:
            place.name = f"房间 {place.pk}"
        Place.objects.bulk_update(batch, ["name"])

    rows = [Place(department=department, building="主楼", room=str(n)) for n in range(3)]
    bulk.create(by, rows, finish=name_rooms)
    for place in Place.objects.all():
        assert place.name == place.history.get().name == f"房间 {place.pk}"


def test_one_double_number_and_nothing_is_written(by):
    department = DepartmentFactory()
    rows = [staff(department, n) for n in (1, 2, 1)]
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.create(by, rows)
    assert not Staff.objects.filter(number__startswith="B").exists()
    assert not Staff.history.filter(number__startswith="B").exists()
    assert not AuditEntry.objects.exists()


def test_a_value_the_field_refuses_is_refused_here_too(by):
    with pytest.raises(ValidationError):
        bulk.create(by, [staff(DepartmentFactory(), 1, phone="12")])
    assert not Staff.objects.filter(number__startswith="B").exists()
