"""Writes of documents in custody (P8): taken in, handed out, back, given back, ended; one holder at a time."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from baomi.audit import ledger, reasons, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import handing
from baomi.registers.numbering import next_label
from personnel.actions import travel
from personnel.actions.reach import require_reach
from personnel.choices.people import PersonStatus
from personnel.choices.travel import Custody, TripStage
from personnel.models import DocumentMovement, TravelDocument, Trip
from personnel.rules import documents as rules

KEEP = "personnel.document.keep"


def add_document(by, values: Mapping[str, Any]) -> TravelDocument:
    """Register a document, ZJ-2026-001: in custody from `deposited_on`, with the person where that is empty."""
    document = TravelDocument(**values)
    document.department = document.person.department
    document.custody = Custody.HELD if document.deposited_on else Custody.WITH_PERSON
    require_reach(by, KEEP, document)
    _not_of_the_future(document.deposited_on)
    with ledger.unit(by):
        handing.lock_person(document.person.staff)
        document.number = next_label("ZJ", clock.today().year, "ZJ-{year}-{n:03}")
        document = writing.create(by, document)
        travel.close_returned(by, document.person)
    return document


def change_document(
    by, document: TravelDocument, values: Mapping[str, Any], version: int | None = None
) -> TravelDocument:
    """Correct what is written of a document; a day of deposit typed for one not in custody takes it in."""
    require_reach(by, KEEP, document)
    values = {name: value for name, value in values.items() if name != "person"}
    with ledger.unit(by):
        handing.lock_person(document.person.staff)
        current = writing.lock(document)
        require(rules.may_change(current))
        day = values.get("deposited_on", current.deposited_on)
        _not_of_the_future(day)
        if day is None and current.custody in (Custody.HELD, Custody.OUT):
            raise Refusal("在保管中的证件须有交存日", how="请填写交存日")
        if day is not None and current.custody == Custody.WITH_PERSON:
            values["custody"] = Custody.HELD
        changed = writing.change(by, current, values, version=version)
        travel.close_returned(by, changed.person)
        return changed


def deposit(by, document: TravelDocument) -> TravelDocument:
    """The person hands his document in."""
    values = {"custody": Custody.HELD, "deposited_on": clock.today()}
    require_reach(by, KEEP, document)
    with ledger.unit(by):
        current = _locked(document)
        require(rules.may_deposit(current))
        changed = writing.change(by, current, values, action="personnel.traveldocument.deposit")
        travel.close_returned(by, changed.person)
        return changed


def _lock_holder(document: TravelDocument) -> None:
    staff = handing.lock_person(document.person.staff)
    person = writing.lock(document.person)
    if person.status != PersonStatus.COOLING:
        handing.lock_for_handing(staff)


def hand_out(
    by, document: TravelDocument, *, trip: Trip | None = None, reason: str = "", due_on: dt.date | None = None
) -> DocumentMovement:
    """Hand a document to its holder: for a journey that is approved, talked about and pledged, or with a reason.

    A leaver gets nothing (`handing.lock_for_handing`); who cools off gets his document as somebody in post does (P8). The journey is then under way. Raises Refusal, or
    ValidationError where somebody else handed it out at the same moment.
    """
    require_reach(by, KEEP, document)
    today = clock.today()
    with ledger.unit(by):
        _lock_holder(document)
        if trip is not None:
            trip = writing.lock(trip)
        current = writing.lock(document)
        if trip is not None:
            require(rules.may_go_with(current, trip))
            reason = reason.strip() or f"出国（境）{trip.number}"
            due_on = rules.due_after_return(current, max(trip.planned_in, today))
        else:
            require(rules.may_go_without_trip(current, reason, due_on))
        movement = DocumentMovement(
            document=current,
            trip=trip,
            reason=reason.strip(),
            out_on=today,
            due_on=due_on,
            handed_by=_staff(by),
        )
        writing.create(by, movement, action="personnel.documentmovement.hand_out")
        writing.change(by, current, {"custody": Custody.OUT}, action="personnel.traveldocument.out")
        if trip is not None and trip.stage != TripStage.AWAY:
            writing.change(by, trip, {"stage": TripStage.AWAY}, action="personnel.trip.away")
    return movement


def take_back(by, document: TravelDocument, remark: str = "") -> TravelDocument:
    """The document is back in custody; a journey that waited for nothing else is closed."""
    require_reach(by, KEEP, document)
    with ledger.unit(by):
        current = _locked(document)
        require(rules.may_take_back(current))
        _end_movement(by, current, remark)
        changed = writing.change(
            by, current, {"custody": Custody.HELD}, action="personnel.traveldocument.back"
        )
        travel.close_returned(by, changed.person)
        return changed


def give_back(by, document: TravelDocument) -> TravelDocument:
    """After the release the document is its holder's again."""
    require_reach(by, KEEP, document)
    with ledger.unit(by):
        current = _locked(document)
        require(rules.may_give_back(current))
        values = {"custody": Custody.GIVEN_BACK}
        return writing.change(by, current, values, action="personnel.traveldocument.give_back")


def cancel(by, document: TravelDocument, reason: str) -> TravelDocument:
    """Cancelled by the issuing authority, as after a renewal."""
    return _end(by, document, Custody.CANCELLED, "cancel", reason)


def report_lost(by, document: TravelDocument, reason: str) -> TravelDocument:
    """Lost; the loss is reported where the rules for leaks say so, by the office."""
    return _end(by, document, Custody.LOST, "lose", reason)


def reveal_number(by, document: TravelDocument, reason: str) -> str:
    """The number in the clear; who read it and why is logged before it is given out."""
    require_reach(by, "personnel.document.reveal", document)
    reason = reasons.for_reading(reason)
    ledger.note("personnel.traveldocument.reveal", by=by, obj=document, label=str(document), reason=reason)
    return document.document_number


def _end(by, document: TravelDocument, custody: Custody, verb: str, reason: str) -> TravelDocument:
    require_reach(by, KEEP, document)
    reason = reason.strip()
    if not reason:
        raise Refusal("没有写明原因", how="请写明后再办")
    with ledger.unit(by, reason=reason):
        current = _locked(document)
        require(rules.may_end(current))
        if current.custody == Custody.OUT:
            _end_movement(by, current, f"{custody.label}：{reason}"[:200])
        changed = writing.change(
            by, current, {"custody": custody}, action=f"personnel.traveldocument.{verb}", reason=reason
        )
        travel.close_returned(by, changed.person)
        return changed


def _locked(document: TravelDocument) -> TravelDocument:
    handing.lock_person(document.person.staff)
    return writing.lock(document)


def _end_movement(by, document: TravelDocument, remark: str) -> None:
    movement = document.movements.get(back_on__isnull=True)
    values = {"back_on": clock.today(), "received_by": _staff(by), "remark": remark.strip()}
    writing.change(by, movement, values, action="personnel.documentmovement.return")


def _staff(by):
    if by.staff is None:
        raise Refusal("您的账号没有对应的人员，不能经手证件", how="请系统管理员把账号对应到人员")
    return by.staff


def _not_of_the_future(day: dt.date | None) -> None:
    if day is not None and day > clock.today():
        raise Refusal("交存日晚于今天", how="请改正交存日")
