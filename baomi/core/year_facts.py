"""The year's figures of departments and people, from whichever register knows them; what none knows is typed by hand.

Lower rooms register a function, a higher one collects: fn(year, keys) -> {key: {name: Fact}} for many rows at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from baomi.core.providers import Provider


@dataclass(frozen=True)
class Fact:
    """A figure with the register it comes from and the address where it can be read."""

    value: Any
    source: str
    url: str = ""


department_year_facts = Provider("department_year_facts")
person_year_facts = Provider("person_year_facts")


def of_departments(year: int, keys: Iterable[int]) -> dict[int, dict[str, Fact]]:
    """What the registers know of departments (by key) in the year."""
    return _merged(department_year_facts, year, keys)


def of_people(year: int, keys: Iterable[int]) -> dict[int, dict[str, Fact]]:
    """What the registers know of people (by the key of Staff) in the year."""
    return _merged(person_year_facts, year, keys)


def _merged(provider: Provider, year: int, keys: Iterable[int]) -> dict[int, dict[str, Fact]]:
    wanted = list(keys)
    found: dict[int, dict[str, Fact]] = {key: {} for key in wanted}
    for answer in provider.collect(year, wanted):
        for key, facts in answer.items():
            found.setdefault(key, {}).update(facts)
    return found
