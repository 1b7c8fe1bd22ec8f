"""Every page that the menus lead to: names, headings, tables, targets, contrast, and no sideways scrolling at 320 wide."""

from pathlib import Path

import pytest

from baomi.organization.roles import Role
from tests.browser import university
from tests.factories.awards import AwardRoundFactory
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.reviews import IncidentFactory, SummaryFactory

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = (Path(__file__).parent / "accessibility.js").read_text()
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 320, "height": 700}
TAILS = ("new/", "import/")
RECORD_TAILS = ("", "edit/", "history/")
OTHERS = ("/search/?q=陈", "/notices/", "/jobs/", "/password/", "/second-factor/", "/verify/", "/approvals/delegations/", "/help/", "/help/office/screening/", "/no/such/page/")  # fmt: skip


@pytest.fixture
def people(moved):
    people = university.build()
    award_round = AwardRoundFactory(campaign__addressed=[people.computing, people.mechanics])
    SummaryFactory(campaign=award_round.campaign, department=people.computing, full=True)
    IncidentFactory(department=people.computing)
    return people


def complaints_of(page, address: str) -> list[str]:
    """What the page at the address owes, at both widths."""
    page.set_viewport_size(WIDE)
    page.goto(address)
    found = [f"{address}: {words}" for words in page.evaluate(SCRIPT)]
    page.set_viewport_size(NARROW)
    return found + [f"{address} (320): {words}" for words in page.evaluate(SCRIPT)]


def addresses_from(page) -> list[str]:
    """What the menu leads to, the forms of each list, and the first record of each with its pages."""
    page.set_viewport_size(WIDE)
    page.goto("/")
    found = page.eval_on_selector_all(".menu a", "links => links.map(link => link.getAttribute('href'))")
    for address in list(found):
        page.goto(address)
        linked = page.eval_on_selector_all(
            "main a[href]", "links => links.map(link => link.getAttribute('href').split('?')[0])"
        )
        found += [f"{address}{tail}" for tail in TAILS if f"{address}{tail}" in linked]
        row = page.locator("main tbody tr[data-url]")
        if row.count():
            found += [f"{row.first.get_attribute('data-url')}{tail}" for tail in RECORD_TAILS]
    return found


ROLES = {
    "the office": lambda people: people.office,
    "the office head": lambda people: people.office_head,
    "an officer": lambda people: people.officer,
    "a member": lambda people: people.members[0],
    "the system administrator": lambda people: user_with(Role.SYSADMIN, DepartmentFactory()),
    "the security administrator": lambda people: user_with(Role.SECADMIN, DepartmentFactory()),
    "the auditor": lambda people: user_with(Role.AUDITOR, DepartmentFactory()),
}


@pytest.mark.parametrize("role", ROLES)
def test_pages_can_be_used_by_everybody(house, people, role):
    page = house.as_person(ROLES[role](people))
    addresses = addresses_from(page) + list(OTHERS if role == "the office" else ())
    found = [words for address in dict.fromkeys(addresses) for words in complaints_of(page, address)]
    assert not found, "\n".join(found)
    assert len(addresses) > 4


def test_the_doors_can_be_used_by_everybody(house):
    page = house.open()
    assert complaints_of(page, "/login/") == []
    page.context.close()


def test_the_script_sees_what_is_wrong(house):
    """The check itself: a page with one fault of each kind is told off for each."""
    page = house.open()
    page.set_content(
        "<h2>标题</h2><img src='x.png'><svg width='9' height='9'></svg><table><tr><th>头</th></tr></table>"
        "<button id='a'></button><a id='a' href='#' style='display:block;height:9px'>甲</a>"
        "<a href='#' style='display:block;height:9px'>乙</a><p style='color:#999'>淡</p>"
        "<div style='width:3000px'>宽</div>"
    )
    words = "\n".join(page.evaluate(SCRIPT))
    page.context.close()
    for expected in (
        "无名称",
        "替代文字",
        "图形没有说明",
        "一级标题",
        "表没有题目",
        "没有方向",
        "重复",
        "太小",
        "对比度",
        "宽 ",
    ):
        assert expected in words, f"{expected}\n{words}"
