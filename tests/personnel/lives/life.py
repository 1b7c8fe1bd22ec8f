"""A life by chance: which move is tried next, and how far the person has come."""

import datetime as dt
from collections import Counter
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction

from baomi.core import clock
from baomi.core.errors import Refusal
from personnel.choices.people import PersonStatus
from tests.personnel.lives import moves
from tests.personnel.lives.invariants import Watch, pay_follows_duty
from tests.personnel.lives.way import next_move
from tests.personnel.lives.world import World

Move = Callable[[World], object]

COMING_IN = (
    moves.begin_vetting, moves.fill_vetting, moves.bring_papers, moves.hand_in_vetting, moves.train, moves.pledge,
    moves.appeal, moves.hand_in_appeal,
)  # fmt: skip
ABROAD = (
    moves.keep_document, moves.deposit, moves.apply_trip, moves.submit_trip, moves.talk_before_trip, moves.hand_out,
    moves.come_home, moves.take_back, moves.visit, moves.stay_home,
)  # fmt: skip
IN_POST = (
    moves.begin_change, moves.submit_change, moves.begin_review, moves.fill_vetting, moves.hand_in_vetting,
    moves.report_event, moves.letter, moves.pay, moves.withhold, moves.go_missing,
)  # fmt: skip
LEAVING = (
    moves.hand_in_leaving, moves.decide_period, moves.talk_before_leaving, moves.note_access, moves.type_carrier,
    moves.receive_carrier, moves.take_back, moves.visit,
)  # fmt: skip
COOLING = (
    moves.send_letter,
    moves.visit,
    moves.ask_longer,
    moves.submit_longer,
    moves.ask_release,
    moves.submit_release,
)
LIKELY = {
    None: (moves.name_candidate, moves.take_over),
    PersonStatus.CANDIDATE: COMING_IN,
    PersonStatus.IN_POST: ABROAD + IN_POST,
    PersonStatus.LEAVING: LEAVING,
    PersonStatus.COOLING: COOLING + ABROAD,
    PersonStatus.RELEASED: (moves.give_back, moves.name_candidate),
    PersonStatus.NOT_APPOINTED: (moves.name_candidate,),
}
"""What people mostly try at a stage; most of it is still refused at most moments."""
ALL: tuple[Move, ...] = tuple(
    value for value in vars(moves).values()
    if getattr(value, "__module__", "") == moves.__name__ and value is not moves.submit and value.__name__[0] != "_"
)  # fmt: skip
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
            return moves.record_paper
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
