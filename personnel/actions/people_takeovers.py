"""People of the ledger kept before this system: brought in once, in post or cooling off; wrong dates put right by two."""

from collections.abc import Mapping
from typing import Any

from baomi.approvals.choices import State
from baomi.approvals.models import Approval
from baomi.approvals.rules import editable
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.dates import add_months
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.core.levels import PersonGrade
from baomi.organization import handing, parameters, policy
from baomi.registers.numbering import next_label
from personnel.actions import people
from personnel.actions.travel_visits import drop_visits, plan_cooling_visits
from personnel.choices.leaving import ManagedBy
from personnel.choices.people import PersonStatus
from personnel.models import ClearedPerson, CoolingOff, Takeover, TakeoverCorrection
from personnel.parameters import REVIEW_MONTHS
from personnel.rules import takeovers as rules
from personnel.rules.takeovers import TAKEN_OVER

CORRECTION = "personnel.correction"


def take_over(by, values: Mapping[str, Any]) -> Takeover:
    """A line of the ledger kept before this system: in post since the day it gives, or cooling off since he left.

    Its vetting, training, pledges and F-24 lie on paper. Without a date for the next vetting it is reckoned from the
    last one by the parameter in force then; the end of the cooling-off period is the one that stands on F-24. Raises
    Refusal for who has a row already, for a post not in force, for a date ahead. The line stays beside the row.
    """
    line = Takeover(**values)
    line.department = line.post.department
    if line.left_on and not line.managed_by:
        line.managed_by = ManagedBy.US
    policy.require(by, "personnel.takeovers.add", line)
    with ledger.unit(by, reason=TAKEN_OVER):
        handing.lock_person(line.staff)
        require(rules.may_be_taken_over(line))
        line.person = people.open_past(by, _row_of(line), TAKEN_OVER)
        if line.left_on:
            _begin_cooling(by, line)
        line.number = next_label("ZR", clock.today().year, "ZR-{year}-{n:04}")
        return writing.create(by, line)


def _row_of(line: Takeover) -> ClearedPerson:
    return ClearedPerson(
        staff=line.staff,
        kind=line.kind,
        department=line.department,
        post=line.post,
        grade=line.post.grade,
        leader=line.leader,
        remark=line.remark,
        status=PersonStatus.COOLING if line.left_on else PersonStatus.IN_POST,
        **_dates_of(line),
    )


def _dates_of(line: Takeover) -> dict[str, Any]:
    """The row's dates; who cools off is not vetted again."""
    months = parameters.value(REVIEW_MONTHS[PersonGrade(line.post.grade)], on=line.vetted_on)
    due = line.vetting_due_on or add_months(line.vetted_on, months)
    return {
        "entered_on": line.entered_on,
        "vetted_on": line.vetted_on,
        "vetting_due_on": None if line.left_on else due,
        "left_on": line.left_on,
        "cooling_until": line.cooling_until,
    }


def _begin_cooling(by, line: Takeover) -> None:
    """The period as it runs: visits from today on, notice or letter went out before."""
    cooling = CoolingOff(
        number=next_label("TM", clock.today().year, "TM-{year}-{n:03}"),
        department=line.department,
        person=line.person,
        managed_by=line.managed_by,
        unit=line.unit,
        **_period_of(line),
    )
    writing.create(by, cooling, action="personnel.coolingoff.take_over")
    plan_cooling_visits(by, line.person, line.left_on, line.cooling_until)


def _period_of(line: Takeover) -> dict[str, Any]:
    return {"starts": line.left_on, "least_until": line.cooling_until, "until": line.cooling_until}


def begin_correction(by, values: Mapping[str, Any]) -> TakeoverCorrection:
    """Write down the right dates of a line, with the reason; in force once 保密办主任 has signed. ZG-2026-001.

    Raises Refusal when later papers rest on the wrong ones, when nothing differs, and beside another one in hand.
    """
    correction = TakeoverCorrection(**values)
    correction.department = correction.takeover.department
    policy.require(by, "personnel.corrections.add", correction)
    with ledger.unit(by):
        handing.lock_person(correction.takeover.staff)
        require(rules.may_correct(correction))
        other = correction.takeover.corrections.exclude(
            approval__state__in=(State.APPROVED, State.REFUSED)
        ).first()
        if other is not None:
            raise Refusal(f"这条转入记录已有更正在办（{other.number}）", how="请打开原有的一份")
        correction.number = next_label("ZG", clock.today().year, "ZG-{year}-{n:03}")
        return writing.create(by, correction)


def change_correction(
    by, correction: TakeoverCorrection, values: Mapping[str, Any], version: int | None = None
) -> TakeoverCorrection:
    """Other dates or another reason while nobody holds it in approval; the line stays. Raises as `begin_correction`."""
    policy.require(by, "personnel.corrections.change", correction)
    values = {name: value for name, value in values.items() if name != "takeover"}
    with ledger.unit(by):
        handing.lock_person(correction.takeover.staff)
        current = writing.lock(correction)
        require(editable(current))
        changed = writing.change(by, current, values, version=version)
        require(rules.may_correct(changed))
        return changed


def correct(by, correction: TakeoverCorrection, approval: Approval) -> None:
    """The effect: asked once more, then line, row, periods and cooling-off period get their dates together."""
    require(rules.may_correct(correction))
    values = {name: getattr(correction, name) for name in rules.DATES}
    line = writing.lock(correction.takeover)
    line = writing.change(by, line, values, action="personnel.takeover.correct", reason=correction.reason)
    person = people.correct_past(by, writing.lock(line.person), _dates_of(line))
    if line.left_on:
        cooling = writing.lock(person.cooling_off)
        writing.change(by, cooling, _period_of(line), action="personnel.coolingoff.correct")
        drop_visits(by, person)
        plan_cooling_visits(by, person, line.left_on, line.cooling_until)
    writing.change(
        by, correction, {"applied_on": clock.today()}, action="personnel.takeovercorrection.take_effect"
    )
