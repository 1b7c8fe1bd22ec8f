"""Leaving the post (P12): begun, handed in, cleared, approved. What each signature sets in motion stands here."""

from collections.abc import Mapping
from typing import Any

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State
from baomi.approvals.models import Approval
from baomi.approvals.rules import editable
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.dates import add_months
from baomi.core.decisions import require
from baomi.core.errors import Refusal, StaleRecord
from baomi.organization import handing, policy
from baomi.organization.actions.grants import end_grant
from baomi.registers.numbering import next_label
from personnel.actions import clearance, papers, people
from personnel.actions.travel_visits import plan_cooling_visits
from personnel.choices.leaving import ManagedBy
from personnel.choices.yearly import PledgeKind
from personnel.evidence import leaving as evidence
from personnel.models import ClearedPerson, CoolingOff, Departure
from personnel.rules import leaving as rules

PROCEDURE = "personnel.departure"


def begin(by, values: Mapping[str, Any]) -> Departure:
    """Write F-24 for somebody in post; handing it in begins the leaving. Numbered LG-2026-001.

    Raises Refusal for who is not in post or has an open one, ValidationError for cells the reason asks for.
    """
    departure = Departure(**values)
    departure.department = departure.person.department
    policy.require(by, "personnel.departures.add", departure)
    with ledger.unit(by):
        handing.lock_person(departure.person.staff)
        person = writing.lock(departure.person)
        require(rules.may_begin(person, open_departure(person)))
        require(rules.reason_fits(departure))
        departure.person, departure.department = person, person.department
        departure.number = next_label("LG", clock.today().year, "LG-{year}-{n:03}")
        return writing.create(by, departure)


def open_departure(person: ClearedPerson) -> Departure | None:
    """The person's application that is neither approved nor refused."""
    rows = person.departures.exclude(approval__state__in=rules.FINAL)
    return rows.select_related("approval").order_by("pk").first()


def change(by, departure: Departure, values: Mapping[str, Any], version: int | None = None) -> Departure:
    """Change F-24 before it is handed in, after a return or a withdrawal; never whose it is.

    It follows the person to the department he has moved to meanwhile.
    """
    policy.require(by, "personnel.departures.change", departure)
    values = dict(values)
    if values.pop("person", departure.person) != departure.person:
        raise Refusal("不能换成另一个人", where=str(departure), how="请另行建立离岗审批")
    with ledger.unit(by):
        handing.lock_person(departure.person.staff)
        current = writing.lock(departure)
        if version is not None and current.version != version:
            raise StaleRecord(current)
        require(editable(current))
        values["department"] = current.person.department
        changed = writing.change(by, current, values)
        require(rules.reason_fits(changed))
    return changed


def decide(
    by, departure: Departure, months: int, reason: str, managed_by: str, version: int | None = None
) -> Departure:
    """The office fixes the cooling-off period: as long as the rule or, with a reason, longer; and who manages it (P13)."""
    policy.require(by, "personnel.departure.decide", departure)
    with ledger.unit(by):
        handing.lock_person(departure.person.staff)
        current = writing.lock(departure)
        require(rules.may_decide(current))
        require(rules.cooling_length(current.person.grade, months, reason, clock.today()))
        if managed_by == ManagedBy.RECEIVER and not current.unit:
            raise Refusal("没有去向单位，不能委托接收单位管理", how="请改为本校管理，或退回补填去向单位")
        values = {"cooling_months": months, "longer_reason": reason.strip(), "managed_by": managed_by}
        return writing.change(by, current, values, version=version, action="personnel.departure.decide")


def note_access(by, departure: Departure, words: str, version: int | None = None) -> Departure:
    """场所出入权限回收情况 (F-24): keys, cards, fingerprints, and who took them back."""
    policy.require(by, "personnel.clearance.access", departure)
    if by.staff_id == departure.person.staff_id:
        raise Refusal("离岗人不能填写自己的权限收回情况", how="请由部门或保密办填写")
    with ledger.unit(by):
        handing.lock_person(departure.person.staff)
        current = writing.lock(departure)
        require(rules.running(current))
        values = {"access_returned": words.strip()}
        return writing.change(by, current, values, version=version, action="personnel.departure.note_access")


def handed_in(by, departure: Departure, approval: Approval) -> None:
    """From the handing-in on he is leaving and is given nothing more; what he has goes onto the sheet.

    The cooling-off pledge F-25 is put before him with it, once for a departure.
    """
    people.begin_leaving(by, departure.person, approval)
    if not departure.pledges.filter(kind=PledgeKind.COOLING).exists():
        papers.begin(by, departure.person, PledgeKind.COOLING, departure=departure)
    clearance.take_stock(by, departure)


def stopped(by, departure: Departure, approval: Approval) -> None:
    """退回, 不同意, 撤回: he stays in post and keeps what he has."""
    cause = {State.RETURNED: "离岗申请退回", State.REFUSED: "离岗未批准"}.get(approval.state, "撤回离岗申请")
    people.stop_leaving(by, departure.person, cause, approval)
    clearance.reopen(by, departure)
    if approval.state == State.REFUSED:
        _call_off_papers(by, departure, cause)


def _call_off_papers(by, departure: Departure, reason: str) -> None:
    """The unsigned pledge and talk of a refused leaving wait for nobody; another leaving has its own."""
    unsigned = departure.pledges.filter(signed_on__isnull=True, approval__isnull=False)
    unfinished = departure.talks.filter(concluded_on__isnull=True, approval__isnull=False)
    for paper in (*unsigned, *unfinished):
        approvals.call_off(by, writing.lock(paper).approval, reason)


def office_signed(by, departure: Departure, approval: Approval) -> None:
    """The office signs when everything has come back, the talk is held, the pledge signed, the period fixed."""
    require(evidence.cleared(departure))


def approved(by, departure: Departure, approval: Approval) -> None:
    """The paper is recorded: asked once more under the person's lock, then the post is left and he cools off from today.

    In this order: roles end, the stage changes, the period begins, its visits are planned.
    """
    require(evidence.cleared(departure))
    today, person = clock.today(), departure.person
    required = rules.months_required(person.grade, today)
    until = add_months(today, departure.cooling_months)
    departure = writing.change(by, departure, {"approved_on": today}, action="personnel.departure.approve")
    for grant in evidence.roles_to_end(person.staff_id).select_related("user__staff").order_by("pk"):
        end_grant(None, grant, f"离岗 {departure.number}")
    people.begin_cooling(by, person, until, approval)
    cooling = CoolingOff(
        number=next_label("TM", today.year, "TM-{year}-{n:03}"),
        department=departure.department,
        person=person,
        departure=departure,
        starts=today,
        least_until=add_months(today, required),
        until=until,
        managed_by=departure.managed_by,
        unit=departure.unit,
        unit_address=departure.unit_address,
    )
    writing.create(by, cooling, action="personnel.coolingoff.begin")
    plan_cooling_visits(by, person, today, until)
