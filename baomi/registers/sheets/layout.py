"""What is known about a workbook on its way in: which sheet, which heading rows, what the odd rows are, what was repaired."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from baomi.core.errors import Refusal
from baomi.registers.sheets.kinds import Kind
from baomi.registers.sheets.reader import Grid, SheetRow, column_number


@dataclass(frozen=True)
class Repair:
    """A cell changed with the owner's consent: what kind of change, what stood there, what stands there now."""

    kind: str
    old: str
    new: str


@dataclass(frozen=True)
class Layout:
    """The corrections of one upload. `head` and `sheet` empty: as found. Repairs by place, such as 12:C."""

    sheet: str = ""
    head: tuple[int, int] | None = None
    kinds: Mapping[int, str] = field(default_factory=dict)
    hidden: bool = True
    repairs: Mapping[str, Repair] = field(default_factory=dict)
    chosen: bool = False
    """Whether the owner said which column is which; it is remembered for the same headings."""

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> "Layout":
        return cls(
            sheet=data.get("sheet", ""),
            head=tuple(data["head"]) if data.get("head") else None,
            kinds={int(line): kind for line, kind in data.get("kinds", {}).items()},
            hidden=data.get("hidden", True),
            repairs={place: Repair(**repair) for place, repair in data.get("repairs", {}).items()},
            chosen=data.get("chosen", False),
        )

    def dump(self) -> dict:
        return asdict(self)

    def same_table(self, other: "Layout") -> bool:
        return replace(self, chosen=False) == replace(other, chosen=False)

    def elsewhere(self, sheet: str, head: tuple[int, int] | None) -> "Layout":
        """The layout for another sheet or heading: what was said about rows and cells there does not count here."""
        if sheet != self.sheet:
            return Layout(sheet=sheet, head=head)
        return replace(self, head=head, kinds={}, chosen=False)

    def repaired(self, grid: Grid) -> Grid:
        """The sheet with the repaired cells in place."""
        if not self.repairs:
            return grid
        by_line: dict[int, dict[int, str]] = {}
        for place, repair in self.repairs.items():
            line, _, letter = place.partition(":")
            by_line.setdefault(int(line), {})[column_number(letter) - 1] = repair.new
        rows = [
            SheetRow(row.line, _with(row.cells, by_line[row.line])) if row.line in by_line else row
            for row in grid.rows
        ]
        return replace(grid, rows=rows)


def _with(cells: list, changes: Mapping[int, str]) -> list:
    return [changes.get(index, cell) for index, cell in enumerate(cells)]


def heading_lines(text: str) -> tuple[int, int]:
    """Heading rows as people write them: 3 or 3-4. Raises Refusal for anything else, or for more than three rows."""
    first, _, last = unicodedata.normalize("NFKC", text).replace("至", "-").partition("-")
    first, last = first.strip(), last.strip() or first.strip()
    if not (
        first.isdecimal()
        and last.isdecimal()
        and len(last) < 7
        and 1 <= int(first) <= int(last) < int(first) + 3
    ):
        raise Refusal(f"表头行“{text}”看不明白", how="请写成 3 或 3-4 这样，最多三行")
    return int(first), int(last)


def known_kinds(given: Mapping[int, str]) -> dict[int, str]:
    """Kinds of rows a user chose. Raises Refusal for one that does not exist."""
    for line, kind in given.items():
        if kind not in set(Kind):
            raise Refusal("没有这种行", f"第 {line} 行", "请重新选择")
    return dict(given)


def lines_named(text: str) -> list[int]:
    """Row numbers as people write them: 35、40-42. Raises Refusal for anything else, or for more than 1,000 rows."""
    lines: list[int] = []
    for part in re.split(r"[、，,;；\s]+", unicodedata.normalize("NFKC", text).strip()):
        first, _, last = part.partition("-")
        last = last or first
        if not part:
            continue
        if not (
            first.isdecimal()
            and last.isdecimal()
            and len(last) < 7
            and int(first) <= int(last) < int(first) + 1000
        ):
            raise Refusal(f"行号“{part}”看不明白", how="请写成 35、40-42 这样")
        lines += range(int(first), int(last) + 1)
    return lines
