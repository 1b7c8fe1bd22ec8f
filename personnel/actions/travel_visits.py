"""Writes of visits: planned after a journey and through the cooling-off period, written down, dropped (F-22, F-31).

What plans and drops is called by the effects and actions that make a visit due, inside their unit.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from baomi.approvals.choices import OPEN_TO_CHANGE
from baomi.approvals.rules import editable
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.organization import handing, parameters
from baomi.registers.numbering import next_label
from personnel.actions.reach import require_reach
from personnel.choices.travel import VisitKind
from personnel.models import ClearedPerson, Trip, Visit
from personnel.parameters import COOLING_VISIT_MONTHS, REVISIT_DAYS
from personnel.rules import visits as rules

PROCEDURE = "personnel.visit"


def plan_return_visit(by, trip: Trip) -> Visit:
    """The visit F-22 after a journey, due so many days after the return, by the number in force on that day."""
    days = parameters.value(REVISIT_DAYS, on=trip.actual_in)
    due = trip.actual_in + dt.timedelta(days=days)
    visit = Visit(
        person=trip.person, department=trip.person.department, kind=VisitKind.RETURN, trip=trip, due_on=due
    )
    return _plan(by, visit)


def plan_cooling_visits(by, person: ClearedPerson, starts: dt.date, until: dt.date) -> list[Visit]:
    """The visits F-31 of a cooling-off period, none after its end, none of a day that is past.

    Those planned already stay as they are. Called again with a later end it adds what is missing and takes up again what had been dropped.
    """
    months = parameters.value(COOLING_VISIT_MONTHS, on=starts)
    planned = {visit.due_on: visit for visit in person.visits.filter(kind=VisitKind.COOLING)}
    added = []
    with ledger.unit(by):
        handing.lock_person(person.staff)
        for day in rules.cooling_days(starts, until, months):
            visit = planned.get(day)
            if visit is None and day >= clock.today():
                visit = Visit(person=person, department=person.department, kind=VisitKind.COOLING, due_on=day)
                added.append(_plan(by, visit))
            elif visit is not None and visit.dropped_on:
                added.append(writing.change(by, visit, {"dropped_on": None}, action="personnel.visit.resume"))
    return added


def drop_visits(by, person: ClearedPerson) -> int:
    """Stop the cooling-off visits that were not paid, missed ones with them; returns how many.

    What was written down or is being signed goes on to its end.
    """
    rows = person.visits.filter(
        kind=VisitKind.COOLING, held_on__isnull=True, concluded_on__isnull=True, dropped_on__isnull=True
    ).select_related("approval")
    dropped = 0
    with ledger.unit(by):
        handing.lock_person(person.staff)
        for visit in rows:
            if visit.approval_id is None or visit.approval.state in OPEN_TO_CHANGE:
                values = {"dropped_on": clock.today()}
                writing.change(by, visit, values, action="personnel.visit.drop")
                dropped += 1
    return dropped


def write_visit(by, visit: Visit, values: Mapping[str, Any], version: int | None = None) -> Visit:
    """Write down what a visit found: held_on, method, answers, abnormal, handling. Signed by the visitors afterwards."""
    require_reach(by, "personnel.visit.write", visit)
    with ledger.unit(by):
        handing.lock_person(visit.person.staff)
        current = writing.lock(visit)
        require(rules.may_write(current))
        require(editable(current))
        return writing.change(by, current, values, version=version, action="personnel.visit.write")


def conclude_visit(by, visit: Visit) -> Visit:
    """Signed by all."""
    return writing.change(by, visit, {"concluded_on": clock.today()}, action="personnel.visit.conclude")


def _plan(by, visit: Visit) -> Visit:
    with ledger.unit(by):
        visit.number = next_label("HF", clock.today().year, "HF-{year}-{n:03}")
        return writing.create(by, visit, action="personnel.visit.plan")
