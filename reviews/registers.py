"""The registers of the yearly summary: campaigns, summaries, incidents."""

from django.db.models import Q

from baomi.approvals.rules import editable as editable_in_approval
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.organization import policy
from baomi.organization.models import Department
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
from reviews.actions import campaigns as campaign_actions
from reviews.actions import incidents as incident_actions
from reviews.actions import summaries as summary_actions
from reviews.choices import CampaignState, HandIn, IncidentState
from reviews.models import Campaign, Incident, Summary
from reviews.models.summaries import PARTS
from reviews.parameters import SUMMARY_DEADLINE
from reviews.queries import SummaryQuerySet

OFFICE = {Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL}
WATCHING = {Role.LEADER: Reach.ALL, Role.CHAIR: Reach.ALL}
OWN_DEPARTMENT = {Role.OFFICER: Reach.DEPARTMENT, Role.HEAD: Reach.DEPARTMENT}
NO_NAMES = "只写编号、代号或脱敏名，不写涉密内容"
CAMPAIGN_TONES = {
    CampaignState.DRAFT: "draft",
    CampaignState.PUBLISHED: "wait",
    CampaignState.CLOSED: "closed",
}
HAND_IN_TONES = {
    HandIn.NOT_BEGUN: "draft",
    HandIn.IN_WORK: "draft",
    HandIn.WITH_HEAD: "wait",
    HandIn.HANDED_IN: "wait",
    HandIn.RETURNED: "warn",
    HandIn.ACCEPTED: "ok",
    HandIn.ACCEPTED_LATE: "ok",
}
INCIDENT_TONES = {
    IncidentState.OPEN: "bad",
    IncidentState.CLOSED: "closed",
    IncidentState.DISMISSED: "closed",
}


def _campaign_status(campaign: Campaign) -> tuple[str, str]:
    return (CAMPAIGN_TONES[campaign.state], campaign.get_state_display())


def _hand_in_status(summary: Summary) -> tuple[str, str]:
    return (HAND_IN_TONES[summary.hand_in], summary.get_hand_in_display())


def _incident_status(incident: Incident) -> tuple[str, str]:
    return (INCIDENT_TONES[incident.state], incident.get_state_display())


def _items(summary: Summary) -> str:
    return f"{summary.items_done}/{summary.items_total} 项"


def _late(summary: Summary) -> str:
    return "逾期" if rules.is_late(summary, summary.deadline_at, clock.now()) else ""


def _responsible(incident: Incident) -> str:
    return "、".join(person.name for person in incident.responsible.all())


