"""Ledgers as offices keep them, for tests: titles, two-row headings, departments as rows, totals and remarks."""

import datetime as dt
import io
import zipfile

from openpyxl import Workbook

from tests.baomi.registers.sheets.books import saved

PEOPLE = (
    ("20190001", "王建国", "男", "教授", "1980-05-17"),
    ("20190002", "陈堃", "女", "讲师", "1985-06-07"),
    ("20190003", "林晓喆", "女", "副教授", "1990-01-02"),
)
TITLE = "东山大学人员基本情况台账"
UNIT_LINE = ("填报单位：计算机学院", "2026年11月20日")


def office_ledger(*, departments=("计算机学院", "机械学院"), dates=str) -> bytes:
    """Title and unit over a two-row heading with 序号; a department as a merged row over its people; totals below."""
    book = Workbook()
    sheet = book.active
    sheet.title = "人员台账"
    sheet["A1"] = TITLE
    sheet.merge_cells("A1:F1")
    sheet["A2"], sheet["F2"] = UNIT_LINE
    sheet.merge_cells("A2:C2")
    _two_row_heading(sheet)
    line = 5
    for department in departments:
        sheet.cell(line, 1, f"一、{department}（{len(PEOPLE)}人）")
        sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=6)
        line += 1
        for count, (number, name, gender, title, birth) in enumerate(PEOPLE, 1):
            own = str(int(number) + 100 * departments.index(department))
            for column, value in enumerate((count, own, name, gender, dates(birth), title), 1):
                sheet.cell(line, column, value)
            line += 1
        sheet.cell(line, 1, "小　计")
        sheet.cell(line, 2, f"{len(PEOPLE)} 人")
        line += 2
    sheet.cell(line, 1, "合计")
    sheet.cell(line + 1, 1, "备注：1.本表一式两份，一份报保密办公室；")
    sheet.cell(line + 2, 1, "2.人员变动后三十日内更新。")
    sheet.cell(line + 3, 1, "填表人：周予安")
    sheet.cell(line + 3, 4, "审核人：")
    return saved(book)


def _two_row_heading(sheet) -> None:
    for column, (upper, lower) in enumerate(
        [
            ("序号", None),
            ("人员编号", None),
            ("基本信息", "姓　名"),
            (None, "性别"),
            (None, "出生\n年月"),
            ("职称", None),
        ],
        1,
    ):
        sheet.cell(3, column, upper)
        if lower:
            sheet.cell(4, column, lower)
        else:
            sheet.merge_cells(start_row=3, start_column=column, end_row=4, end_column=column)
    sheet.merge_cells("C3:E3")


def merged_down() -> bytes:
    """A department written once over several rows, its cells merged; a blank row and a blank column between."""
    book = Workbook()
    sheet = book.active
    sheet.append(["所在单位", None, "工号", "姓名", "性别"])
    for number, name, gender, *_ in PEOPLE:
        sheet.append([None, None, number, name, gender])
        sheet.append([])
    sheet["A2"] = "计算机学院"
    sheet.merge_cells("A2:A6")
    return saved(book)


def several_sheets() -> bytes:
    """Explanations first, then the table, then a hidden list."""
    book = Workbook()
    book.active.title = "填报要求"
    book.active.append(["请各单位按时报送"])
    book.active.append(["姓名", "照身份证填写"])
    for title in ("在职", "离职"):
        sheet = book.create_sheet(title)
        sheet.append(["工号", "姓名", "性别", "部门"])
        sheet.append([PEOPLE[title == "离职"][0], PEOPLE[title == "离职"][1], "男", "计算机学院"])
    book.create_sheet("代码").sheet_state = "hidden"
    book["代码"].append(["工号", "姓名", "性别", "部门", "职称", "出生日期"])
    return saved(book)


def hidden_parts() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["工号", "姓名", "性别", "部门"])
    for number, name, gender, *_ in PEOPLE:
        sheet.append([number, name, gender, "计算机学院"])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    return saved(book)


def real_dates(epoch_1904: bool = False) -> bytes:
    book = Workbook()
    if epoch_1904:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        book.epoch = CALENDAR_MAC_1904
    book.active.append(["工号", "姓名", "性别", "部门", "出生日期"])
    book.active.append(["20190001", "王建国", "男", "计算机学院", dt.date(1980, 5, 17)])
    return saved(book)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def raw(
    rows: str, *, strings: str = "", styles: str = "", workbook: str = "", after: str = "", namespace=MAIN
) -> bytes:
    """A workbook of parts written by hand, as WPS and other programs write them; `rows` is the sheet's data."""
    stream = io.BytesIO()
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{OFFICE}">{workbook}'
        '<sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{OFFICE}/styles" Target="/xl/styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData>{after}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{namespace}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{namespace}">{styles}</styleSheet>',
    }
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return stream.getvalue()
