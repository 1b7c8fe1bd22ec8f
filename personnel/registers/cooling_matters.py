"""What happens in a cooling-off period, reached from its record: longer, exceptions, enquiries, the release."""

from django.db.models import Q

from baomi.approvals.choices import State
from baomi.approvals.rules import editable
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
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
from personnel.actions import cooling as actions
from personnel.models import CoolingChange, CoolingException, CoolingOff, Enquiry, Release
from personnel.parameters import ENQUIRY_WORKDAYS
from personnel.permissions.base import DEPARTMENT, DOSSIER, OFFICER, OWN, WATCHING
from personnel.queries.sight import narrow_to_students
from personnel.rules import cooling as rules

NUMBER = Column("number", "编号", kind="code")
NAME = Column("cooling__person__staff__name", "姓名", kind="name", sort="cooling__person__staff__pinyin")
DEPARTMENT_NAME = Column("department__name", "原部门", kind="department", sort="department__path")
WHOSE = (Column("cooling__person__staff__name", "姓名"), Column("department__name", "原部门"))
"""The first two fields of a section, so that whoever signs reads of whom it speaks."""
NO_SECRETS = "不写涉密内容"
FOUND_BY = ("number", "cooling__person__staff__name", "cooling__person__staff__pinyin")
OPEN = (State.RUNNING, State.PAPER)


def _tone(row) -> tuple[str, str]:
    return row.tone


def _enquiry_status(enquiry: Enquiry) -> tuple[str, str]:
    if enquiry.answered_on:
        return ("closed", "已答复")
    late = (clock.today() - enquiry.due_on).days
    return ("bad", f"待答复，逾期 {late} 天") if late > 0 else ("wait", "待答复")


class CoolingMatter(Register):
    """What these registers share: the period they belong to, GRAD's sight, who may name it in a form."""

    app = "personnel"
    search_fields = FOUND_BY
    search_hint = "姓名、拼音、编号"
    ordering = ("-id",)

    def in_sight(self, user, rows):
        seen = super().in_sight(user, rows)
        return narrow_to_students(user, self.permission("view"), seen, "cooling__person__kind")

    def heading(self, record) -> str:
        return str(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("原部门", record.department.name),
            ("脱密期", f"{record.cooling.starts:%Y-%m-%d} 至 {record.cooling.until:%Y-%m-%d}"),
        ]

    def choices(self, field, user):
        """The running periods within reach; narrowed further where the rule asks."""
        if field != "cooling":
            return None
        line = self.permission("add")
        rows = CoolingOff.objects.filter(released_on__isnull=True).select_related("person__staff")
        return narrow_to_students(user, line, policy.scope(user, line, rows), "person__kind")

    def actions(self, record, user):
        return [RecordAction("查看脱密期", f"/personnel/cooling/{record.cooling_id}/")]


class CoolingApplication(CoolingMatter):
    """One that runs through signatures."""

    filters = ("department",)
    views = (
        SavedView("open", "审批中", Q(approval__state__in=OPEN)),
        SavedView("draft", "未送审、退回", Q(approval__isnull=True) | Q(approval__state__in=("returned", "withdrawn"))),
        SavedView("done", "已批准", Q(approval__state=State.APPROVED)),
        SavedView("all", "全部"),
    )  # fmt: skip
    select_related = (
        "department",
        "cooling__person__staff",
        "cooling__department",
        "cooling__departure",
        "approval",
    )

    def status(self, record):
        return record.tone

    def editable(self, record, user) -> Allowed | Denied:
        return editable(record)


