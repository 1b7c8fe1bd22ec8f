"""The register of the departments' summaries, from the notice to the receipt."""

from django.db.models import Q

from baomi.approvals.rules import editable as editable_in_approval
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.organization import policy
from baomi.organization.policy import Reach
from baomi.organization.roles import Role
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
from reviews import evidence, forms, rules
from reviews.actions import summaries as actions
from reviews.choices import CampaignState, HandIn
from reviews.models import Summary
from reviews.models.summaries import PARTS
from reviews.permissions import DEPARTMENT, OFFICE, WATCHING
from reviews.queries import SummaryQuerySet

TONES = {
    HandIn.NOT_BEGUN: "draft",
    HandIn.IN_WORK: "draft",
    HandIn.WITH_HEAD: "wait",
    HandIn.HANDED_IN: "wait",
    HandIn.RETURNED: "warn",
    HandIn.ACCEPTED: "ok",
    HandIn.ACCEPTED_LATE: "ok",
}


def _status(summary: Summary) -> tuple[str, str]:
    return (TONES[summary.hand_in], summary.get_hand_in_display())


def _items(summary: Summary) -> str:
    return f"{summary.items_done}/{summary.items_total} 项"


def _late(summary: Summary) -> str:
    return "逾期" if rules.is_late(summary, summary.deadline_at, clock.now()) else ""


@registry.add
class SummaryRegister(Register):
    app = "reviews"
    slug = "summaries"
    model = Summary
    label = "部门年度总结"
    unit_word = "份"
    menu_group = "年度"
    menu_order = 510
    columns = (
        Column("number", "编号", kind="code", shown=False),
        Column("campaign__year", "年度", kind="code"),
        Column("department__name", "部门", kind="department", sort="department__pinyin"),
        Column("hand_in", "报送状态", kind="status", value=_status, sort="hand_in", reads=("hand_in",)),
        Column("items", "材料清单", value=_items),
        Column("handed_in_at", "报送时间", kind="datetime"),
        Column("late", "逾期", value=_late),
        Column("reporter__name", "报送人"),
        Column("accepted_at", "接收时间", kind="datetime"),
        Column("receipt_number", "回执号", kind="code"),
    )
    search_fields = (
        "number",
        "department__name",
        "department__pinyin",
        "department__initials",
        "receipt_number",
    )
    search_hint = "部门、拼音、编号、回执号"
    filters = ("campaign__year", "department", "hand_in")
    views = (
        SavedView("all", "全部"),
        SavedView("waiting", "待接收", Q(hand_in=HandIn.HANDED_IN)),
        SavedView("returned", "退回补正", Q(hand_in=HandIn.RETURNED)),
        SavedView("late", "逾期", lambda user: SummaryQuerySet.late_condition()),
        SavedView("accepted", "已接收", Q(hand_in__in=evidence.RECEIVED)),
    )
    sections = (
        Section(
            "报送",
            (
                Column("campaign__title", "通知"),
                Column("department__name", "部门"),
                Column("deadline_at", "报送截止", kind="datetime"),
                Column("items", "材料清单", value=_items),
                Column("reporter__name", "报送人"),
                Column("handed_in_at", "报送时间", kind="datetime"),
            ),
        ),
        Section(
            "退回与接收",
            (
                Column("correction_due", "补正期限", kind="datetime"),
                Column("accepted_at", "接收时间", kind="datetime"),
                Column("receiver__name", "接收人"),
                Column("receipt_number", "回执号"),
                Column("late_reason", "逾期接收原因"),
            ),
            visible=lambda user, record: bool(record.returned_at or record.accepted_at),
        ),
        Section(
            "总结",
            tuple(
                Column(name, str(Summary._meta.get_field(name).verbose_name), kind="prose") for name in PARTS
            ),
        ),
    )
    form_class = forms.SummaryForm
    form_fields = PARTS
    form_groups = (FormGroup("总结", PARTS, note="写做法、次数和结果，用数字说话；只写编号、代号或脱敏名。"),)
    field_rules = {
        "leadership": FieldRule("小组自身建设、责任制落实、例会", "《通知》第一条第 1 项"),
        "education": FieldRule("方针政策和法律法规的学习、宣传教育", "《通知》第一条第 2 项"),
        "integration": FieldRule("业务工作谁主管、保密工作谁负责", "《通知》第一条第 3 项"),
        "management": FieldRule(
            "人员、载体、部位、设备、项目、宣传、会议、涉外、检查、档案", "《通知》第一条第 4 项"
        ),
        "inspection": FieldRule("部门检查、自查自评、人员自查，问题和整改", "《通知》第一条第 5 项"),
        "exams": FieldRule("命题、印刷、运送、保管；不承担的写明不承担", "《通知》第一条第 6 项"),
    }
    key = ("campaign", "department")
    ordering = ("-campaign__year", "department__path")
    select_related = ("department__head", "campaign", "reporter", "receiver", "approval")
    permissions = {
        "view": OFFICE | WATCHING | DEPARTMENT,
        "change": {Role.OFFICER: Reach.DEPARTMENT},
    }
    change = staticmethod(actions.change_summary)
    procedures = (actions.PROCEDURE,)
    empty_hint = "部门在通知页开始填写后出现在这里"

    def queryset(self):
        return super().queryset().with_items().with_due()

    def status(self, record):
        return _status(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("部门", record.department.name),
            ("报送截止", clock.written(record.deadline_at)),
            ("材料清单", _items(record)),
            ("回执号", record.receipt_number),
        ]

    def editable(self, record, user) -> Allowed | Denied:
        if record.campaign.state != CampaignState.PUBLISHED:
            return Denied("这一年度的报送已结束")
        return editable_in_approval(record)

    def actions(self, record, user):
        if record.hand_in == HandIn.HANDED_IN and policy.can(user, "reviews.summary.receive", record):
            return [RecordAction("填写审核意见", f"{self.record_url(record)}remarks/")]
        return []

    def attachment_kinds(self, record) -> list[str]:
        """A file belongs to a row of the list."""
        return [item.name for item in record.items.all()]

    def menu_count(self, user) -> int | None:
        """What waits for the office's receipt."""
        if not policy.can(user, "reviews.summary.receive"):
            return None
        return Summary.objects.filter(hand_in=HandIn.HANDED_IN).count() or None
