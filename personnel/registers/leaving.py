"""The registers of leaving: the applications F-24, and those who left without permission."""

from django.db.models import Q, QuerySet

from baomi.approvals.choices import State
from baomi.approvals.rules import editable
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
from personnel.actions import absences as absence_actions
from personnel.actions import departures as actions
from personnel.choices.people import BOUND, PersonStatus
from personnel.models import Absence, ClearedPerson, Departure
from personnel.parameters import ABSENCE_WORKDAYS
from personnel.permissions.base import DEPARTMENT, DOSSIER, KEEPERS, OFFICER, OWN, WATCHING
from personnel.queries.sight import narrow_to_students
from personnel.rules import absences as absence_rules
from personnel.rules import leaving as rules

GROUP = "离岗与脱密"
NO_NAMES = "只写编号、代号或脱敏名，不写涉密内容"
OPEN = (State.RUNNING, State.PAPER)


def _status(departure: Departure) -> tuple[str, str]:
    return departure.tone


def _absence_status(absence: Absence) -> tuple[str, str]:
    return ("closed", "已上报") if absence.bureau_on else ("bad", "待上报")


def people_in_reach(user, permission: str, stages) -> QuerySet[ClearedPerson]:
    """The people of these stages whom the user may name in a form."""
    rows = ClearedPerson.objects.filter(status__in=stages)
    reach = narrow_to_students(user, permission, policy.scope(user, permission, rows))
    return reach.select_related("staff", "department")


@registry.add
class DepartureRegister(Register):
    app = "personnel"
    slug = "departures"
    model = Departure
    label = "离岗审批"
    unit_word = "份"
    menu_group = GROUP
    menu_order = 350
    columns = (
        Column("number", "编号", kind="code"),
        Column("person__staff__name", "姓名", kind="name", sort="person__staff__pinyin"),
        Column("person__staff__number", "工号", kind="code", shown=False),
        Column("department__name", "部门", kind="department", sort="department__path"),
        Column("person__grade", "涉密等级", kind="grade"),
        Column("reason", "脱密原因"),
        Column("unit", "去向单位"),
        Column("leaves_on", "拟离岗日期", kind="date"),
        Column("cooling_months", "脱密期（月）", kind="number"),
        Column("approved_on", "批准日期", kind="date"),
        Column("state", "状态", kind="status", value=_status, sort="approval__state", sheet=False),
    )
    search_fields = (
        "number",
        "person__staff__name",
        "person__staff__pinyin",
        "person__staff__initials",
        "person__staff__number",
        "unit",
    )
    search_hint = "姓名、拼音、工号、编号、去向"
    filters = ("department", "reason", "person__grade", "managed_by", "leaves_on", "approved_on")
    views = (
        SavedView("open", "办理中", Q(approval__state__in=OPEN)),
        SavedView("draft", "未送审、退回", Q(approval__isnull=True) | Q(approval__state__in=("returned", "withdrawn"))),
        SavedView("paper", "待登记纸质件", Q(approval__state=State.PAPER)),
        SavedView("done", "已批准", Q(approval__state=State.APPROVED)),
        SavedView("all", "全部"),
    )  # fmt: skip
    sections = (
        Section(
            "离岗人",
            (
                Column("person__staff__name", "姓名"),
                Column("department__name", "部门"),
                Column("person__staff__post", "职务（职级）"),
                Column("person__staff__title", "职称"),
                Column("person__grade", "涉密等级", kind="grade"),
                Column("person__post__kind", "岗位类型"),
            ),
        ),
        Section(
            "脱密原因",
            (
                Column("reason", "脱密原因"),
                Column("reason_text", "原因说明"),
                Column("unit", "去向单位"),
                Column("unit_nature", "单位性质"),
                Column("unit_address", "地址"),
                Column("postcode", "邮编"),
                Column("new_post", "新岗位"),
                Column("leaves_on", "拟离岗日期", kind="date"),
            ),
        ),
        Section(
            "脱密期",
            (
                Column("cooling_months", "脱密期（月）"),
                Column("longer_reason", "延长的理由"),
                Column("managed_by", "脱密期管理"),
                Column("access_returned", "场所出入权限回收情况"),
                Column("approved_on", "批准日期", kind="date"),
            ),
        ),
    )
    form_fields = (
        "person", "reason", "reason_text", "leaves_on", "unit", "unit_nature", "unit_address", "postcode", "new_post",
    )  # fmt: skip
    form_groups = (
        FormGroup("离岗", ("person", "reason", "reason_text", "leaves_on")),
        FormGroup("去向", ("unit", "unit_nature", "unit_address", "postcode", "new_post")),
    )
    field_rules = {
        "person": FieldRule("在岗的涉密人员；送审后转为“离岗办理中”，不再发放载体、证件和权限", rules.CLAUSE),
        "reason": FieldRule("先离岗、后调动或辞职；批准离岗之日起进入脱密期", "《保密法》第四十六条"),
        "reason_text": FieldRule("选“其他”时必填"),
        "unit": FieldRule("调离、毕业填去向单位；校内调动填新部门"),
        "unit_nature": FieldRule("调离学校时必填"),
        "unit_address": FieldRule("退休的填住址"),
        "new_post": FieldRule("校内调动时必填"),
    }
    examples = {"person": "20190001", "reason": "调离学校", "leaves_on": "2026-12-31"}
    ordering = ("-id",)
    select_related = (
        "department",
        "person__staff__department",
        "person__department",
        "person__post",
        "approval",
    )
    permissions = {
        "view": DOSSIER | WATCHING | DEPARTMENT | OWN,
        "add": OFFICER | OWN,
        "change": OFFICER | OWN,
    }
    create = staticmethod(actions.begin)
    change = staticmethod(actions.change)
    procedures = (actions.PROCEDURE,)
    add_label = "办理离岗"
    empty_hint = "涉密人员离岗、离职、毕业、退休前，由本人或部门保密员填表送审"

    def in_sight(self, user, rows):
        return narrow_to_students(user, self.permission("view"), super().in_sight(user, rows), "person__kind")

    def heading(self, record) -> str:
        return f"{record.person.staff.name} 离岗"

    def status(self, record):
        return _status(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("部门", record.department.name),
            ("原因", record.get_reason_display()),
            ("拟离岗日期", record.leaves_on.isoformat()),
            *([("批准日期", record.approved_on.isoformat())] if record.approved_on else []),
        ]

    def editable(self, record, user) -> Allowed | Denied:
        return editable(record)

    def choices(self, field, user):
        if field != "person":
            return None
        return people_in_reach(user, self.permission("add"), [PersonStatus.IN_POST])

    def actions(self, record, user):
        url = self.record_url(record)
        found = [RecordAction("查看清退", f"{url}clearance/")]
        if policy.can(user, "personnel.departure.decide", record) and record.state in OPEN:
            found.append(RecordAction("确定脱密期", f"{url}decide/"))
        return found

    def attachment_kinds(self, record):
        return ("审批表扫描件", "清退登记单", "其他")

    def menu_count(self, user) -> int | None:
        return self.visible(user).filter(approval__state__in=OPEN).count() or None


