"""Computing a month's allowances: for every unit at once, or one list anew."""

from typing import Any

from django import forms

from baomi.approvals.rules import editable
from baomi.core import clock
from baomi.registers.declarations import registry
from baomi.registers.forms import dress
from personnel.actions import allowances as actions
from personnel.forms.allowances import MonthForm
from personnel.models import AllowanceList
from personnel.pages.deeds import DeedView, NothingToFill
from personnel.pages.papers import AskView
from personnel.registers.allowances import AllowanceRegister

ALLOWANCES = "/personnel/allowances/"


class ComputeView(AskView):
    """/personnel/allowances/compute/: the lists of one month for every unit with people on duty."""

    title = "计算当月津贴"
    button = "计算津贴"
    explanation = "按任职经历逐日计算，等级或状态在月中变化的分段列出。已送审和已批准的表不变。"
    cancel_url = ALLOWANCES

    def form(self, data=None) -> forms.Form:
        form = MonthForm(data, initial={"month": f"{clock.today():%Y-%m}"})
        dress(form)
        return form

    def act(self, values: dict[str, Any]) -> tuple[str, str]:
        month = values["month"]
        sheets = actions.make_month(self.request.user, month)
        total = sum(sheet.total for sheet in sheets)
        url = f"{ALLOWANCES}?view=all&month_after={month}&month_before={month}"
        return url, f"{month:%Y-%m} 共 {len(sheets)} 个部门，合计 {total} 元"


class RecomputeView(DeedView):
    """/personnel/allowances/<pk>/recompute/: the lines anew, as the registers stand now."""

    register = registry.get(AllowanceRegister.app, AllowanceRegister.slug)
    title = "重新计算"
    button = "重新计算"
    explanation = "表上的明细换成台账现在的情况。"

    def allowed(self, record: AllowanceList):
        return editable(record)

    def form(self, record, data=None) -> forms.Form:
        return NothingToFill(data)

    def question(self, record: AllowanceList) -> str:
        return f"重新计算{record.department.name} {record.month:%Y-%m} 的津贴？"

    def act(self, record: AllowanceList, values: dict[str, Any]) -> str:
        before, after = record.total, actions.recompute(self.request.user, record).total
        return f"合计 {after} 元" + ("，没有变化" if before == after else f"，原为 {before} 元")
