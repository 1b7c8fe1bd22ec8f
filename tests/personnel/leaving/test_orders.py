"""Whatever happens in whatever order: nobody cools off without his papers, nobody is released before the end."""

import contextlib
import datetime as dt
import random

import pytest
from django.core.exceptions import ValidationError

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State, StepState
from baomi.core import clock, holdings
from baomi.core.errors import Refusal
from baomi.core.holdings import Holding
from personnel.actions import clearance, cooling, departures
from personnel.choices.leaving import ManagedBy, Settlement
from personnel.choices.people import PersonStatus
from personnel.models import CoolingOff, Departure, Release
from tests.factories import leaving_steps as steps
from tests.factories.personnel_leaving import LeavingTalkFactory

EVENTS = 45
LINE = {"label": "ZL-1", "electronic": False, "level": "confidential", "quantity": 1}


class Walk:
    """A person's leaving, driven by chance; every event is one that somebody could try at any time."""

    def __init__(self, house, seed: int):
        self.house, self.chance, self.day = house, random.Random(seed), dt.date(2026, 12, 1)
        self.shelf: list[Holding] = []
        self.was_released = False

    @property
    def departure(self) -> Departure | None:
        return Departure.objects.filter(person=self.house.person).order_by("-pk").first()

    @property
    def period(self) -> CoolingOff | None:
        return CoolingOff.objects.filter(person=self.house.person).first()

    def step(self) -> None:
        event = self.chance.choice(
            [
                self.begin, self.hand_in, self.hand_in, self.sign, self.sign, self.sign, self.send_back, self.talk,
                self.talk, self.pledge, self.pledge, self.access, self.decide, self.decide, self.give, self.take_back,
                self.take_back, self.type_line, self.receive, self.receive, self.paper, self.paper, self.days_pass,
                self.longer, self.release, self.release,
            ]
        )  # fmt: skip
        with clock.at(self.day):
            with contextlib.suppress(Refusal, ValidationError):
                event()
            self.look()

    # --- what people try ---

    def begin(self):
        steps.begin(self.house.officer, self.house.person)

    def hand_in(self):
        if self.departure:
            steps.hand_in(self.house.officer, self.departure)

    def sign(self):
        """Whoever's turn it is, in the newest application."""
        for record in (Release.objects.first(), self.departure):
            open_step = (
                record and record.approval_id and record.approval.steps.filter(state=StepState.OPEN).first()
            )
            if open_step:
                user = (
                    self.house.person_user if open_step.slug == "own" else getattr(self.house, open_step.slug)
                )
                approvals.sign(user, open_step, "agree", "同意。")
                return

    def send_back(self):
        open_step = self.departure and self.departure.approval_id and self.departure.approval.steps.filter(
            state=StepState.OPEN, slug__in=("head", "office", "hr")
        ).first()  # fmt: skip
        if open_step and self.chance.random() < 0.3:
            approvals.sign(getattr(self.house, open_step.slug), open_step, "return", "改")

    def talk(self):
        if self.departure and not self.departure.talks.exists():
            LeavingTalkFactory(departure=self.departure)

    def pledge(self):
        if self.departure:
            self.departure.pledges.update(signed_on=clock.today())

    def access(self):
        if self.departure:
            departures.note_access(self.house.officer, self.departure, "门禁卡已交回")

    def decide(self):
        if self.departure:
            departures.decide(
                self.house.office, self.departure, self.chance.choice((6, 12, 12)), "", ManagedBy.US
            )

    def give(self):
        """A register that does not ask: the worst case."""
        self.shelf.append(Holding(key=f"carriers.copy:{len(self.shelf)}", kind="载体", label="ZL"))

    def take_back(self):
        self.shelf.clear()

    def type_line(self):
        if self.departure:
            clearance.type_line(self.house.officer, self.departure, LINE)

    def receive(self):
        for line in (
            self.departure.lines.filter(typed=True, received_at__isnull=True) if self.departure else ()
        ):
            clearance.receive(self.house.office, self.departure, line.key, Settlement.TURNED_IN)

    def paper(self):
        if self.departure and self.departure.approval_id:
            approvals.record_paper(self.house.office, self.departure.approval, "DA-1")
            assert not self.shelf, "the paper was recorded while something was held"

    def days_pass(self):
        self.day += dt.timedelta(days=self.chance.choice((1, 40, 200, 370)))

    def longer(self):
        if self.period:
            cooling.ask_longer(
                self.house.hr,
                {"cooling": self.period, "until": self.day + dt.timedelta(days=30), "reason": "事项未解密"},
            )

    def release(self):
        if self.period and not Release.objects.exists():
            row = cooling.ask_release(self.house.officer, {"cooling": self.period, "note": "按期接受回访"})
            approvals.submit(self.house.officer, cooling.RELEASE, row)

    # --- what must hold ---

    def look(self):
        person, period = steps.fresh(self.house.person), self.period
        left = person.status in (PersonStatus.COOLING, PersonStatus.RELEASED)
        assert left == (period is not None)
        if left:
            departure = period.departure
            assert departure.approval.state == State.APPROVED
            assert departure.approval.paper_number
            assert departure.talks.get().concluded_on
            assert departure.pledges.get().signed_on
            assert not departure.lines.filter(typed=True, received_at__isnull=True).exists()
            assert (
                period.until >= period.least_until > period.starts == departure.approved_on == person.left_on
            )
        if person.status == PersonStatus.RELEASED:
            assert person.released_on > period.until
            assert period.releases.get().approval.state == State.APPROVED


@pytest.mark.parametrize("seed", range(14))
def test_any_order_of_events_keeps_the_papers_before_the_stage(house, seed):
    walk = Walk(house, seed)
    answer = holdings.held_things.register(
        lambda staff: list(walk.shelf) if staff == house.person.staff_id else None
    )
    try:
        for _ in range(EVENTS):
            walk.step()
    finally:
        holdings.held_things._answers.remove(answer)


def test_the_walk_gets_somewhere(house):
    """Otherwise the test above would hold for want of events."""
    walk = Walk(house, 0)
    stages = [walk.begin, walk.hand_in, walk.sign, walk.talk, walk.pledge, walk.access]
    for event in (*stages, lambda: departures.decide(house.office, walk.departure, 12, "", ManagedBy.US)):
        event()
    for _ in range(3):
        walk.sign()
    walk.paper()
    walk.look()
    assert steps.fresh(house.person).status == PersonStatus.COOLING
    with clock.at(dt.date(2027, 12, 2)):
        walk.release()
        walk.sign()
        walk.sign()
        walk.look()
    assert steps.fresh(house.person).status == PersonStatus.RELEASED
