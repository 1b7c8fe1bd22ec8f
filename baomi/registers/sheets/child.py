"""The reading process: opens one checked workbook under limits of memory and time, writes its rows to stdout.

Run as a script of its own (`python -I child.py FILE`), so that nothing of the project is loaded. It writes one
JSON object; a problem the user can mend is {"problem": code, ...}. Positions come from a scan of the sheet's own
XML, because a library would believe the declared size and reserve memory for every cell up to it.
"""

import json
import re
import resource
import sys
import xml.etree.ElementTree as ET
import zipfile
from datetime import date, datetime
from xml.parsers import expat

MEMORY = 256 * 2**20
SECONDS = 20
MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELLS = 1_000_000
MAX_TEXT = 30_000_000
NAMED = 10
REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Problem(Exception):
    """Why the sheet is not read: a code and its details."""

    def __init__(self, code: str, **details):
        super().__init__(code)
        self.answer = {"problem": code, **details}


class Scan:
    """One pass over the sheet's XML: how far the filled cells reach, formulas, errors, hidden rows, merges."""

    def __init__(self):
        self.row = self.column = self.cells = 0
        self.cell: tuple[int, int] | None = None
        self.filled = False
        self.kind = ""
        self.heading = 0
        self.formulas: list[tuple[int, int]] = []
        self.errors: list[tuple[int, int]] = []
        self.hidden: list[int] = []
        self.merges: list[str] = []

    def start(self, name: str, attributes: dict) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            self.row = int(attributes.get("r") or self.row + 1)
            self.column = 0
            if attributes.get("hidden") in ("1", "true"):
                self.hidden.append(self.row)
        elif name == "f" and self.cell:
            self.formulas.append(self.cell)
            self._fill()
        elif name in ("v", "t") and self.cell:
            self._fill()
        elif name == "mergeCell":
            self.merges.append(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "c":
            self.cell = None

    def _begin_cell(self, attributes: dict) -> None:
        found = REFERENCE.fullmatch(attributes.get("r", ""))
        if found:
            self.column, self.row = column_number(found[1]), int(found[2])
        else:
            self.column += 1
        self.cell, self.filled, self.kind = (self.row, self.column), False, attributes.get("t", "")

    def _fill(self) -> None:
        if self.filled:
            return
        self.filled = True
        self.heading = self.heading or self.row
        self.cells += 1
        if self.row > MAX_ROWS or self.column > MAX_COLUMNS:
            raise Problem("far", cell=f"{column_letters(self.column)}{self.row}")
        if self.cells > MAX_CELLS:
            raise Problem("many")
        if self.kind == "e":
            self.errors.append(self.cell)


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def elements(archive: zipfile.ZipFile, part: str) -> ET.Element:
    return ET.fromstring(archive.read(part))  # noqa: S314 - checks.py has refused document types and entities


def first_sheet(archive: zipfile.ZipFile) -> tuple[str, str]:
    """(name, part) of the first visible worksheet."""
    targets = {
        relation.get("Id"): (relation.get("Type", ""), relation.get("Target", ""))
        for relation in elements(archive, "xl/_rels/workbook.xml.rels")
    }
    for sheet in elements(archive, "xl/workbook.xml").iter(f"{MAIN}sheet"):
        kind, target = targets.get(sheet.get(RELATION), ("", ""))
        if kind.endswith("/worksheet") and sheet.get("state", "visible") == "visible":
            return sheet.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise Problem("no_sheet")


def scan(archive: zipfile.ZipFile, part: str) -> Scan:
    found = Scan()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    with archive.open(part) as stream:
        parser.ParseFile(stream)
    return found


def merged_headings(found: Scan) -> list[str]:
    merged = []
    for reference in found.merges:
        first, _, last = reference.partition(":")
        top, bottom = (REFERENCE.fullmatch(end) for end in (first, last or first))
        if top and bottom and int(top[2]) <= found.heading <= int(bottom[2]):
            merged.append(reference)
    return merged


def plain(value):
    """A cell's value for JSON: text, number, bool; dates as {"d": iso}."""
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return {"d": value.date().isoformat()} if midnight else {"d": value.isoformat(sep=" ")}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, (str, int, float, bool)):
        return value
    return str(value)


def rows(path: str, name: str, found: Scan):
    """(line, cells) of every row that holds anything, the heading row first."""
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(path).get_sheet_by_name(name)
    strange = {cell: {"f": True} for cell in found.formulas} | {cell: {"e": True} for cell in found.errors}
    by_line: dict[int, dict[int, dict]] = {}
    for (line, column), mark in strange.items():
        by_line.setdefault(line, {})[column] = mark
    text = 0
    # iter_rows begins with the first line of the sheet, but with the first column that holds anything.
    left = [""] * (sheet.start or (0, 0))[1]
    for line, values in enumerate(sheet.iter_rows() if sheet.start else (), 1):
        cells = left + [plain(value) for value in values]
        for column, mark in by_line.pop(line, {}).items():
            cells += [""] * (column - len(cells))
            cells[column - 1] = mark
        text += sum(len(cell) for cell in cells if isinstance(cell, str))
        if text > MAX_TEXT:
            raise Problem("many")
        if any(
            cell != "" and cell is not None and not (isinstance(cell, str) and cell.isspace())
            for cell in cells
        ):
            yield line, cells
    for line, marks in sorted(by_line.items()):
        yield line, [marks.get(column, "") for column in range(1, max(marks) + 1)]


def read(path: str) -> dict:
    with zipfile.ZipFile(path) as archive:
        name, part = first_sheet(archive)
        found = scan(archive, part)
    if not found.cells:
        raise Problem("empty")
    merged = merged_headings(found)
    if merged:
        raise Problem("merged", cells=merged[:NAMED], row=found.heading)
    return {"sheet": name, "hidden": found.hidden[:NAMED], "rows": list(rows(path, name, found))}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = read(sys.argv[1])
    except Problem as problem:
        answer = problem.answer
    except MemoryError:
        answer = {"problem": "many"}
    except (zipfile.BadZipFile, expat.ExpatError, ET.ParseError, KeyError, ValueError, OSError):
        answer = {"problem": "broken"}
    json.dump(answer, sys.stdout, ensure_ascii=True, separators=(",", ":"))


if __name__ == "__main__":
    main()
