"""Something is handed out while the last paper of a departure is recorded: one of the two is refused, on both databases."""

import pytest

from baomi.approvals import actions as approvals
from baomi.audit import ledger
from baomi.core import holdings
from baomi.core.holdings import Holding
from baomi.organization import handing
from personnel.actions import clearance
from personnel.choices.people import PersonStatus
from personnel.models import ClearanceLine, CoolingOff
from tests.factories import leaving_steps as steps
from tests.factories.leaving_steps import House
from tests.races.together import refused, together
from tests.testapp.models import Request

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def shelf():
    """A register of another app: its rows are held by the person they name."""

    def held(staff: int):
        rows = Request.objects.filter(staff=staff)
        return [Holding(key=f"testapp.request:{row.pk}", kind="载体", label=row.purpose) for row in rows]

    holdings.held_things.register(held)
    yield
    holdings.held_things._answers.remove(held)


def hand_out(house):
    """As every register does it: the person's row is locked, then he is given the thing."""
    with ledger.unit(house.office):
        staff = handing.lock_for_handing(house.person.staff)
        return Request.objects.create(department=house.college, staff=staff, purpose="ZL-7")


def hand_out_unasked(house):
    """A careless register: it locks the row and does not ask whether he is leaving."""
    with ledger.unit(house.office):
        staff = handing.lock_person(house.person.staff)
        return Request.objects.create(department=house.college, staff=staff, purpose="ZL-7")


def all_signed(house):
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    steps.prepare(house, departure)
    return steps.to_paper(house, departure)


def test_nothing_is_handed_out_while_the_paper_is_recorded(shelf):
    house = House()
    departure = all_signed(house)
    answers = together(
        lambda: steps.record_paper(house, departure),
        lambda: hand_out(house),
        lambda: hand_out(house),
    )
    assert refused(answers) == 2
    assert steps.fresh(house.person).status == PersonStatus.COOLING
    assert not Request.objects.exists()


def test_handing_in_against_handing_out_never_leaves_a_cleared_person_with_a_thing(shelf):
    house = House()
    departure = steps.begin(house.officer, house.person)
    together(lambda: steps.hand_in(house.officer, departure), lambda: hand_out(house))
    departure = steps.fresh(departure)
    approvals.sign(house.person_user, departure.approval.steps.get(slug="own"), "agree")
    steps.prepare(house, departure)
    given = Request.objects.exists()
    steps.sign(house.head, departure, "head")
    answers = together(lambda: steps.sign(house.office, departure, "office"))
    assert refused(answers) == (1 if given else 0)


def test_even_a_register_that_does_not_ask_cannot_get_past_the_gate(shelf):
    """The gate asks anew under the person's lock: whichever comes first, a leaver who has left had nothing before."""
    house = House()
    departure = all_signed(house)
    answers = together(lambda: steps.record_paper(house, departure), lambda: hand_out_unasked(house))
    left = CoolingOff.objects.exists()
    if refused(answers):
        assert not left
        assert steps.fresh(house.person).status == PersonStatus.LEAVING
    else:
        assert left


def test_a_carrier_typed_beside_the_last_paper_is_not_lost(shelf):
    house = House()
    departure = all_signed(house)
    line = {"label": "ZL-9", "electronic": False, "level": "confidential", "quantity": 1}
    answers = together(
        lambda: steps.record_paper(house, departure),
        lambda: clearance.type_line(house.officer, departure, line),
    )
    assert refused(answers) == 1
    assert CoolingOff.objects.exists() != ClearanceLine.objects.filter(typed=True).exists()
