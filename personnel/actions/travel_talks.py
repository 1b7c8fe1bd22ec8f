"""Writes of talks: F-21 before a journey, F-30 before leaving the post; signed by the talkers, then by the person."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from baomi.approvals import actions as approvals
from baomi.approvals.models import Approval
from baomi.approvals.rules import editable
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import handing
from baomi.registers.numbering import next_label
from personnel.actions.reach import require_reach
from personnel.choices.travel import TalkKind, TripStage
from personnel.models import ClearedPerson, Departure, Talk, Trip

PROCEDURE = "personnel.talk"


def begin_talk(
    by,
    person: ClearedPerson,
    kind: TalkKind,
    *,
    held_at: dt.datetime,
    place: str,
    items: Sequence[str],
    trip: Trip | None = None,
    departure: Departure | None = None,
    statement: str = "",
) -> Talk:
    """Write down a talk that was held and send it to be signed; TH-2026-001.

    `items` are the codes of the reminders given (`personnel.rules.talks.ITEMS`). Whoever hands it in is none of the
    talkers. Raises Refusal when a reminder is missing or the journey is not approved, ValidationError when the talk
    stands already.
    """
    talk = Talk(
        person=person,
        department=person.department,
        kind=kind,
        trip=trip,
        departure=departure,
        held_at=held_at,
        place=place,
        items=list(items),
        statement=statement,
    )
    require_reach(by, "personnel.talk.arrange", talk)
    if (trip or departure) is None or (trip or departure).person_id != person.pk:
        raise Refusal("没有写明为哪一次出国（境）或离岗谈话", how="请从该次办理的页面登记谈话")
    with ledger.unit(by):
        handing.lock_person(person.staff)
        talk.number = next_label("TH", clock.today().year, "TH-{year}-{n:03}")
        writing.create(by, talk)
        approvals.submit(by, PROCEDURE, talk)
        talk.refresh_from_db()
    return talk


def change_talk(by, talk: Talk, values: Mapping[str, Any], version: int | None = None) -> Talk:
    """Correct what was returned: held_at, place, items, statement."""
    require_reach(by, "personnel.talk.arrange", talk)
    with ledger.unit(by):
        handing.lock_person(talk.person.staff)
        current = writing.lock(talk)
        require(editable(current))
        return writing.change(by, current, values, version=version)


def conclude_talk(by, talk: Talk, approval: Approval) -> Talk:
    """Signed by all: the person's words are kept, and a journey that waited for it goes on."""
    own = approval.signatures.filter(round=approval.round, step__slug="own").last()
    values = {"concluded_on": clock.today(), "statement": talk.statement or (own.comment if own else "")}
    talk = writing.change(by, talk, values, action="personnel.talk.conclude")
    if talk.trip_id:
        trip = writing.lock(talk.trip)
        if trip.stage == TripStage.APPROVED:
            writing.change(by, trip, {"stage": TripStage.READY}, action="personnel.trip.ready")
    return talk
