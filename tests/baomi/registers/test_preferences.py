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
    assert client.post(URL, {"density": "compact"}).status_code == 302
    office.refresh_from_db()
    other.refresh_from_db()
    assert (office.row_density, other.row_density) == ("compact", "normal")


@pytest.mark.parametrize("sent", [{"density": "huge"}, {"columns": ["password"]}, {}])
def test_what_cannot_be_chosen_is_refused_and_nothing_is_kept(client, office, sent):
    answer = client.post(URL, sent)
    assert answer.status_code == 400
    assert "至少要显示一列" in answer.content.decode()
    office.refresh_from_db()
    assert office.row_density == "normal"
    assert not ColumnChoice.objects.exists()


def test_the_way_back_leads_to_no_other_site(client):
    answer = client.post(URL, {"density": "compact"}, headers={"referer": "https://elsewhere.example/x?y=1"})
    assert answer.url == "/organization/staff/"
