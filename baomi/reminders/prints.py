"""The paper at the end of the ladder: 督办单, printed from the notice that asks for it."""

from baomi.core import clock
from baomi.printing import forms
from baomi.reminders.choices import Shown
from baomi.reminders.deadlines import PAPER
from baomi.reminders.models import Notice


def data(notice: Notice) -> dict:
    """The sheet's values; the overdue time is that of the day the notice was made, as the paper is of that day."""
    made, due = notice.made_at.astimezone(clock.SHANGHAI), notice.due_at.astimezone(clock.SHANGHAI)
    return {
        "department": notice.department_name,
        "duty": notice.duty,
        "subject": notice.subject,
        "due": due.strftime("%Y-%m-%d %H:%M" if notice.due_shown == Shown.TIME else "%Y-%m-%d"),
        "overdue_days": max((made.date() - due.date()).days, 0),
        "detail": notice.body,
        "day": made.strftime("%Y-%m-%d"),
    }


forms.add(
    forms.PrintForm(
        PAPER,
        "督办单",
        "reminders/print/s09.html",
        data,
        keeper="保密办",
        labels={
            "department": "承办部门",
            "duty": "督办事项",
            "subject": "对象",
            "due": "原定期限",
            "overdue_days": "逾期天数",
            "detail": "说明",
            "day": "督办日期",
        },
    )
)
