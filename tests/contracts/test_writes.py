"""One audit entry per write, no lost update, and nothing written that no field of the form is for."""

import datetime as dt

import pytest
from django.db import models

from baomi.audit.models import AuditEntry
from baomi.audit.values import object_key
from tests.contracts import cases
from tests.contracts.house import content_of, words
from tests.contracts.pages import filled

pytestmark = [pytest.mark.django_db, pytest.mark.contract, pytest.mark.postgres]

WITH_CHANGE = [name for name, given in cases.CASES.items() if given.change]
WITH_PAYLOAD = [name for name, given in cases.CASES.items() if given.payload]
FOLLOWS = {"version", "updated_at", "pinyin", "initials", "reporter"}
"""What a change of anything changes along."""
FORGED_TEXT = "伪造"
FORGED_NUMBER = 4711
FORGED_DAY = dt.date(1999, 9, 9)

changing = pytest.mark.parametrize("of", WITH_CHANGE)
creating = pytest.mark.parametrize("of", WITH_PAYLOAD)


class Desk:
    """A clerk at the pages of one register."""

    def __init__(self, house, of: str):
        self.house, self.case, self.register = house, cases.CASES[of], cases.register_of(of)
        self.client = house.clients[self.case.clerk]

    def record(self) -> models.Model:
        return self.fresh(self.case.make(self.house.here))

    @staticmethod
    def fresh(record):
        return type(record)._base_manager.get(pk=record.pk)

    def form(self, record=None) -> dict:
        return filled(self.client.get(self.address(record)))

    def send(self, data: dict, record=None):
        return self.client.post(self.address(record), as_sent(data))

    def address(self, record=None) -> str:
        return f"{self.register.record_url(record)}edit/" if record else f"{self.register.url}new/"

    def new(self, **more) -> tuple[models.Model, object]:
        """A new record by the page, with its answer."""
        known = set(self.register.model._base_manager.values_list("pk", flat=True))
        data = {**self.form(), **self.case.payload(self.house.here)}
        answer = self.send({**more, **data})
        made = self.register.model._base_manager.exclude(pk__in=known)
        assert answer.status_code == 302, words(answer)
        return made.get(), answer


def as_sent(data: dict) -> dict:
    """A browser sends every line end as two characters."""

    def lines(value):
        if isinstance(value, list):
            return [lines(item) for item in value]
        return value.replace("\n", "\r\n") if isinstance(value, str) else value

    return {name: lines(value) for name, value in data.items()}


def entries(since: int) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(pk__gt=since))


def last_entry() -> int:
    return AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@creating
def test_a_new_record_leaves_one_entry(house, of):
    desk = Desk(house, of)
    before = last_entry()
    record, _ = desk.new()
    written = [entry for entry in entries(before) if entry.object == object_key(record)]
    assert [entry.actor_id for entry in written] == [house.users[desk.case.clerk].pk]
    assert set(desk.case.payload(house.here)) - {"responsible"} <= set(written[0].fields)


@creating
def test_a_second_click_makes_no_second_record(house, of):
    desk = Desk(house, of)
    data = {**desk.form(), **desk.case.payload(house.here)}
    first = desk.send(data)
    before = (last_entry(), desk.register.model._base_manager.count())
    second = desk.send(data)
    assert (first.status_code, second.status_code, second.url) == (302, 302, first.url)
    assert (last_entry(), desk.register.model._base_manager.count()) == before


@changing
def test_a_change_leaves_one_entry_naming_its_fields_and_no_change_leaves_none(house, of):
    desk = Desk(house, of)
    record, (field, value, _) = desk.record(), desk.case.change
    before = last_entry()
    assert desk.send(desk.form(record), record).status_code == 302
    before, record = last_entry(), desk.fresh(record)  # who reports is noted with the first saving
    assert desk.send(desk.form(record), record).status_code == 302
    assert (entries(before), desk.fresh(record).version) == ([], record.version)
    answer = desk.send({**desk.form(record), field: value}, record)
    assert answer.status_code == 302, words(answer)
    assert [set(entry.fields) - FOLLOWS for entry in entries(before)] == [{field}]
    after = desk.fresh(record)
    assert (str(getattr(after, field)), after.version) == (value, record.version + 1)
    assert after.history.first().version == after.version


