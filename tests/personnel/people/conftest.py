import datetime as dt

import pytest

from baomi.core import clock
from baomi.organization.roles import Role
from tests.factories.organization import user_with


@pytest.fixture
def november():
    with clock.at(dt.date(2026, 11, 17)):
        yield


@pytest.fixture
def hr(db):
    return user_with(Role.HR)
