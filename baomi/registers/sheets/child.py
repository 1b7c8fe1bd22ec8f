"""The reading process: opens one checked workbook under limits of memory and time, writes its rows to stdout.

Run as a script of its own (`python -I -S child.py FILE [SHEET]`), so that nothing of the project and nothing
installed is loaded. It writes one JSON object; a problem the user can mend is {"problem": code, ...}.

One pass over the XML gives values, styles and positions. The sheet asked for, or the first visible one with
content, is read whole; of the other visible sheets only the head, to see where the table is. Sizes that a file
declares are never believed.
"""

import json
import re
import resource
import sys
import xml.etree.ElementTree as ET
import zipfile
from contextlib import suppress
from datetime import datetime, timedelta
from math import isfinite
from xml.parsers import expat

MEMORY = 256 * 2**20
SECONDS = 20
MAX_SHEETS = 30
MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_PLACES = 2_000_000
"""Cells, with the empty ones to their left."""
MAX_TEXT = 16_000_000
HEAD = 60
"""Rows with content that are read of a sheet that may not be the one."""
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
LAST_SERIAL = 2_958_466
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet knows no zones
PADDED = re.compile(r"0{2,15}")
BUILTIN_DAYS = {*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 56, 58}
BUILTIN_MONTHS = {17, 55, 57}
"""17 is mmm-yy; 55 and 57 are Excel's own 2026年3月 in Chinese editions, which style tables need not spell out."""


class Problem(Exception):
    """Why the sheet is not read: a code and its details."""

    def __init__(self, code: str, **details):
        super().__init__(code)
        self.answer = {"problem": code, **details}


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


_columns: dict[str, int] = {}


def column_of(reference: str) -> int:
    """The column of a cell's reference; 0 when it names none."""
    letters = reference.rstrip("0123456789")
    column = _columns.get(letters)
    if column is None:
        column = _columns[letters] = column_number(letters) if REFERENCE.fullmatch(reference) else 0
    return column


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def elements(archive: zipfile.ZipFile, part: str) -> ET.Element:
    return ET.fromstring(archive.read(part))  # noqa: S314 - checks.py has refused document types and entities


def local(tag: str) -> str:
    return tag.rpartition("}")[2]


