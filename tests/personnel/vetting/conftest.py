"""A department with everybody who signs a vetting, and a clock that stands in November 2026."""

import datetime as dt
from types import SimpleNamespace

import pytest

from baomi.core import clock
from baomi.organization.roles import Role
from baomi.printing import engine
from personnel.choices.people import PersonStatus
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with
from tests.factories.personnel import PersonFactory, PostFactory

MORNING = dt.datetime(2026, 11, 2, 9, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def november():
    with clock.at(MORNING):
        yield


@pytest.fixture
def house(db):
    """计算机学院 with its people, the office, HR, the graduate school, the chair; another department."""
    here = DepartmentFactory(name="计算机学院", classified=True)
    there = DepartmentFactory(name="机械工程学院", classified=True)
    people = SimpleNamespace(
        here=here,
        there=there,
        officer=user_with(Role.OFFICER, here),
        head=user_with(Role.HEAD, here),
        pi=user_with(Role.PI, here),
        other_pi=user_with(Role.PI, here),
        other_officer=user_with(Role.OFFICER, there),
        office=user_with(Role.OFFICE),
        office_head=user_with(Role.OFFICE_HEAD),
        hr=user_with(Role.HR),
        grad=user_with(Role.GRAD),
        chair=user_with(Role.CHAIR),
        leader=user_with(Role.LEADER),
        account=user_with(Role.PERSON, here, staff__name="周翀", staff__number="20190377"),
    )
    people.post = PostFactory(department=here, title="科研秘书")

    def candidate(**values):
        given = {"department": here, "post": people.post, "status": PersonStatus.CANDIDATE}
        if "staff" not in values:
            values["staff"] = StaffFactory(department=here, name="林晓喆", birth=dt.date(1984, 6, 18))
        return PersonFactory(**(given | values))

    people.candidate = candidate
    people.in_post = lambda **values: candidate(**{"status": PersonStatus.IN_POST, **values})
    return people


@pytest.fixture
def printed(monkeypatch):
    """The HTML of every sheet that goes to the printer."""
    sheets = []

    def keep(documents, *args, **kwargs):
        sheets.extend(documents)
        return b"%PDF-1.4"

    monkeypatch.setattr(engine, "render_html", keep)
    monkeypatch.setattr(engine, "render_many", keep)
    return sheets
