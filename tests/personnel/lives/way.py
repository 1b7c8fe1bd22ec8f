"""The move that is next on the ordinary way: without it chance alone would hardly ever reach the end of a life."""

from collections.abc import Callable

from baomi.approvals.choices import OPEN_TO_CHANGE
from baomi.core import clock
from personnel.choices.people import PersonStatus
from personnel.choices.travel import OPEN_TRIP, Custody, TripStage
from personnel.choices.yearly import PledgeKind
from personnel.models import ClearedPerson, Post, Trip, Visit
from personnel.rules import entry
from tests.personnel.lives import moves
from tests.personnel.lives.world import World

Move = Callable[[World], object]


def next_move(w: World) -> Move | None:
    """None where only a signature or a day that has not come is waited for."""
    if w.chance.random() < 0.3 and w.returned().exists():
        return moves.send_again
    if w.chance.random() < 0.2 and Post.objects.filter(approval__waiting_for="人事处", grade="").exists():
        return moves.settle_grade
    person = w.people.order_by("-pk").first()
    if person is None:
        return moves.take_over if w.chance.random() < 0.2 else moves.name_candidate
    return STAGES[PersonStatus(person.status)](w, person)


def _handed_in(record) -> bool:
    return record.approval_id is not None and record.approval.state not in OPEN_TO_CHANGE


def _coming_in(w: World, person: ClearedPerson) -> Move | None:
    form = person.vettings.order_by("-pk").first()
    if form is None:
        return moves.begin_vetting
    if form.passed is False:
        return _appealing(form)
    if form.passed is None:
        return (
            None
            if _handed_in(form)
            else w.chance.choice((moves.fill_vetting, moves.bring_papers, moves.hand_in_vetting))
        )
    if entry.trained(person) is None:
        return moves.train
    return None if person.pledges.filter(kind=entry.pledge_kind(person)).exists() else moves.pledge


def _appealing(form) -> Move:
    appeal = form.appeals.first()
    if appeal is None:
        return moves.appeal
    if not _handed_in(appeal):
        return moves.hand_in_appeal
    return moves.begin_vetting if appeal.upheld else moves.give_up


def _in_post(w: World, person: ClearedPerson) -> Move | None:
    trip = person.trips.filter(stage__in=(TripStage.DRAFT, *OPEN_TRIP)).order_by("pk").last()
    if trip is not None:
        return _abroad(w, trip)
    if person.documents.filter(custody=Custody.OUT).exists():
        return moves.take_back
    departure = person.departures.filter(approved_on__isnull=True).order_by("pk").last()
    if departure is not None and not (departure.approval_id and departure.approval.state == "refused"):
        return moves.hand_in_leaving
    if person.trips.exists():
        return w.chance.choice((moves.begin_leaving, moves.apply_trip))
    return moves.apply_trip if person.documents.exists() else moves.keep_document


def _abroad(w: World, trip: Trip) -> Move | None:
    if trip.stage == TripStage.DRAFT:
        kept = trip.person.documents.filter(custody=Custody.WITH_PERSON).exists()
        return moves.deposit if kept else moves.submit_trip
    if trip.stage == TripStage.APPROVED:
        return None if trip.talks.exists() else moves.talk_before_trip
    if trip.stage == TripStage.READY:
        return moves.hand_out if trip.document_id else moves.come_home
    if trip.stage == TripStage.AWAY:
        return moves.come_home
    if trip.stage == TripStage.RETURNED:
        return moves.take_back if trip.movements.filter(back_on__isnull=True).exists() else moves.visit
    return moves.cancel_trip if w.chance.random() < 0.2 else None


def _leaving(w: World, person: ClearedPerson) -> Move | None:
    departure = person.departures.order_by("-pk").first()
    if person.trips.filter(stage__in=OPEN_TRIP).exists():
        return w.chance.choice(
            (moves.cancel_trip, moves.come_home, moves.take_back, moves.deposit, moves.visit)
        )
    if not departure.talks.exists():
        return moves.talk_before_leaving
    if not departure.cooling_months:
        return moves.decide_period
    if not departure.access_returned:
        return moves.note_access
    if departure.lines.filter(typed=True, received_at__isnull=True).exists():
        return moves.receive_carrier
    return (
        moves.record_paper
        if departure.pledges.filter(kind=PledgeKind.COOLING, signed_on__isnull=True)
        else None
    )


def _cooling(w: World, person: ClearedPerson) -> Move | None:
    period = person.cooling_off
    if not period.letter_number and w.chance.random() < 0.3:
        return moves.send_letter
    release = period.releases.first()
    if clock.today() > period.until:
        if release is None:
            return moves.ask_release
        return None if _handed_in(release) else moves.submit_release
    due = Visit.objects.filter(person=person, due_on__lte=clock.today(), concluded_on__isnull=True)
    return moves.visit if due.filter(approval__isnull=True).exists() else None


def _over(w: World, person: ClearedPerson) -> Move | None:
    if person.documents.filter(custody=Custody.HELD).exists():
        return moves.give_back
    return moves.name_candidate if w.chance.random() < 0.2 else None


STAGES = {
    PersonStatus.CANDIDATE: _coming_in,
    PersonStatus.IN_POST: _in_post,
    PersonStatus.LEAVING: _leaving,
    PersonStatus.COOLING: _cooling,
    PersonStatus.RELEASED: _over,
    PersonStatus.NOT_APPOINTED: _over,
}
