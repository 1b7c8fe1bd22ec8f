"""The move that is next on the ordinary way: without it chance alone would hardly ever reach the end of a life."""

from baomi.approvals.choices import OPEN_TO_CHANGE
from baomi.core import clock
from personnel.choices.people import PersonStatus
from personnel.choices.travel import OPEN_TRIP, Custody, TripStage
from personnel.choices.yearly import PledgeKind
from personnel.models import ClearedPerson, Post, Trip, Visit
from personnel.rules import entry
from tests.personnel.lives.moves import Move, abroad, coming_in, forms, leaving, posts
from tests.personnel.lives.world import World


def next_move(w: World) -> Move | None:
    """None where only a signature or a day that has not come is waited for."""
    if w.chance.random() < 0.3 and w.returned().exists():
        return forms.send_again
    if w.chance.random() < 0.2 and Post.objects.filter(approval__waiting_for="人事处", grade="").exists():
        return posts.settle_grade
    person = w.people.order_by("-pk").first()
    if person is None:
        return coming_in.take_over if w.chance.random() < 0.2 else coming_in.name_candidate
    return STAGES[PersonStatus(person.status)](w, person)


def _handed_in(record) -> bool:
    return record.approval_id is not None and record.approval.state not in OPEN_TO_CHANGE


def _coming_in(w: World, person: ClearedPerson) -> Move | None:
    form = person.vettings.order_by("-pk").first()
    if form is None:
        return coming_in.begin_vetting
    if form.passed is False:
        return _appealing(form)
    if form.passed is None:
        return (
            None
            if _handed_in(form)
            else w.chance.choice((coming_in.fill_vetting, coming_in.bring_papers, coming_in.hand_in_vetting))
        )
    if entry.trained(person) is None:
        return coming_in.train
    return None if person.pledges.filter(kind=entry.pledge_kind(person)).exists() else coming_in.pledge


def _appealing(form) -> Move:
    appeal = form.appeals.first()
    if appeal is None:
        return coming_in.appeal
    if not _handed_in(appeal):
        return coming_in.hand_in_appeal
    return coming_in.begin_vetting if appeal.upheld else coming_in.give_up


def _in_post(w: World, person: ClearedPerson) -> Move | None:
    trip = person.trips.filter(stage__in=(TripStage.DRAFT, *OPEN_TRIP)).order_by("pk").last()
    if trip is not None:
        return _abroad(w, trip)
    if person.documents.filter(custody=Custody.OUT).exists():
        return abroad.take_back
    departure = person.departures.filter(approved_on__isnull=True).order_by("pk").last()
    if departure is not None and not (departure.approval_id and departure.approval.state == "refused"):
        return leaving.hand_in_leaving
    if person.trips.exists():
        return w.chance.choice((leaving.begin_leaving, abroad.apply_trip))
    return abroad.apply_trip if person.documents.exists() else abroad.keep_document


def _abroad(w: World, trip: Trip) -> Move | None:
    if trip.stage == TripStage.DRAFT:
        kept = trip.person.documents.filter(custody=Custody.WITH_PERSON).exists()
        return abroad.deposit if kept else abroad.submit_trip
    if trip.stage == TripStage.APPROVED:
        return None if trip.talks.exists() else abroad.talk_before_trip
    if trip.stage == TripStage.READY:
        return abroad.hand_out if trip.document_id else abroad.come_home
    if trip.stage == TripStage.AWAY:
        return abroad.come_home
    if trip.stage == TripStage.RETURNED:
        return abroad.take_back if trip.movements.filter(back_on__isnull=True).exists() else abroad.visit
    return abroad.cancel_trip if w.chance.random() < 0.2 else None


def _leaving(w: World, person: ClearedPerson) -> Move | None:
    departure = person.departures.order_by("-pk").first()
    if person.trips.filter(stage__in=OPEN_TRIP).exists():
        return w.chance.choice(
            (abroad.cancel_trip, abroad.come_home, abroad.take_back, abroad.deposit, abroad.visit)
        )
    if not departure.talks.exists():
        return leaving.talk_before_leaving
    if not departure.cooling_months:
        return leaving.decide_period
    if not departure.access_returned:
        return leaving.note_access
    if departure.lines.filter(typed=True, received_at__isnull=True).exists():
        return leaving.receive_carrier
    return (
        forms.record_paper
        if departure.pledges.filter(kind=PledgeKind.COOLING, signed_on__isnull=True)
        else None
    )


def _cooling(w: World, person: ClearedPerson) -> Move | None:
    period = person.cooling_off
    if not period.letter_number and w.chance.random() < 0.3:
        return leaving.send_letter
    release = period.releases.first()
    if clock.today() > period.until:
        if release is None:
            return leaving.ask_release
        return None if _handed_in(release) else leaving.submit_release
    due = Visit.objects.filter(person=person, due_on__lte=clock.today(), concluded_on__isnull=True)
    return abroad.visit if due.filter(approval__isnull=True).exists() else None


def _over(w: World, person: ClearedPerson) -> Move | None:
    if person.documents.filter(custody=Custody.HELD).exists():
        return abroad.give_back
    return coming_in.name_candidate if w.chance.random() < 0.2 else None


STAGES = {
    PersonStatus.CANDIDATE: _coming_in,
    PersonStatus.IN_POST: _in_post,
    PersonStatus.LEAVING: _leaving,
    PersonStatus.COOLING: _cooling,
    PersonStatus.RELEASED: _over,
    PersonStatus.NOT_APPOINTED: _over,
}
