"""A condition that cannot be is said to be one, and nothing is taken out under it."""

import pytest

from baomi.core.errors import Refusal
from baomi.organization.models import Place
from baomi.organization.roles import Role
from baomi.printing.tasks import start_ledger
from baomi.registers.declarations import registry
from baomi.registers.models import Job
from baomi.registers.sheets import export
from tests.factories.organization import DepartmentFactory, user_with

pytestmark = pytest.mark.django_db

LIST = "/organization/places/"
IMPOSSIBLE = "active=maybe"


@pytest.fixture
def office():
    Place.objects.create(department=DepartmentFactory(), building="信息楼", room="301")
    return user_with(Role.OFFICE)


def test_the_list_says_which_condition_had_no_effect(client, office):
    client.force_login(office)
    text = client.get(f"{LIST}?{IMPOSSIBLE}").content.decode()
    assert "这个条件没有起作用" in text
    assert "301" in text
    assert "这个条件没有起作用" not in client.get(f"{LIST}?active=true").content.decode()


@pytest.mark.parametrize("address", [f"{LIST}export/", f"{LIST}print-ledger/"])
def test_nothing_goes_out_under_a_condition_that_cannot_be(client, office, address):
    client.force_login(office)
    refused = client.post(address, {"query": IMPOSSIBLE, "all": "1"})
    assert refused.status_code == 400
    assert "条件有误" in refused.content.decode()
    assert not Job.objects.exists()
    assert client.post(address, {"query": "active=true", "all": "1"}).status_code == 302


def test_a_job_refuses_it_too(office):
    register = registry.get("organization", "places")
    with pytest.raises(Refusal, match="条件有误"):
        export.export(office, register, query=IMPOSSIBLE)
    with pytest.raises(Refusal, match="条件有误"):
        start_ledger(office, register, IMPOSSIBLE)
