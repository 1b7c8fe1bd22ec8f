"""The register of leaks and violations, as far as the office may write them down."""

from django.db.models import Q

from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.organization import policy
from baomi.organization.models import Department
from baomi.organization.policy import Reach
from baomi.organization.roles import Role
from baomi.registers.declarations import (
    Column,
    FieldRule,
    RecordAction,
    Register,
    SavedView,
    Section,
    registry,
)
from reviews import forms, rules
from reviews.actions import incidents as actions
from reviews.choices import IncidentState
from reviews.models import Incident
from reviews.permissions import DEPARTMENT, OFFICE

NO_NAMES = "只写编号、代号或脱敏名，不写涉密内容"
TONES = {
    IncidentState.OPEN: "bad",
    IncidentState.CLOSED: "closed",
    IncidentState.DISMISSED: "closed",
}


def _status(incident: Incident) -> tuple[str, str]:
    return (TONES[incident.state], incident.get_state_display())


def _responsible(incident: Incident) -> str:
    return "、".join(person.name for person in incident.responsible.all())


@registry.add
class IncidentRegister(Register):
    app = "reviews"
    slug = "incidents"
    model = Incident
    label = "泄密与违规事件"
    unit_word = "起"
    menu_group = "检查与处置"
    menu_order = 700
    columns = (
        Column("number", "编号", kind="code"),
        Column("kind", "性质", aliases=("事件性质", "类型", "事件类型")),
        Column("department__name", "部门", kind="department", sort="department__pinyin"),
        Column("occurred_on", "发生日期", kind="date", aliases=("发生时间", "事发日期")),
        Column("discovered_at", "发现时间", kind="datetime", aliases=("发现日期",)),
        Column("outline", "简要情况（脱敏）", aliases=("简要情况", "情况", "事件简况", "主要情况")),
        Column("responsible_names", "责任人姓名", value=_responsible, sheet=False),
        Column("state", "状态", kind="status", value=_status, reads=("state",)),
    )
    search_fields = ("number", "outline", "department__name", "department__pinyin")
    search_hint = "编号、部门、简要情况"
    filters = ("kind", "department", "state", "occurred_on")
    views = (
        SavedView("all", "全部"),
        SavedView("open", "处理中", Q(state=IncidentState.OPEN)),
        SavedView("year", "本年度", lambda user: Q(occurred_on__year=clock.today().year)),
    )
    sections = (
        Section(
            "事件",
            (
                Column("kind", "性质"),
                Column("department__name", "部门"),
                Column("occurred_on", "发生日期", kind="date"),
                Column("discovered_at", "发现时间", kind="datetime"),
                Column("responsible_names", "责任人", value=_responsible),
                Column("closed_on", "结案日期", kind="date"),
                Column("outline", "简要情况", kind="prose"),
                Column("conclusion", "处理结果", kind="prose"),
            ),
        ),
    )
    form_class = forms.IncidentForm
    form_fields = ("department", "kind", "occurred_on", "discovered_at", "responsible", "outline")
    aliases = {"responsible": ("责任人员", "责任人姓名", "责任人工号", "当事人")}
    field_rules = {
        "department": FieldRule("课题组的事件合并计入所属学院", "《通知》第二条第（二）项 1（2）"),
        "kind": FieldRule("失泄密和严重违规当年不得参加先进评选", "《通知》第二条第（二）项"),
        "responsible": FieldRule("只填经认定个人有责任的人", "《通知》第二条第（二）项 2（4）"),
        "outline": FieldRule(NO_NAMES),
    }
    permissions = {
        "view": OFFICE | {Role.LEADER: Reach.ALL} | DEPARTMENT,
        "add": OFFICE,
        "change": OFFICE,
        "import": OFFICE,
    }
    create = staticmethod(actions.register_incident)
    change = staticmethod(actions.change_incident)
    add_label = "登记事件"

    def queryset(self):
        return super().queryset().prefetch_related("responsible")

    def heading(self, record) -> str:
        return f"{record.department.name} {record.get_kind_display()}"

    def status(self, record):
        return _status(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("发生日期", record.occurred_on.isoformat()),
            ("发现时间", clock.written(record.discovered_at)),
        ]

    def editable(self, record, user) -> Allowed | Denied:
        return rules.may_settle(record)

    def choices(self, field, user):
        return Department.objects.active() if field == "department" else None

    def actions(self, record, user):
        if not policy.can(user, "reviews.incident.write", record):
            return []
        decision = rules.may_settle(record)
        url = f"{self.record_url(record)}settle/"
        return [RecordAction("登记处理结果", url, primary=True, locked=not decision, reason=decision.reason)]

    def menu_count(self, user) -> int | None:
        """Incidents being dealt with, within sight."""
        return self.visible(user).filter(state=IncidentState.OPEN).count() or None
