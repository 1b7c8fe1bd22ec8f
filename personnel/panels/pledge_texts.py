"""What a pledge or letter says, beside it and where it is signed: nobody puts his name to what he has not read."""

from baomi.registers.protocols import PanelContent, add_panel
from personnel.choices.yearly import PledgeKind
from personnel.models import Pledge
from personnel.prints import papers as prints


@add_panel
def wording(register, record, user) -> PanelContent | None:
    """The sentences of the printed paper."""
    if not isinstance(record, Pledge):
        return None
    kind = PledgeKind(record.kind)
    label = "责任书正文" if kind == PledgeKind.YEARLY else "承诺书正文"
    return PanelContent(
        label,
        "personnel/papers_text_panel.html",
        {"parts": _parts(record, kind)},
        column="main",
        order=10,
        hint="条款与打印的纸质件相同",
        signing=True,
    )


def _parts(pledge: Pledge, kind: PledgeKind) -> list[dict]:
    """The parts of the paper, each with its points and what follows them."""
    if kind == PledgeKind.YEARLY:
        cells = prints.letter_cells(pledge)
        return [{"label": "职责", "points": cells["duties"]}, {"label": "权利", "points": cells["rights"]}]
    cells = prints.cooling_cells(pledge) if kind == PledgeKind.COOLING else prints.pledge_cells(pledge)
    return [{"label": cells.get("about", ""), "points": cells["points"], "after": cells["liability"]}]
