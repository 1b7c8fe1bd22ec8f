"""Drafts on the edit page: what was typed comes back, but never over something saved since."""

import pytest
from django.test import Client

from baomi.audit import writing
from baomi.organization.roles import Role
from baomi.registers import drafts
from tests.factories.organization import StaffFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return user_with(Role.OFFICE)


@pytest.fixture
def client(office):
    client = Client()
    client.force_login(office)
    return client


def test_what_was_typed_comes_back(client, office):
    person = StaffFactory(post="讲师")
    client.post(f"/organization/staff/{person.pk}/edit/draft/", {"post": "教研室主任"})
    assert "教研室主任" in client.get(f"/organization/staff/{person.pk}/edit/").content.decode()


def test_a_draft_older_than_the_record_is_not_laid_over_it(client, office):
    person = StaffFactory(post="讲师")
    drafts.save(office, f"organization.staff:{person.pk}", {"post": "教研室主任"})
    writing.change(office, person, {"post": "副院长"})
    page = client.get(f"/organization/staff/{person.pk}/edit/").content.decode()
    assert "副院长" in page
    assert "教研室主任" not in page
    assert "没有载入" in page
