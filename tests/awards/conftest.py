"""The people of a round, and a clock that stands nine days before its deadline."""

import datetime as dt
from types import SimpleNamespace

import pytest

from baomi.core import clock
from baomi.core.clock import SHANGHAI
from baomi.core.levels import PersonGrade
from baomi.organization.choices import SecrecyRole
from baomi.organization.roles import Role
from tests.factories.awards import AwardRoundFactory, with_photo
from tests.factories.organization import DepartmentFactory, ResearchGroupFactory, StaffFactory, user_with


@pytest.fixture(autouse=True)
def december():
    """2026-12-01 10:00, before the deadline of 10 December 17:30."""
    with clock.at(dt.datetime(2026, 12, 1, 10, 0, tzinfo=SHANGHAI)):
        yield


@pytest.fixture
def house(db):
    """计算机学院 with a 课题组 and its people, another classified 学院, an unclassified one, the office, an open round."""
    computing = DepartmentFactory(name="计算机学院", classified=True, phone="024-83680001")
    mechanics = DepartmentFactory(name="机械工程学院", classified=True)
    arts = DepartmentFactory(name="艺术学院")
    group = ResearchGroupFactory(name="智能系统课题组", parent=computing, classified=True)
    people = SimpleNamespace(
        computing=computing,
        mechanics=mechanics,
        arts=arts,
        group=group,
        officer=user_with(Role.OFFICER, computing),
        head=user_with(Role.HEAD, computing),
        other_officer=user_with(Role.OFFICER, mechanics),
        other_head=user_with(Role.HEAD, mechanics),
        office=user_with(Role.OFFICE),
        office_head=user_with(Role.OFFICE_HEAD),
        leader=user_with(Role.LEADER),
        member=user_with(Role.MEMBER),
    )
    people.cleared = with_photo(
        StaffFactory(
            name="陈堃", department=group, grade=PersonGrade.ORDINARY, secrecy_role=SecrecyRole.CLEARED,
            secrecy_since=dt.date(2019, 3, 1),
        )
    )  # fmt: skip
    people.round = AwardRoundFactory(campaign__addressed=[computing, mechanics])
    return people
