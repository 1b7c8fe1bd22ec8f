"""Accounts, grants and committee seats as ledgers: who is who in the system."""

from django.db.models import Q

from baomi.core import clock
from baomi.organization import login, policy
from baomi.organization.actions import accounts as account_actions
from baomi.organization.actions import committee as committee_actions
from baomi.organization.actions import grants as grant_actions
from baomi.organization.actions import second_factor
from baomi.organization.choices import CommitteeBody, GrantState
from baomi.organization.models import CommitteeSeat, Department, Grant, Staff, User
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

OFFICE = {Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL}
GRANT_TONES = {
    GrantState.PROPOSED: "wait",
    GrantState.CONFIRMED: "ok",
    GrantState.REFUSED: "closed",
    GrantState.ENDED: "closed",
}


def _account_status(user: User) -> tuple[str, str]:
    if not user.is_active:
        return ("closed", "已停用")
    return ("warn", "待改密码") if user.must_change_password else ("ok", "启用")


def _locked(user) -> Q:
    return Q(username__in=login.locked_names())


def _grant_status(grant: Grant) -> tuple[str, str]:
    return (GRANT_TONES[grant.state], grant.get_state_display())


def _open_account(by, values) -> User:
    """The account alone: its one-time password is given out by 重设密码, where it is shown once."""
    return account_actions.create_account(by, values["staff"], values["username"]).user


def _propose(by, values) -> Grant:
    return grant_actions.propose_grant(by, **values)


@registry.add
class AccountRegister(Register):
    app = "organization"
    slug = "accounts"
    model = User
    label = "账号"
    unit_word = "个"
    menu_group = "系统"
    menu_order = 970
    columns = (
        Column("username", "账号", kind="name", aliases=("用户名", "登录名", "登录账号")),
        Column("staff__number", "工号", aliases=("职工号", "教工号", "人员编号", "使用人工号")),
        Column("staff__name", "姓名", sort="staff__pinyin", sheet=False),
        Column("staff__department__name", "部门", sheet=False),
        Column("last_seen_at", "最近活动", kind="datetime", sheet=False),
        Column("password_changed_at", "改密时间", kind="datetime", shown=False, sheet=False),
        Column("state", "状态", kind="status", value=_account_status, sheet=False),
    )
    search_fields = ("username", "staff__name", "staff__number", "staff__pinyin")
    search_hint = "账号、姓名、工号"
    filters = ("is_active",)
    views = (
        SavedView("active", "启用", Q(is_active=True)),
        SavedView("locked", "登录锁定", _locked),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "账号",
            (
                Column("username", "账号"),
                Column("staff__number", "工号"),
                Column("staff__name", "姓名"),
                Column("staff__department__name", "部门"),
                Column("is_active", "启用", kind="bool"),
                Column("must_change_password", "须改密码", kind="bool"),
                Column("password_changed_at", "改密时间", kind="datetime"),
                Column("last_seen_at", "最近活动", kind="datetime"),
            ),
        ),
    )
    form_fields = ("username", "staff")
    field_rules = {
        "username": FieldRule("建好后先重设密码领取一次性密码；授权确认前不能办事"),
        "staff": FieldRule("一人一个账号；先登记人员"),
    }
    key = ("username",)
    ordering = ("username",)
    select_related = ("staff", "staff__department")
    permissions = {
        "view": {Role.SYSADMIN: Reach.ALL, Role.SECADMIN: Reach.ALL},
        "add": {Role.SYSADMIN: Reach.ALL},
        "import": {Role.SYSADMIN: Reach.ALL},
        "export": {Role.SYSADMIN: Reach.ALL},
    }
    create = staticmethod(_open_account)
    add_label = "新增账号"

    def heading(self, record) -> str:
        return f"{record.username}（{record.staff.name}）" if record.staff else record.username

    def status(self, record):
        return _account_status(record)

    def choices(self, field, user):
        return Staff.objects.active() if field == "staff" else None

    def actions(self, record, user):
        if not policy.can(user, "organization.account.disable"):
            return []
        url = self.record_url(record)
        turn = RecordAction("停用账号", f"{url}disable/", danger=True)
        if not record.is_active:
            turn = RecordAction("启用账号", f"{url}enable/")
        return [
            RecordAction("重设密码", f"{url}reset-password/"),
            RecordAction(
                "解除锁定",
                f"{url}unlock/",
                locked=record.username not in login.locked_names(),
                reason="这个账号现在没有锁定",
            ),
            RecordAction(
                "取消动态口令",
                f"{url}reset-second-factor/",
                locked=not second_factor.has_device(record),
                reason="没有绑定动态口令",
            ),
            turn,
        ]


