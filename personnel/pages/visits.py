"""The page on which a visit is written down."""

from typing import Any

from baomi.core.decisions import Allowed, Denied
from baomi.registers.declarations import registry
from personnel.actions import travel_visits
from personnel.choices.travel import VisitKind
from personnel.forms.travel import VisitForm
from personnel.pages.deeds import DeedView, version_of
from personnel.registers.visits import VisitRegister
from personnel.rules.visits import QUESTIONS


class VisitRecordView(DeedView):
    """/personnel/visits/<pk>/record/: what the visit found; it is sent to be signed from its page."""

    register = registry.get(VisitRegister.app, VisitRegister.slug)
    title = "登记回访情况"
    explanation = "保存后从回访页面送回访人签字。送签的人不作回访人签字。"
    button = "保存回访情况"

    def question(self, record) -> str:
        return f"{self.title}：{self.register.heading(record)}"

    def form(self, record, data=None):
        return VisitForm(data, visit=record)

    def allowed(self, record) -> Allowed | Denied:
        return self.register.editable(record, self.request.user)

    def carried(self, record) -> list[tuple[str, str]]:
        return [("version", str(record.version))]

    def act(self, record, values: dict[str, Any]) -> str:
        values["answers"] = {code: values.pop(code) for code in QUESTIONS[VisitKind(record.kind)]}
        travel_visits.write_visit(self.request.user, record, values, version_of(self.request))
        return f"已保存 {record.number} 的回访情况"
