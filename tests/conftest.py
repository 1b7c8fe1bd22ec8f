"""Fixtures every test may use, and which tests run in which of the two runs.

`make test` runs pytest twice: everything on SQLite files, and what is marked `postgres`, `postgres_only` or `redis`
again with the services of `tests/services.py`. See `[tool.pytest]` in pyproject.toml for the marks.
"""

import gc
import os
import shutil
from unittest import mock

import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase

from baomi.audit import triggers
from baomi.core import kept
from baomi.organization.models import CalendarDay
from baomi.organization.seed import fill_calendar


def pytest_addoption(parser):
    parser.addoption("--proof", action="store_true", help="run the long counts marked proof, too")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Leave out what this run cannot or need not show: other database, no Redis, long counts."""
    left_out = set()
    if not config.getoption("--proof"):
        left_out.add("proof")
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        left_out.add("postgres_only")
    if not settings.REDIS_URL:
        left_out.add("redis")
    dropped = [item for item in items if any(mark.name in left_out for mark in item.iter_markers())]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in set(dropped)]
    _long_ones_first(items)


def pytest_collection_finish():
    """What is loaded by now stays: looking through it for garbage again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _long_ones_first(items) -> None:
    """Each process begins with its share of the tests that take half a minute, so that none is left for the end.

    pytest-xdist gives every process a piece of the list in its order, and all processes must see the same list. What
    one costly fixture serves goes to the first process alone: processes take work from the end of another's piece.
    """
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    together = [item for item in items if item.get_closest_marker("together")]
    long = [item for item in items if item.get_closest_marker("browser") or item.get_closest_marker("redis")]
    long = [item for item in long if item not in set(together)]
    short = [item for item in items if item not in {*long, *together}]
    size = -(-len(short) // processes)
    pieces = [long[n::processes] + short[n * size : (n + 1) * size] for n in range(processes)]
    items[:] = together + [item for piece in pieces for item in piece]


@pytest.fixture(scope="session", autouse=True)
def flush_with_append_only_log():
    """Tests with real transactions end by emptying every table, which the audit log refuses by trigger.

    The triggers are lifted for that moment alone; then what the migrations had filled in is filled in again.
    """
    flush = TransactionTestCase._fixture_teardown

    def flush_and_reseed(case):
        with triggers.lifted(connections["default"]):
            flush(case)
        triggers.reseed()
        fill_calendar(CalendarDay)

    with mock.patch.object(TransactionTestCase, "_fixture_teardown", flush_and_reseed):
        yield


@pytest.fixture(autouse=True)
def numbers_read_anew(monkeypatch):
    """Tests write rows behind the application's back and look at once: numbers are not kept, but where that is tested."""
    monkeypatch.setattr(kept, "SECONDS", 0)


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium, driven by Playwright; one per process, every test opens contexts of its own."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django would take for an asynchronous view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A page in a fresh browser profile, in Chinese and Shanghai time. A script error fails the test."""
    context = chromium.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1440, "height": 900}
    )
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors, "script errors on the page: " + "; ".join(errors)
