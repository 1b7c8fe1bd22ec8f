"""Append-only in the database itself: triggers on both databases refuse to change, remove or empty the log.

Blanking the column `values` of an entry (erasing personal data) is the one change they let through.
A later migration that rebuilds one of the tables on SQLite loses the triggers: it must call `install` again.
"""

from contextlib import contextmanager

from baomi.audit import chain
from baomi.audit.models import AuditEntry, AuditHead

TABLES = ("audit_entry", "audit_checkpoint")
ERASABLE = {"audit_entry": "values"}


def install(connection) -> None:
    """Put the triggers on, replacing old ones."""
    lift(connection)
    _run(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite(connection))


def lift(connection) -> None:
    """Take the triggers off. For the test fixture that empties the tables, and for the migration backwards."""
    names = [(table, name) for table in TABLES for name in _names(table, connection)]
    if connection.vendor == "postgresql":
        _run(connection, [f"DROP TRIGGER IF EXISTS {name} ON {table}" for table, name in names])
        _run(connection, ["DROP FUNCTION IF EXISTS audit_refuse()"])
    else:
        _run(connection, [f"DROP TRIGGER IF EXISTS {name}" for _, name in names])


@contextmanager
def lifted(connection):
    """Without triggers inside the block, with them again after it."""
    lift(connection)
    try:
        yield
    finally:
        install(connection)


def installed(connection) -> bool:
    """True when every trigger is in its place."""
    catalogue = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        found = {row[0] for row in cursor.fetchall()}
    return all(name in found for table in TABLES for name in _names(table, connection))


def reseed() -> None:
    """Give an empty log its head row again, after a flush in a test. A log with entries is left alone."""
    if not AuditHead.objects.exists() and not AuditEntry.objects.exists():
        seal = chain.seal("head", 0, chain.GENESIS)
        AuditHead.objects.create(id=1, last_id=0, hash=chain.GENESIS, mac=seal)


def _names(table: str, connection) -> list[str]:
    last = "truncate" if connection.vendor == "postgresql" else "insert"
    return [f"{table}_no_{event}" for event in ("update", "delete", last)]


def _sqlite(connection) -> list[str]:
    statements = []
    for table in TABLES:
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} 只能追加，不能改动或删除'); END"
        # INSERT OR REPLACE removes the old row without firing a delete trigger.
        taken = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # noqa: S608 - our own table names
        statements += [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {_unless_erasing(connection, table)} {refusal}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refusal}",
            f"CREATE TRIGGER {table}_no_insert BEFORE INSERT ON {table} {taken} {refusal}",
        ]
    return statements


def _unless_erasing(connection, table: str) -> str:
    erasable = ERASABLE.get(table)
    if not erasable:
        return ""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    kept = " AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in columns if name != erasable)
    return f'WHEN NOT (NEW."{erasable}" IS NULL AND {kept})'


def _postgresql() -> list[str]:
    function = """
        CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' AND TG_NARGS = 1 THEN
                IF to_jsonb(NEW) -> TG_ARGV[0] = 'null'::jsonb
                   AND to_jsonb(NEW) - TG_ARGV[0] = to_jsonb(OLD) - TG_ARGV[0] THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION '% 只能追加，不能改动或删除', TG_TABLE_NAME;
        END $$"""
    statements = [function]
    for table in TABLES:
        erasable = f"'{ERASABLE[table]}'" if table in ERASABLE else ""
        statements += [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW"
            f" EXECUTE FUNCTION audit_refuse({erasable})",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
            " EXECUTE FUNCTION audit_refuse()",
        ]
    return statements


def _run(connection, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
