"""From a cell to a value: through the fields of one form instance, never guessing.

Related rows are looked up for the whole file at once, inside what the user's drop-down offers.
"""

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from baomi.core.errors import Refusal
from baomi.registers.sheets.mapping import Target

CHUNK = 500
EXACT = 10**15
"""Excel keeps 15 digits; a longer number has lost its end."""
YES, NO = {"是", "有", "√", "✓", "1", "y", "yes", "true"}, {"否", "无", "×", "x", "0", "n", "no", "false", ""}
EXPONENT = re.compile(r"[+-]?\d+(?:\.\d+)?[eE]\+?\d+")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0{1,2}:00(?::00)?)?")
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
FULL_WIDTH_CODE = re.compile(
    r"[０-９Ａ-Ｚａ-ｚ－／．＿\w./-]*[０-９Ａ-Ｚａ-ｚ][０-９Ａ-Ｚａ-ｚ－／．＿\w./-]*"
)
CHINESE = re.compile(r"[一-鿿]")
SPREAD = re.compile(r"[一-鿿]\s+[一-鿿]")
USUAL_TAIL = re.compile(r"(?<=.)(?:人员|[级类性型]|★.*)$")
"""What offices write after a choice: 秘密级, 机密★10年, 男性, 专职人员."""
LOOKUPS = ("number", "code", "username", "name", "short_name", "title")
"""Where a related row may be named, the surest first; a model says otherwise by `NAMED_BY`, paths of its own."""


class CellError(Exception):
    """What is wrong with one cell, and how to mend it."""

    def __init__(self, problem: str, fix: str = ""):
        super().__init__(problem)
        self.problem, self.fix = problem, fix


def text_of(cell: Any) -> str:
    """The cell as text; CellError for a formula, an error value, or a number longer than Excel keeps."""
    if isinstance(cell, dict):
        if "d" in cell:
            return cell["d"]
        if "f" in cell:
            raise CellError("这一格是公式，导入时不计算", "复制这一列，选“粘贴为数值”后重新上传")
        raise CellError(f"这一格是 Excel 的错误值 {cell['e']}", "请填写正确的内容")
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, (int, float)):
        return _number_text(cell)
    return (cell or "").strip()


def shown(cell: Any) -> str:
    """The cell as the preview shows it, whatever it is."""
    if isinstance(cell, dict):
        return cell.get("d") or ("（公式）" if "f" in cell else cell["e"])
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return str(int(cell)) if cell == int(cell) and abs(cell) < EXACT else repr(cell)
    return text_of(cell)


def _number_text(number: int | float) -> str:
    if abs(number) >= EXACT:
        raise CellError("数字超过 15 位，Excel 已丢掉末尾几位", "请把这一列设为文本格式，再照原件填写")
    return str(int(number)) if number == int(number) else repr(number)


class Cleaner:
    """The fields of one form instance, applied to many rows."""

    def __init__(self, form: forms.BaseForm, targets: Iterable[Target]):
        self.fields = form.fields
        self.targets = {target.name: target for target in targets}
        self._related: dict[str, dict[str, list[models.Model]]] = {}

    def prepare(self, columns: Mapping[str, Iterable[Any]]) -> None:
        """Look up every related row that the cells of `columns` name: a query per field and 500 names."""
        for name, values in columns.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ModelChoiceField):
                texts = {text for text in (_quiet_text(value) for value in values) if text}
                self._related[name] = _find_related(field.queryset, sorted(texts))

    def clean(self, name: str, cell: Any) -> Any:
        """The value for the field, as its form gives it. Raises CellError."""
        field = self.fields[name]
        text = text_of(cell)
        if not text and field.required:
            raise CellError("必填，不能留空", f"请填写{self.targets[name].label}")
        if isinstance(field, forms.ModelChoiceField):
            return self._related_row(name, text)
        try:
            return field.clean(self._prepared(name, field, text))
        except ValidationError as error:
            raise CellError("".join(error.messages)) from None

    def _prepared(self, name: str, field: forms.Field, text: str) -> Any:
        if isinstance(field, forms.BooleanField):
            return _yes_or_no(field, text)
        if not text:
            return text
        if isinstance(field, forms.MultipleChoiceField):
            return [choice_of(field.choices, part) for part in re.split(r"[、,，;；]", text) if part]
        if isinstance(field, forms.ChoiceField):
            return choice_of(field.choices, text)
        if isinstance(field, forms.DateField):
            column = self.targets[name].column
            return parse_date(text, month=bool(column and column.kind == "month"))
        if isinstance(field, (forms.IntegerField, forms.DateTimeField)):
            return unicodedata.normalize("NFKC", text)
        return self._without_gaps(name, code_text(text, always=self.targets[name].key))

    def _without_gaps(self, name: str, text: str) -> str:
        """A name spread out to fill its column (王　堃) and a key in pieces would be another name, another record."""
        target = self.targets[name]
        if target.names_somebody and SPREAD.search(text):
            raise CellError(f"{target.label}中有空格", "请去掉空格")
        if target.key and text.isascii() and len(text.split()) > 1:
            raise CellError(f"{target.label}中有空格", "请去掉空格")
        return text

    def _related_row(self, name: str, text: str) -> models.Model | None:
        if not text:
            return None
        label = self.targets[name].label
        found = self._related.get(name, {}).get(folded(text), [])
        if not found:
            raise CellError(f"没有这个{label}，或不在您的范围内", "请照台账中的名称或编号填写")
        if len(found) > 1:
            raise CellError(f"有 {len(found)} 个{label}叫这个名称", "请改填编号")
        return found[0]