class Book:
    """The workbook's sheets, shared strings, styles and epoch."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        relations = {
            relation.get("Id"): (
                relation.get("Type", "").rpartition("/")[2],
                _path(relation.get("Target", "")),
            )
            for relation in elements(archive, "xl/_rels/workbook.xml.rels")
        }
        parts = dict(relations.values())
        self.sheets: list[tuple[str, bool, str]] = []
        self.epoch = EPOCH
        self.from_1904 = False
        for element in elements(archive, "xl/workbook.xml").iter():
            if local(element.tag) == "workbookPr" and element.get("date1904") in ("1", "true"):
                self.epoch, self.from_1904 = EPOCH_1904, True
            elif local(element.tag) == "sheet":
                self._add_sheet(element, relations)
        self.strings = list(self._shared(parts.get("sharedStrings", "")))
        self.formats = self._formats(parts.get("styles", ""))

    def _add_sheet(self, element: ET.Element, relations: dict) -> None:
        reference = next((value for name, value in element.items() if local(name) == "id"), None)
        kind, part = relations.get(reference, ("", ""))
        if kind == "worksheet":
            self.sheets.append((element.get("name", ""), element.get("state", "visible") == "visible", part))

    def _shared(self, part: str):
        if part not in self.archive.NameToInfo:
            return
        with self.archive.open(part) as stream:
            for _, element in ET.iterparse(stream):  # noqa: S314 - as above
                if local(element.tag) == "si":
                    yield text_of(element)
                    element.clear()

    def _formats(self, part: str) -> list[str]:
        """What the style of each number makes of a cell: "day", "month", zeros to pad with, or nothing."""
        if part not in self.archive.NameToInfo:
            return []
        codes: dict[int, str] = {}
        styles = elements(self.archive, part)
        for element in styles.iter():
            if local(element.tag) == "numFmt":
                codes[int(element.get("numFmtId", 0))] = element.get("formatCode", "")
        used = next((element for element in styles if local(element.tag) == "cellXfs"), ())
        return [kind_of_format(int(style.get("numFmtId", 0)), codes) for style in used]


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def kind_of_format(number: int, codes: dict[int, str]) -> str:
    if number not in codes:
        return "month" if number in BUILTIN_MONTHS else "day" if number in BUILTIN_DAYS else ""
    if PADDED.fullmatch(codes[number]):
        return codes[number]
    letters = set(QUOTED.sub("", codes[number].partition(";")[0]).lower())
    if "y" in letters or ("d" in letters and "m" in letters):
        return "day" if "d" in letters or "h" in letters else "month" if "m" in letters else ""
    return ""


def text_of(element: ET.Element) -> str:
    """The text of a shared or inline string: its runs together, the reading aids of phonetics left out."""
    pieces = []
    for child in element:
        name = local(child.tag)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces += [run.text or "" for run in child if local(run.tag) == "t"]
    return unescaped("".join(pieces))


def unescaped(text: str) -> str:
    """_x000A_ as the character it stands for; half a character stays as it is written."""
    return ESCAPE.sub(_character, text) if "_x" in text else text


def _character(found: re.Match) -> str:
    code = int(found[1], 16)
    return found[0] if 0xD800 <= code < 0xE000 else chr(code)


class Enough(Exception):
    """The head of a sheet is read; the rest does not matter."""


class Sheet:
    """One pass over a sheet's XML: rows with content, merged ranges, hidden rows and columns, formulas."""

    def __init__(self, book: Book, part: str, *, head: bool = False):
        self.book, self.head = book, head
        self.rows: list[tuple[int, list]] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.places = self.text = self.formulas = 0
        self.width = self.line = self.column = 0
        self.cells: list = []
        self.hidden = self.inside = self.formula = self.reading_aid = False
        self.kind = self.style = ""
        self.value: str | None = None
        self.pieces: list[str] = []
        self.into = ""
        self._parse(part)

    def _parse(self, part: str) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._data
        with self.book.archive.open(part) as stream, suppress(Enough):
            parser.ParseFile(stream)

    def _start(self, name: str, attributes: dict) -> None:
        name = name.rpartition(":")[2] if ":" in name else name
        if self.inside:
            if name in ("v", "t"):
                self.into = "" if self.reading_aid else name
            elif name == "f":
                self.formula = True
            elif name == "rPh":
                self.reading_aid = True
        elif name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            self.line = int(attributes.get("r") or self.line + 1)
            self.cells, self.column = [], 0
            self.hidden = attributes.get("hidden") in ("1", "true")
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self.hidden_columns += range(first, min(last, MAX_COLUMNS) + 1)

    def _begin_cell(self, attributes: dict) -> None:
        self.column = column_of(attributes.get("r", "")) or self.column + 1
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.value, self.inside, self.formula, self.reading_aid = None, True, False, False

    def _data(self, text: str) -> None:
        if self.into == "v":
            self.value = text
        elif self.into == "t":
            self.pieces.append(text)

    def _end(self, name: str) -> None:
        self.into = ""
        if self.inside:
            name = name.rpartition(":")[2] if ":" in name else name
            if name == "c":
                self.inside = False
                self._end_cell()
            elif name == "rPh":
                self.reading_aid = False
        elif self.cells and name.endswith("row"):
            self._end_row()

    def _end_cell(self) -> None:
        value = self._value()
        if value == "":
            return
        cells, column = self.cells, self.column
        if self.line > MAX_ROWS or column > MAX_COLUMNS:
            raise Problem("far", cell=f"{column_letters(column)}{self.line}")
        if column <= len(cells):
            raise Problem("broken")
        if column > len(cells) + 1:
            cells += [""] * (column - len(cells) - 1)
        cells.append(value)
        self.text += len(value) if value.__class__ is str else 8

    def _end_row(self) -> None:
        if self.rows and self.rows[-1][0] >= self.line:
            raise Problem("broken")
        self._count(self.cells)
        self.rows.append((self.line, self.cells))
        if self.hidden:
            self.hidden_rows.append(self.line)
        self.cells = []
        if self.head and len(self.rows) >= HEAD:
            raise Enough

    def _count(self, cells: list) -> None:
        self.width = max(self.width, len(cells))
        self.places += len(cells)
        if self.places > MAX_PLACES or self.text > MAX_TEXT:
            raise Problem("many")

    def _value(self):
        """Text, number or bool; {"d": date}, {"e": error}, {"f": true} for a formula without its result."""
        if self.pieces:
            text, self.pieces = "".join(self.pieces), []
            return _filled(unescaped(text))
        value, kind = self.value, self.kind
        if value is None:
            return {"f": True} if self.formula else ""
        self.formulas += self.formula
        match kind:
            case "s":
                return _filled(self.book.strings[int(value)])
            case "n":
                return self._number(value.strip(), self.style)
            case "str" | "inlineStr":
                return _filled(unescaped(value))
            case "b":
                return value.strip() in ("1", "true")
            case "e":
                return {"e": value.strip()[:20]}
            case "d":
                return {"d": value.strip()[:19].replace("T", " ").removesuffix(" 00:00:00")}
        return self._number(value.strip(), self.style)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = REFERENCE.fullmatch(first), REFERENCE.fullmatch(last or first)
        if not start or not end:
            raise Problem("broken")
        top, left, bottom, right = int(start[2]), column_number(start[1]), int(end[2]), column_number(end[1])
        if top > bottom or left > right:
            raise Problem("broken")
        bottom, right = min(bottom, self.last), min(right, self.width)
        if top <= bottom and left <= right and (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))
        if len(self.merges) > MAX_ROWS:
            raise Problem("many")

    @property
    def last(self) -> int:
        return self.rows[-1][0] if self.rows else 0

    def _number(self, text: str, style: str):
        if not text:
            return ""
        number = int(text) if len(text) < 19 and text.isdecimal() else float(text)
        if not isfinite(number):
            raise Problem("broken")
        formats = self.book.formats
        index = int(style) if style.isdecimal() else 0
        form = formats[index] if index < len(formats) else ""
        if not form:
            return number
        if form in ("day", "month"):
            return self._date(number, form)
        return str(int(number)).zfill(len(form)) if number == int(number) and number >= 0 else number

    def _date(self, serial: float, form: str):
        """A number under a date format as {"d": ...}; a month's format over the first of a month shows a month only."""
        if not 0 < serial < LAST_SERIAL:
            return serial
        days = serial + 1 if serial < 60 and not self.book.from_1904 else serial
        moment = self.book.epoch + timedelta(seconds=round(days * 86_400))
        if moment.hour or moment.minute or moment.second:
            return {"d": moment.isoformat(sep=" ")}
        if form == "month" and moment.day == 1:
            return {"d": moment.date().isoformat()[:7]}
        return {"d": moment.date().isoformat()}

    def fill_down(self) -> None:
        """Give every row that a merged range covers its first column's value, as the eye reads it.

        Merged ranges never overlap in a file that Excel saved; together they cannot hold more cells than the sheet.
        """
        lines = dict(self.rows)
        room = sum(bottom - top + 1 for top, _, bottom, _ in self.merges)
        if room > self.last * max(self.width, 1):
            raise Problem("overlap")
        for top, left, bottom, _ in self.merges:
            first = lines.get(top, ())
            value = first[left - 1] if left <= len(first) else ""
            if value == "":
                continue
            for line in range(top + 1, bottom + 1):
                cells = lines.setdefault(line, [])
                cells += [""] * (left - len(cells))
                cells[left - 1] = value
                self.text += len(value) if isinstance(value, str) else 8
                self._count([])
        self.rows = sorted(lines.items())

    def answer(self, name: str) -> dict:
        return {
            "name": name,
            "whole": not self.head,
            "rows": self.rows,
            "merges": self.merges,
            "hidden_rows": self.hidden_rows,
            "hidden_columns": sorted(set(self.hidden_columns)),
            "formulas": self.formulas,
            "from_1904": self.book.from_1904,
        }


