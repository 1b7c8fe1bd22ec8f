"""The register of classified projects (P16)."""

from django.db.models import Q

from baomi.core.levels import SecrecyLevel
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
from personnel.actions import projects as actions
from personnel.choices.people import ProjectState
from personnel.forms.posts import ProjectForm
from personnel.models import Post, Project, ProjectMember
from personnel.permissions.base import DEPARTMENT, HR, WATCHING
from personnel.permissions.posts import PROJECT_KEEPERS
from personnel.queries.posts import UNFIT
from personnel.rules import projects as rules

OWN_RULE = "军工涉密业务咨询服务安全保密监督管理办法 第十条"


def _status(project: Project) -> tuple[str, str]:
    return ("closed" if project.state == ProjectState.CLOSED else "ok", project.get_state_display())


def _posts_to_renew() -> Q:
    return Q(pk__in=Post.objects.unfounded().order_by().values("project"))


def _members_to_leave() -> Q:
    return Q(
        pk__in=ProjectMember.objects.filter(left_on__isnull=True).filter(UNFIT).order_by().values("project")
    )


@registry.add
class ProjectRegister(Register):
    app = "personnel"
    slug = "projects"
    model = Project
    label = "涉密科研项目"
    unit_word = "项"
    menu_group = "涉密人员"
    menu_order = 150
    columns = (
        Column("number", "编号", kind="code", shown=False),
        Column("code", "项目编号", kind="code", aliases=("项目号", "课题编号", "项目代码")),
        Column("name", "项目代号（脱敏）", kind="name", aliases=("项目代号", "项目名称", "课题名称", "代号")),
        Column("level", "密级", kind="level", aliases=("项目密级", "涉密等级")),
        Column("department__name", "承担部门", kind="department", sort="department__path"),
        Column("leader__name", "项目负责人", sort="leader__pinyin", sheet=False),
        Column("leader__number", "项目负责人工号", shown=False, aliases=("负责人工号", "负责人")),
        Column("starts", "起始日期", kind="date", aliases=("开始日期", "立项日期", "起始时间")),
        Column("ends", "终止日期", kind="date", aliases=("结束日期", "截止日期", "终止时间")),
        Column("secrecy_until", "保密期限至", kind="date", aliases=("保密期限",)),
        Column("secrecy_leader__number", "保密管理分管领导工号", shown=False, aliases=("保密分管领导",)),
        Column("rule_number", "专项保密制度文号", shown=False, aliases=("保密制度文号", "专项制度")),
        Column("team", "知悉人数", kind="number", value=lambda project: project.team, sheet=False),
        Column("state", "状态", kind="status", value=_status, sort="state", reads=("state",)),
    )
    search_fields = ("code", "name", "number", "leader__name", "leader__pinyin", "leader__initials")
    search_hint = "项目编号、代号、负责人"
    filters = ("level", "department", "state", "starts", "ends")
    views = (
        SavedView("running", "在研", Q(state=ProjectState.RUNNING)),
        SavedView("members", "成员不再符合", lambda user: _members_to_leave()),
        SavedView("posts", "岗位待重新审批", lambda user: _posts_to_renew()),
        SavedView("closed", "已结题", Q(state=ProjectState.CLOSED)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "项目",
            (
                Column("code", "项目编号"),
                Column("name", "项目代号（脱敏）"),
                Column("level", "密级", kind="level"),
                Column("source", "下达单位（代号）"),
                Column("department__name", "承担部门"),
                Column("starts", "起始日期", kind="date"),
                Column("ends", "终止日期", kind="date"),
                Column("secrecy_until", "保密期限至", kind="date"),
                Column("closed_on", "结题日期", kind="date"),
            ),
        ),
        Section(
            "保密管理",
            (
                Column("leader__name", "项目负责人"),
                Column("secrecy_leader__name", "保密管理分管领导"),
                Column("rule_number", "专项保密制度文号"),
                Column("key_points", "保密要点（脱敏）", kind="prose"),
            ),
        ),
    )
    form_class = ProjectForm
    form_fields = (
        "code", "name", "level", "department", "source", "starts", "ends", "secrecy_until", "leader", "secrecy_leader",
        "rule_number", "key_points",
    )  # fmt: skip
    form_groups = (
        FormGroup("项目", ("code", "name", "level", "department", "source")),
        FormGroup("期限", ("starts", "ends", "secrecy_until")),
        FormGroup("保密管理", ("leader", "secrecy_leader", "rule_number", "key_points")),
    )
    field_rules = {
        "name": FieldRule("只写编号、代号或脱敏名，不写项目名称"),
        "level": FieldRule("提高密级前，知悉名单中的人须都达到相应涉密等级", "《保密法》第四十三条"),
        "secrecy_leader": FieldRule("机密级以上项目必填", OWN_RULE),
        "rule_number": FieldRule("机密级以上项目须有专项保密制度", OWN_RULE),
        "key_points": FieldRule("只写保护什么、怎样保护，不写涉密内容"),
    }
    aliases = {
        "source": ("下达单位", "来源", "项目来源"),
        "key_points": ("保密要点",),
        "department": ("承担部门", "承担单位", "所在学院"),
    }
    examples = {
        "code": "XM-0001",
        "name": "代号0001",
        "level": SecrecyLevel.CONFIDENTIAL.label,
        "starts": "2026-03-01",
        "ends": "2028-12-31",
    }
    key = ("code",)
    ordering = ("-starts", "code")
    select_related = ("department", "leader", "secrecy_leader")
    permissions = {
        "view": PROJECT_KEEPERS | HR | WATCHING | DEPARTMENT | {Role.PI: Reach.OWN},
        "add": PROJECT_KEEPERS,
        "change": PROJECT_KEEPERS,
        "import": PROJECT_KEEPERS,
    }
    create = staticmethod(actions.create_project)
    change = staticmethod(actions.change_project)
    add_label = "登记涉密项目"
    empty_hint = "由保密办或科研院登记；只写编号、代号或脱敏名"

    def queryset(self):
        return super().queryset().with_members()

    def heading(self, record) -> str:
        return record.name

    def status(self, record):
        return _status(record)

    def identity(self, record):
        return [
            ("项目编号", record.code),
            ("密级", record.get_level_display()),
            ("负责人", record.leader.name),
            ("终止", record.ends.isoformat() if record.ends else ""),
        ]

    def editable(self, record, user):
        return rules.running(record)

    def choices(self, field, user):
        """A project may belong to any department in use: who keeps projects works for the whole university."""
        if field == "department":
            return policy.scope(user, self.permission("change"), Department.objects.active())
        return None

    def actions(self, record, user):
        if not policy.can(user, "personnel.project.keep", record):
            return []
        decision = rules.running(record)
        url = self.record_url(record)
        return [
            RecordAction(
                "登记结题", f"{url}close/", danger=True, locked=not decision, reason=decision.reason
            ),
            RecordAction(
                "加入成员", f"{url}members/", primary=True, locked=not decision, reason=decision.reason
            ),
        ]
