"""How a column's value is shown: one place for list, record page and preview."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.safestring import mark_safe

from baomi.core.fields import masked
from baomi.core.templatetags import look
from baomi.registers.declarations import Column

RIGHT = {"number"}


@dataclass(frozen=True)
class Cell:
    """A shown value: safe `html`, plain `text` (for the title and for readers), and its alignment."""

    html: str
    text: str
    align: str
    kind: str

    @property
    def title(self) -> str:
        return self.text if len(self.text) > 12 else ""


def cell(column: Column, record) -> Cell:
    """The column's cell for the record; nothing shows as 「–」."""
    text = plain(column, record)
    return Cell(marked(column, record, text), text, "right" if column.kind in RIGHT else "left", column.kind)


def plain(column: Column, record) -> str:
    """The value as plain Chinese text; masked columns give their mask. Empty for nothing."""
    if column.kind == "masked":
        return masked(record, column.name)
    if column.kind == "status":
        found = column.raw(record)
        return found[1] if found else ""
    return write(column.text(record), column.kind)


def reader(column: Column, model: type[models.Model]) -> Callable[[Any], str]:
    """`plain` of this column for many records of a model: the path and the labels are looked up once."""
    if column.value or column.kind in ("masked", "status"):
        return partial(plain, column)
    parents, last, kind = column.name.split("__")[:-1], column.name.split("__")[-1], column.kind
    labels = _labels(model, column.name)

    def read(record) -> str:
        for part in parents:
            record = getattr(record, part)
            if record is None:
                return ""
        value = getattr(record, last)
        return write(labels.get(value, value) if labels else value, kind)

    return read


def _labels(model: type[models.Model], path: str) -> Mapping[Any, str]:
    """The labels of the choices of the field at the path; empty for a field without any, and for a property."""
    try:
        for part in path.split("__"):
            field = model._meta.get_field(part)
            model = field.related_model
    except FieldDoesNotExist:
        return {}
    return {value: str(label) for value, label in getattr(field, "flatchoices", ())}


def value_of(record, name: str) -> Any:
    """A field's value; several related rows as a list."""
    value = getattr(record, name)
    return list(value.all()) if record._meta.get_field(name).many_to_many else value


def write(value: Any, kind: str = "text") -> str:
    """A Python value as the house writes it: dates 2026-11-21, months 2026-11, instants 2026-11-21 16:20, 是/否."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value)
        return f"{local:%Y-%m-%d}" if kind == "date" else f"{local:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%Y-%m}" if kind == "month" else f"{value:%Y-%m-%d}"
    if isinstance(value, (list, tuple)):
        return "、".join(write(item, kind) for item in value)
    return str(value)


def marked(column: Column, record, text: str) -> str:
    """The safe HTML of a cell whose plain text is known: a mark where its kind has one."""
    if not text:
        return "–"
    if column.kind == "level":
        return look.level_mark(column.raw(record))
    if column.kind == "grade":
        return look.grade_bars(column.raw(record))
    if column.kind == "status":
        return look.status(*column.raw(record))
    if column.kind == "deadline":
        return look.deadline(column.raw(record))
    return mark_safe(escape(text))
