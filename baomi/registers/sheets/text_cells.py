"""Cells that Excel shows and never runs: text with the quote mark, whatever it begins with (P34)."""

import re

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

LITERAL_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
EXCEL_LIMIT = 32_767
HEAD_FONT = Font(bold=True)
WRONG_FILL = PatternFill("solid", fgColor="FDF0EE")


def escaped(text: str) -> str:
    """The text as OOXML writes it: control characters as _x0001_, and a literal _x0001_ kept from being read as one."""
    text = LITERAL_ESCAPE.sub("_x005F_", text)
    return UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def text_cell(sheet, text: str, *, bold: bool = False, comment: str = "") -> Cell | None:
    """A cell of string type with quotePrefix, its value untouched; None for no text and no comment.

    Setting the value the ordinary way would make a formula of a text that begins with "=".
    """
    if not text and not comment:
        return None
    cell = WriteOnlyCell(sheet)
    cell._value = escaped(text)[:EXCEL_LIMIT]
    cell.data_type = "s"
    cell.quotePrefix = True
    if bold:
        cell.font = HEAD_FONT
    if comment:
        cell.fill = WRONG_FILL
        cell.comment = Comment(escaped(comment), "核对")
    return cell
