"""Officer hand-overs (B16) and the yearly joint checks with HR (P3)."""

from django.db.models import Q

from baomi.approvals.rules import editable as editable_in_approval
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
from personnel.actions import handovers as actions
from personnel.forms.handovers import HandoverForm
from personnel.models import Handover, JointCheck
from personnel.permissions.base import DEPARTMENT, HR, OFFICE, OFFICER, WATCHING


@registry.add
class HandoverRegister(Register):
    app = "personnel"
    slug = "handovers"
    model = Handover
    label = "保密员交接"
    unit_word = "份"
    menu_group = "涉密人员"
    menu_order = 192
    columns = (
        Column("number", "编号", kind="code"),
        Column("department__name", "部门", kind="department", sort="department__pinyin"),
        Column("outgoing__name", "移交人", sort="outgoing__pinyin"),
        Column("incoming__name", "接收人", sort="incoming__pinyin"),
        Column("switched_at", "权限切换时间", kind="datetime"),
        Column("status", "状态", kind="status", value=lambda handover: handover.tone, sheet=False),
    )
    search_fields = (
        "number",
        "outgoing__name",
        "outgoing__pinyin",
        "incoming__name",
        "incoming__pinyin",
        "department__name",
    )
    search_hint = "编号、移交人、接收人、部门"
    filters = ("department", "switched_at")
    views = (
        SavedView("all", "全部"),
        SavedView("open", "办理中", Q(switched_at__isnull=True)),
        SavedView("done", "已交接", Q(switched_at__isnull=False)),
    )
    sections = (
        Section(
            "交接",
            (
                Column("department__name", "部门"),
                Column("outgoing__name", "移交人"),
                Column("incoming__name", "接收人"),
                Column("switched_at", "权限切换时间", kind="datetime"),
                Column("remark", "其他交接事项", kind="prose"),
            ),
        ),
    )
    form_class = HandoverForm
    form_fields = ("department", "outgoing", "incoming", "remark")
    field_rules = {
        "outgoing": FieldRule("须是本部门现任保密员"),
        "incoming": FieldRule("接收人的授权由安全保密管理员提出，保密办主任在最后一步签署时生效"),
    }
    select_related = ("department", "outgoing", "incoming", "approval")
    permissions = {
        "view": OFFICE | DEPARTMENT,
        "add": OFFICE | OFFICER,
        "change": OFFICE | OFFICER,
    }
    procedures = (actions.PROCEDURE,)
    create = staticmethod(actions.begin)
    change = staticmethod(actions.change)
    add_label = "发起交接"
    empty_hint = "保密员更换时在这里办理：共同清点、双方签署、权限同时切换"

    def heading(self, record) -> str:
        return f"{record.department.name} {record.outgoing.name} 移交 {record.incoming.name}"

    def status(self, record):
        return record.tone

    def identity(self, record):
        return [("编号", record.number), ("部门", record.department.name)]

    def editable(self, record, user):
        return editable_in_approval(record)

    def actions(self, record, user):
        if not policy.can(user, "personnel.handover.write", record):
            return []
        allowed = editable_in_approval(record)
        url = f"{self.record_url(record)}stocktake/"
        return [RecordAction("填写清点结果", url, locked=not allowed, reason=allowed.reason)]


@registry.add
class JointCheckRegister(Register):
    app = "personnel"
    slug = "joint-checks"
    model = JointCheck
    label = "人员联合检查"
    unit_word = "次"
    menu_group = "涉密人员"
    menu_order = 195
    columns = (
        Column("number", "编号", kind="code"),
        Column("year", "年度", kind="number"),
        Column("held_on", "检查日期", kind="date"),
        Column("checkers", "检查人", aliases=("参加人员", "检查人员")),
        Column("outside_list", "比对名单", aliases=("名单", "比对对象")),
        Column("same", "一致人数", kind="number", aliases=("一致",)),
        Column("differing", "内容不同人数", kind="number", aliases=("不一致", "信息不一致")),
        Column("only_here", "仅台账有", kind="number"),
        Column("only_there", "仅名单有", kind="number"),
        Column("findings", "发现问题", shown=False),
        Column("measures", "处理情况", shown=False),
    )
    search_fields = ("number", "checkers", "outside_list", "findings")
    search_hint = "编号、检查人、名单"
    filters = ("year", "held_on")
    sections = (
        Section(
            "检查",
            (
                Column("year", "年度"),
                Column("held_on", "检查日期", kind="date"),
                Column("checkers", "检查人"),
                Column("outside_list", "比对名单"),
                Column("same", "一致人数"),
                Column("differing", "内容不同人数"),
                Column("only_here", "仅台账有"),
                Column("only_there", "仅名单有"),
                Column("findings", "发现问题", kind="prose"),
                Column("measures", "处理情况", kind="prose"),
            ),
        ),
    )
    form_fields = (
        "department", "year", "held_on", "checkers", "outside_list", "same", "differing", "only_here", "only_there",
        "findings", "measures",
    )  # fmt: skip
    field_rules = {
        "outside_list": FieldRule(
            "先在涉密人员台账上“比对名单”，再把结果登记在这里", "涉密人员管理规定：每年联合检查"
        )
    }
    permissions = {
        "view": OFFICE | HR | WATCHING,
        "add": OFFICE | HR,
        "change": OFFICE | HR,
        "import": OFFICE,
    }
    create = staticmethod(actions.record_joint_check)
    add_label = "登记检查"
    empty_hint = "每年会同人事处核对一次涉密人员台账"

    def heading(self, record) -> str:
        return f"{record.year} 年涉密人员联合检查"

    def identity(self, record):
        return [("编号", record.number), ("检查日期", record.held_on.isoformat())]
