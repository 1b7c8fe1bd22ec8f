"""Nobody finds by what he may not see: hidden columns, columns of another system class, encrypted fields."""

import pytest

from baomi.desk.registers.staff import SECRECY, StaffRegister
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from baomi.registers.declarations import Column
from baomi.registers.index import declared, rebuild
from baomi.registers.index.reading import matching
from baomi.registers.models import SearchEntry
from tests.factories.organization import StaffFactory, user_with

pytestmark = pytest.mark.django_db


class Cleared(StaffRegister):
    """People who can also be found by their grade, which the system administrator may not see."""

    search_fields = ("name", "number", "pinyin", "initials", "grade")


class Nameless(StaffRegister):
    """People whose names not everybody sees: neither are they found by how the name is read."""

    search_fields = ("name", "number", "pinyin", "initials")
    field_permissions = {"name": SECRECY}


class Titled(StaffRegister):
    """People with a column that the campus site does not have."""

    search_fields = ("number", "title")
    columns = (Column("number", "工号"), Column("title", "职称", only_on=("standalone",)))


def found(register_class, role: Role, words: str) -> list[Staff]:
    register, user = register_class(), user_with(role, staff__name="周予安")
    return list(matching(register, user, register.visible(user).exclude(pk=user.staff_id), words))


@pytest.fixture
def person():
    return StaffFactory(name="曾子墨", number="ZX770042", grade="important", title="研究员")


@pytest.mark.postgres
def test_a_column_out_of_sight_is_no_oracle(person):
    rebuild.rebuild(Cleared())
    assert found(Cleared, Role.OFFICE, "important") == [person]
    assert found(Cleared, Role.OFFICE, "曾 important") == [person]
    assert found(Cleared, Role.SYSADMIN, "曾") == [person]
    for words in ("important", "imp", "曾 important"):
        assert found(Cleared, Role.SYSADMIN, words) == []


@pytest.mark.postgres
def test_a_hidden_name_is_not_found_by_its_pinyin(person):
    rebuild.rebuild(Nameless())
    for words in ("曾子墨", "zengzimo", "zzm", "墨"):
        assert found(Nameless, Role.OFFICE, words) == [person]
        assert found(Nameless, Role.SYSADMIN, words) == []
    assert found(Nameless, Role.SYSADMIN, "770042") == [person]


def test_a_campus_site_does_not_find_by_what_it_does_not_show(person, settings):
    """The words came in while the machine stood alone."""
    settings.SYSTEM_CLASS = "standalone"
    rebuild.rebuild(Titled())
    assert found(Titled, Role.OFFICE, "研究员") == [person]
    settings.SYSTEM_CLASS = "campus"
    assert found(Titled, Role.OFFICE, "研究员") == []
    assert found(Titled, Role.OFFICE, "770042") == [person]


def test_what_is_encrypted_is_not_in_the_index():
    person = StaffFactory(identified=True)
    kept = "".join(f"{entry.text}{entry.tokens}" for entry in SearchEntry.objects.all())
    assert person.number in kept
    for secret in (person.phone, person.identity_number, person.identity_index):
        assert secret not in kept
        assert secret[-6:] not in kept


@pytest.mark.parametrize(
    "path", ["phone", "identity_number", "identity_index", "department__staff__name", "nothing", "birth"]
)
def test_a_search_field_that_cannot_be_indexed_stops_the_start(path, monkeypatch):
    class Wrong(StaffRegister):
        search_fields = ("name", path)

    assert declared.check_search_fields(None) == []
    monkeypatch.setattr(declared, "searched", lambda: [Wrong()])
    [error] = declared.check_search_fields(None)
    assert (error.id, path in error.msg) == ("baomi.E050", True)


def test_two_realms_with_one_key_stop_the_start(monkeypatch):
    monkeypatch.setattr(declared.Realm, "key", "same")
    assert {error.id for error in declared.check_search_fields(None)} == {"baomi.E051"}
