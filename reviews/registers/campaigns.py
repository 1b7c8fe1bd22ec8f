"""The register of campaigns: one notice a year, from draft to closing."""

from django.db.models import Q

from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.organization import policy
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
from reviews.actions import campaigns as actions
from reviews.choices import CampaignState
from reviews.models import Campaign
from reviews.parameters import SUMMARY_DEADLINE
from reviews.permissions import OFFICE, WATCHING

TONES = {
    CampaignState.DRAFT: "draft",
    CampaignState.PUBLISHED: "wait",
    CampaignState.CLOSED: "closed",
}


def _status(campaign: Campaign) -> tuple[str, str]:
    return (TONES[campaign.state], campaign.get_state_display())


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
        Column("state", "状态", kind="status", value=_status, reads=("state",)),
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
    create = staticmethod(actions.open_campaign)
    change = staticmethod(actions.change_campaign)
    add_label = "建立年度报送"
    empty_hint = "每年发一次通知，各部门在系统中报送总结和清单"

    def status(self, record):
        return _status(record)

    def identity(self, record):
        return [
            ("文号", record.document_number),
            ("报送截止", clock.written(record.deadline)),
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
