"""The first day: three administrators for three people, once; everything else grows from them."""

from collections.abc import Mapping
from dataclasses import dataclass

from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.organization.actions.accounts import Issued, create_account
from baomi.organization.actions.departments import create_department
from baomi.organization.actions.staff import create_staff
from baomi.organization.choices import DepartmentKind, Gender, GrantState
from baomi.organization.models import Department, Grant, Staff
from baomi.organization.roles import ADMINISTRATORS, Role

REASON = "首日建立三员账号"


@dataclass(frozen=True)
class Appointee:
    """Who becomes an administrator; name and gender are needed when the 工号 is not registered yet."""

    number: str
    name: str = ""
    gender: str = Gender.MALE


def open_house(
    appointees: Mapping[Role, Appointee], department_code: str = "", department_name: str = ""
) -> dict[Role, Issued]:
    """Create SYSADMIN, SECADMIN and AUDITOR with one-time passwords, all or none, and log it.

    People who are not registered yet are entered in the department of that code, which is created with that name
    when it is missing. Raises Refusal when administrators exist (ever, even ended), when two of the three are the
    same person, or when something is missing.
    """
    _check_three_people(appointees)
    with ledger.unit(None, reason=REASON):
        if Grant.objects.filter(role__in=ADMINISTRATORS).exists():
            raise Refusal("三员账号已经建立过", how="人员变动请由安全保密管理员提出授权、保密办主任确认")
        return {
            role: _appoint(role, appointees[role], department_code.strip(), department_name.strip())
            for role in ADMINISTRATORS
        }


def _check_three_people(appointees: Mapping[Role, Appointee]) -> None:
    missing = [role.label for role in ADMINISTRATORS if role not in appointees]
    if missing:
        raise Refusal(f"没有写明{'、'.join(missing)}", how="三员各写一个工号")
    if len({appointee.number for appointee in appointees.values()}) < len(ADMINISTRATORS):
        raise Refusal("三员须由不同的人担任", how="请给出三个不同的工号")


def _appoint(role: Role, appointee: Appointee, code: str, name: str) -> Issued:
    person = Staff.objects.filter(number=appointee.number).first() or _enter(appointee, code, name)
    issued = create_account(None, person, role.value)
    grant = Grant(
        user=issued.user,
        role=role,
        starts=clock.today(),
        state=GrantState.CONFIRMED,
        confirmed_at=clock.now(),
        reason=REASON,
    )
    writing.create(None, grant, action="organization.grant.first_day", reason=REASON)
    return issued


def _enter(appointee: Appointee, code: str, name: str) -> Staff:
    if not appointee.name:
        raise Refusal("没有这个工号的人员", where=appointee.number, how="请写成 工号:姓名 或 工号:姓名:性别")
    return create_staff(
        None,
        {
            "number": appointee.number,
            "name": appointee.name,
            "gender": appointee.gender,
            "department": _department(code, name),
        },
    )


def _department(code: str, name: str) -> Department:
    if not code:
        raise Refusal("没有写明新登记人员的部门", how="请用 --department 代码:名称 写明")
    found = Department.objects.filter(code=code).first()
    if found:
        return found
    if not name:
        raise Refusal("没有这个代码的部门", where=code, how="请写成 --department 代码:名称")
    return create_department(None, {"code": code, "name": name, "kind": DepartmentKind.OFFICE})
