"""When a cell of an outside list says the same as the register: compared as an import would clean it, told as written."""

import datetime as dt
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from baomi.core.fields import EncryptedTextField
from baomi.core.validators import normalise_digits
from baomi.registers import cells
from baomi.registers.declarations import Column
from baomi.registers.sheets.cleaning import (
    LOOKUPS,
    MONTH,
    CellError,
    choice_of,
    code_text,
    folded,
    parse_date,
    shown,
    text_of,
    yes_or_no,
)

NUMBERS = (models.IntegerField, models.DecimalField, models.FloatField)


def field_at(model: type[models.Model], path: str) -> models.Field | None:
    """The field at the end of an attribute path; None where a property or a computed value stands."""
    field = None
    try:
        for part in path.split("__"):
            field = model._meta.get_field(part)
            model = field.related_model
    except (FieldDoesNotExist, AttributeError):
        return None
    return field


class Measure:
    """One column of the register, held against cells of a list."""

    def __init__(self, model: type[models.Model], column: Column):
        self.column = column
        self.field = field_at(model, column.name)
        self._read = self._reader()
        self._said: dict[str, str] = {}
        self._names: dict[int, set[str]] = {}

    @property
    def masked(self) -> bool:
        return isinstance(self.field, EncryptedTextField)

    def of_cell(self, cell: Any) -> str:
        """What the cell says, in one spelling; empty for nothing. Raises CellError for what it cannot be."""
        text = text_of(cell)
        return self._spelled(text) if text else ""

    def of_value(self, value: Any) -> str:
        """A value of the register's own, in the spelling of `of_cell`."""
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return str(value)
        if isinstance(self.field, models.DateField) and isinstance(value, dt.date):
            return cells.write(value, "month" if self.column.kind == "month" else "date")
        if self.field is not None and self.field.choices:
            return str(value)
        text = cells.write(value, self.column.kind)
        try:
            return self._spelled(text)
        except CellError:
            return folded(text)

    def alike(self, record: models.Model, cell: Any) -> bool:
        """Whether the cell says of the record what the register does; a cell that cannot be read does not."""
        try:
            theirs = self.of_cell(cell)
        except CellError:
            return False
        if theirs and self._by_name and (related := self._related(record)) is not None:
            return theirs in self._names_of(related)
        ours = self.of_value(self._raw(record))
        if theirs and ours and isinstance(self.field, models.DateField):
            return ours.startswith(theirs) or theirs.startswith(ours)  # 1984-06 says no more than the month
        return ours == theirs

    def theirs(self, cell: Any) -> str:
        """The cell as the pages show it, personal data behind its mask."""
        text = shown(cell)
        return self.field.mask(text) if text and self.masked else text

    @property
    def _by_name(self) -> bool:
        """Whether the column tells a related row by a name for which another may stand: 计算机学院, 计院, 03."""
        return "__" in self.column.name and self.column.name.rpartition("__")[2] in LOOKUPS

    def _names_of(self, related: models.Model) -> set[str]:
        if related.pk not in self._names:
            texts = (getattr(related, name, None) for name in LOOKUPS)
            self._names[related.pk] = {folded(str(text)) for text in texts if text}
        return self._names[related.pk]

    def _related(self, record) -> models.Model | None:
        for part in self.column.name.split("__")[:-1]:
            record = getattr(record, part, None)
        return record

    def _raw(self, record) -> Any:
        return self.column.raw(record) if self.field is not None else self.column.text(record)

    def _spelled(self, text: str) -> str:
        """The text in one spelling; the cells of a column repeat themselves, so each is read once."""
        found = self._said.get(text)
        if found is None:
            found = self._said[text] = self._read(text)
        return found

    def _reader(self) -> Callable[[str], str]:
        field = self.field
        if self.masked:
            return lambda text: normalise_digits(text).upper()
        if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
            return self._day
        if isinstance(field, models.BooleanField):
            return lambda text: str(yes_or_no(text))
        if field is not None and field.choices:
            return lambda text: str(choice_of(field.flatchoices, text))
        if isinstance(field, NUMBERS):
            return _number
        return lambda text: folded(code_text(text))

    def _day(self, text: str) -> str:
        """2026-03-02, or 2026-03 where no more is said."""
        month = bool(MONTH.fullmatch(unicodedata.normalize("NFKC", text).strip()))
        day = parse_date(text, month=month)
        return cells.write(day, "month" if month or self.column.kind == "month" else "date")


def _number(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    try:
        return str(Decimal(plain).normalize())
    except InvalidOperation:
        raise CellError(f"“{text}”不是数字") from None
