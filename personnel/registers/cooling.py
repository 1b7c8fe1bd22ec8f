"""The register of cooling-off periods (P13): made by the approval of leaving alone."""

import datetime as dt

from django.db.models import Q

from baomi.core import clock
from baomi.core.dates import add_months
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
from personnel.actions import cooling as actions
from personnel.choices.leaving import OUT_OF_HOUSE, ManagedBy
from personnel.models import CoolingOff
from personnel.permissions.base import DEPARTMENT, DOSSIER, OWN, WATCHING
from personnel.queries.sight import narrow_to_students
from personnel.rules import cooling as rules

RUNNING = Q(released_on__isnull=True)
NOTICED = ~Q(letter_number="") & Q(managed_by=ManagedBy.US) & ~Q(departure__reason__in=OUT_OF_HOUSE)
"""Whose notice F-26 is printed."""
ENTRUSTED = ~Q(letter_number="") & ~Q(managed_by=ManagedBy.US)
"""Whose letter F-27 is printed."""


def _status(cooling: CoolingOff) -> tuple[str, str]:
    if cooling.released_on:
        return ("closed", "已解除")
    return ("bad", "期满待解除") if cooling.until < clock.today() else ("warn", "脱密期")


def _ends_this_quarter(user) -> Q:
    today = clock.today()
    first = dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return RUNNING & Q(until__gte=first, until__lt=add_months(first, 3))


def _overdue(user) -> Q:
    return RUNNING & Q(until__lt=clock.today())


def _letter_due(user) -> Q:
    """Those who go to another unit or stay in the house, without their letter or notice."""
    return (
        RUNNING
        & Q(letter_number="", departure__isnull=False)
        & (~Q(managed_by=ManagedBy.US) | ~Q(departure__reason__in=OUT_OF_HOUSE))
    )


