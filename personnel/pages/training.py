"""Deeds on sessions and their lists: cancelled, who was there from a pasted list, somebody struck off."""

from typing import Any

from django import forms

from baomi.core.decisions import Allowed, Denied
from baomi.organization import policy
from baomi.organization.forms import ReasonForm
from baomi.registers.declarations import registry
from personnel.actions import training as actions
from personnel.forms.training import PasteForm
from personnel.models import Attendance, TrainingSession
from personnel.pages.deeds import DeedView
from personnel.registers.training import AttendanceRegister, SessionRegister
from personnel.rules import training as rules


class CancelView(DeedView):
    """/personnel/trainings/<pk>/cancel/: off the plan, with the reason."""

    register = registry.get(SessionRegister.app, SessionRegister.slug)
    title = "取消培训"
    button = "取消培训"
    danger = True
    explanation = "取消后留在台账中，不能再改。如仍要举办，请另行登记。"

    def allowed(self, record: TrainingSession) -> Allowed | Denied:
        return rules.may_cancel(record)

    def form(self, record, data=None) -> forms.Form:
        return ReasonForm(data)

    def question(self, record: TrainingSession) -> str:
        return f"取消 {record.number} {record.title}？"

    def act(self, record, values: dict[str, Any]) -> str:
        actions.cancel(self.request.user, record, values["reason"])
        return f"已取消 {record.number}"


class AttendView(DeedView):
    """/personnel/trainings/<pk>/attend/: a list pasted from a sheet; a wrong line is named and nothing is written."""

    register = registry.get(SessionRegister.app, SessionRegister.slug)
    title = "登记参加人"
    button = "登记参加人"

    def allowed(self, record: TrainingSession) -> Allowed | Denied:
        decision = policy.can(self.request.user, "personnel.training.attend", record)
        return rules.may_take_attendance(record) if decision else decision

    def form(self, record, data=None) -> forms.Form:
        self.pasted = PasteForm(data)
        return self.pasted

    def question(self, record: TrainingSession) -> str:
        return f"登记 {record.title}的参加人"

    def act(self, record, values: dict[str, Any]) -> str:
        changed = actions.attend(self.request.user, record, self.pasted.lines)
        same = len(self.pasted.lines) - changed
        return f"已登记 {changed} 人" + (f"，{same} 人没有变化" if same else "")

    def details(self, record: TrainingSession) -> dict[str, Any]:
        marks = "、成绩" if record.has_exam else ""
        found: dict[str, Any] = {
            "explanation": f"一行一人：工号、姓名、学时{marks}，可从表格整块复制。姓名可不写；"
            f"学时不写按本次培训的 {record.hours:f} 学时。已在名单中的按新内容更改。"
        }
        if self.pasted.faults:
            found |= {
                "columns": ["行", "内容", "问题"],
                "rows": [[fault.line, fault.text, fault.problem] for fault in self.pasted.faults[:50]],
            }
        return found


class StrikeView(DeedView):
    """/personnel/attendance/<pk>/strike/: who was not there, off the list with the reason."""

    register = registry.get(AttendanceRegister.app, AttendanceRegister.slug)
    title = "移除培训记录"
    button = "移除 1 条"
    danger = True
    explanation = "本人的年度学时随之减少。移除的内容保留在操作记录中。"
    struck = False

    def form(self, record, data=None) -> forms.Form:
        return ReasonForm(data)

    def question(self, record: Attendance) -> str:
        return f"把{record.staff.name}从 {record.session.title}的名单中移除？"

    def act(self, record: Attendance, values: dict[str, Any]) -> str:
        actions.strike(self.request.user, record, values["reason"])
        self.struck = True
        return f"已移除{record.staff.name}的培训记录"

    def back(self, record: Attendance) -> str:
        """The record itself is gone afterwards."""
        return (
            f"/personnel/trainings/{record.session_id}/" if self.struck else self.register.record_url(record)
        )
