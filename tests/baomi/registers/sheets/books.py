"""Workbooks for tests, made in code: ordinary ones, and every kind of broken or hostile one."""

import io
import warnings
import zipfile

from openpyxl import Workbook

from baomi.registers.sheets.child import column_letters

STAFF_HEADINGS = ["工号", "姓名", "性别", "部门", "职称", "出生日期"]


def book(*rows, title="台账", headings=STAFF_HEADINGS) -> bytes:
    """An ordinary workbook: the headings, then the rows."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = title
    for row in ([headings] if headings else []) + list(rows):
        sheet.append(row)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def rebuilt(content: bytes, replace=None, add=None, leave_out=()) -> bytes:
    """The workbook with parts replaced (name → bytes or function of the old bytes), added, or left out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name in leave_out:
                continue
            data = source.read(name)
            change = (replace or {}).get(name)
            data = change(data) if callable(change) else change if change is not None else data
            target.writestr(name, data)
        for name, data in (add or {}).items():
            target.writestr(name, data)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"


def text(reference: str, value: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def with_sheet(xml: str) -> bytes:
    """A workbook whose only sheet is this XML."""
    return rebuilt(book(), {SHEET: xml.encode()})


def far_cell() -> bytes:
    rows = f'<row r="1">{text("A1", "工号")}</row><row r="1048576">{text("XFD1048576", "1")}</row>'
    return with_sheet(HEAD + rows + TAIL)


def declared_huge() -> bytes:
    """Says it reaches to XFD1048576, holds two cells."""
    head = HEAD.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    rows = f'<row r="1">{text("A1", "工号")}</row><row r="2">{text("A2", "20190001")}</row>'
    return with_sheet(head + rows + TAIL)


def bomb() -> bytes:
    return rebuilt(book(), add={"xl/media/image1.xml": b" " * (60 * 2**20)})


def shared_string_bomb() -> bytes:
    """One long text that many cells point to: small when packed, enormous when read."""
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"长" * 30000}</t></si></sst>'
    cells = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{letter}{row}" t="s"><v>0</v></c>' for letter in "ABCDEFGH")
        + "</row>"
        for row in range(1, 4000)
    )
    return rebuilt(
        book(),
        {SHEET: (HEAD + cells + TAIL).encode(), RELATIONS: with_shared_strings},
        add={"xl/sharedStrings.xml": strings.encode()},
    )


def with_shared_strings(relations: bytes) -> bytes:
    """The workbook's relations with one to its shared strings, which openpyxl writes inline."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    part = f'<Relationship Type="{kind}" Target="sharedStrings.xml" Id="rIdStrings"/></Relationships>'
    return relations.replace(b"</Relationships>", part.encode())


def many_empty_rows(count: int = 200_000) -> bytes:
    """A heading, one person, and formatting dragged down to the end of the world."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" s="0"/><c r="B{row}" s="0"/></row>' for row in range(3, count)
    )
    first = f'<row r="1">{text("A1", "工号")}{text("B1", "姓名")}</row><row r="2">{text("A2", "1")}{text("B2", "王")}</row>'
    return with_sheet(HEAD + first + rows + TAIL)


def too_many_rows() -> bytes:
    rows = "".join(f'<row r="{row}">{text(f"A{row}", "1")}</row>' for row in range(1, 50_003))
    return with_sheet(HEAD + rows + TAIL)


def formulas_only() -> bytes:
    workbook = Workbook()
    workbook.active.append(["=A2", "=B2"])
    workbook.active.append(["=1+1", "=2+2"])
    return saved(workbook)


def overlapping_merges() -> bytes:
    """Ten thousand ranges over the same cells: no Excel saves that, and filling them would take for ever."""
    rows = "".join(
        f'<row r="{row}">{text(f"A{row}", "1")}{text(f"B{row}", "2")}</row>' for row in range(1, 500)
    )
    merges = "".join('<mergeCell ref="A1:B499"/>' for _ in range(10_000))
    return with_sheet(f"{HEAD}{rows}</sheetData><mergeCells>{merges}</mergeCells></worksheet>")


def absurd_merge() -> bytes:
    """One range over the whole sheet of 17 thousand million cells."""
    rows = f'<row r="1">{text("A1", "工号")}{text("B1", "姓名")}</row><row r="2">{text("A2", "1")}{text("B2", "王")}</row>'
    return with_sheet(
        f'{HEAD}{rows}</sheetData><mergeCells><mergeCell ref="A3:XFD1048576"/></mergeCells></worksheet>'
    )


def wide_sheet() -> bytes:
    """A heading of 16,384 columns."""
    cells = "".join(text(f"{column_letters(number)}1", "列") for number in range(1, 16_385))
    return with_sheet(f'{HEAD}<row r="1">{cells}</row>{TAIL}')


