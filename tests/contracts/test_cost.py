"""A list costs the same number of queries however many rows it shows, and a page never more than its case says."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baomi.organization.roles import Role
from tests.contracts.roles import readers

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def cost(client, path: str, data=None) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path, data)
    assert answer.status_code == 200
    return len(queries)


@pytest.mark.postgres
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


def test_a_list_costs_each_role_the_same_for_three_rows_and_for_twenty(house, name, case, register):
    seeing = [role for role in readers(name) if house.reaches(role, register.permission("view"))]
    clients = {role: house.log_in(role) for role in seeing}
    query = {"view": "all", "size": "100"}

    def costs() -> dict[Role, int]:
        return {role: cost(client, register.url, query) for role, client in clients.items()}

    for _ in range(3):
        case.make(house.here)
    costs()  # what is read once per process
    for_three = costs()
    for _ in range(17):
        case.make(house.here)
    assert costs() == for_three


@pytest.mark.postgres
def test_a_record_page_costs_no_more_than_it_says(house, case, register):
    client = house.log_in(case.clerk)
    record = case.make(house.here)
    client.get(register.record_url(record))
    assert cost(client, register.record_url(record)) <= case.detail_queries
