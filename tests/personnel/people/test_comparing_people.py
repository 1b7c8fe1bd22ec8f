"""Who keeps the register of people may hold it against an outside list; who only reads it may not (B18)."""

import pytest

from baomi.organization.roles import Role
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.personnel import PersonFactory

pytestmark = [pytest.mark.django_db]


@pytest.mark.parametrize("role", [Role.OFFICE, Role.OFFICE_HEAD, Role.HR, Role.GRAD, Role.OFFICER])
def test_the_keepers_compare(client, role):
    client.force_login(user_with(role, DepartmentFactory()))
    assert client.get("/personnel/people/compare/").status_code == 200
    assert "比对名单" in client.get("/personnel/people/").content.decode()


@pytest.mark.parametrize("role", [Role.PI, Role.PERSON, Role.HEAD, Role.LEADER, Role.CHAIR])
def test_who_only_reads_does_not(client, role):
    user = user_with(role, DepartmentFactory())
    PersonFactory(staff=user.staff, department=user.staff.department)
    client.force_login(user)
    assert "比对名单" not in client.get("/personnel/people/").content.decode()
    assert client.get("/personnel/people/compare/").status_code == 403
    assert client.post("/personnel/people/compare/", {"query": ""}).status_code == 403
