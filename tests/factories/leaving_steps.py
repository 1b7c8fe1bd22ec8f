"""The people of a leaving, walking it through its signatures, and what has to be done on the way."""

from baomi.approvals import actions as approvals
from baomi.approvals.choices import StepState
from baomi.core import clock
from baomi.organization.roles import Role
from personnel.actions import clearance, departures
from personnel.choices.leaving import DepartureReason, ManagedBy, Settlement, UnitNature
from personnel.choices.yearly import PledgeKind
from personnel.models import Departure, Pledge
from personnel.rules.leaving import months_required
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_leaving import LeavingTalkFactory


class House:
    """A college with its people, the offices that sign, and somebody in post who has an account."""

    def __init__(self):
        self.college = DepartmentFactory(classified=True)
        self.other = DepartmentFactory(classified=True)
        self.person_user = user_with(Role.PERSON, self.college)
        self.person = PersonFactory(department=self.college, staff=self.person_user.staff)
        self.officer = user_with(Role.OFFICER, self.college)
        self.head = user_with(Role.HEAD, self.college)
        self.other_officer = user_with(Role.OFFICER, self.other)
        self.office = user_with(Role.OFFICE)
        self.office_head = user_with(Role.OFFICE_HEAD)
        self.hr = user_with(Role.HR)
        self.grad = user_with(Role.GRAD)
        self.leader = user_with(Role.LEADER)


def begin(by, person, **values) -> Departure:
    """F-24 of a transfer, written and not handed in."""
    given = {
        "person": person,
        "reason": DepartureReason.TRANSFER,
        "unit": "东方精工学院",
        "unit_nature": UnitNature.STATE,
        "leaves_on": clock.today(),
    }
    return departures.begin(by, given | values)


def hand_in(by, departure: Departure) -> Departure:
    approvals.submit(by, departures.PROCEDURE, departure)
    return fresh(departure)


def sign(by, record, slug: str, decision: str = "agree", comment: str = "同意。"):
    """Sign the open step of that slug."""
    step = fresh(record).approval.steps.get(slug=slug, state=StepState.OPEN)
    return approvals.sign(by, step, decision, comment)


def talk_and_pledge(departure: Departure) -> None:
    """F-30 signed by all and the paper of F-25 recorded, written straight to the database."""
    LeavingTalkFactory(departure=departure)
    Pledge.objects.filter(departure=departure, kind=PledgeKind.COOLING).update(signed_on=clock.today())


def prepare(house, departure: Departure, managed_by=ManagedBy.US) -> None:
    """Talk, pledge, access and period in order, the period as long as the rule."""
    months = months_required(departure.person.grade, clock.today())
    talk_and_pledge(departure)
    departures.note_access(house.officer, departure, "门禁卡已交回")
    departures.decide(house.office, departure, months, "", managed_by)


def receive_all(by, departure: Departure) -> None:
    """Sign every open line in that can be signed here."""
    for line in departure.lines.filter(received_at__isnull=True, typed=True):
        clearance.receive(by, departure, line.key, Settlement.TURNED_IN)


def to_paper(house, departure: Departure) -> Departure:
    """All signatures; the paper is not yet recorded."""
    sign(house.head, departure, "head")
    sign(house.office, departure, "office")
    keeper = "grad" if fresh(departure).person.kind == "student" else "hr"
    sign(getattr(house, keeper), departure, keeper)
    return fresh(departure)


def record_paper(house, departure: Departure) -> Departure:
    approvals.record_paper(house.office, fresh(departure).approval, "DA-2026-1")
    return fresh(departure)


def leave(house, person=None, **values) -> Departure:
    """The whole way: the person has left, his period runs."""
    departure = begin(house.officer, person or house.person, **values)
    departure = hand_in(house.officer, departure)
    own = departure.approval.steps.filter(slug="own").first()
    if own:
        approvals.sign(house.person_user, own, "agree")
    prepare(house, departure)
    to_paper(house, departure)
    return record_paper(house, departure)


def fresh(record):
    return type(record)._base_manager.get(pk=record.pk)
