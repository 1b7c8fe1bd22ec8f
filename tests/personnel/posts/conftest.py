import datetime as dt

import pytest

from baomi.core import clock
from baomi.organization.roles import Role
from tests.factories.organization import DepartmentFactory, user_with

NOW = dt.datetime(2026, 11, 20, 10, 0, tzinfo=clock.SHANGHAI)


class People:
    """Two colleges with their officers and heads, and those who keep posts and projects."""

    def __init__(self):
        self.college = DepartmentFactory(name="计算机学院", classified=True)
        self.other = DepartmentFactory(name="机械工程学院", classified=True)
        self.officer = user_with(Role.OFFICER, self.college)
        self.head = user_with(Role.HEAD, self.college)
        self.other_officer = user_with(Role.OFFICER, self.other)
        self.other_head = user_with(Role.HEAD, self.other)
        self.hr = user_with(Role.HR)
        self.office = user_with(Role.OFFICE)
        self.research = user_with(Role.RESEARCH)
        self.leader = user_with(Role.LEADER)


@pytest.fixture
def people(db):
    with clock.at(NOW):
        yield People()
