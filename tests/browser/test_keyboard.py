"""The keys of the look on a list, a form and an approval, and the main pages on a phone without sideways scrolling."""

import pytest

from baomi.organization.actions import staff as staff_actions
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from reviews.choices import HandIn
from reviews.models import Addressee, Campaign, Summary
from tests.browser import university
from tests.browser.conftest import PHONE
from tests.browser.test_year_round import written
from tests.factories.awards import AwardRoundFactory
from tests.factories.organization import PASSWORD, DepartmentFactory, StaffFactory, user_with

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


def tab_to(page, selector: str, presses: int = 120) -> None:
    """Press Tab until the first such element has the focus; it must be seen when it has."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            covered = page.evaluate(COVERED)
            assert not covered, f"{selector} is under {covered}"
            return
    raise AssertionError(f"{presses} times Tab never reach {selector} on {page.url}")


COVERED = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 12));
  const own = document.activeElement;
  const fine = !top || top === own || own.contains(top) || top.contains(own) || [...(own.labels || [])].some(l => l.contains(top));
  return fine ? "" : top.className || top.tagName;
}"""
"""What lies over the middle of the focused element; nothing may (WCAG 2.4.11)."""


def test_a_day_without_a_mouse(house, office, moved):
    """Log in, list, condition, marks, what is marked, open, edit, conflict: every step by keys alone."""
    page = house.open()
    page.goto("/login/")
    page.keyboard.type(office.username)  # the first field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    tab_to(page, ".menu [data-group='单位'] > summary")
    page.keyboard.press("Enter")
    tab_to(page, ".menu a[href='/organization/staff/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organization/staff/")

    page.keyboard.press("f")
    choose_department(page, "计算机学院")
    page.wait_for_url("**department=**")
    assert "计算机学院" in page.locator(".chip").first.inner_text()

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowDown")
    assert page.locator("[data-bulk-count]").inner_text() == "2"
    assert page.locator("#live").inner_text() == "已选 2 人"
    tab_to(page, ".bulk button[formaction$='export/']", 8)
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs/*/")
    page.go_back()

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organization/staff/*/")
    first = page.url
    page.keyboard.press("]")
    page.wait_for_url(lambda url: url != first)
    page.keyboard.press("[")
    page.wait_for_url(first)
    page.keyboard.press("e")
    page.wait_for_url("**/edit/")
    tab_to(page, "[name=post]")
    page.keyboard.type("副处长")
    person = Staff.objects.get(pk=int(first.rstrip("/").rsplit("/", 1)[1]))
    staff_actions.change_staff(office, person, {"post": "处长"}, version=person.version)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=已在")
    tab_to(page, "[name=choose-post]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(first)
    person.refresh_from_db()
    assert person.post == "副处长"
    page.context.close()


def choose_department(page, name: str) -> None:
    """In the open conditions: Tab to the departments, arrows to the one wanted, send."""
    tab_to(page, "select[name=department]")
    for _ in range(20):
        page.keyboard.press("ArrowDown")
        if page.locator("select[name=department] option:checked").inner_text() == name:
            break
    tab_to(page, ".dropdown-panel button[type=submit]")
    page.keyboard.press("Enter")


def test_a_dialog_keeps_the_focus_and_gives_it_back(house, office):
    page = house.as_person(office)
    page.goto("/organization/staff/")
    tab_to(page, "[data-dialog-open=save-view]")
    page.keyboard.press("Enter")
    assert page.evaluate("Boolean(document.activeElement.closest('dialog'))")
    for _ in range(8):
        page.keyboard.press("Tab")
        inside = "!document.activeElement.closest('dialog') && document.activeElement !== document.body"
        assert not page.evaluate(inside)
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.dataset.dialogOpen") == "save-view"


def test_rows_are_never_under_the_bars(house, office):
    department = DepartmentFactory()
    for _ in range(60):
        StaffFactory(department=department)
    page = house.as_person(office)
    page.goto("/organization/staff/?size=50")
    for _ in range(45):
        page.keyboard.press("j")
    for key in ("j", "j", *["k"] * 40):
        page.keyboard.press(key)
        assert not page.evaluate(COVERED)
        assert page.evaluate(WITHIN), "the row stands outside the part of the list one sees"


WITHIN = """() => {
  const row = document.activeElement.getBoundingClientRect();
  const head = document.querySelector("main thead th").getBoundingClientRect();
  const foot = document.querySelector(".list-foot").getBoundingClientRect();
  return row.top >= head.bottom - 1 && row.bottom <= foot.top + 1;
}"""


def test_one_row_is_in_the_tab_order_and_space_marks_it(house, office):
    page = house.as_person(office)
    page.goto("/organization/staff/")
    assert page.locator("main tbody tr[tabindex='0']").count() == 1
    tab_to(page, "main tbody tr")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert page.locator("main tbody tr.selected").count() == 1
    assert page.locator("main tbody tr[tabindex='0']").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "checkbox"


def test_single_keys_switched_off_do_nothing_and_named_keys_still_work(house, office):
    page = house.as_person(office)
    page.goto("/organization/staff/")
    page.keyboard.press("?")
    tab_to(page, ".keys-switch button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast:has-text('已停用单键')")
    page.keyboard.press("j")
    page.keyboard.press("n")
    page.keyboard.press("/")
    assert current_row(page) == -1
    assert page.url.endswith("/organization/staff/")
    assert page.evaluate("document.activeElement.name") != "q"
    tab_to(page, "main tbody tr")
    page.keyboard.press("ArrowDown")
    assert current_row(page) == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/organization/staff/*/")


def test_an_opinion_is_signed_without_a_mouse(house, moved):
    people = university.build()
    award_round = AwardRoundFactory(campaign__addressed=[people.computing])
    moved(11, 20)
    written(people.officer, award_round.campaign, people.computing)
    page = house.as_person(people.head)
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/inbox/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/approvals/*/")
    assert page.locator("[data-sign]").get_attribute("aria-disabled") == "true"
    assert "请先选定意见" in page.locator("#decision-missing").inner_text()
    tab_to(page, "[name=decision]")
    page.keyboard.press("ArrowRight")  # 退回修改 needs words, and says so
    assert "还差 1 项" in page.locator("#decision-missing").inner_text()
    page.keyboard.press("Control+Enter")
    assert "/approvals/" in page.url
    page.keyboard.press("ArrowLeft")
    tab_to(page, "#decision-comment")
    page.keyboard.type("情况属实。")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/inbox/")
    assert Summary.objects.get().hand_in == HandIn.HANDED_IN


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
