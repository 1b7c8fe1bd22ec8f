"""The repeating rows of F-12, F-14 and F-19b: which tables each form has, their columns, how they are kept.

They are kept as one JSON text in `Vetting.tables`, encrypted; here is the only place that reads and writes it.
"""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from baomi.core.errors import Refusal
from personnel.choices.people import PersonKind
from personnel.choices.vetting import VettingPurpose
from personnel.models import Vetting

Row = dict[str, str]
Rows = dict[str, list[Row]]

MOST_ROWS = 30
YES = "是"
MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")


class Form(StrEnum):
    """The printed form of a vetting."""

    ENTRY = "F-12"
    AGAIN = "F-14"
    WORKER = "F-19B"


@dataclass(frozen=True)
class Column:
    """One column of a table, needed in every row or not.

    `kind`: text, month (2019-03), day (2019-03-02), flag (是 or empty), option (one of `options`).
    """

    name: str
    label: str
    kind: str = "text"
    needed: bool = False
    length: int = 40
    default: str = ""
    options: tuple[str, ...] = ()

    @property
    def example(self) -> str:
        """How a month or a day is written."""
        return {"month": "2019-03", "day": "2019-03-02"}.get(self.kind, "")


@dataclass(frozen=True)
class Table:
    """A table of the form. `printed` is how many rows the paper has at least; `needed` asks for one row at least."""

    name: str
    label: str
    columns: tuple[Column, ...]
    printed: int
    needed: bool = False
    note: str = ""


EXPERIENCE = Table(
    "experience",
    "学习及工作经历",
    (
        Column("starts", "起（年月）", "month", needed=True),
        Column("ends", "止（年月）", "month"),
        Column("place", "经历、单位及任职", needed=True, length=80),
        Column("witness", "证明人", length=20),
    ),
    printed=10,
    needed=True,
    note="从高中填起，时间前后衔接；至今的不填止",
)
FAMILY = Table(
    "family",
    "家庭成员及主要社会关系",
    (
        Column("relation", "关系", needed=True, length=10),
        Column("name", "姓名", needed=True, length=20),
        Column("nationality", "国籍", needed=True, length=20, default="中国"),
        Column("foreign", "有境外居留权", "flag"),
        Column("work", "单位及职务", length=60),
        Column("political", "政治面貌", length=20),
    ),
    printed=5,
    needed=True,
    note="填配偶、父母、子女、配偶的父母及关系密切的境外亲友",
)
TRIPS = Table(
    "trips",
    "因私出国（境）情况",
    (
        Column("starts", "起（年月）", "month", needed=True),
        Column("ends", "止（年月）", "month"),
        Column("place", "国家（地区）", needed=True, length=40),
        Column("purpose", "事由", needed=True, length=60),
    ),
    printed=4,
)
FUNDING = Table(
    "funding",
    "接受境外资助情况",
    (
        Column("day", "时间（年月）", "month", needed=True),
        Column("place", "国家（地区）", needed=True, length=20),
        Column("body", "机构", needed=True, length=40),
        Column("content", "内容", length=40),
        Column("amount", "金额", length=20),
    ),
    printed=2,
)
PUNISHMENT = Table(
    "punishment",
    "处分或违法犯罪记录",
    (
        Column("day", "时间（年月）", "month", needed=True),
        Column("result", "结果", needed=True, length=40),
        Column("reason", "原因", length=40),
        Column("body", "处理机构", length=40),
    ),
    printed=1,
)
COMPUTERS = Table(
    "computers",
    "目前使用的非涉密计算机及移动介质",
    (
        Column("model", "品牌型号", needed=True, length=40),
        Column("serial", "硬盘序列号", needed=True, length=40),
    ),
    printed=2,
)
MATTERS = Table(
    "matters",
    "涉密事项",
    (
        Column("name", "事项名称（代号、起止期限）", needed=True, length=60),
        Column("level", "密级", needed=True, length=4),
    ),
    printed=3,
    note="只写编号、代号或脱敏名，不写项目名称",
)

TABLES_OF: dict[Form, tuple[Table, ...]] = {
    Form.ENTRY: (EXPERIENCE, FAMILY, TRIPS, FUNDING, PUNISHMENT),
    Form.AGAIN: (EXPERIENCE, FAMILY, TRIPS, FUNDING, PUNISHMENT, COMPUTERS, MATTERS),
    Form.WORKER: (EXPERIENCE, FAMILY),
}
"""In the order of the printed form."""


