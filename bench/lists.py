"""A register's list at 100,000 rows, through everything a browser's request passes, beside what the list is made of.

The limit is the bare queries, without models — 50 rows with the columns shown and the joined name, and the number of
all — and a plain template's table of these strings. The page itself counts no further than 10,000.
"""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import models
from django.template import engines
from django.template.backends.django import Template
from django.test import Client, RequestFactory

from baomi.organization.choices import SecrecyRole
from baomi.organization.models import Department, Staff, User
from baomi.registers.declarations import registry
from baomi.registers.index.reading import matching
from bench.frame import Figure, alternate, counted, figures
from bench.university import University
from bench.world import World

RUNS = 15
PAGE = 50
DEEP = 500
WORD = "王"
COLUMNS = (
    "number", "name", "gender", "department__name", "post", "title", "political_status", "grade", "secrecy_role",
    "active",
)  # fmt: skip
TABLE = "<table>{% for row in rows %}<tr>{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}</table>"


class Browser:
    """A signed-in person's browser; requests go to the application as a server hands them in."""

    application = WSGIHandler()

    def __init__(self, user: User):
        client = Client()
        client.force_login(user)
        self.requests = RequestFactory(headers={"host": settings.ALLOWED_HOSTS[0]})
        self.requests.cookies = client.cookies

    def get(self, address: str) -> bytes:
        """The page. Raises AssertionError for any other answer."""
        told = []
        answer = self.application(
            self.requests.get(address).environ, lambda status, headers: told.append(status)
        )
        page = b"".join(answer)
        assert told[0].startswith("200"), f"{address}: {told[0]}"
        return page


@dataclass(frozen=True)
class Case:
    """One figure: who asks for what, and the rows that the answer shows."""

    name: str
    user: User
    query: str
    rows: models.QuerySet
    page: int = 1

    def bare(self) -> str:
        start = (self.page - 1) * PAGE
        rows = list(self.rows.values_list(*COLUMNS)[start : start + PAGE])
        self.rows.order_by().count()
        return _table().render({"rows": rows})


@figures(list_office=3, list_officer=3, list_filtered=3, list_search=3, list_deep=3)
def lists(world: World) -> Iterable[Figure]:
    for case in _cases(world.university, _deep(world)):
        browser = Browser(case.user)
        ours = _asking(browser, f"/organization/staff/?size={PAGE}&page={case.page}&{case.query}")
        value, limit = alternate(ours, case.bare, RUNS)
        yield Figure(case.name, value, "s", limit, counted(ours), RUNS)


def _asking(browser: Browser, address: str) -> Callable[[], bytes]:
    return lambda: browser.get(address)


def _deep(world: World) -> int:
    """Page 500 at full size, the same share of the list at any other."""
    return max(1, round(DEEP * world.sized(100_000) / 100_000))


def _cases(university: University, deep: int) -> Iterable[Case]:
    office, officer = university.office, university.officer
    active = Staff.objects.filter(active=True)
    college, role = university.college, SecrecyRole.NONE
    mine = active.filter(department__in=list(Department.objects.under(college).values_list("pk", flat=True)))
    yield Case("list_office", office, "", active)
    yield Case("list_officer", officer, "", mine)
    filtered = active.filter(department=college, secrecy_role=role)
    yield Case("list_filtered", office, f"department={college.pk}&secrecy_role={role}", filtered)
    found = matching(registry.get("organization", "staff"), office, active, WORD)
    yield Case("list_search", office, f"q={WORD}", found)
    yield Case("list_deep", office, "", active, deep)


@functools.cache
def _table() -> Template:
    return engines["django"].from_string(TABLE)
