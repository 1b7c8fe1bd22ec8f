"""The registers of vettings (P2, P9) and of the appeals against them."""

from django.db.models import Q

from baomi.approvals.choices import State
from baomi.approvals.rules import EDITABLE
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
from personnel.actions import appeals
from personnel.choices.people import PersonKind, PersonStatus
from personnel.choices.vetting import PRIVATE_DOCUMENTS, DocumentKind, Obstacle, VettingPurpose
from personnel.models import Vetting, VettingAppeal
from personnel.permissions.vetting import APPEAL_SIGHT, FILLING, SIGHT, STARTING
from personnel.queries.sight import narrow_to_students
from personnel.rules import vetting as rules

ENCRYPTED = (
    "household_address",
    "home_address",
    "official_document",
    "residence_number",
    "habits",
    "other_matters",
)
"""The single cells of the dossier that are masked for all but the person himself."""
WORKERS = Q(person__kind=PersonKind.WORKER)
WHO = (
    "person__staff__name",
    "person__staff__pinyin",
    "person__staff__initials",
    "person__staff__number",
    "number",
)


def status_of(vetting: Vetting) -> tuple[str, str]:
    """The approval's state, or the conclusion where there is one."""
    if vetting.passed is False:
        return ("bad", "未通过")
    if vetting.passed and not vetting.approval.waiting_for:
        return ("ok", "通过")
    return vetting.tone


def documents_of(vetting: Vetting) -> str:
    """The private travel documents ticked; 无 for none."""
    ticked = [DocumentKind(code).label for code in vetting.private_documents if code in PRIVATE_DOCUMENTS]
    return "、".join(ticked) or "无"


def found_obstacles(vetting: Vetting) -> str:
    """The circumstances found; 无 once they were checked."""
    found = "、".join(Obstacle(code).label for code in vetting.obstacles)
    return found or ("无" if vetting.obstacles_checked else "")


def is_own(user, record) -> bool:
    return bool(user.staff_id) and user.staff_id == record.person.staff_id


def _dossier(kind: str) -> tuple[Column, ...]:
    """The cells of the dossier: masked for others, clear for the person himself."""
    labels = {name: str(Vetting._meta.get_field(name).verbose_name) for name in ENCRYPTED}
    return tuple(Column(name, labels[name], kind=kind) for name in ENCRYPTED)


@registry.add
class VettingRegister(Register):
    app = "personnel"
    slug = "vettings"
    model = Vetting
    label = "保密审查"
    unit_word = "份"
    menu_group = "涉密人员"
    menu_order = 120
    columns = (
        Column("number", "编号", kind="code"),
        Column("person__staff__name", "姓名", kind="name", sort="person__staff__pinyin"),
        Column("person__staff__number", "工号", kind="code"),
        Column("department__name", "部门", kind="department", sort="department__path"),
        Column("purpose", "审查事由"),
        Column("post__title", "涉密岗位"),
        Column("post__grade", "涉密等级", kind="grade"),
        Column("person__kind", "人员类别", shown=False),
        Column("concluded_on", "结论日期", kind="date"),
        Column("next_due_on", "下次复审期限", kind="date"),
        Column("state", "状态", kind="status", value=status_of, sort=""),
    )
    search_fields = WHO
    search_hint = "姓名、拼音、工号、编号"
    filters = ("department", "purpose", "passed", "concluded_on", "next_due_on")
    views = (
        SavedView("open", "办理中", Q(passed__isnull=True)),
        SavedView("draft", "待填写", EDITABLE & Q(passed__isnull=True)),
        SavedView("signing", "审批中", Q(approval__state=State.RUNNING)),
        SavedView("entering", "待上岗", Q(passed=True, approval__finished_at=None, purpose=VettingPurpose.ENTRY)),
        SavedView("failed", "未通过", Q(passed=False)),
        SavedView("entry", "任用前", Q(purpose=VettingPurpose.ENTRY) & ~WORKERS),
        SavedView("review", "复审", ~Q(purpose=VettingPurpose.ENTRY) & ~WORKERS),
        SavedView("workers", "工勤", WORKERS),
        SavedView("all", "全部"),
    )  # fmt: skip
    sections = (
        Section(
            "审查",
            (
                Column("person__staff__name", "被审查人"),
                Column("person__kind", "人员类别"),
                Column("purpose", "审查事由"),
                Column("post__title", "已（拟）任涉密岗位"),
                Column("post__grade", "涉密等级", kind="grade"),
                Column("reason", "变化情况说明"),
                Column("obstacles", "不得任（聘）用情形", value=found_obstacles),
                Column("concluded_on", "审查结论日期", kind="date"),
                Column("next_due_on", "下次复审期限", kind="date"),
            ),
        ),
        Section(
            "基本信息",
            (
                Column("former_name", "曾用名"),
                Column("nationality", "国籍"),
                Column("marital", "婚姻状况"),
                Column("education", "学历学位"),
                Column("private_documents", "因私出入境证件", value=documents_of),
                Column("foreign_residence", "外籍、境外居留权或居留许可"),
                Column("promised", "本人承诺所填属实"),
            ),
        ),
        Section(
            "住址、证件及其他", _dossier("masked"), visible=lambda user, record: not is_own(user, record)
        ),
        Section("住址、证件及其他", _dossier("text"), visible=is_own),
    )
    select_related = ("department", "person__staff__department", "person__post", "post", "approval")
    permissions = {"view": SIGHT, "add": STARTING, "change": FILLING}
    reveal_permission = "personnel.vetting.read_dossier"
    attachment_permission = "personnel.dossier.open"
    procedures = ("personnel.vetting",)
    add_label = "发起保密审查"
    empty_hint = "登记拟任人员后发起任用前审查；到期、换岗或个人情况变化时发起复审"

    def in_sight(self, user, rows):
        return narrow_to_students(user, self.permission("view"), super().in_sight(user, rows), "person__kind")

    def heading(self, record) -> str:
        return f"{record.person.staff.name} {record.get_purpose_display()}"

    def status(self, record):
        return status_of(record)

    def identity(self, record):
        known = [
            ("编号", record.number),
            ("部门", record.department.name),
            ("岗位", record.post.title),
            ("人员状态", record.person.get_status_display()),
        ]
        return known + ([("下次复审", record.next_due_on.isoformat())] if record.next_due_on else [])

    def editable(self, record, user) -> Allowed | Denied:
        return rules.may_fill(user, record)

    def actions(self, record, user):
        found = []
        if policy.can(user, self.permission("change"), record) and record.passed is None:
            answer = rules.may_fill(user, record)
            url = f"{self.record_url(record)}edit/"
            found.append(RecordAction("填写审查表", url, locked=not answer, reason=answer.reason, key="e"))
        if record.passed is False and policy.can(user, "personnel.appeals.add", record):
            answer = rules.may_appeal(record)
            url = f"/personnel/appeals/new/?vetting={record.pk}"
            found.append(RecordAction("申诉", url, locked=not answer, reason=answer.reason))
        return found

    def attachment_kinds(self, record):
        return rules.ATTACHMENTS

    def menu_count(self, user) -> int | None:
        """Those not concluded, within sight."""
        return self.visible(user).filter(passed__isnull=True).count() or None


