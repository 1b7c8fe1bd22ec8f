"""Rows written as XML read as the cells that openpyxl would have made of the same texts."""

import io

import openpyxl
import pytest
from openpyxl import Workbook

from baomi.registers.sheets import text_rows
from baomi.registers.sheets.text_cells import EXCEL_LIMIT, text_cell

TEXTS = [
    "林晓喆",
    "=1+1",
    "<b>&amp;\"'",
    " 前后 ",
    "a\nb",
    "\t",
    "_x0041_",
    "\x0b\x1f",
    "]]>",
    "20190001",
    "𬱖",
    "-",
    "0",
]


def heading() -> Workbook:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.freeze_panes = "A2"
    sheet.append([text_cell(sheet, "工号", bold=True), text_cell(sheet, "姓名", bold=True)])
    return book


def cells_of(content: bytes) -> list[tuple]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.freeze_panes == "A2"
    return [
        (cell.coordinate, cell.value, cell.data_type, cell.quotePrefix, cell.font.b)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def test_the_same_cells_as_one_by_one():
    rows = [[text, f"第 {n} 行"] for n, text in enumerate(TEXTS)] + [["", "只有第二列"], ["", ""], ["末", ""]]
    book = heading()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append([text_cell(sheet, text) for text in row])
    stream = io.BytesIO()
    book.save(stream)
    assert cells_of(text_rows.saved(heading(), rows)) == cells_of(stream.getvalue())


def test_many_rows_and_no_rows():
    found = cells_of(text_rows.saved(heading(), ([str(n), "王"] for n in range(1201))))
    assert found[-1][:2] == ("B1202", "王")
    assert len(found) == 2 * 1202
    assert len(cells_of(text_rows.saved(heading(), []))) == 2


@pytest.mark.parametrize("text", ["&" * (EXCEL_LIMIT + 5), "长" * (EXCEL_LIMIT + 5)])
def test_a_text_too_long_for_a_cell_is_cut_and_stays_well_formed(text):
    found = cells_of(text_rows.saved(heading(), [[text, "后"]]))
    assert found[2][1] == text[:EXCEL_LIMIT]
    assert found[3][1] == "后"


def test_half_a_character_breaks_nothing():
    assert cells_of(text_rows.saved(heading(), [["坏\ud83d", "后"]]))[3][1] == "后"
