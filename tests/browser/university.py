"""One small university: three classified 学院, the office, the committee, people with accounts of each role."""

import datetime as dt
from types import SimpleNamespace

from baomi.core.levels import PersonGrade
from baomi.organization.choices import SeatRank, SecrecyRole
from baomi.organization.roles import Role
from tests.factories.awards import with_photo
from tests.factories.organization import (
    DepartmentFactory,
    GrantFactory,
    ResearchGroupFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
    user_with,
)

MEMBERS = 5


def build() -> SimpleNamespace:
    """计算机学院 is walked through the browser; the other two are played by actions."""
    home = DepartmentFactory(name="保密委员会办公室", short_name="保密办", code="BM")
    computing = DepartmentFactory(
        name="计算机学院", short_name="计算机", classified=True, phone="024-83680001"
    )
    mechanics = DepartmentFactory(
        name="机械工程学院", short_name="机械", classified=True, phone="024-83680002"
    )
    materials = DepartmentFactory(name="材料学院", short_name="材料", classified=True, phone="024-83680003")
    group = ResearchGroupFactory(name="智能系统课题组", parent=computing, classified=True)
    people = SimpleNamespace(
        home=home, computing=computing, mechanics=mechanics, materials=materials, group=group,
        office=_user(Role.OFFICE, home, "周予安"),
        office_head=_user(Role.OFFICE_HEAD, home, "沈伯钧"),
        officer=_user(Role.OFFICER, computing, "钱玥"),
        head=_user(Role.HEAD, computing, "李䶮"),
        mechanics_officer=_user(Role.OFFICER, mechanics, "冯晓燕"),
        mechanics_head=_user(Role.HEAD, mechanics, "周翀"),
        materials_officer=_user(Role.OFFICER, materials, "蒋雨桐"),
        materials_head=_user(Role.HEAD, materials, "邹明远"),
        hr=_user(Role.HR, home, "孟晓东"),
    )  # fmt: skip
    for department, head in (
        (computing, people.head), (mechanics, people.mechanics_head), (materials, people.materials_head),
    ):  # fmt: skip
        department.head = head.staff
        department.save()
    people.cleared = _cleared("陈堃", group)
    people.colleague = with_photo(_cleared("刘玥", mechanics))
    people.third = with_photo(_cleared("赵𬱖", materials))
    people.chair = _seat("程砚秋", home, SeatRank.CHAIR)
    homes = (mechanics, home, home, home, home)
    people.members = [
        _seat(name, place, SeatRank.MEMBER)
        for name, place in zip(("林晓喆", "王建国", "孙立新", "吴頔", "单志远"), homes, strict=True)
    ]
    return people


def _user(role: Role, department, name: str):
    return user_with(role, department, staff__name=name)


def _seat(name: str, department, rank: SeatRank):
    """A member who works at a 职能部门 of its own, so that nobody else's recusal is his."""
    staff_home = department if department.classified else DepartmentFactory()
    user = UserFactory(staff__name=name, staff__department=staff_home)
    SeatFactory(staff=user.staff, rank=rank)
    if rank == SeatRank.CHAIR:
        GrantFactory(user=user, role=Role.CHAIR)
    return user


def _cleared(name: str, department):
    return StaffFactory(
        name=name, department=department, grade=PersonGrade.ORDINARY, secrecy_role=SecrecyRole.CLEARED,
        secrecy_since=dt.date(2019, 3, 1),
    )  # fmt: skip
