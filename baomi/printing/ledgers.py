"""S-00: the rows of any register as a printed ledger, with the columns of its list."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.db.models import QuerySet

from baomi.core import clock
from baomi.organization import policy
from baomi.organization.policy import Reach
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
TABLE = 249
"""Millimetres for the columns beside 序号, which takes four in a hundred."""
CHARACTER, EDGES = 3.75, 2.6
"""Millimetres of a Chinese character at 10.5 pt, and of the two paddings and the line of a cell."""
NARROW = 12


def ledger_data(
    register: Register,
    user,
    records: QuerySet,
    *,
    title: str = "",
    day: dt.date | None = None,
    columns: Sequence[Column] | None = None,
) -> dict:
    """The data of S-00: the columns shown to that user, encrypted ones by their mask, widths after the longest text.

    `day` is the day it is true for where it is not today, `columns` are those that can be told of it.
    """
    offered = register.columns_for(user) if columns is None else columns
    shown = [column for column in offered if column.shown]
    texts = [[cells.plain(column, record) for column in shown] for record in records]
    word = register.unit_word
    return table_data(register, user, shown, texts) | {
        "title": title or f"{register.label}台账".replace("台账台账", "台账"),
        "date": day or clock.today(),
        "summary": [f"{part} {word}" for part in register.split(records).split(" · ") if part],
        "total": f"共 {len(texts)} {word}",
    }


def table_data(register: Register, user, columns: Sequence[Column], texts: Sequence[Sequence[str]]) -> dict:
    """What S-00 needs for any table about a register: columns, cells, whose it is and who signs it."""
    aligns = [_align(column, [row[index] for row in texts]) for index, column in enumerate(columns)]
    widths = _widths(columns, texts)
    unit, signers = _whose(register, user)
    return {
        "unit": unit,
        "columns": [
            {"label": column.label, "width": width} for column, width in zip(columns, widths, strict=True)
        ],
        "rows": [
            [{"text": text, "align": align} for text, align in zip(row, aligns, strict=True)] for row in texts
        ],
        "signers": signers,
        "note": "",
    }


def _whose(register: Register, user) -> tuple[str, list[str]]:
    """(unit, words before 签字): the department's for whom the list ends at his department, else the university's."""
    if user is not None and user.staff:
        lines = policy.reach_by_role(register.permission("view"))
        if not any(lines.get(role) is Reach.ALL for role in policy.held(user).roles):
            return user.staff.department.top.name, ["部门保密员", "部门负责人"]
    return settings.INSTITUTION, ["经办人", "负责人"]


def _align(column: Column, texts: list[str]) -> str:
    """Numbers right; short words, dates, levels and codes centred, so that a column can be checked by ruler; text left."""
    if column.kind == "number":
        return "end"
    worded = any(len(text) > SHORT and not text.isascii() for text in texts)
    return "start" if column.kind in STARTS and worded else ""


def _widths(columns: Sequence[Column], texts: Sequence[Sequence[str]]) -> list[float]:
    """Percent of the table for each column (96 in all, the rest is for 序号).

    Every column gets what its label and longest text need on one line. Too much in all: the widest are cut to one
    common width, so that short columns never break. Too little: what is left is shared out in proportion.
    """
    needs = [
        max(
            NARROW,
            EDGES
            + CHARACTER * max(_breadth(text) for text in (column.label, *(row[index] for row in texts))),
        )
        for index, column in enumerate(columns)
    ]
    widths = needs if sum(needs) <= TABLE else _cut(needs)
    return [round(96 * width / sum(widths), 2) for width in widths]


def _cut(needs: list[float]) -> list[float]:
    """The needs with the widest cut to one common width, so that all of them fill the table."""
    left, rest = float(TABLE), sorted(needs)
    while rest and rest[0] <= left / len(rest):
        left -= rest.pop(0)
    common = left / len(rest)
    return [min(need, common) for need in needs]


def _breadth(text: str) -> float:
    """Length in Chinese characters: Latin letters and digits take six tenths of one."""
    return sum(1 if ord(sign) > 0x2E7F else 0.6 for sign in text)
