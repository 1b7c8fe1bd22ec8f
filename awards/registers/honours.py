"""The registers after the vote: objections during 公示, decisions, honours."""

from django.db.models import Q

from awards import honour_rules as rules
from awards.actions import honours as actions
from awards.choices import AwardKind, ObjectionState
from awards.models import Decision, Honour, Objection
from awards.permissions import CONCERNED, FOLLOWING, OFFICE, WATCHING
from baomi.core import clock
from baomi.organization import policy
from baomi.organization.models import Department
from baomi.registers.declarations import (
    Column,
    FieldRule,
    FormGroup,
    RecordAction,
    Register,
    SavedView,
    Section,
    registry,
)
from baomi.registers.protocols import BulkAction, add_bulk_action

OBJECTION_TONES = {
    ObjectionState.OPEN: "warn",
    ObjectionState.UPHELD: "bad",
    ObjectionState.REJECTED: "closed",
}


def _objection_status(objection: Objection) -> tuple[str, str]:
    return (OBJECTION_TONES[objection.state], objection.get_state_display())


def _decision_status(decision: Decision) -> tuple[str, str]:
    return ("ok", "已生效") if decision.effective_at else ("wait", "待盖章归档")


@registry.add
class ObjectionRegister(Register):
    app = "awards"
    slug = "objections"
    model = Objection
    label = "公示异议"
    unit_word = "件"
    columns = (
        Column("number", "编号", kind="code"),
        Column("round__year", "年度", kind="code"),
        Column("nomination__subject", "对象", kind="name", sort="", reads=("nomination",)),
        Column("received_on", "收到日期", kind="date"),
        Column("raised_by", "提出人（单位）"),
        Column("state", "状态", kind="status", value=_objection_status, sort="state", reads=("state",)),
        Column("settled_on", "办结日期", kind="date"),
    )
    search_fields = ("number", "raised_by")
    search_hint = "编号、提出人"
    filters = ("round", "state")
    views = (SavedView("all", "全部"), SavedView("open", "核实中", Q(state=ObjectionState.OPEN)))
    sections = (
        Section("异议", (Column("content", "异议内容", kind="prose"),)),
        Section(
            "核实",
            (Column("finding", "核实结果", kind="prose"), Column("settled_on", "办结日期", kind="date")),
        ),
    )
    ordering = ("-received_on",)
    select_related = ("department", "round", "nomination__staff", "nomination__department")
    permissions = {"view": WATCHING}
    empty_hint = "公示期内收到的异议，由保密办在公示页面登记"

    def heading(self, record) -> str:
        return f"{record.nomination.subject}公示异议"

    def status(self, record):
        return _objection_status(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("收到", record.received_on.isoformat()),
            ("提出人", record.raised_by),
        ]

    def actions(self, record, user):
        if record.state != ObjectionState.OPEN or not policy.can(user, "awards.publicity.run"):
            return []
        return [RecordAction("办结异议", f"{self.record_url(record)}settle/", primary=True)]


def _change_decision(by, record, values, version):
    return actions.write_decision(by, record.round, values, version)


@registry.add
class DecisionRegister(Register):
    app = "awards"
    slug = "decisions"
    model = Decision
    label = "表彰决定"
    unit_word = "份"
    columns = (
        Column("document_number", "文号", kind="code"),
        Column("title", "标题", kind="name"),
        Column("round__year", "年度", kind="code"),
        Column("decided_on", "决定日期", kind="date"),
        Column("archive_number", "归档号"),
        Column("effective_at", "生效时间", kind="datetime"),
        Column("status", "状态", kind="status", value=_decision_status, reads=("effective_at",)),
    )
    search_fields = ("document_number", "title", "archive_number")
    search_hint = "文号、标题、归档号"
    filters = ("round",)
    sections = (
        Section(
            "决定",
            (
                Column("document_number", "文号"),
                Column("decided_on", "决定日期", kind="date"),
                Column("archive_number", "归档号"),
                Column("effective_at", "生效时间", kind="datetime"),
                Column("body", "正文", kind="prose"),
            ),
        ),
    )
    form_fields = ("document_number", "title", "decided_on", "body")
    field_rules = {
        "document_number": FieldRule("照发文登记簿，年份用六角括号，例如 东大保字〔2026〕8号"),
        "decided_on": FieldRule("晚于公示期满日", rules.PUBLICITY),
        "body": FieldRule("每段一行；名单由系统列出，不必写入"),
    }
    key = ("document_number",)
    ordering = ("-decided_on",)
    select_related = ("department", "round")
    permissions = {"view": FOLLOWING, "change": OFFICE}
    change = staticmethod(_change_decision)
    empty_hint = "公示期满且没有未办结的异议后，由保密办在评选页面拟写"

    def heading(self, record) -> str:
        return record.title

    def status(self, record):
        return _decision_status(record)

    def identity(self, record):
        return [("文号", record.document_number), ("日期", record.decided_on.isoformat())]

    def editable(self, record, user):
        return rules.may_change_decision(record)

    def actions(self, record, user):
        if record.effective_at or not policy.can(user, "awards.decision.write"):
            return []
        return [RecordAction("登记盖章件", f"{self.record_url(record)}effect/", primary=True)]


