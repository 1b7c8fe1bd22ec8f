"""The register of classified posts and its application F-10 (P1)."""

from django.db.models import Q

from baomi.approvals.choices import State
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
from baomi.registers.forms import related_choices
from personnel.actions import posts as actions
from personnel.forms.posts import PostForm
from personnel.models import Post, Project
from personnel.permissions.base import DEPARTMENT, GRAD, HR, OFFICE, OFFICER, WATCHING
from personnel.rules import posts as rules


def status_of(post: Post) -> tuple[str, str]:
    """Closed, in force, or where its form stands."""
    if post.closed_on:
        return ("closed", "已撤销")
    return ("ok", "在用") if post.approved_on else post.tone


def matter_of(post: Post) -> str:
    """What has to be done about a post in force, in words; the row comes from the register's queryset."""
    if post.is_replaced:
        return f"{post.holders} 人待变更"
    return "依据已变，待重新审批或撤销" if post.is_unfounded else ""


def old_number(post: Post) -> str:
    """Where the F-10 lies that was signed before this system; empty for a post approved here."""
    line = getattr(post, "takeover", None)
    return line.approval_number if line else ""


def _some(condition: str):
    """A tab over one of the queryset's selections."""
    return lambda user: Q(pk__in=getattr(Post.objects, condition)().order_by().values("pk"))


