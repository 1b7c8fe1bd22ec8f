"""Pure checks of the organisation: who may hold which role, who may follow whom in the tree."""

import datetime as dt

from baomi.core.decisions import Allowed, Denied
from baomi.organization.choices import LIVE_GRANTS, CommitteeBody
from baomi.organization.models import CommitteeSeat, Department, Grant, User
from baomi.organization.roles import ADMINISTRATORS, DEPARTMENT_ROLES, Role

Decision = Allowed | Denied


def may_hold(user: User, role: Role, department: Department | None) -> Decision:
    """三员分立: the three administrators are different people and hold no business role.

    A seat of the 保密委员会 is a business role, too. Department roles need a department, the others must not name one.
    """
    if role in DEPARTMENT_ROLES and department is None:
        return Denied(f"{Role(role).label}须写明部门范围")
    if role not in DEPARTMENT_ROLES and department is not None:
        return Denied(f"{Role(role).label}面向全校，不写部门范围")
    others = set(Grant.objects.filter(user=user, state__in=LIVE_GRANTS).values_list("role", flat=True))
    if role in ADMINISTRATORS and others - {role}:
        return Denied("三员须由专人担任：这个账号已有其他角色", how="请先终止其他授权，或换一个人")
    if role in ADMINISTRATORS and _sits_on_committee(user):
        return Denied("三员须由专人担任：这个人是保密委员会委员", how="请先终止委员席位，或换一个人")
    if role not in ADMINISTRATORS and others & set(ADMINISTRATORS):
        return Denied("这个账号是三员之一，不能再有业务角色", how="请换一个账号")
    return Allowed()


def may_sit(seat: CommitteeSeat) -> Decision:
    """三员分立: a seat of the 保密委员会 gives MEMBER, which none of the three administrators may hold."""
    if seat.body != CommitteeBody.SECRECY:
        return Allowed()
    grants = Grant.objects.filter(user__staff=seat.staff_id, state__in=LIVE_GRANTS, role__in=ADMINISTRATORS)
    if grants.exists():
        return Denied("这个人是三员之一，不能担任保密委员会委员", how="请另选人员")
    return Allowed()


def may_confirm(user: User, grant: Grant) -> Decision:
    """A grant takes two people, and nobody confirms a role for himself."""
    if grant.proposed_by_id == user.pk:
        return Denied("提出人不能确认自己提出的授权")
    if grant.user_id == user.pk:
        return Denied("不能确认给自己的授权")
    return Allowed()


def may_read_by_exception(by: User, reader: User) -> Decision:
    """Not oneself, not a disabled account, and none of the three administrators, who see no business rows."""
    if reader.pk == by.pk:
        return Denied("不能给自己另行授权", how="请由另一位保密办主任办理")
    if not reader.is_active:
        return Denied("这个账号已停用", how="请换一个账号")
    administers = Grant.objects.filter(user=reader, role__in=ADMINISTRATORS, state__in=LIVE_GRANTS)
    if administers.exists():
        return Denied("这个账号是三员之一，不能另行授权查看", how="请换一个账号")
    return Allowed()


def exception_period(starts: dt.date, ends: dt.date, longest: int) -> Decision:
    """The last day is not past and lies at most `longest` days ahead (parameter EXCEPTION_DAYS)."""
    if ends < starts:
        return Denied(f"截止日期 {ends:%Y-%m-%d} 早于今天", how="请填今天或以后的日期")
    latest = starts + dt.timedelta(days=longest)
    if ends > latest:
        return Denied(f"截止日期超过 {longest} 天", how=f"最晚填 {latest:%Y-%m-%d}，到期可再授权")
    return Allowed()


def may_be_parent(department: Department, parent: Department | None) -> Decision:
    """The tree has no loops."""
    if parent is None or department.pk is None:
        return Allowed()
    if parent.pk == department.pk or parent.path.startswith(department.path):
        return Denied("上级部门不能是它自己或它的下级", how="请另选上级部门")
    return Allowed()


def _sits_on_committee(user: User) -> bool:
    seats = CommitteeSeat.objects.committee().running_or_to_come()
    return user.staff_id is not None and seats.filter(staff=user.staff_id).exists()
