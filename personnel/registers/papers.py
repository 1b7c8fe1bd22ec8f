"""The registers of what people sign, and of the yearly assessment (P4, P5)."""

from django.db.models import Q

from baomi.approvals.choices import State
from baomi.approvals.rules import editable as editable_in_approval
from baomi.core import clock
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
from personnel.actions import assessments, papers
from personnel.choices.yearly import AssessmentResult, PledgeKind
from personnel.forms.papers import AssessmentForm
from personnel.models import Assessment, Pledge
from personnel.permissions.base import DEPARTMENT, DOSSIER, LEADER, OFFICE, OFFICER, OWN
from personnel.queries.sight import narrow_to_students

GROUP = "教育与考核"
ON_F16 = (PledgeKind.ENTRY, PledgeKind.WORKER, PledgeKind.PROJECT, PledgeKind.ABROAD)
"""The pledges that print on F-16."""


def _pledge_status(pledge: Pledge) -> tuple[str, str]:
    return ("ok", "已签订") if pledge.signed_on else pledge.tone


def _archive_number(pledge: Pledge) -> str:
    return pledge.approval.paper_number if pledge.approval_id else ""


@registry.add
class PledgeRegister(Register):
    app = "personnel"
    slug = "pledges"
    model = Pledge
    label = "承诺书、责任书"
    unit_word = "份"
    menu_group = GROUP
    menu_order = 220
    columns = (
        Column("number", "编号", kind="code"),
        Column("person__staff__number", "工号", kind="code", shown=False),
        Column("person__staff__name", "姓名", kind="name", sort="person__staff__pinyin"),
        Column("department__name", "部门", kind="department", sort="department__path"),
        Column("person__grade", "涉密等级", kind="grade"),
        Column("kind", "文书"),
        Column("year", "年度", kind="code"),
        Column("signed_on", "签订日期", kind="date"),
        Column("archive_number", "归档号", value=_archive_number),
        Column("copies", "份数", kind="number", shown=False),
        Column("state", "状态", kind="status", value=_pledge_status),
    )
    search_fields = (
        "person__staff__name",
        "person__staff__pinyin",
        "person__staff__initials",
        "person__staff__number",
        "number",
    )
    search_hint = "姓名、拼音、工号、编号"
    filters = ("department", "kind", "year", "signed_on", "person__grade")
    views = (
        SavedView("open", "未签订", Q(signed_on__isnull=True)),
        SavedView("paper", "待登记纸质件", Q(approval__state=State.PAPER)),
        SavedView("year", "本年度责任书", lambda user: Q(year=clock.today().year)),
        SavedView("pledges", "承诺书", Q(kind__in=ON_F16)),
        SavedView("cooling", "脱密期承诺书", Q(kind=PledgeKind.COOLING)),
        SavedView("signed", "已签订", Q(signed_on__isnull=False)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "文书",
            (
                Column("kind", "文书"),
                Column("year", "年度"),
                Column("project__code", "项目"),
                Column("person__staff__name", "承诺人"),
                Column("department__name", "部门"),
                Column("person__grade", "涉密等级", kind="grade"),
                Column("copies", "份数"),
                Column("signed_on", "签订日期", kind="date"),
                Column("archive_number", "归档号", value=_archive_number),
            ),
        ),
    )
    select_related = ("department", "person__staff", "approval", "project")
    permissions = {
        "view": DOSSIER | LEADER | DEPARTMENT | OWN,
        "change": DOSSIER | LEADER | DEPARTMENT | OWN,
    }
    """Handed in by whoever's signature makes it due (a vetting, a journey, a departure); there is no form to change."""
    procedures = (papers.PROCEDURE,)
    empty_hint = "上岗前的承诺书、每年的责任书在这里发起，签字后登记纸质件"

    def in_sight(self, user, rows):
        return narrow_to_students(user, self.permission("view"), super().in_sight(user, rows), "person__kind")

    def heading(self, record) -> str:
        year = f"{record.year} 年度" if record.year else ""
        return f"{record.person.staff.name} {year}{record.get_kind_display()}"

    def status(self, record):
        return _pledge_status(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("部门", record.department.name),
            ("份数", f"{record.copies} 份"),
            ("签订日期", record.signed_on.isoformat() if record.signed_on else "未签订"),
        ]

    def editable(self, record, user):
        return editable_in_approval(record)

    def list_actions(self, user):
        found = []
        if policy.can(user, papers.BEGIN):
            found += [
                RecordAction("登记纸质件", "/personnel/papers/record/"),
                RecordAction("发起责任书", "/personnel/papers/letters/"),
            ]
        if policy.can(user, papers.ASK):
            found.append(RecordAction("发起承诺书", "/personnel/papers/begin/", primary=True, key="n"))
        return found

    def menu_count(self, user) -> int | None:
        """Papers that wait for their archive number, for those who record it."""
        if not policy.can(user, papers.BEGIN):
            return None
        return self.visible(user).filter(approval__state=State.PAPER).count() or None


