"""Every register is found by each of its words, no longer by those it lost, and by nobody who does not see it."""

from urllib.parse import quote

import pytest
from django.db import models

from baomi.organization.roles import Role
from baomi.registers.index import words
from baomi.registers.listing import Listing
from tests.contracts.house import BIRD, bird_of, plain

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

NEVER = "寻不到"
"""As long as the canary and in nobody's record."""


def found_by(house, register, role: Role, typed: str) -> set[int]:
    listing = Listing(register, house.users[role], {"view": whole_view(register), "q": typed})
    return set(listing.queryset.values_list("pk", flat=True))


def whole_view(register) -> str:
    return next((view.slug for view in register.views if view.slug == "all"), register.views[0].slug)


def typed_for(path: str, value: str) -> set[str]:
    """What somebody might type to find a record by this value: all of it, its beginning, its end, its initials."""
    text = words.plain(value)
    if path.endswith("pinyin"):
        syllables = value.split()
        return {text, value, syllables[-1], "".join(syllable[0] for syllable in syllables)}
    return {value, text, text[:1], text[:2], text[-2:], text[-4:], text[1:], f"{text[:2]} {text[-2:]}"}


def values_of(register, record) -> dict[str, str]:
    """The record's own words by search field."""
    row = register.model._base_manager.filter(pk=record.pk).values(*type(register).search_fields).get()
    return {path: value for path, value in row.items() if value}


@pytest.mark.postgres
def test_a_record_is_found_by_each_of_its_words(house, case, register):
    record = case.make(house.here)
    values = values_of(register, record)
    assert values
    for path, value in values.items():
        for typed in typed_for(path, value):
            if words.typed(typed):
                assert record.pk in found_by(house, register, case.clerk, typed), (path, typed)


@pytest.mark.postgres
def test_a_record_is_found_by_its_new_words_and_not_by_the_old(house, case, register):
    record = case.make(house.here)
    own = [path for path in type(register).search_fields if is_free_text(register.model, path)]
    for path in own:
        record = register.model._base_manager.get(pk=record.pk)
        setattr(record, path, "从前的叫法")
        record.save()
        assert found_by(house, register, case.clerk, "从前的叫法") == {record.pk}, path
        setattr(record, path, "如今的叫法")
        record.save()
        assert found_by(house, register, case.clerk, "从前的叫法") == set(), path
        assert found_by(house, register, case.clerk, "如今的叫法") == {record.pk}, path


def is_free_text(model: type[models.Model], path: str) -> bool:
    """A text of the record itself that somebody writes."""
    if "__" in path or path in ("pinyin", "initials"):
        return False
    column = model._meta.get_field(path)
    return not column.choices and (column.max_length or 100) >= len("从前的叫法")


def test_who_does_not_see_a_record_gets_the_answer_of_one_that_does_not_exist(house, name, register, role):
    bird = bird_of(name)
    assert len(bird) == len(NEVER + bird[len(BIRD) :])
    never = NEVER + bird[len(BIRD) :]
    if house.sees(role, name, "there"):
        return
    client = house.clients[role]
    for address in ("/search/", register.url):
        there, nowhere = (client.get(address, {"q": typed}) for typed in (bird, never))
        assert there.status_code == nowhere.status_code
        if there.status_code == 200:
            assert answer_without(there, bird) == answer_without(nowhere, never)


def answer_without(answer, typed: str) -> str:
    """The page without what was typed, as text and as part of an address."""
    return plain(answer, typed).replace(quote(typed), "ADDRESS")


def test_the_canaries_are_found_by_who_sees_them(house, name, register):
    """Otherwise the test above shows nothing."""
    there = house.records[name].there
    if not any(BIRD in value for value in values_of(register, there).values()):
        pytest.skip("no search field of this register takes a canary")
    seers = [role for role in Role if house.sees(role, name, "there")]
    assert seers
    assert there.pk in found_by(house, register, seers[0], bird_of(name))
