"""A list costs the same number of queries however many rows it shows, and a page never more than its case says."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baomi.desk import menu
from baomi.organization.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.contract, pytest.mark.postgres]


whole_menu = menu.groups
MOST_OF_A_MENU = 40
"""What the numbers beside the entries may cost whoever has most of them; kept for 15 seconds, never paid twice a page."""


@pytest.fixture(autouse=True)
def without_menu(monkeypatch):
    """The menu is the same on every page: its numbers are counted by a test of their own, not on every list again."""
    monkeypatch.setattr(menu, "groups", lambda user, path: [])


def cost(client, path: str, data=None) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path, data)
    assert answer.status_code == 200
    return len(queries)


def test_a_list_costs_the_same_for_one_row_and_for_three(house, case, register):
    client = house.log_in(case.clerk)
    query = {"view": "all", "size": "100"}
    client.get(register.url, query)  # what is read once per process
    case.make(house.here)
    for_one = cost(client, register.url, query)
    case.make(house.here)
    case.make(house.here)
    for_three = cost(client, register.url, query)
    assert for_one == for_three
    assert for_three <= case.list_queries


def test_a_list_costs_each_role_the_same_for_three_rows_and_for_sixty(house, case, register):
    clients = {role: house.log_in(role) for role in Role if house.reaches(role, register.permission("view"))}
    query = {"view": "all", "size": "100"}

    def costs() -> dict[Role, int]:
        return {role: cost(client, register.url, query) for role, client in clients.items()}

    for _ in range(3):
        case.make(house.here)
    costs()  # what is read once per process
    for_three = costs()
    for _ in range(57):
        case.make(house.here)
    assert costs() == for_three


def test_a_record_page_costs_no_more_than_it_says(house, case, register):
    client = house.log_in(case.clerk)
    record = case.make(house.here)
    client.get(register.record_url(record))
    assert cost(client, register.record_url(record)) <= case.detail_queries


def test_the_numbers_in_the_menu_cost_each_role_no_more_than_said(house):
    for role, user in house.users.items():
        with CaptureQueriesContext(connection) as queries:
            whole_menu(user, "/")
        assert len(queries) <= MOST_OF_A_MENU, (role, len(queries))
