"""The register of changes of post (P11): F-11 within a unit, F-13 between two."""

from django.db.models import F, Q

from baomi.approvals.choices import State
from baomi.approvals.rules import editable
from baomi.core.decisions import Allowed, Denied
from baomi.organization import policy
from baomi.registers.declarations import Column, FieldRule, FormGroup, Register, SavedView, Section, registry
from personnel.actions import changes as actions
from personnel.choices.people import PersonStatus
from personnel.forms.changes import ChangeForm
from personnel.models import ClearedPerson, Post, PostChange
from personnel.permissions.base import DEPARTMENT, DOSSIER, KEEPERS, OFFICER, OWN, WATCHING
from personnel.queries.sight import narrow_to_students


def status_of(change: PostChange) -> tuple[str, str]:
    return change.tone


def form_of(change: PostChange) -> str:
    return "F-13" if change.between_units else "F-11"


@registry.add
class ChangeRegister(Register):
    app = "personnel"
    slug = "changes"
    model = PostChange
    label = "涉密岗位变更"
    unit_word = "份"
    menu_group = "涉密人员"
    menu_order = 130
    columns = (
        Column("number", "编号", kind="code"),
        Column("person__staff__number", "工号", kind="code", shown=False),
        Column("person__staff__name", "姓名", kind="name", sort="person__staff__pinyin"),
        Column("department__name", "变更前单位", kind="department", sort="department__path"),
        Column("old_post__title", "原涉密岗位"),
        Column("old_grade", "原涉密等级", kind="grade"),
        Column("new_department__name", "变更后单位", kind="department", sort="new_department__path"),
        Column("new_post__title", "拟新任岗位"),
        Column("new_post__grade", "新任岗位涉密等级", kind="grade"),
        Column("form", "表格", value=form_of, shown=False),
        Column("takes_effect_on", "变更日期", kind="date"),
        Column("state", "状态", kind="status", value=status_of),
    )
    search_fields = ("number", "person__staff__name", "person__staff__pinyin", "person__staff__number")
    search_hint = "编号、姓名、拼音、工号"
    filters = ("department", "new_department", "old_grade", "takes_effect_on")
    views = (
        SavedView("all", "全部"),
        SavedView(
            "draft", "未送审", Q(approval__isnull=True) | Q(approval__state__in=[State.RETURNED, State.WITHDRAWN])
        ),
        SavedView("running", "审批中", Q(approval__state=State.RUNNING)),
        SavedView("within", "本单位内", Q(new_department=F("department"))),
        SavedView("between", "单位之间", ~Q(new_department=F("department"))),
        SavedView("done", "已变更", Q(takes_effect_on__isnull=False)),
    )  # fmt: skip
    sections = (
        Section(
            "变更",
            (
                Column("person__staff__name", "姓名"),
                Column("department__name", "变更前单位"),
                Column("old_post__title", "原涉密岗位"),
                Column("old_grade", "原涉密等级", kind="grade"),
                Column("new_department__name", "变更后单位"),
                Column("new_post__title", "拟新任岗位"),
                Column("new_post__grade", "新任岗位涉密等级", kind="grade"),
                Column("takes_effect_on", "变更日期", kind="date"),
                Column("reason", "变动原因", kind="prose"),
                Column("conduct", "涉密程度、现实表现", kind="prose"),
            ),
        ),
    )
    form_class = ChangeForm
    form_fields = ("person", "new_post", "reason", "conduct")
    form_groups = (
        FormGroup("变更", ("person", "new_post")),
        FormGroup("说明", ("reason", "conduct")),
    )
    field_rules = {
        "person": FieldRule("只列在岗人员；离岗办理中的不能变更"),
        "new_post": FieldRule(
            "本单位岗位用 F-11，其他单位岗位用 F-13；等级上调须先通过复审，其余变更后即须复审",
            "涉密人员管理规定",
        ),
        "conduct": FieldRule("由所在单位填写，印在单位意见栏"),
    }
    examples = {"person": "20190001", "new_post": "GW-2026-002", "reason": "承担任务调整"}
    select_related = (
        "department", "new_department", "person__staff", "person__department", "old_post", "new_post", "approval",
    )  # fmt: skip
    permissions = {
        "view": DOSSIER | WATCHING | DEPARTMENT | OWN,
        "add": KEEPERS | OFFICER,
        "change": KEEPERS | OFFICER,
    }
    create = staticmethod(actions.begin_change)
    change = staticmethod(actions.change_change)
    procedures = (actions.PROCEDURE,)
    add_label = "填写岗位变更"
    empty_hint = "在岗人员换岗、换单位或调整涉密等级时填写"

    def in_sight(self, user, rows):
        return narrow_to_students(user, self.permission("view"), super().in_sight(user, rows), "person__kind")

    def heading(self, record) -> str:
        return f"{record.person.staff.name} {form_of(record)}"

    def status(self, record):
        return status_of(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("部门", record.department.name),
            ("拟新任岗位", f"{record.new_department.name} {record.new_post.title}"),
        ]

    def editable(self, record, user) -> Allowed | Denied:
        return editable(record)

    def choices(self, field, user):
        if field == "person":
            people = ClearedPerson.objects.filter(status=PersonStatus.IN_POST)
            reach = policy.scope(user, self.permission("add"), people)
            return reach.select_related("staff", "department")
        if field == "new_post":
            reach = policy.scope(user, self.permission("add"), Post.objects.in_force())
            return reach.select_related("department")
        return None
