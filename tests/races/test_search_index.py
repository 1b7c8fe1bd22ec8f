"""A name changed at the moment at which a record that is found by it is made: the record is found by the new name."""

import threading

import pytest
from django.db import connection

from baomi.audit import ledger, writing
from baomi.organization.models import Department
from baomi.registers.declarations import registry
from baomi.registers.index import upkeep
from baomi.registers.index.reading import found
from reviews.models import Incident
from tests.factories.organization import DepartmentFactory
from tests.factories.reviews import IncidentFactory
from tests.races.together import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def incidents(words: str) -> list[int]:
    register = registry.get("reviews", "incidents")
    return sorted(found(register, None, words).values_list("object_id", flat=True))


def rename(department: Department, name: str) -> None:
    with ledger.unit(None):
        writing.change(None, Department.objects.get(pk=department.pk), {"name": name})


def register_incident(department: Department) -> None:
    with ledger.unit(None):
        IncidentFactory(department=Department.objects.get(pk=department.pk))


def test_a_new_record_and_a_renaming_at_once():
    for turn in range(5):
        department = DepartmentFactory(name=f"旧称{turn}学院")
        new = f"新称{turn}学院"
        together(lambda: rename(department, new), lambda: register_incident(department))  # noqa: B023 - done at once
        [incident] = Incident.objects.filter(department=department)
        assert incidents(new) == [incident.pk]
        assert incidents(f"旧称{turn}") == []


@pytest.mark.postgres_only
def test_a_renaming_waits_for_a_record_that_has_read_the_old_name(monkeypatch):
    """The worst moment: the record's words are read, its transaction is open, and the name changes."""
    department = DepartmentFactory(name="旧称学院")
    read, renamed = threading.Event(), threading.Event()
    renew = upkeep.renew

    def slow(register, keys, **kwargs):
        answer = renew(register, keys, **kwargs)
        if register.name == "reviews.incidents" and not read.is_set():
            read.set()
            assert not renamed.wait(timeout=1), "the renaming did not wait"
        return answer

    def rename_after() -> None:
        read.wait(timeout=30)
        rename(department, "新称学院")
        renamed.set()

    monkeypatch.setattr(upkeep, "renew", slow)
    together(lambda: register_incident(department), rename_after)
    [incident] = Incident.objects.filter(department=department)
    assert connection.vendor == "postgresql"
    assert incidents("新称学院") == [incident.pk]
    assert incidents("旧称") == []
