"""The keys of the look on a list and a form, and the main pages on a phone without sideways scrolling."""

import pytest

from baomi.organization.roles import Role
from reviews.models import Addressee, Campaign
from tests.browser.conftest import PHONE
from tests.factories.awards import AwardRoundFactory
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office():
    department = DepartmentFactory(name="计算机学院", classified=True)
    for number in ("20190001", "20190002", "20190003"):
        StaffFactory(number=number, department=department)
    AwardRoundFactory(campaign__addressed=[department])
    return user_with(Role.OFFICE, DepartmentFactory(name="保密办", short_name="保密办"))


def current_row(page) -> int:
    """Which row of the table the keyboard stands on."""
    return page.evaluate(
        "[...document.querySelectorAll('main tbody tr')].findIndex(row => row.contains(document.activeElement))"
    )


def test_a_list_is_walked_and_opened_without_a_mouse(house, office):
    page = house.as_person(office)
    page.goto("/organization/staff/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert current_row(page) == 1
    page.keyboard.press("k")
    assert current_row(page) == 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/organization/staff/*/")
    page.keyboard.press("e")
    page.wait_for_url("**/edit/")


def test_search_help_and_places_have_their_keys(house, office):
    page = house.as_person(office)
    page.goto("/organization/staff/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("n")  # in a field a letter is a letter
    assert page.evaluate("document.activeElement.value") == "n"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url(f"{house.address}/")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/inbox/")


def test_a_form_is_sent_from_the_keyboard_and_the_first_error_has_the_focus(house, office):
    page = house.as_person(office)
    page.goto("/organization/staff/")
    page.keyboard.press("n")
    page.wait_for_url("**/new/")
    page.fill("[name=name]", "陈堃")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[aria-invalid=true]")
    assert page.evaluate("document.activeElement.name") == "number"
    assert page.input_value("[name=name]") == "陈堃"  # nothing typed is lost


def test_the_skip_link_comes_first(house, office):
    page = house.as_person(office)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("skip")


def test_no_main_page_scrolls_sideways_on_a_phone(house, office):
    page = house.as_person(office, PHONE)
    campaign, addressee = Campaign.objects.get(), Addressee.objects.get()
    addresses = (
        "/", "/inbox/", "/duties/", "/search/?q=陈", "/organization/staff/", "/organization/staff/new/",
        "/reviews/campaigns/", f"/reviews/campaigns/{campaign.pk}/", f"/reviews/campaigns/{campaign.pk}/status/",
        f"/reviews/notices/{addressee.pk}/", "/awards/rounds/", "/awards/honours/", "/awards/years/open/", "/jobs/",
    )  # fmt: skip
    wide = []
    for address in addresses:
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            wide.append(f"{address} {width}")
    assert not wide
