"""What was reported, beside a report: to the person himself, HR and the office; the lines of a filing."""

from baomi.organization import policy
from baomi.registers.declarations import Column
from baomi.registers.protocols import BulkAction, PanelContent, add_bulk_action, add_panel
from personnel.actions import reports as actions
from personnel.choices.yearly import ReportKind
from personnel.evidence.filings import HEADS, cells_of, lines_of
from personnel.evidence.reports import shown_blocks
from personnel.models import Filing, MajorReport
from personnel.rules import reports as rules


@add_panel
def matters(register, record, user) -> PanelContent | None:
    if not isinstance(record, MajorReport) or not policy.can(user, "personnel.report.read", record):
        return None
    content = {
        "tables": shown_blocks(record),
        "zero": record.kind == ReportKind.ZERO,
        "year": record.year,
        "labels": [block.label for block in rules.BLOCKS],
    }
    return PanelContent(
        "报告内容",
        "personnel/reports_matters_panel.html",
        content,
        column="main",
        order=20,
        hint="只有本人、人事处和保密办可见",
        signing=True,
    )


def _read_together(by, records: list[MajorReport], data) -> tuple[str, str]:
    count = actions.read_together(by, records)
    return "/personnel/reports/?view=open", f"已阅 {count} 份零报告"


add_bulk_action(
    BulkAction(
        slug="read",
        label="已阅",
        applies=lambda register, user: (
            register.model is MajorReport and bool(policy.can(user, actions.HANDLE))
        ),
        check=actions.may_read_together,
        run=_read_together,
        question=lambda register, count: f"已阅 {count} 份零报告？",
        explanation="每份各签署一次“已阅”，没有异常；签署后不能再改。有情况要查的，请取消后逐份阅处。",
        columns=(
            Column("number", "编号"),
            Column("department__name", "部门"),
            Column("reported_on", "报告日期", kind="date"),
        ),
    )
)


SHOWN = 100


@add_panel
def filing_lines(register, record, user) -> PanelContent | None:
    """The matters of a filing; long ones are on paper and in the export."""
    if not isinstance(record, Filing):
        return None
    lines = lines_of(record)
    content = {
        "heads": HEADS,
        "rows": [
            {"cells": cells_of(line), "url": f"/personnel/people/{line.person_id}/"} for line in lines[:SHOWN]
        ],
        "more": len(lines) - SHOWN,
    }
    return PanelContent(
        "备案事项",
        "personnel/reports_filing_panel.html",
        content,
        column="main",
        order=20,
        hint=f"{len(lines)} 项",
    )
