"""What may be put right for the user, once he agrees: the way a value is written, never the value itself.

A repair is offered only when the repaired text passes the same field that refused the old one. Personal data kept
encrypted is never repaired, because a repair is kept and shown in the clear.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from baomi.core.fields import EncryptedTextField
from baomi.organization.models import Department
from baomi.registers.declarations import Register
from baomi.registers.sheets.cleaning import CellError, Cleaner, text_of
from baomi.registers.sheets.mapping import Target

KINDS = {
    "spaces": "去掉空格",
    "width": "全角改半角",
    "date": "改日期写法",
    "serial": "按 Excel 日期序号换算",
    "number": "去掉单位和分隔符",
    "choice": "改为可选项的写法",
    "department": "改为部门现名",
}
CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
CHINESE_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]?"
)
LOOSE_DATE = re.compile(r"(\d{4})\D{1,3}?(\d{1,2})\D{1,3}?(\d{1,2})(?:日|号|\D{0,2}0{1,2}:00(?::00)?)?")
AMOUNT = re.compile(
    r"(?:约|共)?([\d,]+(?:\.\d+)?)(?:人次|人|个|件|次|份|页|台|元|万元|小时|学时|课时|年|月|天|项|%)?"
)
FORMER = re.compile(r"[、，,;；\s]+")
KIND_OF_DEPARTMENT = re.compile(r"(?<=..)(?:学院|学部|院|系|部|处|室|办公室|办|中心|所)$")
SERIALS = range(7_306, 73_051)
"""Excel's day numbers of 1920 to 2099: others stand for no date an office writes."""
SHORTEST = 2


@dataclass(frozen=True)
class Offer:
    """A repair of one cell: what kind, what stands there, what would."""

    kind: str
    old: str
    new: str

    @property
    def label(self) -> str:
        return f"改为“{self.new}”" if len(self.new) <= 16 else KINDS[self.kind]


class Offers:
    """The repairs that a register's form would take; looked up once for each different text."""

    def __init__(
        self, register: Register, form: forms.BaseForm, targets: list[Target], *, from_1904: bool = False
    ):
        self.model = register.model
        self.fields = form.fields
        self.cleaner = Cleaner(form, targets)
        self.epoch = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
        self._known: dict[tuple[str, str], Offer | None] = {}
        self._names: dict[str, list[tuple[str, str]]] = {}

    def of(self, name: str, cell: Any) -> Offer | None:
        """The repair for a cell that the field refused; None when nothing is safe."""
        field = self.fields.get(name)
        if field is None or isinstance(self.model._meta.get_field(name), EncryptedTextField):
            return None
        try:
            text = text_of(cell)
        except CellError:
            return None
        if not text:
            return None
        if (name, text) not in self._known:
            self._known[name, text] = next(
                (
                    Offer(kind, text, new)
                    for kind, new in self._candidates(name, field, text)
                    if new != text and self._passes(name, field, new)
                ),
                None,
            )
        return self._known[name, text]

    def _candidates(self, name: str, field: forms.Field, text: str) -> Iterator[tuple[str, str]]:
        half = unicodedata.normalize("NFKC", text)
        bare = "".join(half.split())
        if isinstance(field, forms.ModelChoiceField):
            if field.queryset.model is Department:
                yield from self._departments(name, field, bare)
            return
        if isinstance(field, forms.DateField):
            yield from self._dates(bare)
            return
        yield "spaces", "".join(text.split())
        yield "width", half
        yield "width", bare
        if isinstance(field, forms.ChoiceField):
            yield from (("choice", label) for label in _alike(field, bare))
        elif isinstance(field, (forms.IntegerField, forms.FloatField, forms.DecimalField)):
            found = AMOUNT.fullmatch(bare)
            if found:
                yield "number", found[1].replace(",", "")

    def _dates(self, text: str) -> Iterator[tuple[str, str]]:
        found = LOOSE_DATE.fullmatch(text)
        if found:
            yield "date", f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
        found = CHINESE_DATE.fullmatch(text)
        if found:
            year = found[1].translate(CHINESE_DIGITS)
            yield "date", f"{year}-{_counted(found[2]):02}-{_counted(found[3]):02}"
        if text.isascii() and text.isdigit() and len(text) < 7 and int(text) in SERIALS:
            yield "serial", (self.epoch + timedelta(days=int(text))).isoformat()

    def _departments(self, name: str, field: forms.ModelChoiceField, text: str) -> Iterator[tuple[str, str]]:
        """The one department that bore the name before, or the one whose name holds it or is held by it."""
        if name not in self._names:
            self._names[name] = [
                (spelling, row.name)
                for row in field.queryset
                for spelling in (row.name, *FORMER.split(row.former_names))
                if spelling
            ]
        exact = {now for spelling, now in self._names[name] if spelling == text}
        near = {
            now
            for spelling, now in self._names[name]
            if len(text) > SHORTEST and (text in spelling or spelling in text)
        }
        same_stem = {now for spelling, now in self._names[name] if _stem(spelling) == _stem(text)}
        for found in (exact, same_stem, near):
            if len(found) == 1:
                yield "department", next(iter(found))

    def _passes(self, name: str, field: forms.Field, text: str) -> bool:
        try:
            if isinstance(field, forms.ModelChoiceField):
                return any(now == text for _, now in self._names[name])
            value = self.cleaner.clean(name, text)
            self.model._meta.get_field(name).run_validators(value)
        except (CellError, ValidationError):
            return False
        return True


def _stem(name: str) -> str:
    return KIND_OF_DEPARTMENT.sub("", name)


def _alike(field: forms.ChoiceField, text: str) -> list[str]:
    """The one label that the text holds or is held by: 一般涉密人员 → 一般. Words that deny (非、不、未) mean another."""
    if len(text) < SHORTEST or text[0] in "非不未无否":
        return []
    labels = [str(label) for value, label in field.choices if value not in ("", None)]
    near = [label for label in labels if label in text or text in label]
    return near if len(near) == 1 else []


def _counted(text: str) -> int:
    """A Chinese number up to 39: 十二 → 12, 二十 → 20."""
    tens, ten, ones = text.rpartition("十")
    value = int(ones.translate(CHINESE_DIGITS)) if ones else 0
    return value + 10 * (int(tens.translate(CHINESE_DIGITS)) if tens else 1) if ten else value
