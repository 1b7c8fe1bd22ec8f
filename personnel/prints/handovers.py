"""S-11 保密员交接书: what both counted, what was open, both signatures (our own layout; no source gives one)."""

from baomi.core import clock
from baomi.printing import forms
from personnel.models import Handover


def data(handover: Handover) -> dict:
    """The sheet's values; open tasks as they stood when it was handed in."""
    switched = handover.switched_at
    return {
        "department": handover.department.name,
        "outgoing": handover.outgoing.name,
        "incoming": handover.incoming.name,
        "rows": [
            {"label": row["label"], "expected": row["expected"], "found": row["found"], "note": row["note"]}
            for row in handover.stocktake
        ],
        "tasks": [{"label": task["label"], "due": task["due"]} for task in handover.open_tasks],
        "remark": handover.remark,
        "switched": switched.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M") if switched else "",
    }


forms.add(
    forms.PrintForm(
        code="S-11",
        label="部门保密员交接书",
        template="personnel/print/s11.html",
        data=data,
        keeper="保密办、移交人、接收人各执一份",
        register=("personnel", "handovers"),
        labels={
            "department": "部门",
            "outgoing": "移交人",
            "incoming": "接收人",
            "rows": "共同清点",
            "tasks": "未办事项",
            "remark": "其他交接事项",
            "switched": "权限切换时间",
        },
    )
)
