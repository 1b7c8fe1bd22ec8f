"""Who was at a session, beside it: as far as the user may see them."""

from urllib.parse import urlencode

from baomi.organization import policy
from baomi.registers.protocols import PanelContent, add_panel
from personnel.choices.yearly import TrainingState
from personnel.models import TrainingSession

SHOWN = 50
RESULTS = {True: "合格", False: "不合格", None: ""}


@add_panel
def attendance(register, record, user) -> PanelContent | None:
    if not isinstance(record, TrainingSession) or record.state != TrainingState.HELD:
        return None
    seen = policy.scope(user, "personnel.attendance.view", record.attendances.all())
    rows = seen.select_related("staff", "department").order_by("staff__pinyin", "pk")
    total = rows.count()
    shown = [
        {
            "name": row.staff.name,
            "number": row.staff.number,
            "department": row.department.name,
            "hours": f"{row.hours:f}",
            "score": "" if row.score is None else f"{row.score:f}",
            "result": RESULTS[row.passed],
            "failed": row.passed is False,
            "url": f"/personnel/attendance/{row.pk}/",
        }
        for row in rows[:SHOWN]
    ]
    list_url = f"/personnel/attendance/?{urlencode({'view': 'all', 'q': record.number or ''})}"
    context = {"rows": shown, "more": total > len(shown), "total": total, "list_url": list_url}
    return PanelContent(
        "参加人员",
        "personnel/training_attendance_panel.html",
        context,
        column="main",
        order=20,
        hint=f"{total} 人",
    )
