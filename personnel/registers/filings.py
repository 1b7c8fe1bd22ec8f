"""The register of filings with the bureau (P14)."""

from django.db.models import Count, Q

from baomi.core.decisions import Allowed, Denied
from baomi.organization import policy
from baomi.registers.declarations import Column, RecordAction, Register, SavedView, Section, registry
from personnel.actions import filings as actions
from personnel.choices.yearly import FilingState
from personnel.models import Filing
from personnel.permissions.base import OFFICE
from personnel.rules import reports as rules

TONES = {FilingState.DRAFT: "wait", FilingState.FILED: "ok"}


def status_of(filing: Filing) -> tuple[str, str]:
    return (TONES[FilingState(filing.state)], filing.get_state_display())


@registry.add
class FilingRegister(Register):
    app = "personnel"
    slug = "filings"
    model = Filing
    label = "涉密人员备案"
    unit_word = "份"
    menu_group = "涉密人员"
    menu_order = 190
    columns = (
        Column("number", "编号", kind="code"),
        Column("covers_from", "起", kind="date"),
        Column("covers_until", "止", kind="date"),
        Column("matters", "事项数", kind="number", value=lambda filing: filing.matters),
        Column("filed_on", "报备日期", kind="date"),
        Column("receipt", "备案回执号"),
        Column("state", "状态", kind="status", value=status_of, sort="state", sheet=False),
    )
    search_fields = ("number", "receipt")
    search_hint = "编号、回执号"
    filters = ("state", "covers_until", "filed_on")
    views = (
        SavedView("draft", "待报备", Q(state=FilingState.DRAFT)),
        SavedView("filed", "已报备", Q(state=FilingState.FILED)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "备案",
            (
                Column("covers_from", "起", kind="date"),
                Column("covers_until", "止", kind="date"),
                Column("matters", "事项数", value=lambda filing: filing.matters),
                Column("filed_on", "报备日期", kind="date"),
                Column("receipt", "备案回执号"),
            ),
        ),
    )
    ordering = ("-covers_until", "-id")
    permissions = {"view": OFFICE}
    empty_hint = "汇总上次备案以后的上岗、变更、离岗、解除、出国（境）和异常报告，核对后报保密行政管理部门"

    def queryset(self):
        return super().queryset().annotate(matters=Count("lines"))

    def heading(self, record) -> str:
        return f"{record.covers_from} 至 {record.covers_until} 备案"

    def status(self, record):
        return status_of(record)

    def identity(self, record):
        known = [("编号", record.number), ("止", f"{record.covers_until}")]
        return known + ([("回执", record.receipt)] if record.receipt else [])

    def editable(self, record, user) -> Allowed | Denied:
        return rules.still_draft(record)

    def list_actions(self, user):
        if not policy.can(user, actions.KEEP):
            return []
        draft = Filing.objects.filter(state=FilingState.DRAFT).first()
        reason = f"{draft.number} 还没有报备" if draft else ""
        url = f"{self.url}draw-up/"
        return [RecordAction("汇总待报备事项", url, primary=True, locked=bool(draft), reason=reason, key="n")]

    def actions(self, record, user):
        if not policy.can(user, actions.KEEP, record):
            return []
        url, found = self.record_url(record), []
        if record.state == FilingState.DRAFT:
            found.append(RecordAction("重新汇总", f"{url}recompute/"))
            found.append(RecordAction("登记报备", f"{url}file/", primary=True))
        return [*found, RecordAction("导出清单", f"{url}export/", post=True)]

    def menu_count(self, user) -> int | None:
        return self.visible(user).filter(state=FilingState.DRAFT).count() or None