@registry.add
class ExtensionRegister(CoolingApplication):
    slug = "extensions"
    model = CoolingChange
    label = "延长脱密期"
    unit_word = "份"
    columns = (
        NUMBER,
        NAME,
        DEPARTMENT_NAME,
        Column("cooling__until", "现脱密期止", kind="date"),
        Column("until", "延长至", kind="date"),
        Column("reason", "延长理由"),
        Column("state", "状态", kind="status", value=_tone, sort="approval__state", sheet=False),
    )
    sections = (
        Section(
            "延长",
            (
                *WHOSE,
                Column("cooling__starts", "脱密期起", kind="date"),
                Column("cooling__least_until", "规定的脱密期止", kind="date"),
                Column("until", "延长至", kind="date"),
                Column("reason", "延长理由", kind="prose"),
            ),
        ),
    )
    form_fields = ("cooling", "until", "reason")
    field_rules = {
        "cooling": FieldRule("脱密期内的人员"),
        "until": FieldRule("只能延长，不能缩短；延长后补排回访", "涉密人员管理规定"),
        "reason": FieldRule(NO_SECRETS),
    }
    permissions = {"view": DOSSIER | WATCHING | DEPARTMENT | OWN, "add": DOSSIER, "change": DOSSIER}
    create = staticmethod(actions.ask_longer)
    change = staticmethod(actions.change_application("extensions"))
    procedures = (actions.LONGER,)
    add_label = "延长脱密期"
    empty_hint = "确需延长的，由保密办、人事处或研究生院提出，分管校领导批准"


@registry.add
class ExceptionRegister(CoolingApplication):
    slug = "exceptions"
    model = CoolingException
    label = "脱密期例外审批"
    unit_word = "份"
    columns = (
        NUMBER,
        NAME,
        DEPARTMENT_NAME,
        Column("kind", "事项"),
        Column("unit", "去向单位"),
        Column("unit_nature", "单位性质"),
        Column("file_noted_on", "记入人事档案", kind="date"),
        Column("state", "状态", kind="status", value=_tone, sort="approval__state", sheet=False),
    )
    filters = ("department", "kind", "unit_nature")
    sections = (
        Section(
            "申请事项",
            (
                *WHOSE,
                Column("kind", "事项"),
                Column("unit", "去向单位"),
                Column("unit_nature", "单位性质"),
                Column("foreign", "境外机构或外商独资企业", kind="bool"),
                Column("reason", "理由", kind="prose"),
                Column("file_noted_on", "记入人事档案日期", kind="date"),
            ),
        ),
    )
    form_fields = ("cooling", "kind", "unit", "unit_nature", "foreign", "reason")
    field_rules = {
        "kind": FieldRule(
            "脱密期内不得擅自调动、辞职、从业；例外由分管校领导批准并记入人事档案", rules.CLAUSE
        ),
        "foreign": FieldRule("不得到境外机构、外商独资企业任职或为其提供服务", "脱密期保密承诺书"),
        "reason": FieldRule(NO_SECRETS),
    }
    permissions = {
        "view": DOSSIER | WATCHING | DEPARTMENT | OWN,
        "add": DOSSIER | OFFICER | OWN,
        "change": DOSSIER | OFFICER | OWN,
    }
    create = staticmethod(actions.ask_exception)
    change = staticmethod(actions.change_application("exceptions"))
    procedures = (actions.EXCEPTION,)
    add_label = "申请脱密期例外"
    empty_hint = "脱密期内确需调动、辞职、从业的，先在这里办理例外审批"


