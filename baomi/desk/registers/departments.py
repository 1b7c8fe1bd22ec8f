"""Departments and places as ledgers (O1)."""

from django.db.models import Q

from baomi.core.decisions import Allowed, Denied
from baomi.organization import policy
from baomi.organization.actions import departments as actions
from baomi.organization.models import Department, Place
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
from baomi.registers.paging import count_up_to, told

EVERYBODY = dict.fromkeys(Role, Reach.ALL)
"""The tree itself is no secret inside the house: drop-downs, prints and grants name departments."""


def _status(department: Department) -> tuple[str, str]:
    return ("ok", "在用") if department.active else ("closed", "已停用")


@registry.add
class DepartmentRegister(Register):
    app = "organization"
    slug = "departments"
    model = Department
    label = "部门"
    unit_word = "个"
    menu_group = "单位"
    menu_order = 910
    columns = (
        Column(
            "code",
            "部门代码",
            kind="code",
            aliases=("部门编号", "单位代码", "单位编号", "单位编码", "机构代码"),
        ),
        Column(
            "name",
            "部门名称",
            kind="name",
            sort="pinyin",
            aliases=("部门", "单位名称", "单位", "单位全称", "全称", "机构名称"),
        ),
        Column("short_name", "简称", aliases=("部门简称", "单位简称")),
        Column("kind", "类别", aliases=("部门类别", "单位类别", "单位性质")),
        Column("parent__name", "上级部门", aliases=("上级单位", "隶属部门", "隶属单位", "主管部门")),
        Column("classified", "涉密部门", kind="bool", aliases=("是否涉密", "是否涉密部门", "涉密单位")),
        Column("exam_duty", "承担国家统一考试", kind="bool", aliases=("考试部门",)),
        Column("business_line", "业务线"),
        Column("head__name", "部门负责人", sheet=False),
        Column("head__number", "负责人工号", shown=False),
        Column("phone", "联系电话", aliases=("电话", "办公电话", "联系方式")),
        Column("state", "状态", kind="status", value=_status, sheet=False, reads=("active",)),
    )
    search_fields = ("name", "code", "short_name", "former_names", "pinyin", "initials")
    search_hint = "名称、代码、拼音"
    filters = ("kind", "classified", "exam_duty", "active")
    views = (
        SavedView("active", "在用", Q(active=True)),
        SavedView("classified", "涉密部门", Q(active=True, classified=True)),
        SavedView("groups", "课题组", Q(active=True, kind="group")),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "基本情况",
            (
                Column("code", "部门代码"),
                Column("kind", "类别"),
                Column("parent__name", "上级部门"),
                Column("head__name", "部门负责人"),
                Column("phone", "联系电话"),
                Column("business_line", "业务线"),
                Column("classified", "涉密部门", kind="bool"),
                Column("exam_duty", "承担国家统一考试", kind="bool"),
                Column("former_names", "曾用名"),
                Column("merged_into__name", "并入"),
            ),
        ),
    )
    form_fields = (
        "code",
        "name",
        "short_name",
        "kind",
        "parent",
        "classified",
        "exam_duty",
        "business_line",
        "head",
        "phone",
    )
    form_groups = (
        FormGroup("部门", ("code", "name", "short_name", "kind", "parent")),
        FormGroup("保密工作", ("classified", "exam_duty", "business_line", "head", "phone")),
    )
    field_rules = {
        "name": FieldRule("更名保留曾用名，往年数据仍可对照"),
        "parent": FieldRule("课题组挂在所属学院之下，事件按学院合并计算", "评选通知第二条第（二）项"),
        "classified": FieldRule("涉密部门可参加先进集体评选", "评选通知第二条第（一）项"),
    }
    examples = {
        "code": "0301",
        "name": "计算机学院",
        "short_name": "计算机",
        "business_line": "",
        "phone": "024-83687321",
    }
    key = ("code",)
    ordering = ("code",)
    select_related = ("parent", "head", "merged_into")
    permissions = {
        "view": EVERYBODY,
        "add": {Role.SYSADMIN: Reach.ALL},
        "change": {Role.SYSADMIN: Reach.ALL},
        "import": {Role.SYSADMIN: Reach.ALL},
        "export": {Role.SYSADMIN: Reach.ALL, Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL},
    }
    create = staticmethod(actions.create_department)
    change = staticmethod(actions.change_department)
    add_label = "新增部门"

    def heading(self, record) -> str:
        return record.name

    def status(self, record):
        return _status(record)

    def identity(self, record):
        return [("代码", record.code), ("类别", record.get_kind_display()), ("负责人", record.head)]

    def choices(self, field, user):
        """A new department may stand under any one in use; its head is any person in service."""
        if field == "parent":
            return Department.objects.active()
        return None

    def editable(self, record, user) -> Allowed | Denied:
        return Allowed() if record.active else Denied("这个部门已停用")

    def actions(self, record, user):
        if not record.active or not policy.can(user, "organization.department.move", record):
            return []
        url = self.record_url(record)
        return [
            RecordAction("调整上级", f"{url}move/"),
            RecordAction("并入其他部门", f"{url}merge/", danger=True),
            RecordAction("停用部门", f"{url}close/", danger=True),
        ]

    def split(self, queryset) -> str:
        return f"涉密部门 {told(count_up_to(queryset.filter(classified=True)))}"


@registry.add
class PlaceRegister(Register):
    app = "organization"
    slug = "places"
    model = Place
    label = "场所"
    unit_word = "处"
    menu_group = "单位"
    menu_order = 950
    columns = (
        Column("building", "楼宇", aliases=("楼", "楼名", "大楼", "建筑物", "楼栋")),
        Column("room", "房间", aliases=("房间号", "房号", "门牌号")),
        Column("name", "名称", aliases=("场所名称", "部位名称")),
        Column("department__name", "管理部门", aliases=("部门", "管理单位", "使用部门", "使用单位")),
        Column("active", "在用", kind="bool"),
    )
    search_fields = ("building", "room", "name")
    search_hint = "楼宇、房间、名称"
    filters = ("department", "active")
    sections = (
        Section(
            "基本情况",
            (
                Column("building", "楼宇"),
                Column("room", "房间"),
                Column("name", "名称"),
                Column("department__name", "管理部门"),
                Column("active", "在用", kind="bool"),
            ),
        ),
    )
    form_fields = ("department", "building", "room", "name", "active")
    key = ("building", "room")
    permissions = {
        "view": {
            Role.OFFICE: Reach.ALL,
            Role.OFFICE_HEAD: Reach.ALL,
            Role.OFFICER: Reach.DEPARTMENT,
            Role.HEAD: Reach.DEPARTMENT,
        },
        "add": {Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL},
        "change": {Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL},
        "import": {Role.OFFICE: Reach.ALL},
    }
    create = staticmethod(actions.create_place)
    change = staticmethod(actions.change_place)
    add_label = "新增场所"