def _assessment_status(assessment: Assessment) -> tuple[str, str]:
    if assessment.concluded_on is None:
        return assessment.tone if assessment.approval_id else ("draft", "待本人填写")
    tone = {AssessmentResult.MEETS: "ok", AssessmentResult.BASIC: "warn", AssessmentResult.FAILS: "bad"}
    return (tone[AssessmentResult(assessment.result)], assessment.get_result_display())


FAILED = Q(result=AssessmentResult.FAILS, concluded_on__isnull=False)


@registry.add
class AssessmentRegister(Register):
    app = "personnel"
    slug = "assessments"
    model = Assessment
    label = "涉密人员年度考核"
    unit_word = "份"
    menu_group = GROUP
    menu_order = 230
    columns = (
        Column("number", "编号", kind="code", shown=False),
        Column("year", "年度", kind="code"),
        Column("person__staff__number", "工号", kind="code", shown=False),
        Column("person__staff__name", "姓名", kind="name", sort="person__staff__pinyin"),
        Column("department__name", "部门", kind="department", sort="department__path"),
        Column("grade", "涉密等级", kind="grade"),
        Column("post_kind", "岗位类型"),
        Column("letter_signed", "责任书", kind="bool"),
        Column("educated", "保密教育", kind="bool"),
        Column("violated", "违规问题", kind="bool"),
        Column("result", "考核结果"),
        Column("concluded_on", "完成日期", kind="date"),
        Column("state", "状态", kind="status", value=_assessment_status),
    )
    search_fields = (
        "person__staff__name",
        "person__staff__pinyin",
        "person__staff__initials",
        "person__staff__number",
        "number",
    )
    search_hint = "姓名、拼音、工号、编号"
    filters = ("year", "department", "grade", "post_kind", "result", "educated", "violated")
    views = (
        SavedView("year", "本年度", lambda user: Q(year=clock.today().year)),
        SavedView("open", "未完成", Q(concluded_on__isnull=True)),
        SavedView("failed", "不符合（应调离）", FAILED),
        SavedView("basic", "基本符合", Q(result=AssessmentResult.BASIC, concluded_on__isnull=False)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "保密责任",
            (
                Column("person__staff__name", "姓名"),
                Column("department__name", "部门"),
                Column("letter_signed", "签订保密责任书", kind="bool"),
                Column("duties_done", "履行保密责任情况", kind="prose"),
                Column("unfinished", "未完成事项", kind="prose"),
            ),
        ),
        Section(
            "教育、检查与出境",
            (
                Column("educated", "参加保密教育达到要求", kind="bool"),
                Column("cooperated", "配合保密检查", kind="bool"),
                Column("trips_approved", "出国（境）均经审批并受行前教育", kind="bool"),
                Column("violated", "有违反保密规定的问题", kind="bool"),
                Column("leaked", "发生泄密事件", kind="bool"),
                Column("violation_text", "违规情况说明", kind="prose"),
            ),
        ),
        Section(
            "部门意见",
            (
                Column("result", "考核结果"),
                Column("concluded_on", "考核完成日期", kind="date"),
                Column("result_reason", "说明", kind="prose"),
            ),
            visible=lambda user, record: bool(record.result),
        ),
    )
    form_class = AssessmentForm
    form_fields = AssessmentForm.Meta.fields
    form_groups = (
        FormGroup("保密责任", ("duties_done", "unfinished"), note="只写编号、代号或脱敏名，不写涉密内容。"),
        FormGroup("检查与出境", ("cooperated", "trips_approved")),
        FormGroup("违规与泄密", ("violated", "violation_text", "leaked")),
    )
    field_rules = {
        "duties_done": FieldRule("对照责任书写本年度做了什么"),
        "trips_approved": FieldRule("没有出国（境）的勾选；台账中有未受行前教育的出境时，送审后自动改为否"),
        "violated": FieldRule("事件台账中有记录的不能取消", "《保密法》第四十四条"),
    }
    key = ("number",)
    select_related = ("department", "person__staff", "approval")
    permissions = {
        "view": DOSSIER | LEADER | DEPARTMENT | OWN,
        "change": OFFICE | OFFICER | OWN,
    }
    change = staticmethod(assessments.change)
    procedures = (assessments.PROCEDURE,)
    empty_hint = "每年 11 月由保密办或部门保密员发起，本人填写后送部门"

    def in_sight(self, user, rows):
        return narrow_to_students(user, self.permission("view"), super().in_sight(user, rows), "person__kind")

    def heading(self, record) -> str:
        return f"{record.person.staff.name} {record.year} 年度考核"

    def status(self, record):
        return _assessment_status(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("部门", record.department.name),
            ("涉密等级", record.get_grade_display()),
            ("岗位类型", record.get_post_kind_display()),
        ]

    def editable(self, record, user):
        return editable_in_approval(record)

    def list_actions(self, user):
        if not policy.can(user, assessments.START):
            return []
        return [RecordAction("发起年度考核", "/personnel/papers/assessments/", primary=True)]

    def menu_count(self, user) -> int | None:
        """This year's that are not concluded."""
        rows = self.visible(user).filter(year=clock.today().year, concluded_on__isnull=True)
        return rows.count() or None
