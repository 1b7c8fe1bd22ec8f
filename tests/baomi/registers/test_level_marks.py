"""A level mark in what was typed reaches the person: after saving, and beside the errors of a form that comes back."""

import pytest

from baomi.organization.models import Staff
from baomi.organization.roles import Role
from tests.factories.organization import StaffFactory, user_with

pytestmark = pytest.mark.django_db

MARK = "机密★10年"
SENTENCE = f"文字里有密级标志“{MARK}”"


@pytest.fixture
def office(client):
    user = user_with(Role.OFFICE)
    client.force_login(user)
    return user


def typed(person: Staff, **changes) -> dict:
    names = ("number", "name", "gender", "ethnicity", "political_status", "title", "post", "secrecy_role")
    data = {name: getattr(person, name) for name in names}
    return data | {"department": person.department_id, "active": "on", "version": person.version} | changes


def test_after_an_edit_the_text_is_saved_and_the_writer_warned(client, office):
    person = StaffFactory()
    address = f"/organization/staff/{person.pk}/edit/"
    page = client.post(address, typed(person, post=f"负责人 {MARK}"), follow=True).content.decode()
    assert SENTENCE in page
    person.refresh_from_db()
    assert person.post == f"负责人 {MARK}"
    # The warning is said once, and a text without a mark brings none.
    assert SENTENCE not in client.get(f"/organization/staff/{person.pk}/").content.decode()
    page = client.post(address, typed(person, post="机密级计算机管理员"), follow=True).content.decode()
    assert "密级标志" not in page


def test_after_a_new_record_too_and_once_for_one_mark_in_two_fields(client, office):
    data = typed(StaffFactory.build(department=office.staff.department, number="20269999"))
    token = client.get("/organization/staff/new/").context["token"].split('value="')[1].split('"')[0]
    data |= {"token": token, "post": MARK, "title": MARK}
    page = client.post("/organization/staff/new/", data, follow=True).content.decode()
    assert Staff.objects.filter(number="20269999").exists()
    assert page.count(SENTENCE) == 1


def test_a_form_that_comes_back_says_both_the_error_and_the_mark(client, office):
    person = StaffFactory()
    answer = client.post(
        f"/organization/staff/{person.pk}/edit/", typed(person, post=MARK, birth="2026-02-30")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有保存" in page
    assert page.index("note-warn") < page.index(SENTENCE)
    person.refresh_from_db()
    assert person.post != MARK
