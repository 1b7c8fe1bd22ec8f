"""What a person keeps of a list: row height and columns, for himself alone."""

import pytest
from django.test import Client

from baomi.organization.roles import Role
from baomi.registers.models import ColumnChoice
from tests.factories.organization import user_with

pytestmark = pytest.mark.django_db
URL = "/organization/staff/preferences/"


@pytest.fixture
def office():
    return user_with(Role.OFFICE)


@pytest.fixture
def client(office):
    client = Client()
    client.force_login(office)
    return client


def test_the_row_height_is_kept_for_the_person(client, office):
    other = user_with(Role.OFFICE)
    assert client.post(URL, {"density": "double"}).status_code == 302
    office.refresh_from_db()
    other.refresh_from_db()
    assert (office.row_density, other.row_density) == ("double", "compact")


@pytest.mark.parametrize("sent", [{"density": "huge"}, {"columns": ["password"]}, {}])
def test_what_cannot_be_chosen_is_refused_and_nothing_is_kept(client, office, sent):
    answer = client.post(URL, sent)
    assert answer.status_code == 400
    assert "至少要显示一列" in answer.content.decode()
    office.refresh_from_db()
    assert office.row_density == "compact"
    assert not ColumnChoice.objects.exists()


def test_the_way_back_leads_to_no_other_site(client):
    answer = client.post(URL, {"density": "compact"}, headers={"referer": "https://elsewhere.example/x?y=1"})
    assert answer.url == "/organization/staff/"


def test_columns_are_shown_in_the_order_chosen_until_they_are_given_back(client, office):
    client.post(URL, {"columns": ["department__name", "name", "password", "name"]})
    assert ColumnChoice.objects.get().columns == ["department__name", "name"]
    page = client.get("/organization/staff/").content.decode()
    head = page[page.index("<thead>") : page.index("</thead>")]
    assert head.index("部门") < head.index("姓名")
    assert "职称" not in head
    client.post(URL, {"columns-reset": "1"})
    assert not ColumnChoice.objects.exists()
    page = client.get("/organization/staff/").content.decode()
    assert "职称" in page[page.index("<thead>") : page.index("</thead>")]
