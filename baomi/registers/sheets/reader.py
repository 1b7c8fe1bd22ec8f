"""A checked workbook as plain rows, read in a child process that may fail without harm."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from baomi.core.errors import Refusal
from baomi.registers.sheets import child
from baomi.registers.sheets.mapping import normalise

CHILD = Path(child.__file__)
SECONDS = 30
SMALLER = "请删去多余的工作表、空行和格式，或拆成几份后重新上传"
SHOWN = 10

column_letters = child.column_letters


@dataclass(frozen=True)
class SheetRow:
    """A row as it stands in the file: its line there and its cells, one per heading."""

    line: int
    cells: list[Any]


@dataclass(frozen=True)
class Table:
    """The first visible sheet: headings by column, rows with content, lines hidden in Excel."""

    sheet: str
    heading_line: int
    headings: list[str]
    rows: list[SheetRow]
    hidden: list[int] = field(default_factory=list)


def read(path: str | Path) -> Table:
    """Read the file at `path`, which `checks.check` has passed. Raises Refusal in the user's words.

    Trailing empty rows and columns do not count. Refused are merged or repeated headings, a heading without text
    above values, more than 50,000 rows or 200 columns of content, and whatever the process limits stop.
    """
    answer = _ask_child(path)
    if "problem" in answer:
        raise _refusal(answer)
    rows = answer["rows"]
    if not rows:
        raise Refusal("工作表是空的", how="请照模板填写后重新上传")
    heading_line, heading_cells = rows[0]
    headings = _headings(heading_cells, heading_line)
    body = [SheetRow(line, _fit(cells, headings, line)) for line, cells in rows[1:]]
    body = [row for row in body if any(cell != "" for cell in row.cells)]
    if not body:
        raise Refusal("只有表头，没有数据行", f"工作表“{answer['sheet']}”", "请在表头下逐行填写后重新上传")
    return Table(answer["sheet"], heading_line, headings, body, answer["hidden"])


def _ask_child(path: str | Path) -> dict:
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD), str(path)],
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise Refusal("文件内容过多，读取超时", how=SMALLER) from None
    if done.returncode != 0:
        raise Refusal("文件内容过多或结构异常，读不完", how=SMALLER)
    return json.loads(done.stdout)


def _refusal(answer: dict) -> Refusal:
    match answer["problem"]:
        case "far":
            limit = f"最多 {child.MAX_ROWS:,} 行、{child.MAX_COLUMNS} 列"
            return Refusal(
                f"内容超出范围：{limit}", f"单元格 {answer['cell']}", "请删去远处的内容，或拆成几份后重新上传"
            )
        case "many":
            return Refusal("文件内容过多，一次读不完", how=SMALLER)
        case "empty":
            return Refusal("工作表是空的", how="请照模板填写后重新上传")
        case "no_sheet":
            return Refusal("文件里没有可见的工作表", how="请取消隐藏后重新上传")
        case "merged":
            cells = "、".join(answer["cells"])
            return Refusal(
                "表头有合并单元格", f"第 {answer['row']} 行 {cells}", "请取消合并，每列一个表头后重新上传"
            )
    return Refusal("文件不完整或已损坏，打不开", how="请重新保存后再上传")


def _headings(cells: list, line: int) -> list[str]:
    headings = [" ".join(str(cell).split()) if isinstance(cell, str) else _odd(cell) for cell in cells]
    while headings and headings[-1] == "":
        headings.pop()
    if any(heading is None for heading in headings):
        column = column_letters(headings.index(None) + 1)
        raise Refusal("表头不是文字", f"第 {line} 行 {column} 列", "请把表头改成文字后重新上传")
    first: dict[str, int] = {}
    for index, heading in enumerate(headings):
        key = normalise(heading)
        if key and key in first:
            where = f"第 {line} 行 {column_letters(first[key] + 1)} 列和 {column_letters(index + 1)} 列"
            raise Refusal(f"表头重复：“{heading}”", where, "请删去一列，或改成不同的表头")
        first.setdefault(key, index)
    return headings


def _odd(cell) -> str | None:
    """A heading that is a number or a date reads as its text; a formula or an error is none."""
    if isinstance(cell, dict):
        return cell.get("d")
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _fit(cells: list, headings: list[str], line: int) -> list:
    width = len(headings)
    cells = [_stripped(cell) for cell in cells]
    for index, cell in enumerate(cells):
        if cell != "" and (index >= width or not headings[index]):
            where = f"第 {line} 行 {column_letters(index + 1)} 列"
            raise Refusal("这一列有内容却没有表头", where, "请补上表头，或删去这一列")
    return cells[:width] + [""] * (width - len(cells))


def _stripped(cell):
    """White space alone is nothing; the rest stays as it was typed."""
    return "" if cell is None or (isinstance(cell, str) and not cell.strip()) else cell