@registry.add
class AbsenceRegister(Register):
    app = "personnel"
    slug = "absences"
    model = Absence
    label = "擅自离岗离职"
    unit_word = "起"
    menu_group = GROUP
    menu_order = 390
    columns = (
        Column("number", "编号", kind="code"),
        Column("person__staff__name", "姓名", kind="name", sort="person__staff__pinyin"),
        Column("department__name", "部门", kind="department", sort="department__path"),
        Column("noticed_on", "发现日期", kind="date"),
        Column("due_on", "上报期限", kind="date"),
        Column("bureau_on", "上报日期", kind="date"),
        Column("bureau_number", "上报文号"),
        Column("status", "状态", kind="status", value=_absence_status, sheet=False),
    )
    search_fields = ("number", "person__staff__name", "person__staff__pinyin", "bureau_number")
    search_hint = "姓名、拼音、编号、文号"
    filters = ("department", "noticed_on", "bureau_on")
    views = (
        SavedView("open", "待上报", Q(bureau_on__isnull=True)),
        SavedView("done", "已上报", Q(bureau_on__isnull=False)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "情况",
            (
                Column("person__staff__name", "姓名"),
                Column("department__name", "部门"),
                Column("noticed_on", "发现日期", kind="date"),
                Column("outline", "简要情况", kind="prose"),
                Column("measures", "已采取的措施", kind="prose"),
            ),
        ),
        Section(
            "上报",
            (
                Column("due_on", "上报期限", kind="date"),
                Column("bureau_on", "上报日期", kind="date"),
                Column("bureau_number", "上报文号"),
            ),
        ),
    )
    form_fields = ("person", "noticed_on", "outline", "measures")
    field_rules = {
        "person": FieldRule("在岗、离岗办理中和脱密期的人员", "《实施条例》第五十四条"),
        "noticed_on": FieldRule("自发现之日起计上报期限", "《实施条例》第五十四条", ABSENCE_WORKDAYS),
        "outline": FieldRule(NO_NAMES),
        "measures": FieldRule(NO_NAMES),
    }
    ordering = ("-noticed_on",)
    select_related = ("department", "person__staff", "person__department")
    permissions = {
        "view": KEEPERS | WATCHING | DEPARTMENT,
        "add": KEEPERS | OFFICER,
        "change": KEEPERS | OFFICER,
    }
    create = staticmethod(absence_actions.register_absence)
    change = staticmethod(absence_actions.change_absence)
    add_label = "登记擅自离岗离职"
    empty_hint = "未经批准离岗离职、严重违反保密规定的，登记后及时报告保密行政管理部门"

    def heading(self, record) -> str:
        return f"{record.person.staff.name} 擅自离岗离职"

    def status(self, record):
        return _absence_status(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("发现日期", record.noticed_on.isoformat()),
            ("上报期限", record.due_on.isoformat()),
        ]

    def editable(self, record, user) -> Allowed | Denied:
        return absence_rules.may_report(record)

    def choices(self, field, user):
        return people_in_reach(user, self.permission("add"), BOUND) if field == "person" else None

    def actions(self, record, user):
        if record.bureau_on or not policy.can(user, "personnel.absence.report", record):
            return []
        return [RecordAction("登记上报", f"{self.record_url(record)}report/", primary=True)]

    def menu_count(self, user) -> int | None:
        return self.visible(user).filter(bureau_on__isnull=True).count() or None
