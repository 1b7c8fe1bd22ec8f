"""Tables as they stood at the end of a day, for the queries that a list asks of them today.

While `Versions.standing` is open, a SELECT that names one of the register's tables begins with a common table
expression of the same name, which hides the table and holds the versions of that day. Sight, tabs, conditions,
order and joined names are therefore those of the list, asked of the rows as they were
(docs/decisions/as-of.md).
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.expressions import RawSQL

from baomi.audit.records import Versioned
from baomi.core import clock


def end_of(day: dt.date) -> dt.datetime:
    """The first instant after the day in Asia/Shanghai."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=clock.SHANGHAI)


class Versions:
    """The tables of a register at the end of `day`: its own, and those of every kept row that its rows lead to.

    A row of the register that had no version yet is not there. A row it leads to stands as it stands now where it
    had none yet: a name must not take away the row that bears it.
    """

    def __init__(self, model: type[models.Model], day: dt.date):
        self.model, self.day, self.end = model, day, end_of(day)
        self._tables = {kept._meta.db_table: kept for kept in kept_models(model)}

    @contextmanager
    def standing(self) -> Iterator[None]:
        """Ask the tables of that day. What the user may see has to be read before: rights are those of now."""
        with connection.execute_wrapper(self._asked), _grouped_by_every_column():
            yield

    def keys(self, queryset: models.QuerySet) -> RawSQL | list:
        """The keys of these rows as they stood, for `pk__in` of a query about another day."""
        try:
            sql, params = queryset.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return []
        head, given = self._head(sql)
        return RawSQL(head + sql, (*given, *params))  # noqa: S611 - our own query, its values as parameters

    def _asked(self, execute, sql, params, many, context):
        head, given = self._head(sql)
        if not head:
            return execute(sql, params, many, context)
        if not sql.startswith("SELECT ") or params is None:
            raise RuntimeError("the past can only be read")
        return execute(head + sql, (*given, *params), many, context)

    def _head(self, sql: str) -> tuple[str, tuple]:
        """What stands before the query, and its values; nothing for a query that names none of the tables."""
        parts, given = [], []
        for table, model in self._tables.items():
            if connection.ops.quote_name(table) in sql:
                part, instants = self._table(model)
                parts.append(part)
                given += [connection.ops.adapt_datetimefield_value(self.end)] * instants
        return (f"WITH {', '.join(parts)} " if parts else ""), tuple(given)

    def _table(self, model: type[models.Model]) -> tuple[str, int]:
        """The expression that hides the model's table, and how often it names the day's end."""
        quote, meta = connection.ops.quote_name, model._meta
        table, history = quote(meta.db_table), quote(model.history.model._meta.db_table)
        columns, key = [quote(field.column) for field in meta.concrete_fields], quote(meta.pk.column)
        # The text is made of our own names alone. Of two versions of one instant the one written later holds.
        text = (
            f"SELECT {', '.join(f'v.{column}' for column in columns)} FROM {history} v"  # noqa: S608
            f" WHERE v.history_date < %s AND v.history_type <> '-' AND NOT EXISTS (SELECT 1 FROM {history} w"
            f" WHERE w.{key} = v.{key} AND w.history_date < %s AND (w.history_date > v.history_date"
            " OR (w.history_date = v.history_date AND w.history_id > v.history_id)))"
        )
        instants = 2
        if model is not self.model:
            # Named with its schema the table is meant, not the expression: SQLite would take it for its own.
            real = f"main.{table}" if connection.vendor == "sqlite" else table
            text += (
                f" UNION ALL SELECT {', '.join(f'n.{column}' for column in columns)} FROM {real} n"  # noqa: S608
                f" WHERE NOT EXISTS (SELECT 1 FROM {history} w WHERE w.{key} = n.{key} AND w.history_date < %s)"
            )
            instants = 3
        return f"{table} ({', '.join(columns)}) AS ({text})", instants


@contextmanager
def _grouped_by_every_column() -> Iterator[None]:
    """PostgreSQL knows the key of a table, which stands for its columns in GROUP BY; of an expression it knows none."""
    features = connection.features
    before = features.allows_group_by_selected_pks
    features.allows_group_by_selected_pks = False
    try:
        yield
    finally:
        features.allows_group_by_selected_pks = before


def kept_models(model: type[models.Model]) -> list[type[models.Model]]:
    """The model and all whose rows its rows lead to, as far as they keep their history."""
    found, waiting = [], [model]
    while waiting:
        here = waiting.pop()
        if here in found:
            continue
        found.append(here)
        waiting += [field.related_model for field in here._meta.concrete_fields if field.is_relation]
    return [kept for kept in found if issubclass(kept, Versioned)]


def newest(model: type[models.Model], day: dt.date) -> models.QuerySet:
    """The versions that were in force at the end of the day, as rows of the history."""
    rows = model.history.model._default_manager.filter(history_date__lt=end_of(day)).order_by()
    same = rows.filter(**{model._meta.pk.attname: models.OuterRef(model._meta.pk.attname)})
    later = models.Q(history_date__gt=models.OuterRef("history_date")) | models.Q(
        history_date=models.OuterRef("history_date"), history_id__gt=models.OuterRef("history_id")
    )
    return rows.exclude(history_type="-").filter(~models.Exists(same.filter(later)))


def first_day(model: type[models.Model]) -> dt.date | None:
    """The day of the earliest version of any row; None where nothing was ever entered."""
    earliest = model.history.model._default_manager.aggregate(at=models.Min("history_date"))["at"]
    return earliest.astimezone(clock.SHANGHAI).date() if earliest else None
