"""The menu, which the other contracts leave out: it names no record, and its numbers have their price."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baomi.desk import menu

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

whole_menu = menu.groups
MOST_OF_A_MENU = 40
"""Queries that the numbers may cost whoever has most of them; kept for 15 seconds, never paid twice a page."""


def test_it_names_no_record_out_of_sight_and_costs_each_role_no_more_than_said(house):
    for role, user in house.users.items():
        with CaptureQueriesContext(connection) as queries:
            shown = whole_menu(user, "/")
        assert shown, role
        assert len(queries) <= MOST_OF_A_MENU, (role, len(queries))
        house.assert_no_canary(role, str(shown), "the menu")
