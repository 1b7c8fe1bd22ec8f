"""Every register that keeps its history: the day before a change says the old, the difference both, to nobody else."""

import datetime as dt

import pytest

from baomi.core import clock
from baomi.registers.pages import past
from baomi.registers.past import telling
from tests.contracts.house import content_of, plant, plantable, words
from tests.contracts.pages import finished
from tests.contracts.test_cost import cost

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

BEFORE = dt.datetime(2026, 11, 2, 9, 0, tzinfo=clock.SHANGHAI)
OLD, NEW = "旧金丝雀", "新金丝雀"
DAYS = {"from": "2026-11-16", "to": "2026-12-01"}
EVERYTHING = {"view": "all", "size": "100"}
PAGES = ("past/", "difference/")


@pytest.fixture(autouse=True)
def kept(register):
    if not hasattr(register.model, "history"):
        pytest.skip("keeps no history")


@pytest.fixture
def changed(house, case):
    """Makes a record on an earlier day in the department, with one text in all its fields, and changes it today."""

    def make(department, how=None, number=""):
        with clock.at(BEFORE):
            record = plant((how or case.make)(department), OLD + number)
        return plant(record, NEW + number)

    return make


def asked(page: str, kind: str = "changed") -> dict:
    return EVERYTHING | ({"on": "2026-11-16"} if page == "past/" else {**DAYS, "tab": kind})


def planted_columns(register, user) -> list:
    """Columns that can be told of a past day and show a text of the record's own."""
    fields = {column.attname for column in register.model._meta.concrete_fields if plantable(column)}
    told, _ = telling.columns(register, user)
    return [column for column in told if column.name in fields and not column.value]


def test_what_a_computed_column_reads_is_a_field_of_the_record(register):
    fields = {field.name for field in register.model._meta.concrete_fields}
    for column in register.columns:
        assert set(column.reads) <= fields, column.name


def test_no_filter_is_called_like_a_word_of_the_pages(register):
    words_of_ours = {"q", "view", "sort", "size", "page", "stored", *past.DAYS, past.TAB}
    assert not words_of_ours & set(register.filters)


def test_before_the_change_stands_the_old_and_the_difference_tells_both(house, name, register, role, changed):
    if not house.reaches(role, register.permission("view")):
        for page in PAGES:
            assert house.clients[role].get(f"{register.url}{page}", asked(page)).status_code == 403
        return
    if not house.sees(role, name, "here") or not planted_columns(register, house.users[role]):
        return
    changed(house.here)
    client = house.clients[role]
    then = client.get(f"{register.url}past/", asked("past/") | {"on": "2026-11-16"})
    assert then.status_code == 200, words(then)
    shown = [column for column in planted_columns(register, house.users[role]) if column.shown]
    text = content_of(then)
    assert (OLD in text) or not shown
    assert NEW not in text
    difference = content_of(client.get(f"{register.url}difference/", asked("difference/")))
    assert OLD in difference
    assert NEW in difference


def test_who_does_not_see_the_record_reads_neither(house, name, case, register, role, changed, unprinted):
    if not house.reaches(role, register.permission("view")) or house.sees(role, name, "there"):
        return
    changed(house.there, case.make_hidden)
    client = house.clients[role]
    for page in PAGES:
        for kind in ("added", "gone", "changed") if page == "difference/" else ("",):
            text = content_of(client.get(f"{register.url}{page}", asked(page, kind)))
            assert OLD not in text, (page, kind)
            assert NEW not in text, (page, kind)
        query = "&".join(f"{word}={value}" for word, value in asked(page).items())
        for deed, verb in (("export/", "export"), ("print/", "view")):
            if house.reaches(role, register.permission(verb)):
                answer = client.post(f"{register.url}{page}{deed}", {"query": query})
                taken = content_of(finished(client, answer))
                assert OLD not in taken, deed
                assert NEW not in taken, deed


@pytest.mark.postgres
def test_the_cost_does_not_grow_with_the_rows(house, case, register, changed):
    client = house.log_in(case.clerk)

    def costs() -> list[int]:
        return [
            cost(client, f"{register.url}{page}", asked(page, kind))
            for page, kind in (("past/", ""), ("difference/", "added"), ("difference/", "changed"))
        ]

    for number in range(2):
        changed(house.here, number=f"{number:02}")
    costs()  # what is read once per process
    for_two = costs()
    for number in range(2, 12):
        changed(house.here, number=f"{number:02}")
    assert costs() == for_two