@registry.add
class CoolingRegister(Register):
    app = "personnel"
    slug = "cooling"
    model = CoolingOff
    label = "脱密期人员"
    unit_word = "人"
    menu_group = "离岗与脱密"
    menu_order = 360
    columns = (
        Column("number", "编号", kind="code", shown=False),
        Column("person__staff__name", "姓名", kind="name", sort="person__staff__pinyin"),
        Column("person__staff__number", "工号", kind="code", shown=False),
        Column("department__name", "原部门", kind="department", sort="department__path"),
        Column("person__grade", "原涉密等级", kind="grade"),
        Column("starts", "脱密期起", kind="date"),
        Column("until", "脱密期止", kind="date"),
        Column("managed_by", "管理单位"),
        Column("unit", "现单位"),
        Column("letter_number", "通知书、委托书", kind="code"),
        Column("receipt_on", "回执日期", kind="date", shown=False),
        Column("released_on", "解除日期", kind="date", shown=False),
        Column("state", "状态", kind="status", value=_status, sort="until", sheet=False),
    )
    search_fields = (
        "number",
        "person__staff__name",
        "person__staff__pinyin",
        "person__staff__initials",
        "person__staff__number",
        "unit",
        "letter_number",
    )
    search_hint = "姓名、拼音、工号、现单位、文书编号"
    filters = ("department", "person__grade", "managed_by", "starts", "until", "released_on")
    views = (
        SavedView("running", "脱密期内", RUNNING),
        SavedView("quarter", "本季度期满", _ends_this_quarter),
        SavedView("overdue", "期满未解除", _overdue),
        SavedView("letters", "待发通知书、委托书", _letter_due),
        SavedView("noticed", "已发通知书", NOTICED),
        SavedView("entrusted", "已发委托书", ENTRUSTED),
        SavedView("elsewhere", "外单位管理", RUNNING & ~Q(managed_by=ManagedBy.US)),
        SavedView("released", "已解除", Q(released_on__isnull=False)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "脱密期",
            (
                Column("starts", "脱密期起（批准离岗）", kind="date"),
                Column("least_until", "规定的脱密期止", kind="date"),
                Column("until", "脱密期止", kind="date"),
                Column("departure__longer_reason", "延长的理由"),
                Column("departure__number", "离岗审批"),
                Column("released_on", "解除日期", kind="date"),
            ),
        ),
        Section(
            "管理与去向",
            (
                Column("managed_by", "管理单位"),
                Column("unit", "现单位"),
                Column("unit_address", "现单位地址"),
                Column("contact", "单位联系人"),
                Column("phone", "联系电话", kind="masked"),
                Column("insurance_place", "社保关系所在地"),
                Column("insurance_number", "社保编号", kind="masked"),
            ),
        ),
        Section(
            "通知书、委托书",
            (
                Column("letter_number", "编号"),
                Column("letter_on", "发出日期", kind="date"),
                Column("receipt_due_on", "回执期限", kind="date"),
                Column("receipt_on", "回执日期", kind="date"),
            ),
        ),
    )
    form_fields = ("unit", "unit_address", "contact", "phone", "insurance_place", "insurance_number")
    form_groups = (
        FormGroup("现单位", ("unit", "unit_address", "contact", "phone")),
        FormGroup("社会保险", ("insurance_place", "insurance_number")),
    )
    field_rules = {
        "unit": FieldRule("脱密期内换单位，须先有分管校领导批准并记入人事档案的例外审批", rules.CLAUSE),
        "insurance_number": FieldRule("加密保存，印在委托管理人员基本信息表上"),
    }
    key = ("number",)
    ordering = ("until", "person__staff__pinyin")
    select_related = ("department", "person__staff", "departure")
    permissions = {"view": DOSSIER | WATCHING | DEPARTMENT | OWN, "change": DOSSIER}
    change = staticmethod(actions.change_cooling)
    reveal_permission = "personnel.cooling.reveal"
    attachment_permission = "personnel.dossier.open"
    empty_hint = "离岗审批登记纸质件后，脱密期自动开始"

    def in_sight(self, user, rows):
        return narrow_to_students(user, self.permission("view"), super().in_sight(user, rows), "person__kind")

    def heading(self, record) -> str:
        return f"{record.person.staff.name} 脱密期"

    def status(self, record):
        return _status(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("原部门", record.department.name),
            ("脱密期", f"{record.starts:%Y-%m-%d} 至 {record.until:%Y-%m-%d}"),
            ("管理", record.get_managed_by_display()),
        ]

    def editable(self, record, user) -> Allowed | Denied:
        return rules.running(record)

    def actions(self, record, user):
        url, new = self.record_url(record), "new/?cooling="
        found = []
        if policy.can(user, "personnel.cooling.letter", record):
            issue = rules.may_issue(record)
            if not record.letter_number and (rules.by_letter(record) or rules.by_notice(record)):
                found.append(RecordAction("登记发出", f"{url}letter/", locked=not issue, reason=issue.reason))
            if rules.by_letter(record) and record.letter_on and not record.receipt_on:
                found.append(RecordAction("登记回执", f"{url}receipt/"))
        if record.released_on:
            return found
        for slug, label in (
            ("enquiries", "登记来函"),
            ("exceptions", "申请例外"),
            ("extensions", "延长脱密期"),
        ):
            if policy.can(user, f"personnel.{slug}.add", record):
                found.append(RecordAction(label, f"/personnel/{slug}/{new}{record.pk}"))
        if policy.can(user, "personnel.releases.add", record) and not record.releases.exists():
            answer = rules.may_release(record, clock.today())
            found.append(
                RecordAction(
                    "办理解除", f"/personnel/releases/{new}{record.pk}", primary=True, locked=not answer,
                    reason=answer.reason,
                )
            )  # fmt: skip
        return found

    def attachment_kinds(self, record):
        return ("通知书、委托书", "回执", "身份证复印件", "其他")

    def menu_count(self, user) -> int | None:
        return self.visible(user).filter(RUNNING).count() or None
