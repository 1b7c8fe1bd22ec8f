"""The blank workbook of a register, and the uploaded one with its errors as comments."""

import io

from django import forms
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins

from baomi.organization.models import Department
from baomi.registers.declarations import Register
from baomi.registers.forms import bound_form
from baomi.registers.models import SheetUpload
from baomi.registers.sheets import uploads
from baomi.registers.sheets.cleaning import shown
from baomi.registers.sheets.kinds import EXAMPLE_MARK
from baomi.registers.sheets.mapping import Target, targets
from baomi.registers.sheets.reader import SheetRow
from baomi.registers.sheets.text_cells import HEAD_FONT, text_cell

NOTES = "填写说明"
LISTS = "选项"
PREPARED_ROWS = 1000
MOST_OPTIONS = 500
LINE = Side(style="thin", color="818B9A")
GRID = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEAD_FILL = PatternFill("solid", fgColor="E8F0FA")
EXAMPLE_FONT = Font(italic=True, color="626D7D")


def template(register: Register, user) -> bytes:
    """Headings with * for required and a note each, an example row that the import skips, lists to choose from.

    Columns are text, so that Excel keeps codes and dates as they are typed; printed on A4 across, heads repeated.
    Without a user's scope the list of departments holds all in use. A second sheet says how to fill each column.
    """
    form = bound_form(register, user)
    if not user.is_authenticated:
        _offer_all_departments(form)
    known = targets(register, form)
    book = Workbook()
    sheet = book.active
    sheet.title = register.label[:31]
    lists = book.create_sheet(LISTS)
    for position, target in enumerate(known, 1):
        _column(sheet, lists, position, target, register, form)
    for position in range(1, len(known) + 1):
        for line in range(3, 23):
            sheet.cell(line, position).border = GRID
    lists.sheet_state = "hidden"
    _set_up_print(sheet, register)
    _explain(book.create_sheet(NOTES, 1), register, form, known)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _offer_all_departments(form: forms.BaseForm) -> None:
    """The command makes a template for nobody in particular; names of departments are no secret."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField) and field.queryset.model is Department:
            field.queryset = Department.objects.filter(active=True)


def _column(sheet, lists, position: int, target: Target, register: Register, form: forms.BaseForm) -> None:
    field = form.fields.get(target.name)
    letter = get_column_letter(position)
    dimension = sheet.column_dimensions[letter]
    dimension.width = max(12, 2 * len(target.label) + 4)
    dimension.number_format = "@"
    heading = sheet.cell(1, position, f"*{target.label}" if _required(register, target) else target.label)
    heading.font, heading.fill, heading.border = HEAD_FONT, HEAD_FILL, GRID
    heading.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    heading.comment = Comment(_note(register, target, field), "填写说明", width=280, height=120)
    example = sheet.cell(2, position)
    text = _example(register, target, field)
    example.value = f"{EXAMPLE_MARK}{text}" if text else None
    example.font, example.border, example.number_format = EXAMPLE_FONT, GRID, "@"
    options = _options(field)
    if options:
        _offer(sheet, lists, letter, options, target)


def _set_up_print(sheet, register: Register) -> None:
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = 30
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.7, bottom=0.6)
    sheet.oddHeader.center.text = register.label
    sheet.oddFooter.center.text = "第 &P 页　共 &N 页"


def _note(register: Register, target: Target, field: forms.Field | None) -> str:
    must = "必填。" if _required(register, target) else "可不填。"
    rule = register.field_rules.get(target.name)
    said = [f"{_how(target, field)}。", f"{rule.text}。" if rule else ""]
    example = _example(register, target, field)
    return must + "".join(said) + (f"如：{example}" if example else "")


def annotated(upload: SheetUpload) -> bytes:
    """The uploaded rows on their own lines, each wrong cell coloured and commented with problem and remedy."""
    table = uploads.table_of(upload)
    wrong: dict[int, dict[str, list[str]]] = {}
    for problem in upload.staged.get("problems", []):
        said = problem["problem"] + "。" + problem["fix"]
        wrong.setdefault(problem["line"], {}).setdefault(problem["letter"], []).append(said)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.sheet[:31])
    lines = {row.line: row for row in table.rows}
    for line in range(1, max(*lines, *wrong, 1) + 1):
        if line == table.heading_line:
            sheet.append([text_cell(sheet, heading, bold=True) for heading in table.headings])
        else:
            row = lines.get(line, SheetRow(line, [""] * len(table.headings)))
            sheet.append(_annotated_row(sheet, row, table.letters, wrong.get(line, {})))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _annotated_row(sheet, row: SheetRow, letters: list[str], wrong: dict[str, list[str]]) -> list:
    """The row's cells; a problem of the row as a whole is said at its first cell."""
    stray = [said for letter, problems in wrong.items() if letter not in letters for said in problems]
    return [
        text_cell(
            sheet,
            shown(cell),
            comment="\n".join([*wrong.get(letter, []), *(stray if index == 0 else [])]),
        )
        for index, (letter, cell) in enumerate(zip(letters, row.cells, strict=True))
    ]