@registry.add
class ReleaseRegister(CoolingApplication):
    slug = "releases"
    model = Release
    label = "解除脱密审批"
    unit_word = "份"
    columns = (
        NUMBER,
        NAME,
        DEPARTMENT_NAME,
        Column("cooling__until", "脱密期止", kind="date"),
        Column("cooling__released_on", "解除日期", kind="date"),
        Column("filed_on", "撤销备案日期", kind="date"),
        Column("filing_number", "撤销备案文号"),
        Column("state", "状态", kind="status", value=_tone, sort="approval__state", sheet=False),
    )
    views = (
        *CoolingApplication.views[:2],
        SavedView("unfiled", "待撤销备案", Q(cooling__released_on__isnull=False, filed_on__isnull=True)),
        *CoolingApplication.views[2:],
    )
    sections = (
        Section(
            "解除",
            (
                *WHOSE,
                Column("cooling__starts", "脱密期起", kind="date"),
                Column("cooling__until", "脱密期止", kind="date"),
                Column("note", "脱密期表现", kind="prose"),
                Column("cooling__released_on", "解除日期", kind="date"),
            ),
        ),
        Section(
            "撤销备案",
            (Column("filed_on", "撤销备案日期", kind="date"), Column("filing_number", "撤销备案文号")),
        ),
    )
    form_fields = ("cooling", "note")
    field_rules = {
        "cooling": FieldRule("脱密期满后办理，未满不能解除", rules.CLAUSE),
        "note": FieldRule("遵守脱密期规定、接受回访的情况；不写涉密内容"),
    }
    permissions = {
        "view": DOSSIER | WATCHING | DEPARTMENT | OWN,
        "add": DOSSIER | OFFICER,
        "change": DOSSIER | OFFICER,
    }
    create = staticmethod(actions.ask_release)
    change = staticmethod(actions.change_application("releases"))
    procedures = (actions.RELEASE,)
    add_label = "办理解除脱密"
    empty_hint = "脱密期满后，由部门或保密办填表送审"

    def actions(self, record, user):
        found = super().actions(record, user)
        if rules.may_file(record) and policy.can(user, "personnel.release.file", record):
            found.append(RecordAction("登记撤销备案", f"{self.record_url(record)}filing/", primary=True))
        return found


@registry.add
class EnquiryRegister(CoolingMatter):
    slug = "enquiries"
    model = Enquiry
    label = "用人单位来函"
    unit_word = "件"
    columns = (
        NUMBER,
        NAME,
        DEPARTMENT_NAME,
        Column("asked_by", "来函单位"),
        Column("asked_on", "来函日期", kind="date"),
        Column("due_on", "答复期限", kind="date"),
        Column("answered_on", "答复日期", kind="date"),
        Column("status", "状态", kind="status", value=_enquiry_status, sheet=False),
    )
    search_fields = (*FOUND_BY, "asked_by")
    search_hint = "姓名、拼音、来函单位、编号"
    filters = ("department", "asked_on", "answered_on")
    views = (
        SavedView("open", "待答复", Q(answered_on__isnull=True)),
        SavedView("done", "已答复", Q(answered_on__isnull=False)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "来函",
            (
                Column("asked_by", "来函单位"),
                Column("asked_on", "来函日期", kind="date"),
                Column("question", "询问事项", kind="prose"),
            ),
        ),
        Section(
            "答复",
            (
                Column("due_on", "答复期限", kind="date"),
                Column("answered_on", "答复日期", kind="date"),
                Column("answer", "答复意见", kind="prose"),
            ),
        ),
    )
    form_fields = ("cooling", "asked_by", "asked_on", "question")
    field_rules = {
        "asked_on": FieldRule("自收到之日起计答复期限", "校内约定", ENQUIRY_WORKDAYS),
        "question": FieldRule(NO_SECRETS),
    }
    select_related = ("department", "cooling__person__staff", "cooling__department")
    permissions = {"view": DOSSIER | WATCHING | DEPARTMENT, "add": DOSSIER, "change": DOSSIER}
    create = staticmethod(actions.register_enquiry)
    change = staticmethod(actions.change_enquiry)
    add_label = "登记来函"
    empty_hint = "新用人单位来函询问脱密期情况时登记，按期如实答复"

    def status(self, record):
        return _enquiry_status(record)

    def editable(self, record, user) -> Allowed | Denied:
        return rules.may_answer(record)

    def actions(self, record, user):
        found = super().actions(record, user)
        if rules.may_answer(record) and policy.can(user, "personnel.enquiry.answer", record):
            found.append(RecordAction("登记答复", f"{self.record_url(record)}answer/", primary=True))
        return found
