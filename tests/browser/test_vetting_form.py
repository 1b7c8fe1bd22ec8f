"""The vetting form in the browser: rows come and go by keyboard, what was typed is kept sealed, papers, handing in."""

import pytest

from baomi.organization.roles import Role
from baomi.registers.models import Draft
from personnel.choices.people import PersonStatus
from personnel.models import Vetting
from personnel.rules import dossier
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_vetting import VettingFactory, with_papers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person():
    department = DepartmentFactory(name="计算机学院", classified=True)
    user_with(Role.HEAD, department)
    return user_with(Role.PERSON, department)


@pytest.fixture
def vetting(person) -> Vetting:
    department = person.staff.department
    candidate = PersonFactory(department=department, staff=person.staff, status=PersonStatus.CANDIDATE)
    return with_papers(VettingFactory(department=department, person=candidate))


def names(page) -> list[str]:
    return page.locator("[data-rows=family] [name$=-name]").evaluate_all(
        "cells => cells.map(cell => cell.value)"
    )


def test_rows_are_added_and_taken_away_without_a_mouse_and_the_form_goes_on_its_way(house, person, vetting):
    page = house.as_person(person)
    page.goto(f"/personnel/vettings/{vetting.pk}/edit/")
    page.locator("[data-row-add=family]").press("Enter")
    page.keyboard.type("弟弟")
    page.keyboard.press("Tab")
    page.keyboard.type("周小川")
    page.locator("[data-rows=family] [data-row-remove]").first.press("Enter")
    assert [name for name in names(page) if name] == ["周大海", "周小川"]
    page.locator("[data-saved-words]", has_text="已自动保存").wait_for()
    assert "周小川" not in str(Draft.objects.get().data)
    page.reload()
    assert [name for name in names(page) if name] == ["周大海", "周小川"]
    page.locator("#vetting-send button.primary").click()
    page.wait_for_url(f"**/personnel/vettings/{vetting.pk}/")
    vetting.refresh_from_db()
    assert [row["name"] for row in dossier.read(vetting)["family"]] == ["周大海", "周小川"]
    assert vetting.approval.waiting_for == "所在单位负责人"
    assert not Draft.objects.exists()


def test_what_is_lacking_follows_what_is_typed(house, person, vetting):
    page = house.as_person(person)
    page.goto(f"/personnel/vettings/{vetting.pk}/edit/")
    page.fill("[name=education]", "")
    page.keyboard.press("Tab")
    page.locator("#vetting-side", has_text="学历学位").wait_for()
    assert page.locator("#vetting-send button[aria-disabled=true]").count() == 1
    page.fill("[name=education]", "研究生")
    page.keyboard.press("Tab")
    page.locator("#vetting-side", has_text="已填齐，可以送审").wait_for()
    assert page.locator("#vetting-send button.primary").count() == 1
