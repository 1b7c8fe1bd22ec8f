"""Departments, people and accounts for the figures that write: each figure makes its own and leaves the others' alone."""

import datetime as dt
import itertools
import random

from baomi.core import clock
from baomi.organization.choices import DepartmentKind, GrantState
from baomi.organization.models import Department, Grant, Staff, User
from baomi.organization.roles import Role
from demo import people

FIRST_DAY = dt.date(2020, 9, 1)
_series = itertools.count(1)
_lot = random.Random(people.SEED)  # noqa: S311 - invented people, nothing to guess


def department() -> Department:
    """A new college at the top of the tree."""
    number = next(_series)
    made = Department.objects.create(
        code=f"N{number:04}", name=f"新{number}学院", kind=DepartmentKind.COLLEGE
    )
    made.path = f"/{made.pk}/"
    made.save()
    return made


def person(number: str, of: Department) -> Staff:
    """An unsaved person with what a list shows; without the reading of the name."""
    gender = _lot.choice((people.M, people.F))
    given = people.MALE_NAMES if gender == people.M else people.FEMALE_NAMES
    return Staff(
        number=number,
        name=_lot.choice(people.SURNAMES) + _lot.choice(given),
        gender=gender,
        birth=dt.date(_lot.randint(1964, 1997), _lot.randint(1, 12), _lot.randint(1, 28)),
        ethnicity=people.pick(_lot, people.ETHNICITIES),
        political_status=people.pick(_lot, people.POLITICS),
        title=people.pick(_lot, people.TITLES["college"]),
        post="教师",
        department=of,
        email=f"{number.lower()}@example.edu.cn",
    )


def account(username: str, role: Role, scope: Department | None = None) -> User:
    """The account of this name with its role, for a person of its own; made when it is not there."""
    found = User.objects.filter(username=username).first()
    if found is not None:
        return found
    staff = person(username[:20], scope or department())
    staff.save()
    user = User.objects.create(
        username=username, staff=staff, must_change_password=False, created_at=clock.now()
    )
    Grant.objects.create(user=user, role=role, department=scope, starts=FIRST_DAY, state=GrantState.CONFIRMED)
    return user
