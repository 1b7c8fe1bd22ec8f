"""Statements over many rows whose values lie ready, so that no object is asked for anything while the lock is held.

`bulk_create` turns objects into values inside the statement's turn; that is two thirds of its time. `bulk_update`
builds a CASE per row and column and takes the longer the more rows there are.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, models


class Lines:
    """The values of rows of one model as the database takes them, a list for each row."""

    def __init__(self, rows: Sequence[models.Model], fields: Sequence[models.Field] | None = None):
        self.model = type(rows[0])
        meta = self.model._meta
        self.fields = list(fields or (field for field in meta.concrete_fields if field is not meta.pk))
        self._places = {field.attname: place for place, field in enumerate(self.fields)}
        adding = fields is None
        self.values = [
            [field.get_db_prep_save(field.pre_save(row, adding), connection) for field in self.fields]
            for row in rows
        ]

    def put(self, name: str, value: Any, start: int, count: int) -> None:
        """Set a column to the same value in `count` rows from `start` on. A name the table has not is passed over."""
        place = self._places.get(name)
        if place is not None:
            ready = self.fields[place].get_db_prep_save(value, connection)
            for line in self.values[start : start + count]:
                line[place] = ready

    def put_keys(self, name: str, keys: Sequence[int], start: int) -> None:
        """Set a column to the keys that rows from `start` on have got."""
        place = self._places[name]
        for line, key in zip(self.values[start : start + len(keys)], keys, strict=True):
            line[place] = key

    def insert(self, start: int, stop: int) -> list[int]:
        """Insert these rows; returns their keys in order. Raises IntegrityError."""
        meta, quote = self.model._meta, connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in self.fields)
        place = f"({', '.join(['%s'] * len(self.fields))})"
        keys: list[int] = []
        with connection.cursor() as cursor:
            for some in self._pieces(start, stop):
                # Every value goes in as a parameter; the text is made of our own column names alone.
                cursor.execute(
                    f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES {', '.join([place] * len(some))}"  # noqa: S608
                    f" RETURNING {quote(meta.pk.column)}",
                    [value for line in some for value in line],
                )
                keys += [key for (key,) in cursor.fetchall()]
        return keys

    def update(self, start: int, stop: int) -> None:
        """Set the columns of these rows; the first field names the row. Raises IntegrityError."""
        quote = connection.ops.quote_name
        table, columns = quote(self.model._meta.db_table), [quote(field.column) for field in self.fields]
        settings = ", ".join(f"{column} = given.{column}" for column in columns[1:])
        with connection.cursor() as cursor:
            for some in self._pieces(start, stop):
                cursor.execute(
                    f"WITH given ({', '.join(columns)}) AS (VALUES {', '.join(self._typed_places(len(some)))})"  # noqa: S608
                    f" UPDATE {table} SET {settings} FROM given WHERE {table}.{columns[0]} = given.{columns[0]}",
                    [value for line in some for value in line],
                )

    def _pieces(self, start: int, stop: int) -> Iterator[list[list]]:
        size = connection.ops.bulk_batch_size(self.fields, self.values[start:stop])
        return (self.values[at : min(at + size, stop)] for at in range(start, stop, size))

    def _typed_places(self, count: int) -> Iterator[str]:
        """Placeholders of each row; the first says the types, without which PostgreSQL takes every value for a text."""
        typed = connection.vendor == "postgresql"
        casts = (f"CAST(%s AS {field.db_type(connection)})" if typed else "%s" for field in self.fields)
        yield f"({', '.join(casts)})"
        for _ in range(count - 1):
            yield f"({', '.join(['%s'] * len(self.fields))})"
