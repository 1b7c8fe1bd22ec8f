"""What the rows under a heading are: data, or what offices write around it.

A row is data unless something in it says otherwise; what was taken for something else is shown with its line and
can be corrected, so that no row disappears in silence.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

from baomi.registers.sheets.reader import SheetRow

COUNTING = {"序号", "序", "序列", "序列号", "顺序号", "行号", "no", "no."}
"""Headings of a column that only counts the rows; a row with nothing else in it is empty."""
TOTAL = re.compile(r".{0,14}(?:合计|小计|总计|共计|累计|合\s*计)(?:[\d(:].{0,20}|人数|总数|数)?")
NOTE = re.compile(
    r"(?:备注|附注|注意事项|注意|注|说明|(?:填表|填报|填写)?说明|(?:填表|填报|制表|经办|审核|复核|审批|批准|报送|联系|负责)人"
    r"|(?:单位|部门)?(?:主要|分管)?(?:负责人|领导)|制表|审核|复核|审批|联系电话|电话|(?:填表|填报|制表|报送|打印)?(?:日期|时间)"
    r"|(?:填表|填报|报送|编制)?(?:单位|部门)\(?(?:盖章|公章)\)?|\(?(?:盖章|公章|签字|签章|签名)\)?)"
    r"(?:\([^()]{0,8}\))?(?:[:\d].*|$)"
)
AMOUNT = re.compile(r"共?\d+(?:人次|[^\d\W_a-zA-Z])")
EXAMPLE = re.compile(r"\(?(?:示例|样例|举例|例)(?:行|数据)?\)?:?")
EXAMPLE_MARK = "示例："
"""What each cell of the example row in our own blank sheet begins with."""
LEADING = re.compile(
    r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、])?(?:部门|单位|所在单位|所属部门)?:?"
)
TRAILING = re.compile(r"(?:\(?共?\d+(?:人|条|项|台|件|个|份)\)?|\(续\)|:)+$")
DEPARTMENT_LIKE = re.compile(
    r".{1,18}(?:学院|院|系|部|处|室|办|中心|所|馆|科|局|厂|站|社|机关|公司|集团|书院|党校|团委|工会|课题组)"
)
LONGEST_GROUP = 30
LONGEST_NAME = 8
LINE_OF_UNIT = re.compile(
    r"(?:填报|填表|报送|编制|制表|所属|所在)?(?:单位|部门|学院)(?:名称)?(?:\((?:盖章|公章|章)\))?:(?P<name>[^:]{2,30}?)"
    r"(?=\(|(?:填报|填表|报送|制表)?(?:日期|时间|人)|\d{4}|密级|$)"
)


class Kind(StrEnum):
    DATA = "data"
    GROUP = "group"
    TOTAL = "total"
    NOTE = "note"
    HEADING = "heading"
    EXAMPLE = "example"


def compact(cell: object) -> str:
    """A cell's text for comparing: half-width, no white space; other values as they print."""
    text = cell if isinstance(cell, str) else "" if isinstance(cell, dict) else str(cell)
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_example(cell: object) -> bool:
    return isinstance(cell, str) and cell.startswith(EXAMPLE_MARK)


def group_name(text: str) -> str:
    """The name in a group row: 一、计算机学院（12 人） → 计算机学院."""
    plain = compact(text)
    return TRAILING.sub("", LEADING.sub("", plain)) or plain


def unit_of(cells: Iterable[object]) -> tuple[int, str] | None:
    """(column, name) of a line such as 填报单位：计算机学院　2026年11月20日; None for any other line."""
    for column, cell in enumerate(cells):
        found = LINE_OF_UNIT.match(compact(cell)) if isinstance(cell, str) else None
        if found and found["name"].strip("_—-"):
            return column, found["name"]
    return None


