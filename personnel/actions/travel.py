"""Writes of journeys: apply, correct, give up, the organs' opinion, the return, the end of the loop (P7, B9)."""

from collections.abc import Mapping
from typing import Any

from baomi.approvals import actions as approvals
from baomi.approvals.rules import editable
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import handing
from baomi.registers.numbering import next_label
from personnel.actions import travel_visits
from personnel.actions.reach import require_reach
from personnel.choices.travel import TripStage
from personnel.models import Trip
from personnel.rules import documents as document_rules
from personnel.rules import travel as rules

PROCEDURE = "personnel.trip"


def apply_trip(by, values: Mapping[str, Any]) -> Trip:
    """Write an application, CG-2026-001, not yet handed in. Department is the person's.

    Refused while an earlier journey is open or a document is overdue, with the reason.
    """
    trip = Trip(**values)
    trip.department = trip.person.department
    require_reach(by, "personnel.trip.apply", trip)
    with ledger.unit(by):
        handing.lock_person(trip.person.staff)
        require(rules.may_begin(trip.person))
        require(rules.nothing_open(trip.person))
        trip.number = next_label("CG", clock.today().year, "CG-{year}-{n:03}")
        return writing.create(by, trip)


def change_trip(by, trip: Trip, values: Mapping[str, Any], version: int) -> Trip:
    """Correct an application before it is handed in or after it came back; the person stays."""
    require_reach(by, "personnel.trip.apply", trip)
    values = {name: value for name, value in values.items() if name != "person"}
    with ledger.unit(by):
        handing.lock_person(trip.person.staff)
        current = writing.lock(trip)
        require(editable(current))
        require(rules.may_cancel(current))
        return writing.change(by, current, values, version=version)


def cancel_trip(by, trip: Trip, reason: str) -> Trip:
    """Given up before a document went out; the loop is over, its unsigned papers with it, and another may be applied for."""
    require_reach(by, "personnel.trip.cancel", trip)
    reason = _words(reason, "没有写明撤销原因")
    with ledger.unit(by, reason=reason):
        handing.lock_person(trip.person.staff)
        current = writing.lock(trip)
        require(rules.may_cancel(current))
        values = {"stage": TripStage.CANCELLED, "closed_on": clock.today()}
        _call_off_papers(by, current, f"出国（境）{current.number}已撤销")
        return writing.change(by, current, values, action="personnel.trip.cancel", reason=reason)


def _call_off_papers(by, trip: Trip, reason: str) -> None:
    """The pledge and the talk of a journey given up wait for nobody any more; what is signed stays signed."""
    unsigned = trip.pledges.filter(signed_on__isnull=True, approval__isnull=False)
    unfinished = trip.talks.filter(concluded_on__isnull=True, approval__isnull=False)
    for paper in (*unsigned, *unfinished):
        approvals.call_off(by, writing.lock(paper).approval, reason)


def mark_endangers(by, trip: Trip, opinion: str) -> Trip:
    """The organs hold that the journey endangers national security: from now on it can only be refused (保密法 45)."""
    require_reach(by, "personnel.trip.mark", trip)
    opinion = _words(opinion, "没有写明主管机关意见")
    with ledger.unit(by):
        handing.lock_person(trip.person.staff)
        current = writing.lock(trip)
        require(rules.may_mark(current))
        values = {"endangers": True, "organ_opinion": opinion}
        return writing.change(by, current, values, action="personnel.trip.mark")


def report_return(by, trip: Trip, values: Mapping[str, Any]) -> Trip:
    """Tell the return with the actual dates, ports and report; the visit is planned, documents get their day.

    `values`: actual_out, actual_in, exit_port, entry_port, route_change, abroad_report.
    """
    require_reach(by, "personnel.trip.report_return", trip)
    if not values["abroad_report"].strip():
        raise Refusal("没有写在外情况汇报", how="请写明后再登记")
    with ledger.unit(by):
        handing.lock_person(trip.person.staff)
        current = writing.lock(trip)
        require(rules.may_report_return(current))
        require(rules.dates_told(current, values["actual_out"], values["actual_in"]))
        told = {"stage": TripStage.RETURNED, **values}
        current = writing.change(by, current, told, action="personnel.trip.return")
        for movement in current.movements.filter(back_on__isnull=True).select_related("document"):
            due = document_rules.due_after_return(movement.document, current.actual_in)
            writing.change(by, movement, {"due_on": due}, action="personnel.documentmovement.due")
        travel_visits.plan_return_visit(by, current)
        return close_if_done(by, current)


def report_unused(by, trip: Trip, reason: str) -> Trip:
    """未成行: the journey did not take place; its documents come back at once, nobody is visited."""
    require_reach(by, "personnel.trip.report_return", trip)
    reason = _words(reason, "没有写明未成行的原因")
    with ledger.unit(by):
        handing.lock_person(trip.person.staff)
        current = writing.lock(trip)
        require(rules.may_report_return(current))
        told = {"stage": TripStage.RETURNED, "not_gone": True, "abroad_report": reason}
        current = writing.change(by, current, told, action="personnel.trip.not_gone")
        due = document_rules.due_unused(clock.today())
        for movement in current.movements.filter(back_on__isnull=True):
            writing.change(by, movement, {"due_on": due}, action="personnel.documentmovement.due")
        return close_if_done(by, current)


def close_if_done(by, trip: Trip) -> Trip:
    """办结, once everything has come back: called by whatever may be the last of it, after its locks."""
    current = writing.lock(trip)
    if not rules.may_close(current):
        return current
    values = {"stage": TripStage.CLOSED, "closed_on": clock.today()}
    return writing.change(by, current, values, action="personnel.trip.close")


def close_returned(by, person) -> None:
    """The same for whichever journey of the person waits for it."""
    for trip in Trip.objects.filter(person=person, stage=TripStage.RETURNED):
        close_if_done(by, trip)


def _words(text: str, missing: str) -> str:
    text = text.strip()
    if not text:
        raise Refusal(missing, how="请写明后再办")
    if len(text) > 200:
        raise Refusal("写得太长，最多 200 字")
    return text
