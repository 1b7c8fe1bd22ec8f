"""保密津贴: last month's lists approved, this month's in draft; one deduction in force and one waiting."""

import datetime as dt

from baomi.approvals import actions as approvals
from baomi.core import clock
from baomi.core.dates import add_months
from demo.cleared.story import Story, sign_until
from personnel.actions import allowances
from personnel.models import AllowanceList, Deduction


def tell(story: Story) -> None:
    """Deductions before the list they touch; lists are made on one of the first days of a month."""
    this_month = story.today.replace(day=1)
    month = add_months(this_month, -1)
    story.matter().on(
        month + dt.timedelta(days=3), lambda: _withhold(story, "ie:3", month, "上半年载体借阅两次未登记")
    )
    matter = story.matter()
    matter.on(
        month + dt.timedelta(days=24), lambda: allowances.make_month(story.world.user("office"), month), 10
    )
    matter.on(month + dt.timedelta(days=25), lambda: _approve(story, month), 10)
    if story.today > this_month + dt.timedelta(days=4):
        story.matter().ago(1, lambda: _draft(story, this_month), 16)


def _withhold(story: Story, key: str, month: dt.date, reason: str, *waiting: str) -> Deduction:
    by = story.officer_of(story.person(key))
    values = {
        "person": story.person(key),
        "first_month": month,
        "months": 3,
        "reason": reason,
        "clause": "保密津贴管理办法",
    }
    row = allowances.propose_deduction(by, values)
    approvals.submit(by, allowances.DEDUCTION_PROCEDURE, row)
    sign_until(row, *waiting)
    return row


def _approve(story: Story, month: dt.date) -> None:
    """By each unit's officer; the office, which signs them all, does not hand its own in."""
    for sheet in AllowanceList.objects.filter(month=month).select_related("department"):
        by = story.officer_of(sheet)
        by = story.world.user("hr") if by.username == "office" else by
        approvals.submit(by, allowances.LIST_PROCEDURE, sheet)
        sign_until(sheet)


def _draft(story: Story, month: dt.date) -> None:
    allowances.make_month(story.world.user("office"), month)
    _withhold(story, "rc:2", add_months(clock.today().replace(day=1), 1), "责任书逾期未交", "保密办")
