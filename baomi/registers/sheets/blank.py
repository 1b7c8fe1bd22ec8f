"""The blank workbook of a register, and the uploaded one with its errors as comments."""

import io

from django import forms
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from baomi.registers.declarations import Register
from baomi.registers.forms import bound_form
from baomi.registers.models import SheetUpload
from baomi.registers.sheets import uploads
from baomi.registers.sheets.cleaning import shown
from baomi.registers.sheets.mapping import Target, targets
from baomi.registers.sheets.text_cells import HEAD_FONT, text_cell

NOTES = "填写说明"
LISTS = "选项"
PREPARED_ROWS = 1000
MOST_OPTIONS = 500


def template(register: Register, user) -> bytes:
    """Headings with * for required, drop-down lists for choices, and a sheet saying how to fill each column.

    The example stands on the sheet of explanations, so that nobody imports it.
    """
    form = bound_form(register, user)
    known = targets(register, form)
    book = Workbook()
    sheet = book.active
    sheet.title = register.label[:31]
    sheet.freeze_panes = "A2"
    lists = book.create_sheet(LISTS)
    for position, target in enumerate(known, 1):
        field = form.fields.get(target.name)
        letter = get_column_letter(position)
        heading = sheet.cell(1, position, f"*{target.label}" if _required(register, target) else target.label)
        heading.font, heading.number_format = HEAD_FONT, "@"
        sheet.column_dimensions[letter].width = max(12, 2 * len(target.label) + 4)
        for line in range(2, PREPARED_ROWS + 2):
            sheet.cell(line, position).number_format = "@"
        options = _options(field)
        if options:
            _offer(sheet, lists, letter, options)
    lists.sheet_state = "hidden"
    _explain(book.create_sheet(NOTES, 1), register, form, known)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def annotated(upload: SheetUpload) -> bytes:
    """The uploaded rows on their own lines, each wrong cell coloured and commented with problem and remedy."""
    table = uploads.table_of(upload)
    wrong: dict[tuple[int, str], list[str]] = {}
    for problem in upload.staged.get("problems", []):
        wrong.setdefault((problem["line"], problem["heading"]), []).append(
            problem["problem"] + "。" + problem["fix"]
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.sheet[:31])
    lines = {row.line: row.cells for row in table.rows}
    last = max(lines)
    for line in range(1, last + 1):
        if line == table.heading_line:
            sheet.append([text_cell(sheet, heading, bold=True) for heading in table.headings])
            continue
        notes = (
            {heading: "\n".join(said) for (at, heading), said in wrong.items() if at == line}
            if line in lines
            else {}
        )
        stray = [said for heading, said in notes.items() if heading not in table.headings]
        sheet.append(
            [
                text_cell(
                    sheet, shown(cell), comment=_comment(notes.get(heading, ""), stray if index == 0 else [])
                )
                for index, (heading, cell) in enumerate(
                    zip(table.headings, lines.get(line, []), strict=False)
                )
            ]
        )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _comment(own: str, stray: list[str]) -> str:
    """A problem of the row as a whole is said at its first cell."""
    return "\n".join(filter(None, [own, *stray]))


def _required(register: Register, target: Target) -> bool:
    return target.required and not register.model._meta.get_field(target.name).has_default()


def _options(field: forms.Field | None) -> list[str]:
    if isinstance(field, forms.ModelChoiceField):
        return [str(row) for row in field.queryset[:MOST_OPTIONS]]
    if isinstance(field, forms.ChoiceField):
        return [str(label) for value, label in field.choices if value not in ("", None)]
    return ["是", "否"] if isinstance(field, forms.BooleanField) else []


def _offer(sheet, lists, letter: str, options: list[str]) -> None:
    for line, option in enumerate(options, 1):
        cell = lists[f"{letter}{line}"]
        cell.value = option
        cell.data_type = "s"
    rule = DataValidation(
        type="list", formula1=f"{LISTS}!${letter}$1:${letter}${len(options)}", allow_blank=True
    )
    rule.errorStyle = "warning"
    rule.error = "不在可选范围内，请从下拉列表中选。"
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
        notes.append([target.label, must, "；".join(filter(None, said)), _example(target, field)])
    notes.append([])
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


def _example(target: Target, field: forms.Field | None) -> str:
    options = _options(field)
    if options:
        return options[0]
    if isinstance(field, forms.DateField):
        return "2026-03-02"
    if isinstance(field, (forms.IntegerField, forms.FloatField, forms.DecimalField)):
        return "1"
    return "" if field is None else f"（{target.label}）"
