"""Writes of allowances (P10): a month's lists from the status history, and deductions from them (F-43)."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from baomi.approvals import rules as approval_rules
from baomi.approvals.choices import State
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied, require
from baomi.core.errors import Refusal
from baomi.organization import handing, policy
from baomi.organization.models import Department
from baomi.registers.numbering import next_label
from personnel.actions.reach import require_reach
from personnel.choices.people import ON_DUTY
from personnel.evidence import allowances as evidence
from personnel.evidence.allowances import Row
from personnel.models import AllowanceLine, AllowanceList, Deduction
from personnel.rules import allowances as rules

MAKE = "personnel.allowance.make"
LIST_PROCEDURE = "personnel.allowance"
DEDUCTION_PROCEDURE = "personnel.deduction"


def make_month(by, month: dt.date) -> list[AllowanceList]:
    """The lists of a month, one for each unit with somebody to pay; those not handed in are computed anew.

    A list in approval or approved stays as it is. Raises Refusal for a month to come. Numbered JT-2026-001.
    """
    policy.require(by, MAKE)
    require(rules.may_make(month, clock.today()))
    found = evidence.rows_of(month)
    units = Department.objects.in_bulk(found)
    with ledger.unit(by):
        known = {sheet.department_id: sheet for sheet in AllowanceList.objects.filter(month=month)}
        made = []
        for pk in sorted(found, key=lambda key: (units[key].path, key)):
            sheet = known.get(pk) or _begin(by, units[pk], month)
            made.append(_fill(by, sheet, found[pk]) if approval_rules.editable(sheet) else sheet)
        for pk, sheet in known.items():
            if pk not in found and approval_rules.editable(sheet):
                made.append(_fill(by, sheet, []))
    return made


def recompute(by, sheet: AllowanceList) -> AllowanceList:
    """One list anew from the history as it stands. Raises Refusal while it is in approval."""
    policy.require(by, MAKE, sheet)
    rows = evidence.rows_of(sheet.month, [sheet.department_id]).get(sheet.department_id, [])
    with ledger.unit(by):
        current = writing.lock(sheet)
        require(approval_rules.editable(current))
        return _fill(by, current, rows)


def _begin(by, unit: Department, month: dt.date) -> AllowanceList:
    number = next_label("JT", month.year, "JT-{year}-{n:04}")
    return writing.create(by, AllowanceList(department=unit, month=month, number=number))


def _fill(by, sheet: AllowanceList, rows: list[Row]) -> AllowanceList:
    """The lines are derived and nobody has signed them: those of the last computing are replaced."""
    AllowanceLine.objects.filter(sheet=sheet).delete()
    AllowanceLine.objects.bulk_create(
        AllowanceLine(
            sheet=sheet,
            staff_id=row.staff_id,
            person_id=row.person_id,
            grade=row.grade,
            first=row.first,
            last=row.last,
            rate=row.rate,
            due=row.due,
            deducted=row.deducted,
            paid=row.paid,
            reason=row.reason,
        )
        for row in rows
    )
    values = {"total": sum((row.paid for row in rows), Decimal(0)), "computed_at": clock.now()}
    return writing.change(by, sheet, values, action="personnel.allowancelist.compute")


def ready(sheet: AllowanceList) -> Allowed | Denied:
    """Handed in only as the registers say on that day."""
    if not sheet.lines.exists():
        return Denied("这张表没有人员", how="不用送审")
    if not evidence.same_as(sheet):
        return Denied("台账已变化，表上的津贴与任职情况不一致", how="请先“重新计算”，再送审")
    return Allowed()


def propose_deduction(by, values: Mapping[str, Any]) -> Deduction:
    """Propose to withhold somebody's allowance. Numbered KF-2026-001. Raises Refusal for who is not on duty."""
    deduction = Deduction(**values)
    deduction.department = deduction.person.department
    require_reach(by, "personnel.deduction.write", deduction)
    with ledger.unit(by):
        handing.lock_person(deduction.person.staff)
        require(may_withhold(deduction))
        deduction.number = next_label("KF", clock.today().year, "KF-{year}-{n:03}")
        return writing.create(by, deduction)


def change_deduction(
    by, deduction: Deduction, values: Mapping[str, Any], version: int | None = None
) -> Deduction:
    """Correct a deduction that is not being signed."""
    policy.require(by, "personnel.deduction.write", deduction)
    with ledger.unit(by):
        current = writing.lock(deduction)
        require(approval_rules.editable(current))
        changed = writing.change(by, current, values, version=version)
        require(may_withhold(changed))
        return changed


def may_withhold(deduction: Deduction) -> Allowed | Denied:
    """Only of somebody on duty, and from a month on whose list is not approved: what is paid is not taken back so."""
    person = deduction.person
    if person.status not in ON_DUTY:
        return Denied(f"{person.staff.name}现为“{person.get_status_display()}”，没有津贴可扣")
    unit = person.department.top
    paid = AllowanceList.objects.filter(
        department=unit, month__gte=deduction.first_month, approval__state=State.APPROVED
    )
    last = paid.order_by("month").last()
    if last is not None:
        return Denied(f"{last.month:%Y-%m} 的津贴表已批准", how="请从下一个未批准的月份起扣发")
    return Allowed()


def decide(by, deduction: Deduction) -> Deduction:
    """Approved: the lists computed from now on withhold it."""
    if not may_withhold(deduction):
        raise Refusal(may_withhold(deduction).reason, how="请退回修改起扣月份")
    return writing.change(by, deduction, {"decided_on": clock.today()}, action="personnel.deduction.decide")


def refuse(by, deduction: Deduction) -> Deduction:
    """Refused: nothing is withheld, and another one may be proposed from the same month."""
    return writing.change(by, deduction, {"refused_on": clock.today()}, action="personnel.deduction.refuse")
