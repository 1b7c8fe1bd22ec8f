"""A checked workbook as plain rows, read in a child process that may fail without harm."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from baomi.core.errors import Refusal
from baomi.registers.sheets import child

CHILD = Path(child.__file__)
SECONDS = 30
SMALLER = "请删去多余的工作表、空行和格式，或拆成几份后重新上传"

column_letters = child.column_letters
column_number = child.column_number


@dataclass(frozen=True)
class SheetRow:
    """A row as it stands in the file: its line there and its cells, one per heading."""

    line: int
    cells: list[Any]


@dataclass(frozen=True)
class Table:
    """The rows of one table: headings by column, rows of data, lines hidden in Excel.

    `letters` names each column as Excel does; a column that the file writes as rows of its own (a department over
    the people below it) stands last. `groups` says for each data line where that value was written: line and letter.
    """

    sheet: str
    heading_line: int
    headings: list[str]
    rows: list[SheetRow]
    hidden: list[int] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    groups: Mapping[int, tuple[int, str]] = field(default_factory=dict)

    def letter(self, index: int) -> str:
        return self.letters[index] if self.letters else column_letters(index + 1)


@dataclass(frozen=True)
class Grid:
    """A sheet as it stands in the file: rows with content, merged ranges as (top, left, bottom, right), what is hidden.

    A cell is text, a number, a bool, or {"d": date}, {"e": error value}, {"f": True} for a formula without result.
    A merged range gives its value to every row it covers. `whole` is False when only the head was read.
    """

    name: str
    rows: list[SheetRow]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    formulas: int = 0
    from_1904: bool = False
    whole: bool = True


@dataclass(frozen=True)
class Book:
    """The visible sheets of a workbook, one of them whole, and the names of the hidden ones, which are never read."""

    sheets: list[Grid]
    hidden: list[str] = field(default_factory=list)

    @property
    def whole(self) -> Grid:
        return next(sheet for sheet in self.sheets if sheet.whole)


def read(path: str | Path, sheet: str = "") -> Book:
    """Read the file at `path`, which `checks.check` has passed; the named sheet whole, or the first with content.

    Raises Refusal in the user's words for more than 50,000 rows or 200 columns of content, for a workbook without
    a visible sheet or content, and for whatever the process limits stop.
    """
    answer = _ask_child(path, sheet)
    if "problem" in answer:
        raise _refusal(answer)
    return Book([_grid(item) for item in answer["sheets"]], answer["hidden_sheets"])


def _grid(item: dict) -> Grid:
    rows = [SheetRow(line, cells) for line, cells in item.pop("rows")]
    merges = [tuple(merge) for merge in item.pop("merges")]
    return Grid(rows=rows, merges=merges, **item)


def _ask_child(path: str | Path, sheet: str) -> dict:
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(CHILD), str(path), *([sheet] if sheet else [])],
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise Refusal("文件内容过多，读取超时", how=SMALLER) from None
    if done.returncode != 0 or not done.stdout:
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
        case "no_such_sheet":
            names = "、".join(f"“{name}”" for name in answer["names"])
            return Refusal("文件里没有这张工作表，或它是隐藏的", how=f"可选：{names}")
        case "overlap":
            return Refusal(
                "合并单元格互相重叠，不是 Excel 保存的工作簿", how="请用 Excel 或 WPS 打开，另存后重新上传"
            )
    return Refusal("文件不完整或已损坏，打不开", how="请重新保存后再上传")
