"""The page on which a visit is written down."""

from typing import Any

from baomi.core.decisions import Allowed, Denied
from baomi.core.errors import Refusal
from baomi.core.validators import whole_number
from baomi.registers.declarations import registry
from personnel.actions import travel_visits
from personnel.choices.travel import VisitKind
from personnel.forms.travel import VisitForm
from personnel.pages.deeds import DeedView
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
        version = whole_number(self.request.POST.get("version"))
        if version is None:
            raise Refusal("这个页面已失效", how="请刷新后重新填写")
        values["answers"] = {code: values.pop(code) for code in QUESTIONS[VisitKind(record.kind)]}
        travel_visits.write_visit(self.request.user, record, values, version)
        return f"已保存 {record.number} 的回访情况"