class RowKinds:
    """Tells the rows of one table apart. `counting` are columns that only number the rows, `keys` those of the key."""

    def __init__(
        self,
        headings: Sequence[str],
        keys: set[int],
        *,
        is_department: Callable[[str], bool] | None = None,
    ):
        self.headings = [compact(heading.rpartition(" / ")[2]) for heading in headings]
        self.keys = keys
        self.counting = {
            index for index, heading in enumerate(self.headings) if heading.casefold() in COUNTING
        }
        self.is_department = is_department

    def kinds(self, rows: Sequence[SheetRow]) -> dict[int, Kind]:
        """{line: kind} of all rows that are not empty."""
        filled = {row.line: self._filled(row) for row in rows}
        rows = [row for row in rows if filled[row.line]]
        found = {row.line: self._kind(row, filled[row.line]) for row in rows}
        for index in range(len(rows) - 1, -1, -1):
            row, above = rows[index], found.get(rows[index - 1].line) if index else None
            if found[row.line] in (Kind.DATA, Kind.GROUP):
                if found[row.line] is Kind.DATA and not self._trails(row, filled[row.line], above):
                    break
                found[row.line] = Kind.NOTE
        return found

    def thin(self, row: SheetRow) -> bool:
        """Whether the row holds one cell alone, where the table has more to fill."""
        return len(self._filled(row)) == 1 and len(self.headings) - len(self.counting) > 2

    def _filled(self, row: SheetRow) -> list[int]:
        """Columns with content, those that count left out unless they hold words."""
        return [
            index
            for index, cell in enumerate(row.cells)
            if cell != "" and (index not in self.counting or not _is_count(cell))
        ]

    def _kind(self, row: SheetRow, filled: list[int]) -> Kind:
        first = row.cells[filled[0]]
        if not isinstance(first, str):
            return Kind.DATA
        text = compact(first)
        if self._repeats_heading(row, filled):
            return Kind.HEADING
        if EXAMPLE.fullmatch(text) or all(is_example(row.cells[index]) for index in filled):
            return Kind.EXAMPLE
        if any(self._is_total(row, filled, index) for index in filled[:2]):
            return Kind.TOTAL
        if NOTE.fullmatch(text) and (":" in text or not self._has_key(row, filled, filled[0])):
            return Kind.NOTE
        return Kind.GROUP if self._is_group(first, filled) else Kind.DATA

    def _is_total(self, row: SheetRow, filled: list[int], index: int) -> bool:
        cell = row.cells[index]
        if not isinstance(cell, str) or not TOTAL.fullmatch(compact(cell)):
            return False
        return index in self.counting or not self._has_key(row, filled, index)

    def _has_key(self, row: SheetRow, filled: list[int], but: int) -> bool:
        """Whether a key stands in the row beside column `but`; an amount under the key's heading is none."""
        return any(
            index in self.keys and index != but and not AMOUNT.fullmatch(compact(row.cells[index]))
            for index in filled
        )

    def _repeats_heading(self, row: SheetRow, filled: list[int]) -> bool:
        same = sum(
            index < len(self.headings) and compact(row.cells[index]) == self.headings[index]
            for index in filled
        )
        return same >= 2 and same >= len(filled) - 1

    def _is_group(self, first: str, filled: list[int]) -> bool:
        if self.is_department is None or len(filled) != 1 or len(compact(first)) > LONGEST_GROUP:
            return False
        name = group_name(first)
        return self.is_department(name) or bool(DEPARTMENT_LIKE.fullmatch(name))

    def _trails(self, row: SheetRow, filled: list[int], above: Kind | None) -> bool:
        """Words alone under the last row of data: a remark over several lines, a signature's date."""
        if not self.thin(row):
            return False
        cell = row.cells[filled[0]]
        if isinstance(cell, dict):
            return "d" in cell
        words = isinstance(cell, str) and not compact(cell).isascii()
        return words and (len(compact(cell)) > LONGEST_NAME or above in (Kind.NOTE, Kind.TOTAL))


def _is_count(cell: object) -> bool:
    return not isinstance(cell, str) or compact(cell).strip("().、").isdecimal()
