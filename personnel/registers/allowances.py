"""The registers of allowances and deductions (P10)."""

from django.db.models import Count, Q

from baomi.approvals.choices import LIVE_STATES, State
from baomi.approvals.rules import editable as editable_in_approval
from baomi.core import clock
from baomi.organization import policy
from baomi.registers.declarations import (
    Column,
    FieldRule,
    RecordAction,
    Register,
    SavedView,
    Section,
    registry,
)
from personnel.actions import allowances as actions
from personnel.forms.allowances import DeductionForm
from personnel.models import AllowanceList, Deduction
from personnel.permissions.base import DEPARTMENT, KEEPERS, LEADER, OFFICE, OFFICER, OWN

GROUP = "教育与考核"


def _month(sheet: AllowanceList) -> str:
    return f"{sheet.month:%Y-%m}"


def _first_month(deduction: Deduction) -> str:
    return f"{deduction.first_month:%Y-%m}"


@registry.add
class AllowanceRegister(Register):
    app = "personnel"
    slug = "allowances"
    model = AllowanceList
    label = "保密津贴发放表"
    unit_word = "张"
    menu_group = GROUP
    menu_order = 260
    columns = (
        Column("number", "编号", kind="code"),
        Column("month", "月份", kind="month"),
        Column("department__name", "部门", kind="department", sort="department__path"),
        Column("people", "人数", kind="number", value=lambda sheet: sheet.people),
        Column("total", "合计（元）", kind="number"),
        Column("computed_at", "计算时间", kind="datetime", shown=False),
        Column("state", "状态", kind="status", value=lambda sheet: sheet.tone),
    )
    search_fields = ("number", "department__name", "department__pinyin")
    search_hint = "编号、部门"
    filters = ("department", "month")
    views = (
        SavedView("month", "本月", lambda user: Q(month=clock.today().replace(day=1))),
        SavedView("open", "待送审", Q(approval__isnull=True) | Q(approval__state=State.RETURNED)),
        SavedView("running", "审批中", Q(approval__state__in=LIVE_STATES)),
        SavedView("approved", "已批准", Q(approval__state=State.APPROVED)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "津贴表",
            (
                Column("month", "月份", kind="month"),
                Column("department__name", "部门"),
                Column("people", "人数", value=lambda sheet: sheet.people),
                Column("total", "合计（元）"),
                Column("computed_at", "计算时间", kind="datetime"),
            ),
        ),
    )
    select_related = ("department", "approval")
    permissions = {"view": KEEPERS | DEPARTMENT, "change": KEEPERS | OFFICER}
    procedures = (actions.LIST_PROCEDURE,)
    empty_hint = "每月由保密办或人事处按在岗和等级变化计算，不用手填"

    def queryset(self):
        return super().queryset().annotate(people=Count("lines__staff", distinct=True))

    def heading(self, record) -> str:
        return f"{record.department.name} {_month(record)} 保密津贴"

    def status(self, record):
        return record.tone

    def identity(self, record):
        return [("编号", record.number), ("月份", _month(record)), ("合计", f"{record.total} 元")]

    def editable(self, record, user):
        return editable_in_approval(record)

    def list_actions(self, user):
        if not policy.can(user, actions.MAKE):
            return []
        return [RecordAction("计算当月津贴", "/personnel/allowances/compute/", primary=True, key="n")]

    def actions(self, record, user):
        if not policy.can(user, actions.MAKE, record):
            return []
        allowed = editable_in_approval(record)
        url = f"{self.record_url(record)}recompute/"
        return [RecordAction("重新计算", url, locked=not allowed, reason=allowed.reason)]


@registry.add
class DeductionRegister(Register):
    app = "personnel"
    slug = "deductions"
    model = Deduction
    label = "津贴扣发"
    unit_word = "份"
    menu_group = GROUP
    menu_order = 265
    columns = (
        Column("number", "编号", kind="code"),
        Column("person__staff__number", "工号", kind="code", shown=False, sheet=False),
        Column("person__staff__name", "姓名", kind="name", sort="person__staff__pinyin", sheet=False),
        Column("department__name", "部门", kind="department", sort="department__path", sheet=False),
        Column("first_month", "自何月起", kind="month"),
        Column("months", "扣发月数"),
        Column("reason", "扣发原因（脱敏）"),
        Column("clause", "依据", shown=False),
        Column("decided_on", "决定日期", kind="date", sheet=False),
        Column("state", "状态", kind="status", value=lambda deduction: deduction.tone, sheet=False),
    )
    search_fields = (
        "number",
        "person__staff__name",
        "person__staff__pinyin",
        "person__staff__number",
        "reason",
    )
    search_hint = "姓名、工号、编号、原因"
    filters = ("department", "months", "decided_on")
    views = (
        SavedView("open", "办理中", Q(decided_on__isnull=True, refused_on__isnull=True)),
        SavedView("decided", "已决定", Q(decided_on__isnull=False)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "扣发",
            (
                Column("person__staff__name", "当事人"),
                Column("department__name", "部门"),
                Column("first_month", "自何月起", kind="month"),
                Column("months", "扣发月数"),
                Column("clause", "依据"),
                Column("decided_on", "决定日期", kind="date"),
                Column("reason", "扣发原因", kind="prose"),
            ),
        ),
    )
    form_class = DeductionForm
    form_fields = ("person", "first_month", "months", "reason", "clause")
    field_rules = {
        "first_month": FieldRule("从津贴表还没有批准的月份起"),
        "months": FieldRule("扣发 1、3、6 或 12 个月", "涉密人员管理规定：津贴与考核、违规挂钩"),
        "reason": FieldRule("只写编号、代号或脱敏名，不写涉密内容"),
    }
    select_related = ("department", "person__staff", "approval")
    permissions = {
        "view": KEEPERS | LEADER | DEPARTMENT | OWN,
        "add": OFFICE | OFFICER,
        "change": OFFICE | OFFICER,
    }
    procedures = (actions.DEDUCTION_PROCEDURE,)
    create = staticmethod(actions.propose_deduction)
    change = staticmethod(actions.change_deduction)
    add_label = "登记扣发"
    empty_hint = "考核不符合的津贴由系统停发，这里只登记另行决定的扣发"

    def heading(self, record) -> str:
        return f"{record.person.staff.name} 自 {_first_month(record)} 起扣发 {record.months} 个月"

    def status(self, record):
        return record.tone

    def identity(self, record):
        return [("编号", record.number), ("部门", record.department.name)]

    def editable(self, record, user):
        return editable_in_approval(record)
