"""A life by chance: which move is tried next, and how far the person has come."""

import datetime as dt
from collections import Counter

from django.core.exceptions import ValidationError
from django.db import transaction

from baomi.core import clock
from baomi.core.errors import Refusal
from personnel.choices.people import PersonStatus
from tests.personnel.lives.invariants import Watch, pay_follows_duty
from tests.personnel.lives.moves import ALL, Move, abroad, coming_in, forms, in_post, leaving
from tests.personnel.lives.way import next_move
from tests.personnel.lives.world import World

COMING_IN = (
    coming_in.begin_vetting, coming_in.fill_vetting, coming_in.bring_papers, coming_in.hand_in_vetting,
    coming_in.train, coming_in.pledge, coming_in.appeal, coming_in.hand_in_appeal,
)  # fmt: skip
ABROAD = (
    abroad.keep_document, abroad.deposit, abroad.apply_trip, abroad.submit_trip, abroad.talk_before_trip,
    abroad.hand_out, abroad.come_home, abroad.take_back, abroad.visit, abroad.stay_home,
)  # fmt: skip
IN_POST = (
    in_post.begin_change, in_post.submit_change, in_post.begin_review, coming_in.fill_vetting,
    coming_in.hand_in_vetting, in_post.report_event, in_post.letter, in_post.pay, in_post.withhold,
    in_post.go_missing,
)  # fmt: skip
LEAVING = (
    leaving.hand_in_leaving, leaving.decide_period, leaving.talk_before_leaving, leaving.note_access,
    leaving.type_carrier, leaving.receive_carrier, abroad.take_back, abroad.visit,
)  # fmt: skip
COOLING = (
    leaving.send_letter, abroad.visit, leaving.ask_longer, leaving.submit_longer, leaving.ask_release,
    leaving.submit_release,
)  # fmt: skip
LIKELY = {
    None: (coming_in.name_candidate, coming_in.take_over),
    PersonStatus.CANDIDATE: COMING_IN,
    PersonStatus.IN_POST: ABROAD + IN_POST,
    PersonStatus.LEAVING: LEAVING,
    PersonStatus.COOLING: COOLING + ABROAD,
    PersonStatus.RELEASED: (abroad.give_back, coming_in.name_candidate),
    PersonStatus.NOT_APPOINTED: (coming_in.name_candidate,),
}
"""What people mostly try at a stage; most of it is still refused at most moments."""
ANYTHING, SIGNS, FILES, GOES_ON = 0.08, 0.65, 0.5, 0.8
"""How often any move at all is tried; else, where there is something to sign, signed; to file, filed; else the next step."""


class Life:
    """Moves one after the other, each looked at afterwards; the clock goes on between them."""

    def __init__(self, seed: int):
        with clock.at(dt.date(2026, 3, 2)):
            self.world = World(seed)
        self.chance = self.world.chance
        self.done: list[str] = []
        self.refused = Counter()
        self.watch = Watch(self.world)

    def live(self, steps: int) -> "Life":
        for _ in range(steps):
            with clock.at(self.world.now):
                self.step()
            self.time_passes()
        with clock.at(self.world.now):
            self.watch.look(back=True)
            pay_follows_duty(self.world)
        return self

    def step(self) -> None:
        move = self.choose()
        name = move.__name__
        try:
            with transaction.atomic():
                move(self.world)
        except (Refusal, ValidationError) as refusal:
            if move is World.sign:
                name = self.world.signing
            self.refused[f"{name} {refusal}"[:110]] += 1
            return
        if move is World.sign:
            name = self.world.signing
        self.done.append(f"{self.world.today()} {name}")
        try:
            self.watch.look()
        except AssertionError as broken:
            raise AssertionError(f"{broken}\n{self.story()}") from broken

    def choose(self) -> Move:
        chance = self.chance.random
        if chance() < ANYTHING:
            return self.chance.choice(ALL)
        if chance() < SIGNS and self.world.worth_signing().exists():
            return World.sign
        if chance() < FILES and self.world.waiting_papers().exists():
            return forms.record_paper
        natural = next_move(self.world) if chance() < GOES_ON else None
        return natural or self.chance.choice(LIKELY[self.status])

    def time_passes(self) -> None:
        """A few days or none; the cooling-off period goes by the month."""
        days = self.chance.choice((0, 0, 0, 1, 1, 3))
        if self.status == PersonStatus.COOLING and self.chance.random() < 0.5:
            days = self.chance.randint(10, 60)
        self.world.now += dt.timedelta(days=days)

    # how far

    @property
    def status(self) -> PersonStatus | None:
        row = self.world.people.order_by("-pk").first()
        return PersonStatus(row.status) if row else None

    def story(self) -> str:
        return f"{self.world}: " + " → ".join(self.done)
