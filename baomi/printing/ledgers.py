"""S-00: the rows of any register as a printed ledger, with the columns of its list."""

from django.conf import settings
from django.db.models import QuerySet

from baomi.core import clock
from baomi.printing import forms
from baomi.registers import cells
from baomi.registers.declarations import Column, Register

LEDGER = forms.add(
    forms.PrintForm(
        code="S-00",
        label="台账",
        template="print/ledger.html",
        data=lambda record: {},
        orientation="landscape",
    )
)
STARTS = {"text", "department"}
SHORT = 6
WIDTHS = (4, 24)


def ledger_data(register: Register, user, records: QuerySet, *, title: str = "") -> dict:
    """The data of S-00: the columns shown to that user, encrypted ones by their mask, widths after the longest text."""
    columns = [column for column in register.columns_for(user) if column.shown]
    texts = [[cells.plain(column, record) for column in columns] for record in records]
    aligns = [_align(column, [row[index] for row in texts]) for index, column in enumerate(columns)]
    widths = _widths(columns, texts)
    return {
        "title": title or f"{register.label}台账".replace("台账台账", "台账"),
        "unit": settings.INSTITUTION,
        "date": clock.today(),
        "summary": [],
        "total": f"共 {len(texts)} {register.unit_word}",
        "columns": [
            {"label": column.label, "width": width} for column, width in zip(columns, widths, strict=True)
        ],
        "rows": [
            [{"text": text, "align": align} for text, align in zip(row, aligns, strict=True)] for row in texts
        ],
        "signers": ["部门保密员", "部门负责人"],
        "note": "",
    }


def _align(column: Column, texts: list[str]) -> str:
    """Numbers right; short words, dates and levels centred, so that a column can be checked by ruler; text left."""
    if column.kind == "number":
        return "end"
    return "start" if column.kind in STARTS and max(map(len, texts), default=0) > SHORT else ""


def _widths(columns: list[Column], texts: list[list[str]]) -> list[float]:
    """Percent of the table for each column (96 in all, the rest is for 序号), after label and longest text."""
    low, high = WIDTHS
    weights = [
        min(high, max(low, len(column.label), *(_breadth(row[index]) for row in texts)))
        for index, column in enumerate(columns)
    ]
    return [round(96 * weight / sum(weights), 2) for weight in weights]


def _breadth(text: str) -> float:
    """Length in Chinese characters: Latin letters and digits take more than half of one."""
    return sum(1 if ord(sign) > 0x2E7F else 0.75 for sign in text)