@changing
def test_a_stale_page_shows_both_values_and_writes_nothing(house, of):
    desk = Desk(house, of)
    record, (field, theirs, mine) = desk.record(), desk.case.change
    opened_before = desk.form(record)
    assert desk.send({**desk.form(record), field: theirs}, record).status_code == 302
    before = last_entry()
    answer = desk.send({**opened_before, field: mine}, record)
    text = content_of(answer)
    assert answer.status_code == 409
    assert theirs in text
    assert mine in text
    after = desk.fresh(record)
    assert (str(getattr(after, field)), after.version, entries(before)) == (theirs, record.version + 1, [])


def forged(house, record_class: type[models.Model], fields) -> dict:
    """A value for every column that no field of the form is for."""
    data = {"pk": "4711", "id": "4711"}
    for column in record_class._meta.concrete_fields:
        if column.name in fields or column.primary_key or column.name == "version":
            continue
        data[column.name] = data[column.attname] = forged_value(house, column)
    return data


def forged_value(house, column: models.Field) -> str:
    if isinstance(column, models.ForeignKey):
        row = column.remote_field.model._base_manager.order_by("-pk").first()
        return str(row.pk if row else FORGED_NUMBER)
    if column.choices:
        return str(list(column.choices)[-1][0])
    if isinstance(column, models.DateField):
        return FORGED_DAY.isoformat()
    if isinstance(column, models.BooleanField):
        return "" if column.default else "on"
    if isinstance(column, models.IntegerField | models.DecimalField):
        return str(FORGED_NUMBER)
    return FORGED_TEXT


def left(record, fields) -> dict:
    """What of the record no field of the form is for."""
    return {
        column.attname: getattr(record, column.attname)
        for column in record._meta.concrete_fields
        if column.name not in fields and column.name not in FOLLOWS
    }


@changing
def test_posted_columns_without_a_field_change_nothing(house, of):
    desk = Desk(house, of)
    record, (field, value, _) = desk.record(), desk.case.change
    data = desk.form(record)
    fields = {*data, *desk.register.form_fields}
    kept = {**data, field: value}
    answer = desk.send({**forged(house, type(record), fields), **kept}, record)
    assert answer.status_code == 302, words(answer)
    after = desk.fresh(record)
    assert str(getattr(after, field)) == value
    assert left(after, fields) == left(record, fields)
    assert after.version == record.version + 1


@creating
def test_posted_columns_without_a_field_make_no_other_record(house, of):
    desk = Desk(house, of)
    fields = {*desk.form(), *desk.register.form_fields}
    data = forged(house, desk.register.model, fields)
    record, _ = desk.new(**data)
    values = {name: str(value) for name, value in left(record, fields).items()}
    for name, value in data.items():
        if value in (FORGED_TEXT, str(FORGED_NUMBER), FORGED_DAY.isoformat()):
            assert values.get(name, "") != value, name


@changing
def test_a_foreign_key_out_of_sight_is_refused(house, of):
    """Where a role changes its own department's rows alone, it cannot hand one to the other department."""
    desk = Desk(house, of)
    if house.covers(desk.case.clerk, desk.register.permission("change"), "there"):
        return
    record, data = desk.record(), desk.form(desk.record())
    related = {
        column.name: house.there.pk
        for column in record._meta.concrete_fields
        if isinstance(column, models.ForeignKey) and column.name in data
    }
    desk.send({**desk.form(record), **related}, record)
    assert left(desk.fresh(record), ()) == left(record, ())