def endless_directory() -> bytes:
    """A zip of 60,000 empty parts: each costs the reader of its directory half a kilobyte."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(60_000):
            archive.writestr(f"x{number}", b"")
    return stream.getvalue()


def external_link() -> bytes:
    part = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    return rebuilt(book(["1", "王"]), add={"xl/externalLinks/externalLink1.xml": part})


def external_relation() -> bytes:
    part = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )
    return rebuilt(book(["1", "王"]), add={"xl/worksheets/_rels/sheet1.xml.rels": part})


def document_type() -> bytes:
    def with_entity(data: bytes) -> bytes:
        return b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + data.removeprefix(
            b"<?xml version='1.0'?>"
        )

    return rebuilt(book(["1", "王"]), {SHEET: with_entity})


def document_type_in_utf16() -> bytes:
    xml = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]>' + HEAD + TAIL
    return rebuilt(book(["1", "王"]), {SHEET: xml.encode("utf-16")})


def encrypted() -> bytes:
    return (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + b"\0" * 1000
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 100
    )


def old_xls() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000


def gbk_csv() -> bytes:
    return "工号,姓名,性别\n20190001,王建国,男\n".encode("gbk")


def duplicate_parts() -> bytes:
    stream = io.BytesIO(book(["1", "王"]))
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "a") as archive:
        warnings.simplefilter("ignore")  # Python warns of just what this file is for
        archive.writestr(SHEET, HEAD + TAIL)
    return stream.getvalue()


def word_document() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return stream.getvalue()


def plain_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "x")
    return stream.getvalue()


HOSTILE = {
    "nothing": (b"", "文件是空的"),
    "too large": (b"PK\x03\x04" + b"\0" * (10 * 2**20), "超过 10 MB"),
    "csv in gbk": (gbk_csv(), "文本文件（CSV）"),
    "csv in utf-8": ("工号,姓名\n1,王\n".encode(), "文本文件（CSV）"),
    "html table": (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
    "old xls": (old_xls(), "旧格式"),
    "encrypted": (encrypted(), "打开密码"),
    "pdf": (b"%PDF-1.7\n%%EOF", "PDF"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "不是 Excel 工作簿"),
    "word": (word_document(), "Word"),
    "zip": (plain_zip(), "压缩包"),
    "xlsb": (rebuilt(book(), add={"xl/workbook.bin": b"x"}), "xlsb"),
    "truncated": (book(["1", "王"])[:2000], "不完整或已损坏"),
    "cut inside": (book(["1", "王"])[:300] + book(["1", "王"])[420:], "不完整或已损坏"),
    "bomb": (bomb(), "压缩得异常紧"),
    "too many parts": (rebuilt(book(), add={f"xl/x{n}.xml": b"<a/>" for n in range(220)}), "个部件"),
    "absolute name": (rebuilt(book(), add={"/etc/passwd": b"x"}), "文件之外"),
    "name climbing up": (rebuilt(book(), add={"xl/../../evil.xml": b"<a/>"}), "文件之外"),
    "backslashes": (rebuilt(book(), add={"..\\evil.xml": b"<a/>"}), "文件之外"),
    "macro": (rebuilt(book(), add={"xl/vbaProject.bin": b"x"}), "含有宏"),
    "macro by type": (
        rebuilt(
            book(),
            {
                "[Content_Types].xml": lambda data: data.replace(
                    b"sheet.main+xml", b"sheet.macroEnabled.main+xml"
                )
            },
        ),
        "含有宏",
    ),
    "embedded object": (rebuilt(book(), add={"xl/embeddings/ole1.bin": b"x"}), "嵌有其他程序的对象"),
    "connection": (rebuilt(book(), add={"xl/connections.xml": b"<connections/>"}), "外部数据"),
    "external link": (external_link(), "引用了其他工作簿"),
    "external relation": (external_relation(), "引用了外部文件"),
    "dtd": (document_type(), "DTD"),
    "dtd hidden in utf-16": (document_type_in_utf16(), "不是 UTF-8"),
    "part twice": (duplicate_parts(), "重名的部件"),
    "sheet broken": (rebuilt(book(), {SHEET: b"<worksheet><sheetData>"}), "不完整或已损坏"),
    "no sheet": (rebuilt(book(), leave_out=(SHEET,)), "不完整或已损坏"),
    "far cell": (far_cell(), "XFD1048576"),
    "too many rows": (too_many_rows(), "50,000"),
    "shared string bomb": (shared_string_bomb(), "过多"),
    "empty sheet": (book(headings=None), "是空的"),
    "heading alone": (book(), "没有数据行"),
    "merges over each other": (overlapping_merges(), "互相重叠"),
    "wide sheet": (wide_sheet(), "单元格 GS1"),
    "endless directory": (endless_directory(), "部件超过 200 个"),
    "csv in utf-16": ("工号\t姓名\r\n1\t王".encode("utf-16"), "文本文件（CSV）"),
    "formulas only": (formulas_only(), "缺少列：“工号”"),
    "key column missing": (book(["王"], headings=["姓名"]), "缺少列：“工号”"),
}
"""Name → (content, words the answer must hold)."""
