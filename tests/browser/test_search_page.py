"""The search page without a mouse: results come as one types, arrows go through them, Enter opens one."""

import pytest
from playwright.sync_api import expect

from baomi.organization.roles import Role
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(house):
    college = DepartmentFactory(name="计算机学院")
    for name in ("曾子墨", "曾子航"):
        StaffFactory(name=name, department=college)
    place = DepartmentFactory(name="保密办", short_name="保密办")
    # By name: the factory's own names come round to 曾子墨.
    page = house.as_person(user_with(Role.OFFICE, place, staff__name="冯晓燕"))
    page.goto("/search/")
    return page


def focused(page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.textContent")


def test_results_come_as_one_types_and_are_told(page):
    assert focused(page) == "words"
    page.keyboard.type("zengzi")
    expect(page.locator("[data-hit]")).to_have_count(2)
    assert focused(page) == "words"
    expect(page.locator("#live")).to_have_text("“zengzi”在您可查看的范围内找到 2 条")
    expect(page.locator("#search-told")).to_have_text("“zengzi”在您可查看的范围内找到 2 条")
    assert page.url.endswith("/search/?q=zengzi")
    page.keyboard.type("mo")
    expect(page.locator("[data-hit]")).to_have_count(1)
    page.keyboard.type("q")
    expect(page.locator("#found h2")).to_have_text("没有找到“zengzimoq”")


def test_arrows_go_through_the_hits_and_enter_opens_one(page):
    page.keyboard.type("曾子")
    expect(page.locator("[data-hit]")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    assert focused(page) == "曾子墨"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")  # the last one stays
    assert focused(page) == "曾子航"
    page.keyboard.press("/")
    assert focused(page) == "words"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert focused(page) == "words"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organization/staff/*/")
    assert "曾子墨" in page.inner_text("h1")
