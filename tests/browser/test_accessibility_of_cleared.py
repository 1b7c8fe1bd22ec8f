"""The pages of cleared people with something on them: each record, the pages of its deeds, and the person's own."""

import pytest

from baomi.organization.roles import Role
from tests.browser.test_accessibility import complaints_of
from tests.contracts.cases import CASES, register_of
from tests.factories.organization import DepartmentFactory, user_with

pytestmark = pytest.mark.django_db(transaction=True)

PERSONNEL = [name for name in CASES if name.startswith("personnel.")]
PAGES = {
    Role.OFFICE: ("/personnel/reports/missing/", "/personnel/allowances/compute/", "/personnel/filings/draw-up/"),
    Role.HR: ("/personnel/overview/", "/personnel/training/hours/"),
    Role.OFFICER: ("/personnel/papers/begin/", "/personnel/papers/letters/", "/personnel/papers/record/"),
    Role.PERSON: ("/", "/personnel/mine/", "/personnel/reports/zero/"),
}  # fmt: skip
"""Pages of no one record, beside those of the records."""
READERS = (Role.OFFICE, Role.PERSON)
"""Who looks at every record; the others at what they do with it."""


@pytest.fixture
def college(moved):
    moved(12, 3)
    return DepartmentFactory(name="计算机学院", classified=True)


def records_for(user, role: Role, college) -> list[str]:
    """A record of each register that the user sees; of the person's own where he has his own."""
    found = []
    for name in PERSONNEL:
        case, register = CASES[name], register_of(name)
        record = case.own(user.staff) if role == Role.PERSON and case.own else case.make(college)
        if register.visible(user).filter(pk=record.pk).exists():
            found.append(register.record_url(record))
    return found


def deeds_of(page, address: str) -> list[str]:
    """The pages that the buttons of the record lead to; not those that print."""
    page.goto(address)
    links = page.eval_on_selector_all(
        ".record-head .title-actions a[href]", "links => links.map(link => link.getAttribute('href'))"
    )
    return [link for link in links if link.startswith("/") and ".pdf" not in link and "/print/" not in link]


@pytest.mark.parametrize("role", PAGES)
def test_pages_of_records_can_be_used_by_everybody(house, college, role):
    user = user_with(role, college)
    records = records_for(user, role, college)
    page = house.as_person(user)
    addresses = [*PAGES[role], *(records if role in READERS else [])]
    for record in records:
        addresses += deeds_of(page, record)
    found = [words for address in dict.fromkeys(addresses) for words in complaints_of(page, address)]
    assert not found, "\n".join(found)
    assert len(addresses) > 10
