"""A university of 100,000 people for the figures: departments with groups, people, an office and an officer.

Written straight to the tables, without history and log: what the figures read is there, how it came is not measured.
"""

import datetime as dt
import functools
import random
from dataclasses import dataclass

from django.db import transaction

from baomi.core import clock
from baomi.core.levels import PersonGrade
from baomi.core.pinyin import initials, sort_key
from baomi.organization.choices import DepartmentKind, GrantState, SecrecyRole
from baomi.organization.models import Department, Grant, Staff, User
from baomi.organization.roles import Role
from baomi.registers.index import declared, rebuild
from demo import people

PEOPLE = 100_000
COLLEGES = 34
GROUPS = 2
"""Below each college; college and groups together are the subtree of an officer, of about 3,000 people."""
BATCH = 2_000
FIRST_DAY = dt.date(2020, 9, 1)
CLEARED = 0.05
IN_SERVICE = 0.96


@dataclass(frozen=True)
class University:
    """`office` sees everybody, `officer` the people of `college` and its groups."""

    office: User
    officer: User
    college: Department


@transaction.atomic
def found(rows: int = PEOPLE) -> University:
    """Build it with so many people in an empty database."""
    colleges = [_department(f"X{n:03}", f"第{n}学院", DepartmentKind.COLLEGE) for n in range(1, COLLEGES + 1)]
    departments = list(colleges)
    for college in colleges:
        departments += [
            _department(f"{college.code}-{n}", f"{college.name}第{n}课题组", DepartmentKind.GROUP, college)
            for n in range(1, GROUPS + 1)
        ]
    _people(departments, rows)
    for register in declared.searched():
        rebuild.rebuild(register)
    rebuild.finish()
    college = colleges[COLLEGES // 2]
    return University(
        office=_user("office", Role.OFFICE, None, colleges[0]),
        officer=_user("officer", Role.OFFICER, college, college),
        college=college,
    )


def _department(code: str, name: str, kind: DepartmentKind, parent: Department | None = None) -> Department:
    department = Department.objects.create(code=code, name=name, kind=kind, parent=parent, classified=True)
    department.path = f"{parent.path if parent else '/'}{department.pk}/"
    department.save()
    return department


def _people(departments: list[Department], rows: int) -> None:
    lot = random.Random(people.SEED)  # noqa: S311 - invented people, nothing to guess
    for start in range(0, rows, BATCH):
        numbers = range(start, min(rows, start + BATCH))
        Staff.objects.bulk_create(_person(lot, n, departments[n % len(departments)]) for n in numbers)


def _person(lot: random.Random, n: int, department: Department) -> Staff:
    gender = lot.choice((people.M, people.F))
    name = lot.choice(people.SURNAMES) + lot.choice(
        people.MALE_NAMES if gender == people.M else people.FEMALE_NAMES
    )
    cleared = lot.random() < CLEARED
    pinyin, letters = reading(name)
    return Staff(
        number=f"{n:08}",
        name=name,
        pinyin=pinyin,
        initials=letters,
        gender=gender,
        birth=dt.date(lot.randint(1964, 1997), lot.randint(1, 12), lot.randint(1, 28)),
        ethnicity=people.pick(lot, people.ETHNICITIES),
        political_status=people.pick(lot, people.POLITICS),
        title=people.pick(lot, people.TITLES["college"]),
        department=department,
        grade=lot.choice(PersonGrade.values) if cleared else "",
        secrecy_role=SecrecyRole.CLEARED if cleared else SecrecyRole.NONE,
        active=lot.random() < IN_SERVICE,
    )


@functools.cache
def reading(name: str) -> tuple[str, str]:
    return sort_key(name), initials(name)


def _user(username: str, role: Role, scope: Department | None, works_in: Department) -> User:
    """An account with its role, for a person who works in that department."""
    staff = Staff.objects.filter(department=works_in).order_by("number").first()
    user = User.objects.create(
        username=username, staff=staff, must_change_password=False, created_at=clock.now()
    )
    Grant.objects.create(user=user, role=role, department=scope, starts=FIRST_DAY, state=GrantState.CONFIRMED)
    return user