@registry.add
class PostRegister(Register):
    app = "personnel"
    slug = "posts"
    model = Post
    label = "涉密岗位"
    unit_word = "个"
    menu_group = "涉密人员"
    menu_order = 140
    columns = (
        Column("number", "编号", kind="code", aliases=("岗位编号",)),
        Column("title", "岗位名称", kind="name", aliases=("岗位", "涉密岗位名称", "涉密岗位")),
        Column(
            "department__name", "设岗单位", kind="department", sort="department__path", aliases=("设岗部门",)
        ),
        Column("kind", "岗位类型", aliases=("类型", "岗位类别")),
        Column("proposed_grade", "建议涉密等级", kind="grade", shown=False, aliases=("涉密等级", "等级")),
        Column("grade", "核定涉密等级", kind="grade", sheet=False),
        Column("basis", "设岗依据", aliases=("依据",)),
        Column("project__code", "涉密科研项目", kind="code", shown=False, aliases=("项目编号",)),
        Column("basis_text", "依据说明", shown=False),
        Column("duties", "涉密岗位主要职责", shown=False, aliases=("主要职责", "岗位职责", "职责")),
        Column(
            "meeting_on", "研究设岗的会议日期", kind="date", shown=False, aliases=("会议日期", "研究日期")
        ),
        Column("meeting_number", "会议纪要文号", shown=False, aliases=("会议纪要", "纪要文号")),
        Column("replaces__number", "替代岗位", kind="code", shown=False),
        Column("holders", "在岗人数", kind="number", value=lambda post: post.holders, sheet=False),
        Column("approved_on", "批准日期", kind="date", sheet=False),
        Column("status", "状态", kind="status", value=status_of, sheet=False),
        Column("matter", "待办", value=matter_of, sheet=False),
    )
    search_fields = ("number", "title", "department__name", "department__pinyin", "project__code")
    search_hint = "编号、岗位名称、部门、项目编号"
    filters = ("department", "kind", "grade", "basis", "approved_on")
    views = (
        SavedView("in_force", "在用", Q(approved_on__isnull=False, closed_on__isnull=True)),
        SavedView("open", "审批中", Q(approval__state__in=(State.RUNNING, State.RETURNED))),
        SavedView("draft", "未送审", Q(approval__isnull=True, approved_on__isnull=True)),
        SavedView("moving", "有人待变更", _some("replaced")),
        SavedView("unfounded", "待重新审批", _some("unfounded")),
        SavedView("closed", "已撤销", Q(closed_on__isnull=False)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "岗位",
            (
                Column("title", "岗位名称"),
                Column("department__name", "设岗单位"),
                Column("kind", "岗位类型"),
                Column("duties", "涉密岗位主要职责", kind="prose"),
            ),
        ),
        Section(
            "等级与依据",
            (
                Column("proposed_grade", "建议涉密等级", kind="grade"),
                Column("grade", "核定涉密等级", kind="grade"),
                Column("basis", "设岗依据"),
                Column("project__code", "涉密科研项目"),
                Column("basis_text", "依据说明"),
                Column("meeting_on", "研究设岗的会议日期", kind="date"),
                Column("meeting_number", "会议纪要文号"),
                Column("replaces__number", "替代岗位"),
                Column("approved_on", "批准日期", kind="date"),
                Column("old_number", "原台账审批表归档号", value=old_number),
                Column("closed_on", "撤销日期", kind="date"),
                Column("close_reason", "撤销原因"),
            ),
        ),
    )
    form_class = PostForm
    form_fields = (
        "department", "title", "kind", "duties", "proposed_grade", "basis", "project", "basis_text", "meeting_on",
        "meeting_number", "replaces",
    )  # fmt: skip
    form_groups = (
        FormGroup("岗位", ("department", "title", "kind", "duties")),
        FormGroup("等级与依据", ("proposed_grade", "basis", "project", "basis_text")),
        FormGroup("会议研究", ("meeting_on", "meeting_number")),
        FormGroup("替代", ("replaces",), note="等级或依据变了的岗位重新审批，原岗位的人随后办理变更"),
    )
    field_rules = {
        "duties": FieldRule("只写职责，不写涉密内容"),
        "proposed_grade": FieldRule("绝密、机密、秘密对应核心、重要、一般", "《保密法》第四十三条"),
        "basis": FieldRule("以项目设岗的，等级与项目密级一致，不高不低", "以项定岗"),
        "meeting_number": FieldRule("设岗由单位会议研究，写会议纪要文号"),
    }
    examples = {
        "title": "科研秘书",
        "duties": "承担涉密科研任务的管理",
        "meeting_on": "2026-03-02",
        "meeting_number": "院会议纪要〔2026〕3 号",
    }
    select_related = ("department", "project", "approval", "replaces")
    permissions = {
        "view": OFFICE | HR | GRAD | WATCHING | DEPARTMENT,
        "add": OFFICE | OFFICER,
        "change": OFFICE | OFFICER,
        "import": OFFICE | OFFICER,
    }
    create = staticmethod(actions.create_post)
    change = staticmethod(actions.change_post)
    add_label = "申请设岗"
    empty_hint = "先有岗位，后有涉密人员；由设岗单位填写 F-10，经人事处批准后生效"

    def queryset(self):
        return super().queryset().with_standing()

    def heading(self, record) -> str:
        return record.title

    def status(self, record):
        return status_of(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("设岗单位", record.department.name),
            ("涉密等级", record.get_grade_display() or f"建议{record.get_proposed_grade_display()}"),
        ]

    def editable(self, record, user):
        return rules.may_edit(record)

    def list_actions(self, user):
        if not policy.can(user, "personnel.posttakeovers.add"):
            return []
        return [RecordAction("转入原台账岗位", "/personnel/posttakeovers/")]

    def choices(self, field, user):
        """Running projects and posts in force, within sight."""
        if field == "project":
            return related_choices(Project.objects.running(), self, user, "change")
        if field == "replaces":
            return related_choices(Post.objects.in_force(), self, user, "change")
        return None

    def actions(self, record, user):
        found, url = [], self.record_url(record)
        again = bool(record.grade) and policy.can(user, "personnel.post.grade", record)
        if again and rules.may_settle_grade(record):
            found.append(RecordAction("核定等级", f"{url}grade/"))
        if record.approved_on and policy.can(user, "personnel.post.close", record):
            decision = rules.may_close(record)
            locked, reason = not decision, decision.reason
            found.append(RecordAction("撤销岗位", f"{url}close/", danger=True, locked=locked, reason=reason))
        return found
