"""F-15 涉密人员台账: the people of a list as the units keep them, landscape."""

from collections.abc import Iterable

from baomi.core import clock
from baomi.printing.forms import PrintForm, add
from baomi.printing.ledgers import table_data
from baomi.registers import cells
from baomi.registers.declarations import Column, registry
from personnel.models import ClearedPerson

COLUMNS = (
    Column("staff__name", "姓名", kind="name"),
    Column("staff__gender", "性别"),
    Column("staff__birth", "出生年月", kind="month"),
    Column("staff__title", "职称"),
    Column("staff__political_status", "政治面貌"),
    Column("post__title", "工作岗位"),
    Column("grade", "涉密等级"),
    Column("entered_on", "成为涉密人员时间", kind="date"),
    Column("cooling_until", "脱密时间", kind="date"),
)
NOTE = "人员有变动时及时更新；时间以二级单位审批时间为准。"
EMPTY_ROWS = 14
"""As many as stand on one page."""


def ledger_cells(user, people: Iterable[ClearedPerson]) -> dict:
    """The cells of F-15 for these people, as the user may see them."""
    register = registry.get("personnel", "people")
    texts = [[cells.plain(column, person) for column in COLUMNS] for person in people]
    return table_data(register, user, COLUMNS, texts) | {
        "title": "涉密人员台账",
        "date": clock.today(),
        "total": f"共 {len(texts)} 人",
        "note": NOTE,
    }


def blank_cells() -> dict:
    """F-15 without data: empty rows to be filled by hand."""
    register = registry.get("personnel", "people")
    signers = ["部门保密员", "部门负责人"]
    return table_data(register, None, COLUMNS, []) | {
        "unit": "",
        "blank_rows": range(EMPTY_ROWS),
        "signers": signers,
        "note": NOTE,
    }


LEDGER = add(
    PrintForm(
        code="F-15",
        label="涉密人员台账",
        template="print/ledger.html",
        data=lambda record: {},
        orientation="landscape",
        keeper="二级单位",
        blank=blank_cells,
    )
)
