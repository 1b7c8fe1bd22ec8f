"""The lines of a month's list on its page, and on the page where it is signed."""

from baomi.registers.protocols import PanelContent, add_panel
from personnel.models import AllowanceList


@add_panel
def lines(register, record, user) -> PanelContent | None:
    """Who is due what, for which days, and what is withheld. One query."""
    if not isinstance(record, AllowanceList):
        return None
    rows = record.lines.select_related("staff")
    return PanelContent(
        "明细",
        "personnel/allowances_lines_panel.html",
        {"rows": rows},
        column="main",
        order=5,
        signing=True,
    )
