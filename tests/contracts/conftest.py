"""Every declared register, procedure and deadline has a case, or no test runs; one house for all contracts."""

import datetime as dt

import pytest
from django.db import transaction

from baomi.core import clock
from baomi.desk import menu
from baomi.organization.roles import Role
from baomi.printing import engine
from tests.contracts import cases, roles
from tests.contracts.house import House

NOON = dt.datetime(2026, 12, 1, 12, 0, tzinfo=clock.SHANGHAI)

_problems = cases.problems()
if _problems:
    raise pytest.UsageError("; ".join(_problems))


def pytest_generate_tests(metafunc):
    """A test that asks for `name` runs for every register; with `role`, for one of each kind of right on it.

    With `anybody` it runs for every register and every role.
    """
    wanted = set(metafunc.fixturenames)
    if "role" in wanted:
        pairs = [(name, role) for name in cases.CASES for role in roles.readers(name)]
        metafunc.parametrize(("name", "role"), pairs, ids=[f"{name}-{role}" for name, role in pairs])
    elif "anybody" in wanted:
        pairs = [(name, role) for name in cases.CASES for role in Role]
        metafunc.parametrize(("name", "anybody"), pairs, ids=[f"{name}-{role}" for name, role in pairs])
    elif "name" in wanted:
        metafunc.parametrize("name", list(cases.CASES))


@pytest.fixture
def case(name) -> cases.Case:
    return cases.CASES[name]


@pytest.fixture
def register(name):
    return cases.register_of(name)


@pytest.fixture(scope="package")
def built(django_db_setup, django_db_blocker):
    """Built once in a transaction that never ends well; each test works in a savepoint of its own."""
    with django_db_blocker.unblock(), clock.at(NOON):
        around = transaction.atomic()
        around._from_testcase = True  # as Django marks its own: what is inside counts as outermost
        with around:
            yield House()
            transaction.set_rollback(True)


@pytest.fixture
def house(built):
    """With nobody logged in: a session begun in another test is gone, or has been idle for too long."""
    built.clients.clear()
    return built


@pytest.fixture(autouse=True)
def without_menu(monkeypatch):
    """The menu is the same on every page and half of what a short page costs: test_menu.py looks at it alone."""
    monkeypatch.setattr(menu, "groups", lambda user, path: [])


@pytest.fixture
def unprinted(monkeypatch):
    """Sheets come out as their HTML: what is said on them is the same, and rendering takes most of the time."""

    def as_html(documents, *args, **kwargs):
        return "".join(documents).encode()

    monkeypatch.setattr(engine, "render_html", as_html)
    monkeypatch.setattr(engine, "render_many", as_html)
