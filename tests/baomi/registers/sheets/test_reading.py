"""What the reading process makes of cells as Excel, WPS and other programs write them."""

import pytest

from baomi.registers.sheets import checks, uploads
from tests.baomi.registers.sheets import ledgers


def cells(content: bytes) -> list[list]:
    checks.check(content)
    return [row.cells for row in uploads._read(content).whole.rows]


def one_row(xml: str, **parts) -> list:
    return cells(ledgers.raw(f'<row r="1">{xml}</row>', **parts))[0]


def test_inline_strings_of_wps():
    assert one_row(
        '<c r="A1" t="inlineStr"><is><t>工号</t></is></c><c r="C1" t="inlineStr"><is><t> 王 </t></is></c>'
    ) == [
        "工号",
        "",
        " 王 ",
    ]


def test_shared_strings_with_rich_text_and_reading_aids():
    strings = (
        "<si><r><rPr><b/></rPr><t>王</t></r><r><t>建国</t></r></si>"
        '<si><t>陈堃</t><rPh sb="0" eb="2"><t>chenkun</t></rPh><phoneticPr fontId="1"/></si>'
        '<si><t xml:space="preserve">两_x000A_行</t></si>'
    )
    assert one_row(
        '<c r="A1" t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c>', strings=strings
    ) == [
        "王建国",
        "陈堃",
        "两\n行",
    ]


def test_a_reading_aid_inside_an_inline_string_is_left_out():
    assert one_row(
        '<c r="A1" t="inlineStr"><is><t>陈堃</t><rPh sb="0" eb="2"><t>chenkun</t></rPh></is></c>'
    ) == ["陈堃"]


STYLES = (
    '<numFmts count="3"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/>'
    '<numFmt numFmtId="177" formatCode="00000000"/><numFmt numFmtId="178" formatCode="yyyy\\-mm"/>'
    '<numFmt numFmtId="179" formatCode="#,##0&quot;日&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="31"/><xf numFmtId="57"/><xf numFmtId="176"/>'
    '<xf numFmtId="177"/><xf numFmtId="178"/><xf numFmtId="179"/></cellXfs>'
)


@pytest.mark.parametrize(
    ("style", "value", "read"),
    [
        (0, "46083", 46083), (1, "46083", {"d": "2026-03-02"}), (2, "46083", {"d": "2026-03-02"}),
        (3, "46082", {"d": "2026-03"}), (3, "46083", {"d": "2026-03-02"}), (4, "46083", {"d": "2026-03-02"}),
        (4, "46083.5", {"d": "2026-03-02 12:00:00"}), (5, "190001", "00190001"), (6, "46082", {"d": "2026-03"}),
        (7, "46083", 46083), (1, "59", {"d": "1900-02-28"}), (1, "61", {"d": "1900-03-01"}), (1, "-1", -1.0),
    ],
)  # fmt: skip
def test_a_number_is_read_as_its_format_shows_it(style, value, read):
    """57 is Excel's own 2026年3月: over the first of a month it says no day. Zeros that a format pads are there."""
    assert one_row(f'<c r="A1" s="{style}"><v>{value}</v></c>', styles=STYLES) == [read]


def test_dates_of_the_1904_system():
    book = {"styles": STYLES, "workbook": '<workbookPr date1904="1"/>'}
    assert one_row('<c r="A1" s="1"><v>44621</v></c>', **book) == [{"d": "2026-03-02"}]


def test_formulas_give_what_was_saved_and_are_named_without_it():
    xml = (
        '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A9</f><v>王建国</v></c><c r="C1"><f>1+1</f></c>'
        '<c r="D1" t="e"><f>VLOOKUP(1,A:A,1)</f><v>#N/A</v></c><c r="E1" t="b"><v>1</v></c><c r="F1" t="d"><v>2026-03-02</v></c>'
    )
    assert one_row(xml) == [2, "王建国", {"f": True}, {"e": "#N/A"}, True, {"d": "2026-03-02"}]


def test_cells_and_rows_without_references_stand_in_their_order():
    assert cells(ledgers.raw("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row>")) == [
        [1, "", 3],
        [4],
    ]


def test_the_strict_namespace_and_a_prefix_are_read_alike():
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    assert one_row('<c r="A1" t="inlineStr"><is><t>工号</t></is></c>', namespace=strict) == ["工号"]
    content = ledgers.raw("")
    sheet = (
        f'<x:worksheet xmlns:x="{ledgers.MAIN}"><x:sheetData><x:row r="2"><x:c r="B2" t="inlineStr"><x:is><x:t>工号</x:t>'
        "</x:is></x:c></x:row></x:sheetData></x:worksheet>"
    )
    from tests.baomi.registers.sheets.books import SHEET, rebuilt

    assert cells(rebuilt(content, {SHEET: sheet.encode()})) == [["", "工号"]]


def test_a_merged_range_gives_its_value_to_every_row():
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>7</v></c></row><row r="3"><c r="B3"><v>9</v></c></row>'
    )
    after = '<mergeCells><mergeCell ref="A1:A3"/></mergeCells>'
    assert cells(ledgers.raw(rows, after=after)) == [[1, 7], [1], [1, 9]]


@pytest.mark.parametrize(
    "xml",
    [
        '<c r="A1" t="s"><v>5</v></c>',
        '<c r="A1"><v>zwei</v></c>',
        '<c r="B1"><v>1</v></c><c r="A1"><v>1</v></c>',
    ],
)
def test_what_no_program_writes_is_called_broken(xml):
    from baomi.core.errors import Refusal

    with pytest.raises(Refusal, match="不完整或已损坏"):
        one_row(xml)