@registry.add
class CampaignRegister(Register):
    app = "reviews"
    slug = "campaigns"
    model = Campaign
    label = "年度总结报送"
    unit_word = "次"
    menu_group = "年度"
    menu_order = 500
    columns = (
        Column("year", "年度", kind="code"),
        Column("title", "标题", kind="name"),
        Column("document_number", "文号"),
        Column("deadline", "报送截止", kind="datetime"),
        Column("published_at", "发布时间", kind="datetime", sheet=False),
        Column("contact_name", "联系人"),
        Column("state", "状态", kind="status", value=_campaign_status),
    )
    search_fields = ("title", "document_number")
    search_hint = "标题、文号"
    filters = ("state", "year")
    views = (
        SavedView("all", "全部"),
        SavedView("open", "报送中", Q(state=CampaignState.PUBLISHED)),
        SavedView("closed", "已结束", Q(state=CampaignState.CLOSED)),
    )
    sections = (
        Section(
            "通知",
            (
                Column("document_number", "文号"),
                Column("deadline", "报送截止", kind="datetime"),
                Column("contact_name", "联系人"),
                Column("contact_phone", "联系电话"),
                Column("contact_place", "报送地点"),
                Column("published_at", "发布时间", kind="datetime"),
                Column("closed_at", "结束时间", kind="datetime"),
                Column("notice_text", "正文", kind="prose"),
            ),
        ),
    )
    form_class = forms.CampaignForm
    form_fields = (
        "year",
        "title",
        "document_number",
        "notice_text",
        "deadline",
        "contact_name",
        "contact_phone",
        "contact_place",
    )
    form_groups = (
        FormGroup("通知", ("year", "title", "document_number", "notice_text")),
        FormGroup("时间与联系", ("deadline", "contact_name", "contact_phone", "contact_place")),
    )
    field_rules = {
        "year": FieldRule("每个年度一次报送"),
        "notice_text": FieldRule("六个方面与部门填写的总结一一对应", "《通知》第一条"),
        "deadline": FieldRule("每年", "《通知》第三条", SUMMARY_DEADLINE),
    }
    key = ("year",)
    permissions = {"view": OFFICE | WATCHING, "add": OFFICE, "change": OFFICE}
    create = staticmethod(campaign_actions.open_campaign)
    change = staticmethod(campaign_actions.change_campaign)
    print_forms = ("S-01",)
    add_label = "建立年度报送"
    empty_hint = "每年发一次通知，各部门在系统中报送总结和清单"

    def status(self, record):
        return _campaign_status(record)

    def identity(self, record):
        return [
            ("文号", record.document_number),
            ("报送截止", _moment(record.deadline)),
            ("联系人", record.contact_name),
        ]

    def editable(self, record, user) -> Allowed | Denied:
        draft = record.state == CampaignState.DRAFT
        return Allowed() if draft else Denied("通知已发布，内容不能再改", how="如需更多时间，请调整截止日期")

    def actions(self, record, user):
        url = self.record_url(record)
        watch = RecordAction("查看报送情况", f"{url}status/", primary=record.state == CampaignState.CLOSED)
        if not policy.can(user, "reviews.campaign.run", record):
            return [] if record.state == CampaignState.DRAFT else [watch]
        if record.state == CampaignState.DRAFT:
            ready = rules.may_publish(record, record.addressees.count(), clock.now())
            return [
                RecordAction("选择报送部门", f"{url}addressees/"),
                RecordAction("编辑材料清单", f"{url}items/"),
                RecordAction(
                    "发布通知", f"{url}publish/", primary=True, locked=not ready, reason=ready.reason
                ),
            ]
        if record.state == CampaignState.CLOSED:
            return [watch]
        return [
            RecordAction("调整截止日期", f"{url}deadline/"),
            RecordAction("结束报送", f"{url}close/", danger=True),
            RecordAction("查看报送情况", f"{url}status/", primary=True),
        ]

    def menu_count(self, user) -> str | None:
        """已报 / 应报 of the running campaign."""
        campaign = evidence.current()
        if campaign is None:
            return None
        done = campaign.summaries.filter(hand_in__in=evidence.SUBMITTED).count()
        return f"{done}/{campaign.addressees.count()}"


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
        Column("hand_in", "报送状态", kind="status", value=_hand_in_status, sort="hand_in"),
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
                Column("correction_due", "补正期限", kind="datetime"),
                Column("accepted_at", "接收时间", kind="datetime"),
                Column("receiver__name", "接收人"),
                Column("receipt_number", "回执号"),
                Column("late_reason", "逾期接收原因"),
            ),
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
        "view": OFFICE | WATCHING | OWN_DEPARTMENT,
        "change": {Role.OFFICER: Reach.DEPARTMENT},
    }
    change = staticmethod(summary_actions.change_summary)
    print_forms = ("F-03", "S-07")
    procedures = (summary_actions.PROCEDURE,)
    empty_hint = "部门在通知页开始填写后出现在这里"

    def queryset(self):
        return super().queryset().with_items().with_due()

    def status(self, record):
        return _hand_in_status(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("部门", record.department.name),
            ("报送截止", _moment(record.deadline_at)),
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


@registry.add
class IncidentRegister(Register):
    app = "reviews"
    slug = "incidents"
    model = Incident
    label = "泄密与违规事件"
    unit_word = "起"
    menu_group = "检查与处置"
    menu_order = 430
    columns = (
        Column("number", "编号", kind="code"),
        Column("kind", "性质"),
        Column("department__name", "部门", kind="department", sort="department__pinyin"),
        Column("occurred_on", "发生日期", kind="date"),
        Column("discovered_at", "发现时间", kind="datetime"),
        Column("outline", "简要情况（脱敏）"),
        Column("responsible_names", "责任人姓名", value=_responsible, sheet=False),
        Column("state", "状态", kind="status", value=_incident_status),
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
                Column("outline", "简要情况（脱敏）"),
                Column("conclusion", "处理结果"),
                Column("closed_on", "结案日期", kind="date"),
            ),
        ),
    )
    form_class = forms.IncidentForm
    form_fields = ("department", "kind", "occurred_on", "discovered_at", "responsible", "outline")
    field_rules = {
        "department": FieldRule("课题组的事件合并计入所属学院", "《通知》第二条第（二）项 1（2）"),
        "kind": FieldRule("失泄密和严重违规当年不得评先", "《通知》第二条第（二）项"),
        "responsible": FieldRule("只填经认定个人有责任的人", "《通知》第二条第（二）项 2（4）"),
        "outline": FieldRule(NO_NAMES),
    }
    permissions = {
        "view": OFFICE | {Role.LEADER: Reach.ALL} | OWN_DEPARTMENT,
        "add": OFFICE,
        "change": OFFICE,
        "import": OFFICE,
    }
    create = staticmethod(incident_actions.register_incident)
    change = staticmethod(incident_actions.change_incident)
    add_label = "登记事件"

    def queryset(self):
        return super().queryset().prefetch_related("responsible")

    def status(self, record):
        return _incident_status(record)

    def identity(self, record):
        return [
            ("性质", record.get_kind_display()),
            ("部门", record.department.name),
            ("发现时间", _moment(record.discovered_at)),
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


def _moment(instant) -> str:
    return f"{instant.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if instant else ""
