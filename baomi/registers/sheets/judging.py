"""What a cell means for a field: the value that would be saved and the text the preview shows for it.

Cells of a column repeat themselves (units, titles, yes and no), so each text is judged once per column.
"""

from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models

from baomi.core.fields import EncryptedTextField, masked
from baomi.registers import cells
from baomi.registers.sheets.cleaning import CellError, Cleaner
from baomi.registers.sheets.mapping import Target


class Judged(NamedTuple):
    """The value and its text, or what is wrong with the cell."""

    value: Any = None
    text: str = ""
    error: CellError | None = None


class Judge:
    """The cells of a sheet, judged by the fields of one form and the validators of the model."""

    def __init__(self, model: type[models.Model], cleaner: Cleaner):
        self.cleaner = cleaner
        self._fields = {name: model._meta.get_field(name) for name in cleaner.fields}
        self._known: dict[str, dict[str, Judged]] = {name: {} for name in cleaner.fields}

    def judge(self, target: Target, cell: Any) -> Judged:
        """What the cell means in the column of `target`."""
        if type(cell) is not str:
            return self._judge(target, cell)
        known = self._known[target.name]
        found = known.get(cell)
        if found is None:
            found = known[cell] = self._judge(target, cell)
        return found

    def _judge(self, target: Target, cell: Any) -> Judged:
        try:
            value = self.cleaner.clean(target.name, cell)
            self._validate(self._fields[target.name], value)
        except CellError as error:
            return Judged(error=error)
        return Judged(value, written(self._fields[target.name], target, value))

    def _validate(self, field: models.Field, value: Any) -> None:
        """What the form let pass, by the model field's own validators, which forms leave to full_clean."""
        if isinstance(field, EncryptedTextField) and "****" in str(value):
            raise CellError("这一格是遮盖后的内容，与台账现有的不同", "请填写完整内容，或照导出的原样保留")
        try:
            if not field.is_relation:
                field.run_validators(value)
        except ValidationError as error:
            raise CellError("".join(error.messages)) from None


def present_text(field: models.Field, target: Target, record: models.Model) -> str:
    """The record's value as an export writes it."""
    if target.column is not None:
        return cells.plain(target.column, record)
    if isinstance(field, EncryptedTextField):
        return masked(record, target.name)
    return written(field, target, cells.value_of(record, target.name))


def written(field: models.Field, target: Target, value: Any) -> str:
    """A value as the house writes it; personal data behind its mask."""
    if isinstance(field, EncryptedTextField):
        return field.mask(value) if value else ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value or ""))
    return cells.write(value, target.column.kind if target.column else "text")


def alike(value: Any, other: Any) -> bool:
    """Whether two values are the same; None and the empty text are the same nothing."""
    return ("" if value is None else value) == ("" if other is None else other)
