"""Fields that not everybody who sees a record may see: gone from list, search page, form, history, sheet and print."""

import pytest
from django.test import Client

from baomi.audit import writing
from baomi.desk.search import search
from baomi.organization.roles import Role
from baomi.printing.ledgers import ledger_data
from baomi.registers.declarations import registry
from baomi.registers.sheets.export import chosen_columns
from tests.factories.organization import StaffFactory, user_with

pytestmark = pytest.mark.django_db
STAFF = "/organization/staff/"


def signed_in(role):
    user, client = user_with(role), Client()
    client.force_login(user)
    return user, client


@pytest.fixture
def person():
    person = StaffFactory(grade="core", secrecy_role="full_time", secrecy_since="2019-03-01")
    return writing.change(None, person, {"grade": "important"})


@pytest.mark.parametrize(("role", "seen"), [(Role.OFFICE, True), (Role.SYSADMIN, False)])
def test_the_system_administrator_keeps_people_without_their_part_in_secrecy_work(person, role, seen):
    user, client = signed_in(role)
    pages = [STAFF, f"{STAFF}{person.pk}/", f"{STAFF}{person.pk}/history/", f"{STAFF}{person.pk}/edit/"]
    for page in pages:
        text = client.get(page).content.decode()
        assert person.name in text
        assert ("涉密等级" in text) is seen, page
        assert ("专职保密干部" in text) is (seen and "history" not in page), page
    register = registry.get("organization", "staff")
    assert ("grade" in {column.name for column in chosen_columns(register, user, [])}) is seen
    printed = ledger_data(register, user, register.visible(user))
    assert ("涉密等级" in {column["label"] for column in printed["columns"]}) is seen
    assert search(user, person.name)


def test_a_filter_on_a_field_out_of_sight_is_no_oracle(person):
    other = StaffFactory(grade="ordinary")
    _, client = signed_in(Role.SYSADMIN)
    for query in ("grade=important", "view=secrecy", "sort=grade"):
        text = client.get(f"{STAFF}?{query}").content.decode()
        assert person.number in text
        assert other.number in text


def test_what_is_out_of_sight_is_not_written_either(person):
    _, client = signed_in(Role.SYSADMIN)
    page = client.get(f"{STAFF}{person.pk}/edit/")
    data = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    data |= {"active": "on", "post": "教研室主任", "grade": "ordinary", "version": person.version}
    assert client.post(f"{STAFF}{person.pk}/edit/", data).status_code == 302
    person.refresh_from_db()
    assert (person.post, person.grade) == ("教研室主任", "important")
