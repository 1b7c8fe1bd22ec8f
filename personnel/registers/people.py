"""The register of cleared people (P3): F-15 with the stage of each and the next vetting."""

import datetime as dt

from django.db.models import Count, Q

from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.core.levels import PersonGrade
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
from personnel.actions import people as actions
from personnel.choices.people import ON_DUTY, PersonStatus
from personnel.forms import people as forms
from personnel.models import ClearedPerson, Post
from personnel.parameters import TEMPORARY_ALLOWED
from personnel.permissions.base import DEPARTMENT, DOSSIER, KEEPERS, OFFICER, OWN, WATCHING
from personnel.queries.sight import narrow_to_students
from personnel.rules import people as rules

SOON = 30
"""Days before its date in which a vetting counts as coming."""
TONES = {
    PersonStatus.CANDIDATE: "draft",
    PersonStatus.IN_POST: "ok",
    PersonStatus.LEAVING: "wait",
    PersonStatus.COOLING: "warn",
    PersonStatus.RELEASED: "closed",
    PersonStatus.NOT_APPOINTED: "closed",
}


def status_of(person: ClearedPerson) -> tuple[str, str]:
    """The stage; on duty also how late the vetting is."""
    label, due = person.get_status_display(), person.vetting_due_on
    if person.status in ON_DUTY and due and due < clock.today():
        return ("bad", f"{label}，复审逾期 {(clock.today() - due).days} 天")
    return (TONES[PersonStatus(person.status)], label)


def _vetting_by(day: dt.date) -> Q:
    return Q(status__in=ON_DUTY, vetting_due_on__lte=day)


def _vetting_soon(user) -> Q:
    return _vetting_by(clock.today() + dt.timedelta(days=SOON))


def _vetting_late(user) -> Q:
    return _vetting_by(clock.today() - dt.timedelta(days=1))


