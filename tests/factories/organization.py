"""Departments, people, accounts, grants and seats for tests: written straight to the database, without the log."""

import datetime as dt
import functools

import factory
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from factory.django import DjangoModelFactory

from baomi.core import clock
from baomi.organization import realtime
from baomi.organization.choices import (
    CommitteeBody,
    DepartmentKind,
    Gender,
    GrantState,
    SeatRank,
)
from baomi.organization.models import (
    CommitteeSeat,
    Department,
    Grant,
    Place,
    Staff,
    StaffException,
    User,
)
from baomi.organization.roles import DEPARTMENT_ROLES, Role

PASSWORD = "Baomi-demo-2026"
LONG_AGO = dt.date(2020, 1, 1)
# Rare characters must survive every page and print: 喆 堃 䶮 and, beyond the basic plane, 𬱖.
NAMES = (
    "林晓喆", "王建国", "陈堃", "李䶮", "赵𬱖", "曾子墨", "单志远", "刘玥", "欧阳静", "孙立新", "周翀", "吴頔",
)  # fmt: skip


@functools.cache
def _hash_of(password: str) -> str:
    """Hashing is slow by design; the tests' one password is hashed once per process."""
    return make_password(password)


class DepartmentFactory(DjangoModelFactory):
    """A 学院 at the top of the tree; `parent=` puts it below another one."""

    class Meta:
        model = Department

    code = factory.Sequence(lambda n: f"D{n:04d}")
    name = factory.Sequence(lambda n: f"第{n}学院")
    short_name = factory.Sequence(lambda n: f"{n}院")
    kind = DepartmentKind.COLLEGE

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        department = super()._create(model_class, *args, **kwargs)
        above = department.parent.path if department.parent_id else "/"
        department.path = f"{above}{department.pk}/"
        Department.objects.filter(pk=department.pk).update(path=department.path)
        return department


class ResearchGroupFactory(DepartmentFactory):
    """A 课题组 under a 学院."""

    name = factory.Sequence(lambda n: f"第{n}课题组")
    kind = DepartmentKind.GROUP
    parent = factory.SubFactory(DepartmentFactory)


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = Place

    department = factory.SubFactory(DepartmentFactory)
    building = "行政楼"
    room = factory.Sequence(lambda n: f"{300 + n}")


def identity_number(n: int) -> str:
    """A valid 身份证号 for the n-th person: region, 1980-05-17, running number, check digit."""
    digits = f"21010219800517{n % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return digits + "10X98765432"[total % 11]


class StaffFactory(DjangoModelFactory):
    """A person in post; `identified=True` adds a valid identity number and a phone."""

    class Meta:
        model = Staff

    class Params:
        identified = factory.Trait(
            identity_number=factory.Sequence(identity_number),
            phone=factory.Sequence(lambda n: f"139{n:08d}"),
        )

    number = factory.Sequence(lambda n: f"2019{n:05d}")
    name = factory.Iterator(NAMES)
    gender = Gender.FEMALE
    birth = dt.date(1980, 5, 17)
    title = "副教授"
    department = factory.SubFactory(DepartmentFactory)


class UserFactory(DjangoModelFactory):
    """An account that has changed its first password; it holds no role."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    staff = factory.SubFactory(StaffFactory)
    must_change_password = False
    password_changed_at = factory.LazyFunction(realtime.instant)
    created_at = factory.LazyFunction(clock.now)

    @factory.lazy_attribute
    def password(self):
        return _hash_of(PASSWORD)


class GrantFactory(DjangoModelFactory):
    """A confirmed grant, in force since long ago."""

    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    role = Role.OFFICE
    department = None
    starts = LONG_AGO
    state = GrantState.CONFIRMED


class SeatFactory(DjangoModelFactory):
    """A seat of the 保密委员会 in its term."""

    class Meta:
        model = CommitteeSeat

    staff = factory.SubFactory(StaffFactory)
    body = CommitteeBody.SECRECY
    rank = SeatRank.MEMBER
    starts = LONG_AGO


class StaffExceptionFactory(DjangoModelFactory):
    """A reader of one person's record, from today on for thirty days."""

    class Meta:
        model = StaffException

    user = factory.SubFactory(UserFactory)
    permission = factory.LazyFunction(
        lambda: Permission.objects.get(content_type__app_label="organization", codename="view_staff")
    )
    content_object = factory.SubFactory(StaffFactory)
    starts = factory.LazyFunction(clock.today)
    ends = factory.LazyFunction(lambda: clock.today() + dt.timedelta(days=30))
    reason = "参加专项审查"
    granted_by = factory.SubFactory(UserFactory)


def user_with(role: Role | str, department: Department | None = None, **user_fields) -> User:
    """An account holding the role today; `user_fields` go to UserFactory.

    For the roles of a department the grant covers `department` (the person's own without one); for the others
    `department` is only where the person works. MEMBER and CHAIR get a seat of the committee.
    """
    role = Role(role)
    if department is not None and "staff" not in user_fields:
        user_fields["staff__department"] = department
    user = UserFactory(**user_fields)
    if role in (Role.MEMBER, Role.CHAIR):
        SeatFactory(
            staff=user.staff,
            rank=SeatRank.CHAIR if role is Role.CHAIR else SeatRank.MEMBER,
        )
    else:
        reach = (department or user.staff.department) if role in DEPARTMENT_ROLES else None
        GrantFactory(user=user, role=role, department=reach)
    return user
