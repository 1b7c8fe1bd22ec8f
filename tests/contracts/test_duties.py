"""Every deadline: the sweep run twice tells once."""

import datetime as dt

import pytest

from baomi.core import clock
from baomi.organization.roles import Role
from baomi.reminders import sweep
from baomi.reminders.models import Notice
from tests.contracts import cases
from tests.contracts.conftest import NOON
from tests.factories.organization import DepartmentFactory, user_with

pytestmark = [pytest.mark.contract, pytest.mark.postgres]


@pytest.mark.django_db
@pytest.mark.parametrize("key", list(cases.DEADLINES))
def test_the_sweep_run_twice_tells_once(key):
    given = cases.DEADLINES[key]
    with clock.at(NOON):
        department = DepartmentFactory(classified=True)
        for role in (Role.OFFICER, Role.HEAD, Role.OFFICE):
            user_with(role, department)
        given.make(department)
    with clock.at(given.at):
        sweep.run()
        told = Notice.objects.filter(rule=key).count()
        sweep.run()
    with clock.at(given.at + dt.timedelta(minutes=5)):
        sweep.run()
    assert told > 0
    assert Notice.objects.filter(rule=key).count() == told
