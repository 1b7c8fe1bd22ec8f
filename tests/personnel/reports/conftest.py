"""A college with its officer, somebody cleared with an account, the office and HR."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.test import Client

from baomi.core import clock
from baomi.organization import realtime
from baomi.organization.models import User
from baomi.organization.roles import Role
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.personnel import PersonFactory

TODAY = dt.date(2026, 11, 30)


@pytest.fixture
def house(db):
    with clock.at(TODAY):
        here = DepartmentFactory(name="计算机学院")
        account = user_with(Role.PERSON, here)
        yield SimpleNamespace(
            here=here,
            there=DepartmentFactory(name="机械工程学院"),
            account=account,
            person=PersonFactory(department=here, staff=account.staff),
            officer=user_with(Role.OFFICER, here),
            head=user_with(Role.HEAD, here),
            office=user_with(Role.OFFICE),
            hr=user_with(Role.HR),
        )


@pytest.fixture
def browser():
    """Logged in; passwords age by the real clock, which nobody moves."""

    def open_for(user) -> Client:
        User.objects.filter(pk=user.pk).update(password_changed_at=realtime.instant())
        client = Client()
        client.force_login(User.objects.get(pk=user.pk))
        return client

    return open_for