def form_of(vetting: Vetting) -> Form:
    """工勤人员 are vetted on F-19b, everybody else on F-12 before the post and on F-14 again."""
    if vetting.person.kind == PersonKind.WORKER:
        return Form.WORKER
    return Form.ENTRY if vetting.purpose == VettingPurpose.ENTRY else Form.AGAIN


def tables_of(vetting: Vetting) -> tuple[Table, ...]:
    return TABLES_OF[form_of(vetting)]


def read(vetting: Vetting) -> Rows:
    """Every table of the form with its rows, empty lists for what was never filled."""
    kept = json.loads(vetting.tables) if vetting.tables else {}
    return {table.name: kept.get(table.name, []) for table in tables_of(vetting)}


def written(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The rows as they are kept; the same rows give the same text, so that saving without a change writes nothing."""
    filled_tables = {name: list(of_table) for name, of_table in rows.items() if of_table}
    if not filled_tables:
        return ""
    return json.dumps(filled_tables, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def cleaned(vetting: Vetting, typed: Mapping[str, Sequence[Mapping[str, str]]]) -> Rows:
    """The typed rows of the form's tables, blank ones left out. Raises Refusal naming table, row and column."""
    return cleaned_tables(tables_of(vetting), typed)


def cleaned_tables(tables: Sequence[Table], typed: Mapping[str, Sequence[Mapping[str, str]]]) -> Rows:
    """As `cleaned`, for the tables of any form."""
    return {
        table.name: [_row(table, number, row) for number, row in enumerate(filled(table, typed), start=1)]
        for table in tables
    }


def filled(table: Table, typed: Mapping[str, Sequence[Mapping[str, str]]]) -> list[Mapping[str, str]]:
    """The typed rows of the table that say something. Raises Refusal for more than the form takes."""
    rows = [row for row in typed.get(table.name, ()) if says_something(table, row)]
    if len(rows) > MOST_ROWS:
        raise Refusal(f"{table.label}最多 {MOST_ROWS} 行", how="请合并相近的几行")
    return rows


def says_something(table: Table, row: Mapping[str, str]) -> bool:
    """A row in which nothing but what stood there from the start is no row."""
    return any(str(row.get(item.name, "")).strip() not in ("", item.default) for item in table.columns)


def _row(table: Table, number: int, row: Mapping[str, str]) -> Row:
    return {
        item.name: _cell(table, number, item, str(row.get(item.name, "")).strip()) for item in table.columns
    }


def _cell(table: Table, number: int, column: Column, text: str) -> str:
    where = f"{table.label}第 {number} 行“{column.label}”"
    if column.needed and not text:
        raise Refusal("还没有填写", where, "不需要这一行的，请整行清空或删去")
    if len(text) > column.length:
        raise Refusal(f"太长，最多 {column.length} 字", where)
    if column.kind == "month" and text and not MONTH.fullmatch(text):
        raise Refusal(f"“{text}”不是年月", where, "请写成 2019-03 这样")
    if column.kind == "day" and text and not _is_day(text):
        raise Refusal(f"“{text}”不是日期", where, "请写成 2019-03-02 这样")
    if column.kind == "option" and text and text not in column.options:
        raise Refusal(f"“{text}”不在可选范围内", where, f"可选：{'、'.join(column.options)}")
    return YES if column.kind == "flag" and text else text


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def period(row: Mapping[str, str]) -> str:
    """2015-09 至 2019-06; 2019-07 至今 for what has no end."""
    return f"{row.get('starts', '')} 至 {row['ends']}" if row.get("ends") else f"{row.get('starts', '')} 至今"


def spouse_abroad(vetting: Vetting) -> bool:
    """Whether the family table shows a spouse with foreign residence or another nationality."""
    return any(
        row["relation"] in SPOUSE and (row.get("foreign") or row.get("nationality") not in ("", CHINA))
        for row in read(vetting)[FAMILY.name]
    )


CHINA = "中国"
SPOUSE = ("配偶", "妻子", "丈夫", "妻", "夫", "爱人")
