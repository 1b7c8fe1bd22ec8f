"""Hand-overs and joint checks for tests."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from baomi.organization.models import Department, User
from personnel.models import Handover, JointCheck
from tests.factories.organization import DepartmentFactory, StaffFactory, UserFactory

COUNTED = [
    {
        "key": "people",
        "label": "在岗涉密人员",
        "expected": 3,
        "found": 3,
        "note": "",
        "url": "/personnel/people/",
        "typed": False,
    },
    {
        "key": "",
        "label": "保密柜钥匙",
        "expected": 2,
        "found": 1,
        "note": "一把已断",
        "url": "",
        "typed": True,
    },
]


def successor(department: Department) -> User:
    """Somebody of the department with an account and no role."""
    return UserFactory(staff=StaffFactory(department=department))


class HandoverFactory(DjangoModelFactory):
    """Counted by both, not handed in."""

    class Meta:
        model = Handover

    department = factory.SubFactory(DepartmentFactory)
    number = factory.Sequence(lambda n: f"JJ-2020-{n:03}")
    stocktake = factory.LazyFunction(lambda: [dict(row) for row in COUNTED])


class JointCheckFactory(DjangoModelFactory):
    class Meta:
        model = JointCheck

    department = factory.SubFactory(DepartmentFactory)
    number = factory.Sequence(lambda n: f"LJ-2020-{n:02}")
    year = 2020
    held_on = dt.date(2020, 12, 1)
    checkers = "王建国"
    outside_list = "人事处在册名单"