def _required(register: Register, target: Target) -> bool:
    return target.required and not register.model._meta.get_field(target.name).has_default()


def _options(field: forms.Field | None) -> list[str]:
    if isinstance(field, forms.ModelChoiceField):
        return [str(row) for row in field.queryset[:MOST_OPTIONS]]
    if isinstance(field, forms.ChoiceField):
        return [str(label) for value, label in field.choices if value not in ("", None)]
    return ["是", "否"] if isinstance(field, forms.BooleanField) else []


def _offer(sheet, lists, letter: str, options: list[str], target: Target) -> None:
    for line, option in enumerate(options, 1):
        cell = lists[f"{letter}{line}"]
        cell.value = option
        cell.data_type = "s"
    rule = DataValidation(
        type="list", formula1=f"{LISTS}!${letter}$1:${letter}${len(options)}", allow_blank=True
    )
    rule.errorStyle = "warning"
    rule.errorTitle, rule.error = target.label[:30], "不在可选范围内，请从下拉列表中选。"
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{PREPARED_ROWS + 1}")


def _explain(notes, register: Register, form: forms.BaseForm, known: list[Target]) -> None:
    notes.append(["列", "是否必填", "怎么填", "示例"])
    for target in known:
        field = form.fields.get(target.name)
        rule = register.field_rules.get(target.name)
        said = [
            _how(target, field),
            rule.text if rule else "",
            f"依据{rule.clause}" if rule and rule.clause else "",
        ]
        must = "必填" if _required(register, target) else "可不填"
        notes.append([target.label, must, "；".join(filter(None, said)), _example(register, target, field)])
    notes.append([])
    notes.append(["第 2 行是示例，导入时跳过，可以删去。"])
    notes.append(["只写编号、代号或脱敏名，不写项目名称。本系统不存涉密内容。"])
    for cell in notes[1]:
        cell.font = HEAD_FONT
    for letter, width in (("A", 18), ("B", 10), ("C", 70), ("D", 24)):
        notes.column_dimensions[letter].width = width
    for row in notes.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "@"
            if cell.value is not None:
                cell.data_type = "s"


def _how(target: Target, field: forms.Field | None) -> str:
    if field is None:
        return "由系统编号；修改已有记录时照台账填写，新增时留空"
    if isinstance(field, forms.ModelChoiceField):
        return "填台账中的名称或编号，重名时填编号"
    if isinstance(field, forms.ChoiceField):
        return "填：" + "、".join(_options(field)[:20])
    if isinstance(field, forms.BooleanField):
        return "填“是”或“否”"
    if isinstance(field, forms.DateField):
        return "日期，写成 2026-03-02 这样"
    if isinstance(field, (forms.IntegerField, forms.FloatField, forms.DecimalField)):
        return "数字"
    limit = getattr(field, "max_length", None)
    return f"文字，最多 {limit} 字" if limit else "文字"


def _example(register: Register, target: Target, field: forms.Field | None) -> str:
    if target.name in register.examples:
        return register.examples[target.name]
    options = _options(field)
    if options:
        return options[0]
    if isinstance(field, forms.DateField):
        return "2026-03-02"
    if isinstance(field, (forms.IntegerField, forms.FloatField, forms.DecimalField)):
        return "1"
    return "" if field is None else target.label
