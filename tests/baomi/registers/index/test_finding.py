"""Finding through the index: on lists and on the search page, by any part of what a record is called."""

import pytest

from baomi.organization.models import Staff
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from baomi.registers.index.reading import matching
from tests.factories.organization import StaffFactory, user_with

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

ODD = [
    "'", '"', "''", "\\", "\\'", "'; DROP TABLE registers_searchentry; --", '"曾"', "曾*", "*曾", "曾:", ":*", "曾 & 王",
    "曾 | 王", "!曾", "NOT 曾", "曾 OR 王", "曾 AND 王", "NEAR(曾 王)", "tokens:曾", "曾<->王", "(曾", "{", "^曾", "+", "-曾",
    "%", "_", "曾%", "曾_墨", "\0", "曾\0墨", "\ud7ff", "😀", "曾😀", "\u202e", "　", "\t\n", "a" * 80, "曾" * 80, "0" * 80,
    "a b " * 20, "曾 " * 40,
]  # fmt: skip
"""What means something to a query language, to LIKE, to a form, or nothing to anybody."""


def found(words: str, role: Role = Role.OFFICE) -> list[Staff]:
    register, user = registry.get("organization", "staff"), user_with(role, staff__name="周予安")
    return list(matching(register, user, register.visible(user).exclude(pk=user.staff_id), words))


@pytest.fixture
def people():
    return [
        StaffFactory(name="曾子墨", number="2019A042"),
        StaffFactory(name="单志远", number="20170043"),
        StaffFactory(name="曾繁荣", number="20180917", pinyin_override="ceng fan rong"),
    ]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("曾", ["曾子墨", "曾繁荣"]),
        ("zeng", ["曾子墨"]),
        ("ceng", ["曾繁荣"]),
        ("cfr", ["曾繁荣"]),
        ("shan", ["单志远"]),
        ("dan", []),
        ("004", ["单志远"]),
        ("A042", ["曾子墨"]),
        ("0917", ["曾繁荣"]),
        ("18091", ["曾繁荣"]),
        ("曾 0917", ["曾繁荣"]),
        ("曾 zimo", ["曾子墨"]),
        ("曾 单", []),
    ],
)
def test_people_are_found_by(people, words, names):
    assert sorted(person.name for person in found(words)) == sorted(names)


def test_blanks_ask_for_nothing_and_signs_find_nothing(people):
    assert len(found("  ")) == len(people)
    assert found("*") == []
    assert found("😀") == []


@pytest.mark.parametrize("words", ODD)
def test_nothing_typed_is_read_as_an_operator(people, client, words):
    plain = "".join(filter(str.isalnum, words))
    names = {person.name for person in found(words)} if words.strip() else set()
    assert names <= {"曾子墨", "曾繁荣"} if "曾" in plain else not names
    client.force_login(user_with(Role.OFFICE, staff__name="周予安"))
    for path in ("/search/", "/organization/staff/"):
        assert client.get(path, {"q": words}).status_code == (400 if "\0" in words else 200)


def test_signs_of_like_stand_for_nothing_else(people):
    """Words that have to be looked at in the text, too: their signs are gone before the database sees them."""
    StaffFactory(name="欧阳静怡")
    assert [person.name for person in found("欧阳%怡")] == []
    assert [person.name for person in found("欧阳_怡")] == []
    assert [person.name for person in found("欧阳静怡")] == ["欧阳静怡"]
