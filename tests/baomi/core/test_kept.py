"""Numbers kept for a moment: the same within it, new after it and after one's own acts."""

import itertools
import math

import pytest

from baomi.core import kept
from baomi.organization.choices import GrantState
from baomi.organization.models import Grant
from baomi.organization.roles import Role
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with


@pytest.fixture
def moment(monkeypatch):
    """Numbers are kept for as long as the test takes, and nothing kept before is known."""
    monkeypatch.setattr(kept, "SECONDS", 3600)
    monkeypatch.setattr(kept, "_kept", {})


@pytest.fixture
def read():
    return itertools.count(1).__next__


def test_within_the_moment_the_number_is_the_same(moment, read):
    assert [kept.of("key", 0.0, read) for _ in range(3)] == [1, 1, 1]
    assert kept.of("another", 0.0, read) == 2


def test_after_the_moment_it_is_read_anew(moment, read, monkeypatch):
    assert kept.of("key", 0.0, read) == 1
    monkeypatch.setattr(kept, "SECONDS", 0)
    assert kept.of("key", 0.0, read) == 2


def test_what_was_kept_before_an_act_is_not_shown_after_it(moment, read):
    assert kept.of("key", 0.0, read) == 1
    assert kept.of("key", math.inf, read) == 2


def test_one_process_keeps_no_more_than_so_many(moment, read, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 2)
    for key in "abc":
        kept.of(key, 0.0, read)
    assert len(kept._kept) == 1


def tabs(client) -> dict[str, int]:
    return {view["label"]: view["count"] for view in client.get("/organization/staff/").context["views"]}


@pytest.mark.django_db
def test_ones_own_act_is_in_the_numbers_at_once_and_anothers_in_the_list(client, moment):
    client.force_login(user_with(Role.OFFICE))
    before = tabs(client)
    StaffFactory(active=False)  # somebody else's doing
    assert tabs(client) == before
    assert len(client.get("/organization/staff/?view=all").context["page"].object_list) == before["全部"] + 1
    client.post("/organization/staff/preferences/", {"density": "double"})
    assert tabs(client)["全部"] == before["全部"] + 1


@pytest.mark.django_db
def test_a_number_kept_under_a_role_is_not_shown_without_it(client, moment):
    """An officer who loses a department must not read from the tab how many people it has."""
    here, there = DepartmentFactory(), DepartmentFactory()
    for _ in range(5):
        StaffFactory(department=there)
    officer = user_with(Role.OFFICER, here)
    grant = Grant.objects.create(
        user=officer, role=Role.OFFICER, department=there, starts="2020-01-01", state=GrantState.CONFIRMED
    )
    client.force_login(officer)
    before = tabs(client)["全部"]
    Grant.objects.filter(pk=grant.pk).update(state=GrantState.ENDED)
    assert tabs(client)["全部"] == before - 5