def decision_of(appeal: VettingAppeal) -> tuple[str, str]:
    if appeal.upheld is None:
        return appeal.tone
    return ("ok", "申诉成立") if appeal.upheld else ("closed", "申诉不成立")


@registry.add
class AppealRegister(Register):
    app = "personnel"
    slug = "appeals"
    model = VettingAppeal
    label = "审查申诉"
    unit_word = "件"
    menu_group = "涉密人员"
    menu_order = 125
    columns = (
        Column("number", "编号", kind="code"),
        Column("person__staff__name", "申诉人", kind="name", sort="person__staff__pinyin"),
        Column("department__name", "部门", kind="department", sort="department__path"),
        Column("vetting__number", "所诉审查", kind="code"),
        Column("vetting__concluded_on", "结论日期", kind="date"),
        Column("state", "状态", kind="status", value=decision_of, sort=""),
    )
    search_fields = WHO
    search_hint = "姓名、拼音、工号、编号"
    filters = ("department", "upheld")
    views = (
        SavedView("open", "办理中", Q(upheld__isnull=True)),
        SavedView("upheld", "申诉成立", Q(upheld=True)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "申诉",
            (
                Column("person__staff__name", "申诉人"),
                Column("vetting__number", "所诉审查"),
                Column("vetting__purpose", "审查事由"),
                Column("vetting__concluded_on", "结论日期", kind="date"),
                Column(
                    "obstacles", "不得任（聘）用情形", value=lambda record: found_obstacles(record.vetting)
                ),
                Column("grounds", "申诉理由", kind="prose"),
            ),
        ),
    )
    form_fields = ("vetting", "grounds")
    form_groups = (FormGroup("申诉", ("vetting", "grounds")),)
    field_rules = {
        "vetting": FieldRule("只列未通过、还没有申诉过的审查；每次结论只申诉一次", rules.REVIEW_CLAUSE),
        "grounds": FieldRule("写明对结论的异议和事实，不写涉密内容；经保密办转保密委员会主任决定"),
    }
    select_related = ("department", "person__staff", "vetting", "approval")
    permissions = {"view": APPEAL_SIGHT, "add": FILLING, "change": FILLING}
    create = staticmethod(appeals.lodge)
    change = staticmethod(appeals.change)
    procedures = ("personnel.appeal",)
    add_label = "提出申诉"
    empty_hint = "对未通过的审查结论有异议的，由本人提出"

    def in_sight(self, user, rows):
        return narrow_to_students(user, self.permission("view"), super().in_sight(user, rows), "person__kind")

    def heading(self, record) -> str:
        return f"{record.person.staff.name} 审查申诉"

    def status(self, record):
        return decision_of(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("部门", record.department.name),
            ("所诉审查", record.vetting.number),
        ]

    def editable(self, record, user) -> Allowed | Denied:
        return rules.editable(record)

    def choices(self, field, user):
        if field != "vetting":
            return None
        failed = Vetting.objects.filter(
            Q(appeals=None) | Q(appeals__upheld__isnull=True),
            passed=False,
            person__status__in=(PersonStatus.CANDIDATE, PersonStatus.IN_POST),
        )
        return policy.scope(user, self.permission("add"), failed).select_related("person__staff")
