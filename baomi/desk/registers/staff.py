"""People of the university as a ledger."""

from django.db.models import Q

from baomi.organization import policy
from baomi.organization.actions import staff as actions
from baomi.organization.choices import SecrecyRole
from baomi.organization.models import Staff, StaffException
from baomi.organization.policy import Reach
from baomi.organization.roles import Role
from baomi.registers import protocols
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


def _status(person: Staff) -> tuple[str, str]:
    return ("ok", "在职") if person.active else ("closed", "已离校")


def _sees_contact(user, record) -> bool:
    """The system administrator keeps accounts, not people's contact data."""
    return bool(policy.can(user, "organization.person.reveal", record)) or user.staff_id == record.pk


SECRECY = "organization.person.see_secrecy"
IN_SECRECY_WORK = [role for role in SecrecyRole.values if role != SecrecyRole.NONE]
"""Named one by one, as an index finds what is one of these and not what is not that."""


@registry.add
class StaffRegister(Register):
    app = "organization"
    slug = "staff"
    model = Staff
    label = "人员"
    unit_word = "人"
    menu_group = "单位"
    menu_order = 920
    columns = (
        Column(
            "number",
            "工号",
            kind="code",
            aliases=(
                "职工号",
                "教工号",
                "职工编号",
                "教职工号",
                "员工号",
                "人员编号",
                "人员代码",
                "工作证号",
            ),
        ),
        Column(
            "name",
            "姓名",
            kind="name",
            sort="pinyin",
            aliases=("人员姓名", "名字", "教职工姓名", "职工姓名", "涉密人员姓名"),
        ),
        Column("gender", "性别"),
        Column(
            "department__name",
            "部门",
            kind="department",
            sort="department__path",
        ),
        Column("post", "职务", aliases=("行政职务", "工作岗位", "岗位", "现任职务", "党政职务")),
        Column("title", "职称", aliases=("专业技术职务", "技术职称", "专业技术职称", "专业技术资格")),
        Column(
            "birth",
            "出生日期",
            kind="date",
            shown=False,
            aliases=("出生年月", "出生年月日", "出生时间", "生日"),
        ),
        Column("ethnicity", "民族", shown=False),
        Column("political_status", "政治面貌", aliases=("党派", "政治身份")),
        Column(
            "grade",
            "涉密等级",
            kind="grade",
        ),
        Column("secrecy_role", "保密工作身份", aliases=("保密身份", "人员类别")),
        Column(
            "secrecy_since",
            "从事保密工作起始日期",
            kind="date",
            shown=False,
            aliases=("从事保密工作时间", "成为涉密人员时间"),
        ),
        Column("email", "电子邮箱", shown=False, aliases=("邮箱", "电子邮件", "email", "e-mail")),
        Column("active", "在职", kind="bool", shown=False, aliases=("是否在职", "在岗", "是否在岗")),
        Column("state", "状态", kind="status", value=_status, sheet=False, reads=("active",)),
    )
    search_fields = ("name", "number", "pinyin", "initials")
    search_hint = "姓名、工号、拼音"
    filters = ("department", "secrecy_role", "grade", "active")
    views = (
        SavedView("active", "在职", Q(active=True)),
        SavedView("secrecy", "保密工作人员", Q(active=True, secrecy_role__in=IN_SECRECY_WORK), SECRECY),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "基本情况",
            (
                Column("gender", "性别"),
                Column("birth", "出生日期", kind="date"),
                Column("ethnicity", "民族"),
                Column("political_status", "政治面貌"),
                Column("post", "职务"),
                Column("title", "职称"),
                Column("email", "电子邮箱"),
            ),
        ),
        Section(
            "保密工作",
            (
                Column("grade", "涉密等级", kind="grade"),
                Column("secrecy_role", "保密工作身份"),
                Column("secrecy_since", "起始日期", kind="date"),
            ),
        ),
        Section(
            "联系方式",
            (
                Column("phone", "联系电话", kind="masked"),
                Column(
                    "identity_number", "身份证号", kind="masked", only_on=Staff.ONLY_ON["identity_number"]
                ),
            ),
            visible=_sees_contact,
        ),
    )
    form_fields = (
        "number", "name", "pinyin_override", "gender", "birth", "ethnicity", "political_status", "department",
        "post", "title", "secrecy_role", "secrecy_since", "email", "active",
    )  # fmt: skip
    form_groups = (
        FormGroup(
            "人员", ("number", "name", "pinyin_override", "gender", "birth", "ethnicity", "political_status")
        ),
        FormGroup("岗位", ("department", "post", "title", "email", "active")),
        FormGroup(
            "保密工作",
            ("secrecy_role", "secrecy_since"),
            note="涉密等级由涉密人员台账带出，不在这里填写。",
        ),
    )
    field_rules = {
        "number": FieldRule("工号一人一号，登记后用于导入时对应"),
        "pinyin_override": FieldRule("多音字姓名写正确读音，如 zeng ziming；不填由系统推算"),
        "birth": FieldRule("写成 1984-06-18 这样"),
        "secrecy_since": FieldRule("先进工作者须从事保密工作 1 年以上", "评选通知第二条第（二）项"),
    }
    examples = {
        "number": "20260001",
        "name": "王建国",
        "pinyin_override": "",
        "birth": "1984-06-18",
        "ethnicity": "汉族",
        "political_status": "中共党员",
        "post": "科研秘书",
        "title": "副教授",
        "secrecy_since": "2019-09-01",
        "email": "wangjg@example.edu.cn",
    }
    key = ("number",)
    compare_by = (("number",), ("name",))
    permissions = {
        "view": {
            Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL, Role.HR: Reach.ALL, Role.SYSADMIN: Reach.ALL,
            Role.OFFICER: Reach.DEPARTMENT, Role.HEAD: Reach.DEPARTMENT, Role.PERSON: Reach.OWN,
        },
        "add": {Role.OFFICE: Reach.ALL, Role.HR: Reach.ALL, Role.SYSADMIN: Reach.ALL},
        "change": {Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL, Role.HR: Reach.ALL, Role.SYSADMIN: Reach.ALL},
        "import": {Role.OFFICE: Reach.ALL, Role.HR: Reach.ALL, Role.SYSADMIN: Reach.ALL},
        "compare": {
            Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL, Role.HR: Reach.ALL, Role.SYSADMIN: Reach.ALL,
            Role.OFFICER: Reach.DEPARTMENT,
        },
    }  # fmt: skip
    field_permissions = dict.fromkeys(("grade", "secrecy_role", "secrecy_since"), SECRECY)
    reveal_permission = "organization.person.reveal"
    create = staticmethod(actions.create_staff)
    change = staticmethod(actions.change_staff)
    create_many = staticmethod(actions.create_people)
    change_many = staticmethod(actions.change_people)
    add_label = "新增人员"

    def heading(self, record) -> str:
        return record.name

    def status(self, record):
        return _status(record)

    def identity(self, record):
        return [("工号", record.number), ("部门", record.department.name), ("职务", record.post)]

    def actions(self, record, user):
        if not policy.can(user, "organization.person.set_photo", record):
            return []
        return [
            RecordAction("更换照片" if record.photo else "上传照片", f"{self.record_url(record)}photo/new/")
        ]


@protocols.add_panel
def portrait(register, record, user) -> protocols.PanelContent | None:
    """The photo beside a person's record, for those who may see it."""
    if not isinstance(record, Staff) or not record.photo:
        return None
    if not policy.can(user, "organization.person.see_photo", record):
        return None
    content = {"url": f"{register.record_url(record)}photo/?v={record.version}", "name": record.name}
    return protocols.PanelContent("照片", "organization/portrait.html", content, order=10)


# Readers of one person's record: whoever sees it in the list may also take it away as a sheet.
for verb in ("view", "export"):
    policy.allow_exceptions(f"organization.staff.{verb}", StaffException, codename="view_staff")


@protocols.add_panel
def readers(register: Register, record, user) -> protocols.PanelContent | None:
    """For OFFICE_HEAD: who may see this record beyond the roles, until when and why."""
    if register.model is not Staff or not policy.can(user, "organization.exception.grant", record):
        return None
    rows = record.readers.in_force().select_related("user__staff__department", "granted_by__staff")
    return protocols.PanelContent(
        "另行授权查看",
        "organization/readers_panel.html",
        {"readers": list(rows)},
        order=400,
        link=("授权查看", f"{register.record_url(record)}readers/"),
    )
