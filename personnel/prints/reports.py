"""F-19 涉密人员重大事项报告表; S-10, the list of a filing with the bureau."""

from django.conf import settings

from baomi.core import system_class
from baomi.organization.models import Staff
from baomi.printing import forms
from personnel.choices.people import PersonStatus
from personnel.choices.yearly import FilingMatter
from personnel.evidence.filings import HEADS, cells_of, lines_of
from personnel.models import Filing, MajorReport
from personnel.rules import reports as rules
from personnel.rules.dossier import Column, Row, Table

LIST = (12, 11, 6, 10, 11, 46)
"""Percent of the table for each of HEADS."""
ALIGN = ("", "", "", "", "", "start")


def report_cells(report: MajorReport) -> dict:
    """The cells of F-19; each block says 有 or 无, and has a line for the pen where it was not filled in."""
    person, staff = report.person, report.person.staff
    last = person.vettings.order_by("-pk").first()
    kept = system_class.applies(Staff.ONLY_ON["identity_number"])
    rows = rules.read(report)
    return {
        "name": staff.name,
        "gender": staff.get_gender_display(),
        "ethnicity": staff.ethnicity,
        "political": staff.political_status,
        "cooling": report.serving == PersonStatus.COOLING,
        "unit": staff.department.name,
        "rank": " ".join(word for word in (staff.post, staff.title) if word),
        "post": person.post.title,
        "grade": person.get_grade_display(),
        "identity": staff.identity_number if kept else "",
        "household": last.household_address if last else "",
        "blocks": [_block(block, rows[block.name]) for block in rules.BLOCKS],
    }


def blank_report() -> dict:
    """Every block open to be answered."""
    return {"blocks": [_block(block, [], asked=True) for block in rules.BLOCKS]}


def _block(block: Table, rows: list[Row], *, asked: bool = False) -> dict:
    return {
        "label": block.label,
        "has": bool(rows),
        "has_not": not rows and not asked,
        "rows": [[_cell(column, row) for column in block.columns] for row in rows or [{}]],
    }


def _cell(column: Column, row: Row) -> dict:
    value = row.get(column.name, "")
    options = [{"label": option, "ticked": option == value} for option in column.options]
    return {"label": column.label, "options": options, "text": "" if options else value}


def filing_cells(filing: Filing) -> dict:
    """The cells of S-10, in the words the filing was frozen with."""
    lines = lines_of(filing)
    counts = {matter: sum(line.matter == matter for line in lines) for matter in FilingMatter}
    told = "、".join(f"{matter.label} {count} 项" for matter, count in counts.items() if count)
    return {
        "title": "涉密人员备案表",
        "unit": settings.INSTITUTION,
        "date": filing.covers_until,
        "total": f"共 {len(lines)} 项",
        "columns": _columns(),
        "rows": [
            [{"text": text, "align": align} for text, align in zip(cells_of(line), ALIGN, strict=True)]
            for line in lines
        ],
        "signers": ["经办人", "保密办主任"],
        "note": f"自 {filing.covers_from} 起的变化，报同级保密行政管理部门。{told}。",
    }


def _columns() -> list[dict]:
    return [{"label": label, "width": width} for label, width in zip(HEADS, LIST, strict=True)]


forms.add(
    forms.PrintForm(
        code="F-19",
        label="涉密人员重大事项报告表",
        template="personnel/print/f19.html",
        data=report_cells,
        blank=blank_report,
        keeper="人事处",
        register=("personnel", "reports"),
        permission="personnel.report.read",
        labels={
            "name": "报告人姓名", "gender": "性别", "ethnicity": "民族", "political": "政治面貌", "cooling": "在职状态",
            "unit": "工作单位", "rank": "职务职级", "post": "岗位", "grade": "等级", "identity": "身份证号",
            "household": "户籍地", "blocks": "报告事项",
        },
    )
)  # fmt: skip
forms.add(
    forms.PrintForm(
        code="S-10",
        label="涉密人员备案表",
        template="print/ledger.html",
        data=filing_cells,
        blank=lambda: {
            "title": "涉密人员备案表",
            "columns": _columns(),
            "signers": ["经办人", "保密办主任"],
            "blank_rows": range(12),
        },
        orientation="landscape",
        keeper="保密办",
        register=("personnel", "filings"),
        labels={
            "title": "表名", "unit": "单位", "date": "截止日期", "total": "总项数",
            "columns": "栏目", "rows": "备案事项", "signers": "签字人", "note": "说明",
        },
    )
)  # fmt: skip
