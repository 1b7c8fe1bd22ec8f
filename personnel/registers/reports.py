"""The register of major events and zero-reports (P6). What is reported stands in a panel of its own."""

from django.db.models import Q

from baomi.approvals.choices import State
from baomi.approvals.rules import EDITABLE
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.organization import policy
from baomi.registers.declarations import Column, RecordAction, Register, SavedView, Section, registry
from personnel.actions import reports as actions
from personnel.choices.yearly import ReportKind
from personnel.evidence.reports import ZERO_URL
from personnel.models import MajorReport
from personnel.permissions.base import DEPARTMENT, KEEPERS, OFFICER, OWN
from personnel.rules import reports as rules

OUTCOME = "personnel.report.outcome"


def status_of(report: MajorReport) -> tuple[str, str]:
    """Where it stands for everybody; what the office made of it is told by `status_for`."""
    if report.approval_id and report.state == State.APPROVED:
        return ("ok", "已阅处")
    return report.tone


@registry.add
class ReportRegister(Register):
    app = "personnel"
    slug = "reports"
    model = MajorReport
    label = "重大事项报告"
    unit_word = "份"
    menu_group = "教育与考核"
    menu_order = 270
    columns = (
        Column("number", "编号", kind="code"),
        Column("person__staff__name", "姓名", kind="name", sort="person__staff__pinyin"),
        Column("person__staff__number", "工号", kind="code", shown=False),
        Column("department__name", "部门", kind="department", sort="department__path"),
        Column("kind", "报告类别"),
        Column("year", "年度", kind="number"),
        Column("serving", "在职状态"),
        Column("happened_on", "发生日期", kind="date"),
        Column("due_on", "报告期限", kind="date"),
        Column("reported_on", "报告日期", kind="date"),
        Column("late", "逾期", value=rules.late_words),
        Column("subjects", "报告事项", value=rules.subjects_of, shown=False, reads=("subjects",)),
        Column("abnormal", "异常情况", kind="bool", shown=False),
        Column("bureau_on", "上报日期", kind="date", shown=False),
        Column("state", "状态", kind="status", value=status_of, sort="", sheet=False),
    )
    search_fields = (
        "number",
        "person__staff__name",
        "person__staff__pinyin",
        "person__staff__initials",
        "person__staff__number",
    )
    search_hint = "姓名、拼音、工号、编号"
    filters = ("department", "kind", "year", "happened_on", "reported_on")
    views = (
        SavedView("open", "待阅处", Q(approval__state=State.RUNNING)),
        SavedView("draft", "未送出", EDITABLE),
        SavedView("events", "重大事项", Q(kind=ReportKind.EVENT)),
        SavedView("zero", "零报告", lambda user: Q(kind=ReportKind.ZERO, year=clock.today().year)),
        SavedView("abnormal", "待上报", Q(abnormal=True, bureau_on=None), needs=OUTCOME),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "报告",
            (
                Column("person__staff__name", "报告人"),
                Column("department__name", "部门"),
                Column("kind", "报告类别"),
                Column("year", "年度"),
                Column("serving", "在职状态"),
                Column("happened_on", "发生日期", kind="date"),
                Column("due_on", "报告期限", kind="date"),
                Column("reported_on", "报告日期", kind="date"),
                Column("late", "逾期", value=rules.late_words),
                Column("paper_number", "纸质报告归档号"),
            ),
        ),
        Section(
            "阅处",
            (
                Column("handled_on", "阅处日期", kind="date"),
                Column("abnormal", "异常情况", kind="bool"),
                Column("handling", "处理意见", kind="prose"),
                Column("bureau_due_on", "上报期限", kind="date"),
                Column("bureau_on", "上报日期", kind="date"),
                Column("bureau_number", "上报文号"),
            ),
            visible=lambda user, report: policy.can(user, OUTCOME, report),
        ),
    )
    field_permissions = dict.fromkeys(
        ("subjects", "matters", "abnormal", "handling", "handled_on", "bureau_due_on", "bureau_on", "bureau_number"),
        OUTCOME,
    )  # fmt: skip
    ordering = ("-id",)
    select_related = ("department", "person__staff__department", "person__post", "approval")
    permissions = {
        "view": KEEPERS | DEPARTMENT | OWN,
        "add": KEEPERS | OFFICER | OWN,
        "change": KEEPERS | OFFICER | OWN,
    }
    attachment_permission = "personnel.report.read"
    procedures = (actions.PROCEDURE,)
    add_label = "报告重大事项"
    empty_hint = "发生重大事项随时报告；每年 12 月人人填报，没有的作零报告"

    def heading(self, record) -> str:
        return f"{record.person.staff.name} {record.year} 年{record.get_kind_display()}"

    def status(self, record):
        return status_of(record)

    def status_for(self, user, record):
        if record.abnormal and policy.can(user, OUTCOME, record):
            return ("closed", "异常，已上报") if record.bureau_on else ("bad", "异常，待上报")
        return status_of(record)

    def identity(self, record):
        known = [("编号", record.number), ("部门", record.department.name), ("报告期限", f"{record.due_on}")]
        return known + ([("报告日期", f"{record.reported_on}")] if record.reported_on else [])

    def editable(self, record, user) -> Allowed | Denied:
        return rules.may_fill(user, record)

    def list_actions(self, user):
        if rules.zero_year(clock.today()) is None or not policy.can(user, actions.ADD):
            return []
        return [RecordAction("填报零报告", ZERO_URL)]

    def actions(self, record, user):
        url = self.record_url(record)
        found = []
        if policy.can(user, self.permission("change"), record) and rules.may_fill(user, record):
            found.append(RecordAction("填写报告", f"{url}edit/", key="e"))
        if policy.can(user, actions.HANDLE, record) and rules.may_tell_bureau(record):
            found.append(RecordAction("登记上报", f"{url}bureau/", primary=True))
        return found

    def attachment_kinds(self, record):
        return ("本人签字的报告", "证明材料", "其他")

    def menu_count(self, user) -> int | None:
        """Those to be read, for who reads them."""
        if not policy.can(user, actions.HANDLE):
            return None
        return self.visible(user).filter(approval__state=State.RUNNING).count() or None
