"""How the two databases keep and ask the tokens of the index; everything above this module is the ORM.

SQLite keeps them in an FTS5 table beside ours, filled by triggers; PostgreSQL in a column of its own with a GIN
index, the tokens made a `tsvector` without a parser, so that no language and no locale has a say. What is asked is a
list of tokens, each quoted: nothing typed is ever read as an operator.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models.lookups import Lookup

TABLE = "registers_searchentry"
WORDS = "registers_searchwords"
"""The FTS5 table of SQLite and the GIN index of PostgreSQL."""
VECTOR = "vector"
"""PostgreSQL's column. An index over the expression would do without it, but whenever the planner takes to reading the
table instead, the expression is worked out for each of its rows: seconds instead of a tenth of one."""


@dataclass(frozen=True)
class Wanted:
    """Tokens that must all be there, and beginnings of which each must be there."""

    whole: tuple[str, ...]
    begun: tuple[str, ...]

    def match(self) -> str:
        """As FTS5 reads it."""
        quoted = [(_double(token, '"'), "") for token in self.whole]
        quoted += [(_double(token, '"'), " *") for token in self.begun]
        return " AND ".join(f'"{token}"{star}' for token, star in quoted)

    def query(self) -> str:
        """As PostgreSQL reads a tsquery."""
        quoted = [(_double(token, "'\\"), "") for token in self.whole]
        quoted += [(_double(token, "'\\"), ":*") for token in self.begun]
        return " & ".join(f"'{token}'{star}" for token, star in quoted)


class TokensField(models.TextField):
    """Tokens with a blank between them; `tokens__having=Wanted(…)` asks the index."""

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


@TokensField.register_lookup
class Having(Lookup):
    """Rows whose tokens answer a `Wanted`."""

    lookup_name = "having"

    def get_prep_lookup(self) -> Wanted:
        return self.rhs

    def as_sqlite(self, compiler, connection):
        asked = f"{self._row(compiler)}.id IN (SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH %s)"  # noqa: S608
        return asked, [self.rhs.match()]

    def as_postgresql(self, compiler, connection):
        return f"{self._row(compiler)}.{VECTOR} @@ %s::tsquery", [self.rhs.query()]

    def _row(self, compiler) -> str:
        return compiler.quote_name_unless_alias(self.lhs.alias)


def install(connection) -> None:
    """Make what asks the tokens, for a table that may have rows already. A migration that rebuilds it calls this again."""
    remove(connection)
    _run(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite())


def remove(connection) -> None:
    if connection.vendor == "postgresql":
        _run(connection, [f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS {VECTOR}"])  # its index goes with it
    else:
        triggers = [f"DROP TRIGGER IF EXISTS {WORDS}_{event}" for event in ("insert", "delete", "update")]
        _run(connection, [*triggers, f"DROP TABLE IF EXISTS {WORDS}"])


def tidy(connection) -> None:
    """After a rebuild: on SQLite the tokens are read anew from our table, on PostgreSQL the planner counts them."""
    if connection.vendor == "sqlite":
        _run(connection, [f"INSERT INTO {WORDS}({WORDS}) VALUES ('rebuild')"])  # noqa: S608
    else:
        _run(connection, [f"ANALYZE {TABLE}"])


def hold(connection, keys: Iterable[str], *, alone: bool) -> None:
    """Keep writers of these parts of the index apart until the transaction ends; SQLite has one writer anyway.

    Who adds records holds them together with others, who renames what records are found by holds them `alone`:
    otherwise a record made in the same moment would keep the old name.
    """
    if connection.vendor != "postgresql":
        return
    # Foreign keys are otherwise checked at the commit, and lock the rows they name after these locks: a deadlock with
    # whoever has locked such a row and waits for us.
    connection.check_constraints()
    lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        for key in sorted(keys):
            cursor.execute(f"SELECT {lock}(hashtext(%s), hashtext(%s))", [TABLE, key])


def _double(token: str, signs: str) -> str:
    for sign in signs:
        token = token.replace(sign, sign * 2)
    return token


def _sqlite() -> list[str]:
    added = f"INSERT INTO {WORDS}(rowid, tokens) VALUES (new.id, new.tokens);"  # noqa: S608
    gone = f"INSERT INTO {WORDS}({WORDS}, rowid, tokens) VALUES ('delete', old.id, old.tokens);"  # noqa: S608
    return [
        # Tokens are cut by us: the tokenizer only parts them at blanks. No positions, no ranking: half the size.
        f"CREATE VIRTUAL TABLE {WORDS} USING fts5(tokens, content='{TABLE}', content_rowid='id', tokenize='ascii',"
        " detail=none, columnsize=0)",
        f"CREATE TRIGGER {WORDS}_insert AFTER INSERT ON {TABLE} BEGIN {added} END",
        f"CREATE TRIGGER {WORDS}_delete AFTER DELETE ON {TABLE} BEGIN {gone} END",
        f"CREATE TRIGGER {WORDS}_update AFTER UPDATE ON {TABLE} BEGIN {gone} {added} END",
        f"INSERT INTO {WORDS}({WORDS}) VALUES ('rebuild')",  # noqa: S608
    ]


def _postgresql() -> list[str]:
    made = "array_to_tsvector(string_to_array(tokens, ' '))"
    return [
        f"ALTER TABLE {TABLE} ADD COLUMN {VECTOR} tsvector GENERATED ALWAYS AS ({made}) STORED",
        f"CREATE INDEX {WORDS} ON {TABLE} USING gin ({VECTOR})",
    ]


def _run(connection, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