@registry.add
class GrantRegister(Register):
    app = "organization"
    slug = "grants"
    model = Grant
    label = "授权"
    unit_word = "项"
    menu_group = "系统"
    menu_order = 980
    columns = (
        Column("user__username", "账号", aliases=("用户名", "登录名")),
        Column("user__staff__name", "姓名", kind="name", sort="user__staff__pinyin", sheet=False),
        Column("role", "角色"),
        Column("department__name", "部门范围", aliases=("部门",)),
        Column("starts", "起始日期", kind="date", aliases=("起", "开始日期")),
        Column("ends", "终止日期", kind="date", aliases=("止", "结束日期")),
        Column("reason", "事由", aliases=("理由", "原因", "授权事由")),
        Column("proposed_by__staff__name", "提出人", sheet=False),
        Column("confirmed_by__staff__name", "确认人", sheet=False),
        Column("status", "状态", kind="status", value=_grant_status, sheet=False, reads=("state",)),
    )
    search_fields = ("user__username", "user__staff__name", "user__staff__pinyin", "department__name")
    search_hint = "账号、姓名、部门"
    filters = ("role", "state", "department")
    views = (
        SavedView("proposed", "待确认", Q(state=GrantState.PROPOSED)),
        SavedView("confirmed", "已生效", Q(state=GrantState.CONFIRMED)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "授权",
            (
                Column("user__username", "账号"),
                Column("user__staff__name", "姓名"),
                Column("role", "角色"),
                Column("department__name", "部门范围"),
                Column("starts", "起始日期", kind="date"),
                Column("ends", "终止日期", kind="date"),
                Column("reason", "事由"),
                Column("proposed_by__staff__name", "提出人"),
                Column("confirmed_by__staff__name", "确认人"),
                Column("confirmed_at", "确认时间", kind="datetime"),
            ),
        ),
    )
    form_fields = ("user", "role", "department", "starts", "ends", "reason")
    field_rules = {
        "role": FieldRule("三员须由不同的人担任，且没有业务角色"),
        "department": FieldRule("部门保密员、部门负责人等写明部门；面向全校的角色不写"),
        "starts": FieldRule("由保密办主任确认后生效"),
    }
    key = ("user", "role", "department")
    select_related = ("user__staff", "department", "proposed_by__staff", "confirmed_by__staff")
    permissions = {
        "view": {Role.SECADMIN: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL, Role.AUDITOR: Reach.ALL},
        "add": {Role.SECADMIN: Reach.ALL},
        "import": {Role.SECADMIN: Reach.ALL},
        "export": {Role.SECADMIN: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL},
    }
    create = staticmethod(_propose)
    add_label = "提出授权"

    def heading(self, record) -> str:
        return f"{record.user} {record.get_role_display()}"

    def status(self, record):
        return _grant_status(record)

    def choices(self, field, user):
        if field == "user":
            return User.objects.filter(is_active=True).select_related("staff")
        return Department.objects.active() if field == "department" else None

    def actions(self, record, user):
        url = self.record_url(record)
        found = []
        if record.state == GrantState.PROPOSED and policy.can(user, "organization.grant.decide"):
            decision = grant_actions.may_decide(user, record)
            found.append(RecordAction("不同意", f"{url}refuse/", danger=True))
            found.append(
                RecordAction(
                    "确认授权",
                    f"{url}confirm/",
                    primary=True,
                    post=True,
                    locked=not decision,
                    reason=decision.reason,
                )
            )
        if record.state == GrantState.CONFIRMED and policy.can(user, "organization.grant.end"):
            found.append(RecordAction("终止授权", f"{url}end/", danger=True))
        return found


@registry.add
class SeatRegister(Register):
    app = "organization"
    slug = "seats"
    model = CommitteeSeat
    label = "委员会"
    unit_word = "席"
    menu_group = "单位"
    menu_order = 930
    columns = (
        Column("body", "机构", aliases=("委员会", "组织", "机构名称")),
        Column("department__name", "所属部门"),
        Column("staff__number", "工号", aliases=("职工号", "教工号", "人员编号", "委员工号")),
        Column("staff__name", "委员", kind="name", sort="staff__pinyin", sheet=False),
        Column("rank", "职务", aliases=("委员会职务", "机构职务")),
        Column("ex_officio", "依职务担任"),
        Column("business_line", "分管业务线"),
        Column("starts", "任期起", kind="date", aliases=("任期开始", "任职时间", "任期起始")),
        Column("ends", "任期止", kind="date", aliases=("任期结束", "任期终止")),
    )
    search_fields = ("staff__name", "staff__pinyin", "business_line", "ex_officio")
    search_hint = "姓名、业务线"
    filters = ("body", "rank", "department")
    sections = (
        Section(
            "席位",
            (
                Column("body", "机构"),
                Column("department__name", "所属部门"),
                Column("staff__name", "委员"),
                Column("staff__department__name", "任职部门"),
                Column("rank", "职务"),
                Column("ex_officio", "依职务担任"),
                Column("business_line", "分管业务线"),
                Column("starts", "任期起", kind="date"),
                Column("ends", "任期止", kind="date"),
            ),
        ),
    )
    form_fields = ("body", "department", "staff", "rank", "ex_officio", "business_line", "starts", "ends")
    form_groups = (
        FormGroup("席位", ("body", "department", "staff", "rank", "ex_officio", "business_line")),
        FormGroup("任期", ("starts", "ends")),
    )
    field_rules = {"ends": FieldRule("任期结束，表决等权利随之终止")}
    key = ("body", "staff", "starts")
    select_related = ("department", "staff__department")
    permissions = {
        "view": OFFICE
        | {
            Role.LEADER: Reach.ALL,
            Role.CHAIR: Reach.ALL,
            Role.MEMBER: Reach.ALL,
            Role.OFFICER: Reach.DEPARTMENT,
        },
        "add": OFFICE,
        "change": OFFICE,
        "import": OFFICE,
    }
    create = staticmethod(committee_actions.appoint_member)
    change = staticmethod(committee_actions.change_seat)
    add_label = "新增席位"

    def heading(self, record) -> str:
        return f"{record.staff.name} {record.get_body_display()}{record.get_rank_display()}"

    def choices(self, field, user):
        if field == "department":
            return Department.objects.active()
        return Staff.objects.active() if field == "staff" else None

    def actions(self, record, user):
        running = record.ends is None or record.ends >= clock.today()
        if not running or not policy.can(user, "organization.seat.end", record):
            return []
        return [RecordAction("终止席位", f"{self.record_url(record)}end/", danger=True)]

    def split(self, queryset) -> str:
        return f"保密委员会 {told(count_up_to(queryset.filter(body=CommitteeBody.SECRECY)))}"
