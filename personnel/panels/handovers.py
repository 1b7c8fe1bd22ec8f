"""What was counted at an officer's hand-over, on its page and on the page where it is signed."""

from baomi.registers.protocols import PanelContent, add_panel
from personnel.models import Handover


@add_panel
def counted(register, record, user) -> PanelContent | None:
    """Line by line what the books say and what was found; what differs is marked."""
    if not isinstance(record, Handover) or not record.stocktake:
        return None
    rows = [
        {**line, "differs": line["found"] is not None and line["found"] != line["expected"]}
        for line in record.stocktake
    ]
    return PanelContent(
        "共同清点",
        "personnel/handover_counted_panel.html",
        {"rows": rows},
        column="main",
        order=10,
        hint=f"{len(rows)} 项",
        signing=True,
    )
