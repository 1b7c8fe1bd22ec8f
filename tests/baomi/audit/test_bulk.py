"""The bulk door writes what the ordinary door would have written, and nothing when one row is wrong."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from baomi.audit import bulk, writing
from baomi.audit.models import AuditEntry
from baomi.audit.verify import verify
from baomi.core import clock
from baomi.core.errors import NotFound, StaleRecord
from baomi.core.fields import find
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


def changed(people, **values):
    return bulk.Change([bulk.Edit(person, values) for person in people])


def test_many_changes_leave_the_same_as_through_the_ordinary_door(by):
    department = DepartmentFactory()
    bulk.create(by, [staff(department, n, phone="13800138000") for n in range(3)])
    one, two, three = Staff.objects.filter(number__startswith="B").order_by("number")
    values = {"name": "曾子墨", "birth": dt.date(1984, 6, 18), "phone": "13911112222", "active": False}
    with clock.at(dt.datetime(2026, 3, 2, 9, 0, tzinfo=clock.SHANGHAI)) as instant:
        writing.change(by, one, values, reason="更正")
        changed([two, three], **values).write(by, reason="更正")
    for person in Staff.objects.filter(number__startswith="B"):
        assert (person.name, person.pinyin, person.initials) == ("曾子墨", "zeng zi mo", "zzm")
        assert (person.phone, person.birth, person.active) == ("13911112222", dt.date(1984, 6, 18), False)
        assert (person.version, person.updated_at) == (2, instant)
        last = person.history.latest("history_id")
        assert (last.history_type, last.history_user, last.history_date) == ("~", by, instant)
        assert (last.name, last.pinyin, last.phone, last.version) == (
            "曾子墨",
            "zeng zi mo",
            "13911112222",
            2,
        )
    first, *others = AuditEntry.objects.filter(action="organization.staff.change")
    assert len(others) == 2
    for entry in others:
        assert (entry.fields, entry.reason, entry.digests) == (first.fields, "更正", first.digests)
        assert entry.values["clear"] == first.values["clear"]
        assert entry.values["sealed"].keys() == {"phone"}
    assert verify().problem == ""


def test_the_index_of_an_identity_number_follows_its_change(by):
    bulk.create(by, [staff(DepartmentFactory(), 1, identity_number=identity_number(1))])
    person = Staff.objects.get(number="B00001")
    before = person.identity_index
    changed([person], identity_number=identity_number(2)).write(by)
    person.refresh_from_db()
    assert person.identity_number == identity_number(2)
    assert person.identity_index != before
    assert find(Staff.objects.all(), "identity_index", identity_number(2)).get() == person


def test_an_edit_without_a_difference_writes_nothing(by):
    bulk.create(by, [staff(DepartmentFactory(), 1)])
    person = Staff.objects.get(number="B00001")
    assert changed([person], name=person.name).write(by) == []
    person.refresh_from_db()
    assert person.version == 1
    assert not AuditEntry.objects.filter(action="organization.staff.change").exists()


def test_one_row_changed_meanwhile_stops_all_edits(by):
    department = DepartmentFactory()
    bulk.create(by, [staff(department, n) for n in range(3)])
    people = list(Staff.objects.filter(number__startswith="B").order_by("number"))
    ready = changed(people, title="教授")
    writing.change(by, people[1], {"post": "主任"})
    with pytest.raises(StaleRecord) as stale:
        ready.write(by)
    assert (stale.value.current.pk, stale.value.current.post) == (people[1].pk, "主任")
    assert not Staff.objects.filter(title="教授").exists()


def test_a_gone_row_is_no_record(by):
    bulk.create(by, [staff(DepartmentFactory(), 1)])
    person = Staff.objects.get(number="B00001")
    ready = changed([person], title="教授")
    Staff.objects.filter(pk=person.pk).delete()
    with pytest.raises(NotFound):
        ready.write(by)


def test_changes_of_a_thousand_rows_take_no_statement_per_row(by, django_assert_max_num_queries):
    department = DepartmentFactory()
    bulk.create(by, [staff(department, n) for n in range(1000)])
    people = list(Staff.objects.filter(number__startswith="B"))
    ready = changed(people, title="教授", birth=None)
    with django_assert_max_num_queries(120):
        ready.write(by)
    assert Staff.objects.filter(title="教授", version=2).count() == 1000


def test_whoever_keeps_something_beside_the_rows_hears_of_every_batch(by, monkeypatch):
    heard = []
    monkeypatch.setattr(bulk, "BATCH", 2)
    monkeypatch.setattr(
        writing.rows_written, "_handlers", [lambda rows: heard.append([row.pk for row in rows])]
    )
    department = DepartmentFactory()
    people = bulk.create(by, [staff(department, n) for n in range(3)])
    changed(people, title="教授").write(by)
    keys = [person.pk for person in people]
    assert heard == [keys[:2], keys[2:]] * 2
    writing.change(by, people[0], {"title": "讲师"}, version=2)
    assert heard[4:] == [[keys[0]]]
