"""Thousands of rows of text put into a workbook that openpyxl has made.

openpyxl builds an object and several XML elements for each cell, and one more where the cell has a style. A row
of text is one line of XML, so it is written as such; everything around the rows (styles, frozen head, further
sheets) stays openpyxl's.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from baomi.registers.sheets.text_cells import EXCEL_LIMIT, escaped, text_cell

END_OF_ROWS = b"</sheetData>"
AT_ONCE = 500


def saved(book: Workbook, rows: Iterable[Sequence[str]]) -> bytes:
    """The workbook, whose first sheet is write-only and holds one heading row, with `rows` below that.

    Cells are of string type with quotePrefix, their text untouched, as `text_cells.text_cell` makes them.
    """
    sheet = book.worksheets[0]
    style = text_cell(sheet, "'").style_id
    plain = io.BytesIO()
    book.save(plain)
    full = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(full, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename != sheet.path.lstrip("/"):
                target.writestr(entry, part)
                continue
            head, end, tail = part.rpartition(END_OF_ROWS)
            with target.open(entry, "w") as stream:
                stream.write(head)
                _write(stream, rows, style, line=2)
                stream.write(end + tail)
    return full.getvalue()


def _write(stream, rows: Iterable[Sequence[str]], style: int, line: int) -> None:
    letters: list[str] = []
    waiting: list[str] = []
    for number, row in enumerate(rows, line):
        letters += [get_column_letter(column) for column in range(len(letters) + 1, len(row) + 1)]
        waiting.append(_row(number, letters, row, style))
        if len(waiting) == AT_ONCE:
            stream.write("".join(waiting).encode("utf-8", "replace"))
            waiting.clear()
    stream.write("".join(waiting).encode("utf-8", "replace"))


def _row(line: int, letters: Sequence[str], row: Sequence[str], style: int) -> str:
    cells = [
        f'<c r="{letter}{line}" s="{style}" t="inlineStr"><is>{_text(text)}</is></c>'
        for letter, text in zip(letters, row, strict=False)
        if text
    ]
    return f'<row r="{line}">{"".join(cells)}</row>'


def _text(text: str) -> str:
    if text.isalnum() and len(text) <= EXCEL_LIMIT:
        return f"<t>{text}</t>"
    text = escaped(text)[:EXCEL_LIMIT]
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<t{kept}>{escape(text)}</t>"
