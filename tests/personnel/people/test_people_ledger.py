"""F-15 from the list and blank: the columns in the order of the printed form, nobody out of sight on it."""

from pathlib import Path

import pytest

from baomi.organization.roles import Role
from tests.baomi.printing.pdf import assert_in_order, text
from tests.contracts.pages import finished
from tests.factories.organization import user_with
from tests.factories.personnel import PersonFactory

pytestmark = pytest.mark.django_db

FIELDS = (Path(__file__).parents[2] / "forms" / "F-15.txt").read_text().split()


def test_an_officer_prints_his_people_and_nobody_else_s(client):
    own, other = PersonFactory(staff__name="林晓喆"), PersonFactory(staff__name="东方无此人")
    client.force_login(user_with(Role.OFFICER, own.department))
    answer = finished(client, client.post("/personnel/people/f15/", {"query": "view=all"}))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    printed = text(content)
    assert_in_order(printed, FIELDS)
    assert own.staff.name in printed
    assert other.staff.name not in printed


def test_the_blank_sheet_has_the_same_head(client):
    client.force_login(user_with(Role.OFFICE))
    answer = client.get("/personnel/people/f15/blank.pdf")
    assert_in_order(text(answer.content), FIELDS)


def test_who_does_not_see_people_prints_none(client):
    client.force_login(user_with(Role.PRESS))
    assert client.post("/personnel/people/f15/", {"query": ""}).status_code == 403
    assert client.get("/personnel/people/f15/blank.pdf").status_code == 403
    client.force_login(user_with(Role.OFFICE))
    assert client.get("/personnel/people/f15/").status_code == 405
