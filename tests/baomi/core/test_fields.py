"""Encrypted fields on a real register (staff): what the database holds, what the page shows, what is refused."""

import uuid

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from baomi.core import crypto, fields
from baomi.organization.models import Staff
from tests.factories.organization import StaffFactory

PHONE, OTHER_PHONE = "13800138000", "13911112222"
NUMBER = "11010519491231002X"


def column(name, pk, table="organization_staff"):
    """What the database itself holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {table} WHERE id = %s", [pk])
        return cursor.fetchone()[0]


def write_column(name, pk, value):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE organization_staff SET {name} = %s WHERE id = %s", [value, pk])


@pytest.fixture
def person(db):
    return StaffFactory(phone=PHONE, identity_number=NUMBER)


def test_the_database_holds_no_clear_text(person):
    stored = (
        column("phone", person.pk)
        + column("identity_number", person.pk)
        + column("identity_index", person.pk)
    )
    assert PHONE not in stored
    assert NUMBER not in stored
    assert Staff.objects.get(pk=person.pk).phone == PHONE
    assert Staff.objects.defer("phone").get(pk=person.pk).phone == PHONE


def test_an_empty_value_stays_empty(db):
    person = StaffFactory(phone="", identity_number="")
    assert column("phone", person.pk) == ""
    assert column("identity_index", person.pk) is None
    assert fields.masked(person, "phone") == ""


def test_a_ciphertext_from_another_row_is_refused(person):
    other = StaffFactory(phone=OTHER_PHONE)
    write_column("phone", other.pk, column("phone", person.pk))
    with pytest.raises(crypto.Undecryptable):
        _ = Staff.objects.get(pk=other.pk).phone


def test_a_ciphertext_from_another_column_is_refused(person):
    write_column("phone", person.pk, column("identity_number", person.pk))
    with pytest.raises(crypto.Undecryptable):
        _ = Staff.objects.get(pk=person.pk).phone


def test_a_row_made_into_another_record_cannot_carry_the_text_along(person):
    copy = Staff.objects.get(pk=person.pk)
    copy.pk, copy.uuid, copy.number = None, uuid.uuid4(), "another"
    with pytest.raises(crypto.Undecryptable):
        copy.save()


def test_saving_moves_the_text_to_a_new_token(person):
    before = column("phone", person.pk)
    Staff.objects.get(pk=person.pk).save()
    assert column("phone", person.pk) != before
    assert Staff.objects.get(pk=person.pk).phone == PHONE


def test_old_versions_open_and_keep_no_index(person):
    person.phone = OTHER_PHONE
    person.save()
    new, old = person.history.order_by("-history_date", "-history_id")[:2]
    assert (new.phone, old.phone) == (OTHER_PHONE, PHONE)
    assert fields.masked(old, "phone") == "138****8000"
    assert old.identity_index is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, identity_number, identity_index FROM organization_historicalstaff")
        rows = cursor.fetchall()
    assert rows
    assert all(PHONE not in row[0] and NUMBER not in row[1] and row[2] is None for row in rows)


def test_exact_search_finds_the_person_however_the_number_is_typed(person):
    StaffFactory(identity_number="440524188001010014")
    for typed in (NUMBER, "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ"):
        assert list(fields.find(Staff.objects.all(), "identity_index", typed)) == [person]
    assert not fields.find(Staff.objects.all(), "identity_index", NUMBER[:-1]).exists()
    assert not fields.find(Staff.objects.all(), "identity_index", "").exists()


def test_clear_text_cannot_slip_into_a_query(person):
    assert Staff.objects.exclude(phone="").get() == person
    with pytest.raises(TypeError, match="encrypted"):
        Staff.objects.filter(phone=PHONE).exists()
    with pytest.raises(TypeError, match="encrypted"):
        Staff.objects.filter(pk=person.pk).update(phone=PHONE)
    with pytest.raises(FieldError):
        Staff.objects.filter(phone__contains="138").exists()


def test_bulk_rows_are_encrypted_too(person):
    rows = [StaffFactory.build(department=person.department, phone=OTHER_PHONE) for _ in range(3)]
    Staff.objects.bulk_create(rows)
    assert all(OTHER_PHONE not in column("phone", row.pk) for row in rows)
    assert {row.phone for row in Staff.objects.exclude(pk=person.pk)} == {OTHER_PHONE}


def test_masks_show_the_ends_only():
    assert fields.mask_phone(PHONE) == "138****8000"
    assert fields.mask_identity(NUMBER) == "110***********002X"
    assert fields.mask_tail("1234") == "****"
    assert fields.mask_tail("12345678") == "****5678"
    assert NUMBER[3:14] not in fields.mask_identity(NUMBER)
