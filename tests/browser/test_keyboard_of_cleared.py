"""What stands on pages of its own among the cleared people, by keys alone: clearing, handing out, the hours' list."""

import pytest

from baomi.core import clock
from baomi.organization.roles import Role
from personnel.models import ClearanceLine, Pledge, TravelDocument
from tests.browser.test_keyboard import tab_to
from tests.factories.leaving_steps import House, begin, hand_in
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.personnel_leaving import LineFactory
from tests.factories.personnel_travel import DocumentFactory

pytestmark = pytest.mark.django_db(transaction=True)


def send(page) -> None:
    """Enter, and the next page."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.keyboard.press("Enter")


def test_a_carrier_is_received_without_a_mouse(house, moved):
    moved(12, 1)
    people = House()
    departure = hand_in(people.officer, begin(people.officer, people.person))
    line = LineFactory(departure=departure, label="JX-2026-07", typed_by=people.person.staff)
    page = house.as_person(people.officer)
    page.goto(f"/personnel/departures/{departure.pk}/clearance/")
    tab_to(page, "main [name=key]")
    page.keyboard.press("Space")
    send(page)
    tab_to(page, "main [name=settlement]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    tab_to(page, "main button.primary")
    send(page)
    received = ClearanceLine.objects.get(pk=line.pk)
    assert (received.receiver, received.settlement) == (people.officer.staff, "handed_over")


def test_a_document_is_handed_out_and_taken_back_without_a_mouse(house, moved):
    moved(12, 1)
    college = DepartmentFactory()
    document = DocumentFactory(department=college)
    page = house.as_person(user_with(Role.HR, college))
    page.goto(f"/personnel/documents/{document.pk}/")
    tab_to(page, "a[href$='/hand-out/']")
    send(page)
    tab_to(page, "[name=reason]")
    page.keyboard.type("换发证件")
    tab_to(page, "[name=due_on]")
    page.keyboard.type("2026-12-20")
    page.keyboard.press("Escape")
    tab_to(page, "main button.primary")
    send(page)
    assert TravelDocument.objects.get(pk=document.pk).custody == "out"
    tab_to(page, "a[href$='/take-back/']")
    send(page)
    tab_to(page, "main button.primary")
    send(page)
    assert TravelDocument.objects.get(pk=document.pk).custody == "held"


def test_a_pledge_is_read_and_signed_without_a_mouse(house, moved):
    moved(12, 1)
    people = House()
    hand_in(people.officer, begin(people.officer, people.person))
    pledge = Pledge.objects.get()
    page = house.as_person(people.person_user)
    page.goto("/inbox/")
    tab_to(page, f"a[href*='/approvals/{pledge.approval_id}/']")
    send(page)
    assert "承诺书正文" in page.locator("main").inner_text()
    tab_to(page, "[name=decision]")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/inbox/")
    step = pledge.approval.steps.get(slug="own")
    assert (step.state, step.signatures.get().signed_at.date()) == ("done", clock.now().date())
