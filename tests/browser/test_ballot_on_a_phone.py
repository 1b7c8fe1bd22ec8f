"""The voting page on a phone: who stands for election on one line, the choices below, nothing to scroll sideways."""

import pytest

from awards.models import Participation
from tests.browser.conftest import PHONE
from tests.factories.ballots import Committee

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ballot(moved):
    moved(12, 18)
    committee = Committee(collectives=2, people=2, members=9)
    return committee, committee.open()


def test_every_choice_is_a_target_for_a_thumb_and_nothing_scrolls_sideways(house, ballot):
    committee, running = ballot
    page = house.as_person(committee.members[1], PHONE)
    page.goto(f"/awards/ballots/{running.pk}/")
    for scroller in (page.locator("html"), *page.locator(".table-scroll").all()):
        assert scroller.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    rows = page.locator("[data-candidate]").all()
    assert len(rows) == 4
    for row in rows:
        name = row.locator(".kind-name").bounding_box()
        boxes = [choice.bounding_box() for choice in row.locator(".choice").all()]
        assert len(boxes) == 3
        assert len({box["y"] for box in boxes}) == 1  # the three choices on one line
        for box in boxes:
            assert box["height"] >= 44
            assert box["width"] >= 44
            assert box["y"] >= name["y"] + name["height"]
            assert box["x"] + box["width"] <= PHONE["width"]


def test_a_vote_is_cast_on_a_phone(house, ballot):
    committee, running = ballot
    page = house.as_person(committee.members[2], PHONE)
    page.goto(f"/awards/ballots/{running.pk}/")
    for row in page.locator("[data-candidate]").all():
        row.locator(".choice", has_text="弃权").click()
    page.click("[data-send]")
    page.locator("dialog[open] button.primary").click()
    page.wait_for_url(f"**/awards/ballots/{running.pk}/")
    page.wait_for_selector("text=已投")
    assert Participation.objects.filter(ballot=running).count() == 1