def _filled(text: str) -> str:
    """White space alone is nothing; the rest stays as it was typed."""
    return text if text.strip() else ""


def read(path: str, wanted: str = "") -> dict:
    with zipfile.ZipFile(path) as archive:
        book = Book(archive)
        shown = [sheet for sheet in book.sheets if sheet[1]][:MAX_SHEETS]
        if not shown:
            raise Problem("no_sheet")
        if wanted and wanted not in [name for name, _, _ in shown]:
            raise Problem("no_such_sheet", names=[name for name, _, _ in shown])
        answers, whole = [], False
        for name, _, part in shown:
            sheet = Sheet(book, part, head=whole or bool(wanted and name != wanted))
            if sheet.rows and not sheet.head:
                whole = True
                sheet.fill_down()
            answers.append(sheet.answer(name))
    if not whole:
        raise Problem("empty")
    return {"sheets": answers, "hidden_sheets": [name for name, visible, _ in book.sheets if not visible]}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        answer = json.dumps(read(*sys.argv[1:]), ensure_ascii=False, separators=(",", ":")).encode()
    except Problem as problem:
        answer = json.dumps(problem.answer).encode()
    except MemoryError:
        answer = b'{"problem":"many"}'
    except (
        zipfile.BadZipFile,
        expat.ExpatError,
        ET.ParseError,
        KeyError,
        IndexError,
        ValueError,
        OverflowError,
        OSError,
    ):
        answer = b'{"problem":"broken"}'
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