def code_text(text: str, *, always: bool = False) -> str:
    """Text with its full-width digits and letters made half-width where it is a code; other text stays untouched.

    Raises CellError for 1.1E+17: what Excel leaves of a long number cannot be restored.
    """
    if always or (FULL_WIDTH_CODE.fullmatch(text) and not CHINESE.search(text)):
        text = unicodedata.normalize("NFKC", text).strip()
    if EXPONENT.fullmatch(text):
        raise CellError("这是 Excel 的科学记数，原来的数字已不完整", "请把这一列设为文本格式，再照原件填写")
    return text


def parse_date(text: str, *, month: bool = False) -> dt.date:
    """A date written 2026-03-02, 2026/3/2, 2026.3.2, 20260302 or 2026年3月2日; with `month` also 2026-03."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = DATE.fullmatch(plain) or COMPACT_DATE.fullmatch(plain)
    if found:
        year, number, day = (int(part) for part in found.groups())
    elif month and (found := MONTH.fullmatch(plain)):
        year, number, day = int(found[1]), int(found[2]), 1
    elif MONTH.fullmatch(plain):
        raise CellError("只有年月，没有日", "请补上日，写成 2026-03-02 这样")
    elif plain.isdigit():
        raise CellError("这是一个数字，不能确定是哪一天", "请改成 2026-03-02 这样，或把单元格设为日期格式")
    else:
        raise CellError("不是日期", "请改成 2026-03-02 这样")
    if not 1 <= number <= 12:
        raise CellError("日期不存在，月份应为 1 至 12", "请改成 2026-03-02 这样")
    if year < 1 or not 1 <= day <= calendar.monthrange(max(year, 1), number)[1]:
        raise CellError(f"日期不存在，{year} 年 {number} 月没有 {day} 日", "请核对后改正")
    return dt.date(year, number, day)


def _yes_or_no(field: forms.BooleanField, text: str) -> bool | None:
    if isinstance(field, forms.NullBooleanField) and not text:
        return None
    return yes_or_no(text)


def yes_or_no(text: str) -> bool:
    """是, 有, √, 1 … or 否, 无, ×, 0 … and nothing. Raises CellError for another word."""
    word = unicodedata.normalize("NFKC", text).casefold()
    if word in YES or word in NO:
        return word in YES
    raise CellError(f"“{text}”既不是“是”也不是“否”", "请填“是”或“否”")


def choice_of(choices: Iterable[tuple[Any, Any]], text: str) -> Any:
    """The value among `choices` that the text names by label or value, as offices write it. Raises CellError for none."""
    plain = folded(text)
    options = [(value, str(label)) for value, label in choices if value not in ("", None)]
    for value, label in options:
        if plain in (folded(label), folded(str(value))):
            return value
    bare = [
        value for value, label in options if USUAL_TAIL.sub("", plain) == USUAL_TAIL.sub("", folded(label))
    ]
    if len(bare) == 1:
        return bare[0]
    labels = "、".join(label for _, label in options[:12]) + ("等" if len(options) > 12 else "")
    raise CellError(f"“{text}”不在可选范围内", f"改为“{labels}”之一")


def folded(text: str) -> str:
    """Text for comparing: half-width, no white space, no capitals."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _quiet_text(cell: Any) -> str:
    try:
        return text_of(cell)
    except CellError:
        return ""


def _find_related(queryset: models.QuerySet, texts: list[str]) -> dict[str, list[models.Model]]:
    """{folded text: rows it names}; a number or code that fits beats a name that fits."""
    model = queryset.model
    paths = getattr(model, "NAMED_BY", None) or [
        name for name in LOOKUPS if any(field.name == name for field in model._meta.concrete_fields)
    ]
    if not paths:
        raise Refusal(f"{model._meta.verbose_name}不能按名称查找", how="请从对应关系中去掉这一列")
    found: dict[str, list[models.Model]] = {}
    rows: dict[Any, models.Model] = {}
    for start in range(0, len(texts), CHUNK):
        some = texts[start : start + CHUNK]
        some = sorted({*some, *(unicodedata.normalize("NFKC", text) for text in some)})
        condition = Q()
        for path in paths:
            condition |= Q(**{f"{path}__in": some})
        rows.update({row.pk: row for row in queryset.filter(condition)})
    for path in paths:
        at_path: dict[str, list[models.Model]] = {}
        for row in rows.values():
            at_path.setdefault(folded(_at(row, path) or ""), []).append(row)
        for text, matching in at_path.items():
            found.setdefault(text, matching)
    return found


def _at(row: models.Model, path: str) -> str:
    """The text at a path such as staff__number."""
    for part in path.split("__"):
        row = getattr(row, part)
    return row
