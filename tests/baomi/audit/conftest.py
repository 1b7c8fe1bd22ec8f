"""People who act, and ways to break the log behind the application's back."""

from dataclasses import dataclass

import pytest
from django.db import connection

from baomi.audit import checkpoints, context, ledger, triggers


@dataclass
class Person:
    name: str
    number: str


@dataclass
class Account:
    """What the log needs to know of a user."""

    pk: int
    username: str
    staff: Person | None = None


@pytest.fixture(autouse=True)
def no_request():
    """No request is bound before or after a test."""
    context.clear()
    yield
    context.clear()


@pytest.fixture
def office():
    return Account(7, "office", Person("林晓喆", "2010007"))


@pytest.fixture
def outside(tmp_path, monkeypatch):
    """The checkpoint file of this test alone; returns its path."""
    path = tmp_path / "checkpoints.jsonl"
    monkeypatch.setattr(checkpoints, "file_path", lambda: path)
    return path


@pytest.fixture
def tamper(db):
    """Runs SQL on the log with the triggers off, as somebody with the database in hands would."""

    def run(*statements):
        with triggers.lifted(connection), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(*statement) if isinstance(statement, tuple) else cursor.execute(statement)

    return run


@pytest.fixture
def log_of(db, office):
    """Writes a log of n entries, three to a unit."""

    def write(n):
        for start in range(0, n, 3):
            with ledger.unit(office, reason="年终"):
                for i in range(start, min(start + 3, n)):
                    changes = {"title": (f"旧题{i}", f"新题{i}"), "count": (i, i + 1)}
                    ledger.record("awards.nomination.change", f"awards.nomination:{i}", changes=changes)

    return write
