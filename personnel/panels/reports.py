"""What was reported, beside a report: to the person himself, HR and the office; the lines of a filing."""

from baomi.organization import policy
from baomi.registers.protocols import PanelContent, add_panel
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
