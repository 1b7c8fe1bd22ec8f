"""What is told about hours and certificates: on the days it is due, once, and no more when it is done."""

import datetime as dt
from decimal import Decimal

import pytest

from baomi.core import clock
from baomi.organization.roles import Role
from baomi.reminders import sweep
from baomi.reminders.models import Notice
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_training import CertificateFactory, trained

pytestmark = pytest.mark.django_db


@pytest.fixture
def college():
    return DepartmentFactory()


@pytest.fixture
def officer(college):
    return user_with(Role.OFFICER, college)


def swept(day: dt.date) -> None:
    with clock.at(dt.datetime.combine(day, dt.time(9), clock.SHANGHAI)):
        sweep.run()


def told(user, rule: str) -> list[str]:
    """The days on which the person was told."""
    rows = Notice.objects.shown().filter(recipient=user, rule=rule).order_by("made_at")
    return [f"{at.astimezone(clock.SHANGHAI):%m-%d}" for at in rows.values_list("made_at", flat=True)]


def test_hours_are_told_at_the_end_of_october_and_november_to_person_and_officer(college, officer):
    user = user_with(Role.PERSON, college)
    PersonFactory(department=college, staff=user.staff)
    for day in (dt.date(2026, 10, 30), dt.date(2026, 10, 31), dt.date(2026, 11, 1), dt.date(2026, 11, 30)):
        swept(day)
    assert told(user, "personnel.hours.own") == ["10-31", "11-30"]
    assert told(officer, "personnel.hours") == ["10-31", "11-30"]


def test_who_has_his_hours_is_told_nothing_more(college, officer):
    user = user_with(Role.PERSON, college)
    person = PersonFactory(department=college, staff=user.staff)
    swept(dt.date(2026, 10, 31))
    for day in (dt.date(2026, 11, 3), dt.date(2026, 11, 4)):
        trained(person, hours=Decimal("8"), planned_on=day)
    swept(dt.date(2026, 11, 30))
    assert told(user, "personnel.hours.own") == ["10-31"]
    assert told(officer, "personnel.hours") == ["10-31"]


def test_the_officer_of_fifty_gets_one_notice(college, officer):
    for _ in range(5):
        PersonFactory(department=college)
    swept(dt.date(2026, 10, 31))
    assert Notice.objects.shown().filter(recipient=officer, rule="personnel.hours").count() == 1


def test_a_certificate_is_told_60_and_30_days_before_and_on_its_last_day(college, officer):
    CertificateFactory(department=college, expires_on=dt.date(2026, 12, 31))
    for day in (dt.date(2026, 11, 1), dt.date(2026, 11, 2), dt.date(2026, 12, 1), dt.date(2026, 12, 31)):
        swept(day)
    assert told(officer, "personnel.certificate") == ["11-01", "12-01", "12-31"]


def test_a_newer_certificate_of_the_same_name_ends_it(college, officer):
    old = CertificateFactory(department=college, expires_on=dt.date(2026, 12, 31))
    CertificateFactory(department=college, staff=old.staff, expires_on=dt.date(2029, 12, 31))
    swept(dt.date(2026, 12, 31))
    assert told(officer, "personnel.certificate") == []
