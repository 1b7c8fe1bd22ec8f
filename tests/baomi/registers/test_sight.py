"""Links stand where they open: lists and records within the reader's sight, and pages nobody judges here."""

import pytest

from baomi.organization.roles import Role
from baomi.registers.sight import opened_by
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db

LIST = "/organization/staff/"


@pytest.fixture
def college():
    return DepartmentFactory()


def test_records_out_of_sight_are_shut_and_the_others_open(college):
    near, far = (f"{LIST}{StaffFactory(department=place).pk}/" for place in (college, DepartmentFactory()))
    assert opened_by(user_with(Role.OFFICER, college), [LIST, near, far]) == {LIST, near}
    assert opened_by(user_with(Role.OFFICE), [LIST, near, far]) == {LIST, near, far}


def test_without_the_right_the_list_is_shut_too(college):
    record = f"{LIST}{StaffFactory(department=college).pk}/"
    assert opened_by(user_with(Role.IT), [LIST, record]) == set()


def test_other_pages_are_not_judged(college):
    other = {"", "/duties/", f"{LIST}?view=all", f"{LIST}0/edit/", f"{LIST}new/", "/nothing/here/3/"}
    assert opened_by(user_with(Role.IT), other) == other


def test_it_costs_one_query_for_a_register_and_none_for_who_sees_all(college, django_assert_num_queries):
    officer, office = user_with(Role.OFFICER, college), user_with(Role.OFFICE)
    few, many = ([f"{LIST}{StaffFactory(department=college).pk}/" for _ in range(count)] for count in (2, 20))
    for user, queries in ((officer, 1), (office, 0)):
        opened_by(user, few)
        with django_assert_num_queries(queries):
            assert len(opened_by(user, many)) == 20