@registry.add
class HonourRegister(Register):
    app = "awards"
    slug = "honours"
    model = Honour
    label = "往年荣誉"
    unit_word = "项"
    menu_group = "年度"
    menu_order = 650
    columns = (
        Column("number", "编号", kind="code", shown=False),
        Column("year", "年度", kind="code", aliases=("年份", "获奖年度", "表彰年度")),
        Column("kind", "奖项", aliases=("奖项类别", "类别")),
        Column("award_name", "荣誉名称", aliases=("荣誉称号", "称号", "奖项名称")),
        Column("department__name", "部门", kind="department", sort="department__path"),
        Column("staff__number", "工号", aliases=("教职工号", "职工号", "教工号", "人员编号")),
        Column(
            "recipient",
            "获奖部门或姓名",
            kind="name",
            aliases=("获奖者", "获奖人", "获奖单位或个人", "获奖对象", "获奖集体或个人"),
        ),
        Column("document_number", "表彰文号", aliases=("文号", "表彰文件", "发文字号")),
        Column("certificate_number", "证书编号", kind="code", aliases=("证书号", "荣誉证书编号")),
        Column("received_on", "领取日期", kind="date", aliases=("领取时间", "领证日期")),
    )
    search_fields = (
        "recipient",
        "certificate_number",
        "document_number",
        "staff__pinyin",
        "staff__initials",
        "staff__number",
    )
    search_hint = "部门、姓名、拼音、证书编号"
    filters = ("year", "kind", "department")
    views = (
        SavedView("all", "全部"),
        SavedView("collective", "集体", Q(kind=AwardKind.COLLECTIVE)),
        SavedView("individual", "个人", Q(kind=AwardKind.INDIVIDUAL)),
        SavedView("uncollected", "未领取", Q(received_on__isnull=True, round__isnull=False)),
    )
    sections = (
        Section(
            "荣誉",
            (
                Column("year", "年度"),
                Column("kind", "奖项"),
                Column("award_name", "荣誉名称"),
                Column("recipient", "获奖部门或姓名"),
                Column("department__name", "部门"),
                Column("staff__number", "工号"),
                Column("document_number", "表彰文号"),
                Column("certificate_number", "证书编号"),
                Column("received_on", "领取日期", kind="date"),
            ),
        ),
    )
    form_fields = (
        "year", "kind", "award_name", "department", "staff", "recipient", "document_number", "certificate_number", "received_on",
    )  # fmt: skip
    form_groups = (
        FormGroup("荣誉", ("year", "kind", "award_name")),
        FormGroup("获奖者", ("department", "staff", "recipient"), note="先进集体不填获奖人"),
        FormGroup("文件与证书", ("document_number", "certificate_number", "received_on")),
    )
    field_rules = {
        "recipient": FieldRule("照当年的名称填写，部门改名后不改"),
        "staff": FieldRule("先进工作者必填"),
        "certificate_number": FieldRule("同一编号只用一次；没有的可不填"),
    }
    examples = {
        "year": "2025",
        "award_name": "保密工作先进工作者",
        "recipient": "王建国",
        "document_number": "校保字〔2025〕14号",
        "certificate_number": "ZS-2025-001",
        "received_on": "2025-12-20",
    }
    key = ("year", "kind", "department", "recipient")
    ordering = ("-year", "kind", "department__path")
    select_related = ("department", "staff")
    permissions = {
        "view": FOLLOWING | CONCERNED,
        "add": OFFICE,
        "change": OFFICE,
        "import": OFFICE,
    }
    create = staticmethod(actions.create_honour)
    change = staticmethod(actions.change_honour)
    add_label = "登记往年荣誉"
    empty_hint = "表彰决定生效后自动登记；往年的可从表格导入"

    def heading(self, record) -> str:
        return str(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("证书", record.certificate_number),
            ("文号", record.document_number),
        ]

    def choices(self, field: str, user):
        """Honours of past years go to departments as they were: also those merged or no longer in use."""
        if field == "department":
            return policy.scope(user, self.permission("add"), Department.objects.all())
        return None


def _receive(by, records, data) -> tuple[str, str]:
    noted = actions.record_receipt(by, records, clock.today())
    return "/awards/honours/", f"已登记 {noted} 项今天领取"


add_bulk_action(
    BulkAction(
        slug="receive",
        label="登记领取",
        applies=lambda register, user: (
            register.name == "awards.honours" and bool(policy.can(user, "awards.honour.write"))
        ),
        run=_receive,
        question=lambda register, count: f"登记 {count} 项荣誉今天领取？",
        explanation="证书和奖品已由本人或部门签收；签收单另存。已登记领取的不变。",
    )
)
