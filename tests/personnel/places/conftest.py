import datetime as dt

import pytest

from baomi.core import clock
from baomi.organization.roles import Role
from tests.factories.organization import DepartmentFactory, user_with

NOW = dt.datetime(2026, 11, 20, 10, 0, tzinfo=clock.SHANGHAI)


class People:
    """The college of the places, another that sends visitors, the office, the committee's chair."""

    def __init__(self):
        self.college = DepartmentFactory(name="计算机学院", classified=True)
        self.other = DepartmentFactory(name="机械工程学院", classified=True)
        self.officer = user_with(Role.OFFICER, self.college)
        self.head = user_with(Role.HEAD, self.college)
        self.other_officer = user_with(Role.OFFICER, self.other)
        self.other_head = user_with(Role.HEAD, self.other)
        self.person = user_with(Role.PERSON, self.other)
        self.office = user_with(Role.OFFICE)
        self.chair = user_with(Role.CHAIR)
        self.it = user_with(Role.IT)


@pytest.fixture
def people(db):
    with clock.at(NOW):
        yield People()


@pytest.fixture
def step():
    """The step of a slug in the approval's present round."""
    return lambda approval, slug: approval.steps.get(
        round=type(approval).objects.get(pk=approval.pk).round, slug=slug
    )