@registry.add
class PersonRegister(Register):
    app = "personnel"
    slug = "people"
    model = ClearedPerson
    label = "涉密人员"
    unit_word = "人"
    menu_group = "涉密人员"
    menu_order = 100
    columns = (
        Column("staff__number", "工号", kind="code", aliases=("职工号", "教工号", "人员编号", "学号")),
        Column("staff__name", "姓名", kind="name", sort="staff__pinyin"),
        Column("staff__gender", "性别"),
        Column("staff__birth", "出生年月", kind="month", shown=False),
        Column("staff__title", "职称"),
        Column("staff__political_status", "政治面貌", shown=False),
        Column("department__name", "部门", kind="department", sort="department__path"),
        Column("post__title", "工作岗位", aliases=("涉密岗位", "岗位", "岗位名称", "拟任岗位")),
        Column("grade", "涉密等级", kind="grade"),
        Column("kind", "人员类别", shown=False, aliases=("类别", "人员性质")),
        Column("entered_on", "成为涉密人员时间", kind="date"),
        Column("cooling_until", "脱密时间", kind="date"),
        Column("vetting_due_on", "下次复审", kind="date"),
        Column("leader__name", "项目（课题）组负责人或导师", shown=False, aliases=("导师", "项目负责人", "课题组负责人")),
        Column("remark", "备注", shown=False),
        Column("number", "编号", kind="code", shown=False),
        Column("state", "状态", kind="status", value=status_of, sort="status"),
    )  # fmt: skip
    search_fields = (
        "staff__name",
        "staff__pinyin",
        "staff__initials",
        "staff__number",
        "post__title",
        "number",
    )
    search_hint = "姓名、拼音、工号、岗位"
    filters = ("department", "grade", "status", "kind", "entered_on", "vetting_due_on", "cooling_until")
    views = (
        SavedView("in_post", "在岗", Q(status=PersonStatus.IN_POST)),
        SavedView("candidates", "拟任", Q(status=PersonStatus.CANDIDATE)),
        SavedView("leaving", "离岗办理中", Q(status=PersonStatus.LEAVING)),
        SavedView("cooling", "脱密期", Q(status=PersonStatus.COOLING)),
        SavedView("vetting_soon", "30 日内复审", _vetting_soon),
        SavedView("vetting_late", "复审逾期", _vetting_late),
        SavedView("released", "已解除", Q(status=PersonStatus.RELEASED)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "涉密岗位",
            (
                Column("department__name", "部门"),
                Column("post__title", "工作岗位"),
                Column("grade", "涉密等级", kind="grade"),
                Column("kind", "人员类别"),
                Column("leader__name", "项目（课题）组负责人或导师"),
                Column("remark", "备注"),
            ),
        ),
        Section(
            "期限",
            (
                Column("entered_on", "成为涉密人员时间", kind="date"),
                Column("vetted_on", "最近审查日期", kind="date"),
                Column("vetting_due_on", "下次复审期限", kind="date"),
                Column("left_on", "批准离岗日期", kind="date"),
                Column("cooling_until", "脱密期止", kind="date"),
                Column("released_on", "解除日期", kind="date"),
            ),
        ),
        Section(
            "本人情况",
            (
                Column("staff__gender", "性别"),
                Column("staff__birth", "出生年月", kind="month"),
                Column("staff__title", "职称"),
                Column("staff__post", "职务"),
                Column("staff__political_status", "政治面貌"),
            ),
        ),
    )
    form_class = forms.PersonForm
    form_fields = ("staff", "kind", "post", "leader", "remark")
    form_groups = (
        FormGroup("拟任人员", ("staff", "kind", "post")),
        FormGroup("其他", ("leader", "remark")),
    )
    field_rules = {
        "staff": FieldRule("同一人只能有一条未结束的记录；先登记拟任，再依次办理审查、培训、承诺书、上岗"),
        "kind": FieldRule("可否使用临时聘用人员：", "（涉密人员管理规定）", TEMPORARY_ALLOWED),
        "post": FieldRule("只列已批准且未撤销的涉密岗位；涉密等级随岗位确定", "《保密法》第四十三条"),
        "leader": FieldRule("科研人员填项目（课题）组负责人，学生填导师；由其在审查时签署"),
    }
    examples = {"staff": "20190001", "post": "GW-2026-001", "leader": "20170003", "remark": ""}
    compare_by = (("staff__number",), ("staff__name",))
    select_related = ("department", "staff", "post", "leader")
    permissions = {
        "view": DOSSIER | WATCHING | DEPARTMENT | OWN | {Role.PI: Reach.OWN},
        "add": KEEPERS | OFFICER,
        "change": KEEPERS | OFFICER,
        "import": KEEPERS | OFFICER,
        "compare": DOSSIER | OFFICER,
    }
    attachment_permission = "personnel.dossier.open"
    create = staticmethod(actions.add_candidate)
    change = staticmethod(actions.change_notes)
    add_label = "登记拟任人员"
    empty_hint = "涉密岗位批准后，由部门登记拟任人员；审查、培训、承诺书齐备后上岗"

    def in_sight(self, user, rows):
        return narrow_to_students(user, self.permission("view"), super().in_sight(user, rows))

    def heading(self, record) -> str:
        return record.staff.name

    def status(self, record):
        return status_of(record)

    def identity(self, record):
        known = [
            ("工号", record.staff.number),
            ("部门", record.department.name),
            ("岗位", record.post.title),
            ("涉密等级", record.get_grade_display()),
        ]
        if record.status in ON_DUTY and record.vetting_due_on:
            known.append(("下次复审", record.vetting_due_on.isoformat()))
        if record.status == PersonStatus.COOLING:
            known.append(("脱密期止", record.cooling_until.isoformat()))
        return known

    def editable(self, record, user) -> Allowed | Denied:
        return rules.may_note(record)

    def choices(self, field, user):
        if field != "post":
            return None
        return policy.scope(
            user, self.permission("add"), Post.objects.in_force().select_related("department")
        )

    def list_actions(self, user):
        if not policy.can(user, "personnel.takeovers.add"):
            return []
        return [RecordAction("转入原台账", "/personnel/takeovers/")]

    def split(self, queryset) -> str:
        counts = dict(queryset.order_by().values_list("grade").annotate(Count("pk")))
        return " · ".join(f"{grade.label} {counts.get(grade, 0)}" for grade in PersonGrade)

    def menu_count(self, user) -> int | None:
        """Those on duty within sight."""
        return self.visible(user).filter(status__in=ON_DUTY).count() or None
