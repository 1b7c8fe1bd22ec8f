"""What a cleared person's page shows beside his row: what waits, his life in order, his papers, what he holds."""

from baomi.organization import policy
from baomi.registers.protocols import PanelContent, PrintOption, add_panel, add_print_options
from personnel.evidence import life
from personnel.evidence.holdings import held_of
from personnel.models import ClearedPerson

FILE = "personnel.people.file"
"""The line of whoever reads what the other registers say about a person."""


@add_panel
def whole_life(register, record, user) -> PanelContent | None:
    """办理与经历: what is open first, then everything in the order of days, with the papers of each."""
    if not isinstance(record, ClearedPerson) or not policy.can(user, FILE, record):
        return None
    content = life.shown(user, record)
    hint = f"{len(content['open'])} 项在办" if content["open"] else "没有在办事项"
    return PanelContent("办理与经历", "personnel/people_life_panel.html", content, "main", 20, hint)


@add_panel
def held(register, record, user) -> PanelContent | None:
    """名下持有: what would have to come back if he left today."""
    if not isinstance(record, ClearedPerson) or not policy.can(user, FILE, record):
        return None
    content = held_of(user, record)
    hint = f"{len(content['rows'])} 项"
    return PanelContent("名下持有", "personnel/people_held_panel.html", content, order=40, hint=hint)


@add_print_options
def unit_ledger(register, user) -> list[PrintOption]:
    """F-15 in the 打印 menu of the list of people."""
    if register.model is not ClearedPerson:
        return []
    return [
        PrintOption("F-15 涉密人员台账（所列全部）", "/personnel/people/f15/", post=True),
        PrintOption("F-15 空白表", "/personnel/people/f15/blank.pdf"),
    ]
