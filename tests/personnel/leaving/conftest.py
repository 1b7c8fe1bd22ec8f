import datetime as dt

import pytest

from baomi.core import clock
from baomi.organization.roles import Role
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.personnel import PersonFactory

DAY = dt.date(2026, 12, 1)


class House:
    """A college with its people, the offices that sign, and somebody in post who has an account."""

    def __init__(self):
        self.college = DepartmentFactory(classified=True)
        self.other = DepartmentFactory(classified=True)
        self.person_user = user_with(Role.PERSON, self.college)
        self.person = PersonFactory(department=self.college, staff=self.person_user.staff)
        self.officer = user_with(Role.OFFICER, self.college)
        self.head = user_with(Role.HEAD, self.college)
        self.other_officer = user_with(Role.OFFICER, self.other)
        self.office = user_with(Role.OFFICE)
        self.office_head = user_with(Role.OFFICE_HEAD)
        self.hr = user_with(Role.HR)
        self.grad = user_with(Role.GRAD)
        self.leader = user_with(Role.LEADER)


@pytest.fixture
def house(db):
    """It is 2026-12-01."""
    with clock.at(DAY):
        yield House()
