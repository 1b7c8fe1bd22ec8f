"""Whatever order things happen in, no document is out before its time and nobody has two journeys open (P7, P8, B9)."""

import datetime as dt
import random

import pytest
from django.core.exceptions import ValidationError

from baomi.approvals import actions as approvals
from baomi.approvals import queries
from baomi.core import clock
from baomi.core.errors import Refusal
from personnel.actions import travel, travel_documents, travel_visits
from personnel.choices.travel import OPEN_TRIP, Custody, TripStage
from personnel.models import DocumentMovement, Trip, Visit
from personnel.rules.travel import pledged, talked
from personnel.rules.visits import RETURN_QUESTIONS
from tests.factories.personnel_journey import NOVEMBER, Journey, fresh, told
from tests.factories.personnel_travel import DocumentFactory, sign_pledge

pytestmark = [pytest.mark.django_db]

STEPS = 60


class Walk:
    """One person, two documents, and everybody doing anything at any time; what is refused is refused."""

    def __init__(self, seed: int):
        self.chance, self.journey = random.Random(seed), Journey()
        self.second = DocumentFactory(
            department=self.journey.department, person=self.journey.person, kind="hongkong"
        )
        self.done: list[str] = []

    def step(self) -> None:
        name = self.chance.choice([name for name in dir(self) if name.startswith("do_")])
        try:
            getattr(self, name)()
        except (Refusal, ValidationError):
            return
        self.done.append(name)

    def trip(self) -> Trip:
        trips = list(Trip.objects.all())
        if not trips:
            raise Refusal("还没有申请")
        return self.chance.choice(trips)

    def document(self):
        return fresh(self.chance.choice([self.journey.passport, self.second]))

    def do_apply(self):
        day = clock.today() + dt.timedelta(days=self.chance.randint(0, 40))
        values = self.journey.values(
            planned_out=day,
            planned_in=day + dt.timedelta(days=5),
            document=self.chance.choice([self.document(), None]),
        )
        travel.apply_trip(self.journey.traveller, values)

    def do_submit(self):
        approvals.submit(self.journey.traveller, travel.PROCEDURE, self.trip())

    def do_sign(self):
        people = (self.journey.head, self.journey.hr, self.journey.office, self.journey.traveller)
        user = self.chance.choice(people)
        step = queries.inbox(user).first()
        if step is None:
            raise Refusal("没有待签")
        decision = self.chance.choice(["agree", "agree", "agree", "agree", "return", "refuse"])
        approvals.sign(user, step, decision, "经核实，写明理由")

    do_sign_too = do_sign_again = do_sign

    def do_talk(self):
        self.journey.talk(self.trip())

    def do_pledge(self):
        trip = self.trip()
        if trip.stage in (TripStage.APPROVED, TripStage.READY):
            sign_pledge(trip)

    def do_hand_out(self):
        trip = self.chance.choice([self.trip(), None])
        day = clock.today() + dt.timedelta(days=3)
        travel_documents.hand_out(self.journey.hr, self.document(), trip=trip, reason="换发证件", due_on=day)

    def do_take_back(self):
        travel_documents.take_back(self.journey.hr, self.document())

    def do_return(self):
        trip, today = self.trip(), clock.today()
        travel.report_return(self.journey.traveller, trip, told(actual_out=today, actual_in=today))

    def do_not_go(self):
        travel.report_unused(self.journey.traveller, self.trip(), "改期")

    def do_cancel(self):
        travel.cancel_trip(self.journey.traveller, self.trip(), "不去了")

    def do_visit(self):
        visit = Visit.objects.filter(concluded_on__isnull=True).first()
        if visit is None:
            raise Refusal("没有回访")
        answers = dict.fromkeys(RETURN_QUESTIONS, "无")
        values = {"held_on": clock.today(), "method": "phone", "answers": answers}
        travel_visits.write_visit(self.journey.officer, visit, values)
        approvals.submit(self.journey.officer, travel_visits.PROCEDURE, fresh(visit))

    def assert_rules(self) -> None:
        assert Trip.objects.filter(stage__in=OPEN_TRIP).count() <= 1, self.done
        for movement in DocumentMovement.objects.filter(trip__isnull=False).select_related("trip__approval"):
            assert movement.trip.approval.state == "approved", self.done
            assert talked(movement.trip), self.done
            assert pledged(movement.trip), self.done
        for document in (fresh(self.journey.passport), fresh(self.second)):
            out = document.movements.filter(back_on__isnull=True).count()
            assert out == (1 if document.custody == Custody.OUT else 0), self.done
        for trip in Trip.objects.filter(stage=TripStage.CLOSED):
            assert not trip.movements.filter(back_on__isnull=True).exists(), self.done
            assert trip.not_gone or not trip.visits.filter(concluded_on__isnull=True).exists(), self.done


@pytest.mark.parametrize("seed", range(5))
def test_random_orders_never_break_the_loop(seed):
    walk = Walk(seed)
    for number in range(STEPS):
        with clock.at(NOVEMBER + dt.timedelta(days=number // 2)):
            walk.step()
            walk.assert_rules()
    assert len(walk.done) > STEPS // 6
