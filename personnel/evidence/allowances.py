"""What the registers say of a month's allowances: who was on duty in which grade, who manages, what is withheld (P10)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from baomi.approvals.choices import State
from baomi.core import clock
from baomi.core.dates import add_months
from baomi.core.holdings import Holding, held_things
from baomi.core.levels import PersonGrade
from baomi.organization import parameters
from baomi.organization.choices import SecrecyRole
from baomi.organization.models import Department, Parameter, Staff
from personnel.choices.people import ON_DUTY
from personnel.choices.yearly import AssessmentResult
from personnel.models import AllowanceLine, AllowanceList, Assessment, Deduction, StatusPeriod
from personnel.parameters import ALLOWANCE, ALLOWANCE_FAILED_MONTHS, ALLOWANCE_MANAGER
from personnel.rules import allowances as rules
from personnel.rules.allowances import MANAGER, Line, Span

MANAGERS = (SecrecyRole.FULL_TIME, SecrecyRole.PART_TIME)
KEYS = {**{str(grade): ALLOWANCE[grade] for grade in PersonGrade}, MANAGER: ALLOWANCE_MANAGER}


@dataclass
class Entitled:
    """One person's claim in a month: the days of his posts, and whether he manages secrecy work, in which unit."""

    staff_id: int
    person_id: int | None = None
    spans: list[Span] = field(default_factory=list)
    manages: bool = False
    home: int = 0


@dataclass(frozen=True)
class Row:
    """A line of a list as it has to be: what is due, what is withheld, and why."""

    staff_id: int
    person_id: int | None
    first: dt.date
    last: dt.date
    grade: str
    rate: Decimal
    due: Decimal
    deducted: Decimal
    reason: str

    @property
    def paid(self) -> Decimal:
        return self.due - self.deducted


class Numbers:
    """Parameters as they were on each day; all changes ever made are read once."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._changes: dict[str, list] = defaultdict(list)
        changes = Parameter.objects.filter(key__in=list(keys)).order_by("effective_from")
        for key, day, value in changes.values_list("key", "effective_from", "value"):
            self._changes[key].append((day, value))

    def on(self, key: str, day: dt.date):
        """The value in force on the day."""
        value = parameters.declaration(key).default
        for since, changed in self._changes[key]:
            if since <= day:
                value = changed
        return value


def rates() -> rules.RateOf:
    """(grade, day) → the month's amount in force. One query."""
    numbers = Numbers(KEYS.values())
    return lambda grade, day: Decimal(numbers.on(KEYS[grade], day))


def rows_of(month: dt.date, departments: Iterable[int] | None = None) -> dict[int, list[Row]]:
    """Unit → the rows of its list of the month. A fixed number of queries, however many people.

    A 课题组 stands in the list of the unit it answers through. Days to come of the current month count as the last
    state known. `departments` limits the answer to some units.
    """
    wanted = None if departments is None else set(departments)
    rate_of, withheld = rates(), _withheld(month)
    found: dict[int, list[Row]] = defaultdict(list)
    for claim in _entitled(month):
        for line in _lines(claim, month, rate_of):
            if wanted is None or line.unit in wanted:
                found[line.unit].append(_row(claim, line, withheld.get(claim.staff_id, "")))
    for unit, corrections in _corrections(month, wanted).items():
        found[unit].extend(corrections)
    return dict(found)


def _lines(claim: Entitled, month: dt.date, rate_of: rules.RateOf) -> list[Line]:
    return rules.lines(claim.spans, month, rate_of, manages=claim.manages, home=claim.home)


def _row(claim: Entitled, line: Line, reason: str) -> Row:
    person = claim.person_id if line.grade != MANAGER else None
    deducted = line.due if reason else Decimal(0)
    return Row(
        claim.staff_id, person, line.first, line.last, line.grade, line.rate, line.due, deducted, reason
    )


def _entitled(month: dt.date) -> list[Entitled]:
    """Everybody on duty for at least a day of the month, and everybody who manages secrecy work."""
    first, last = rules.month_of(month)
    tops = top_units()
    found: dict[int, Entitled] = {}
    periods = StatusPeriod.objects.touching(first, last).filter(status__in=ON_DUTY).order_by("starts", "pk")
    for staff, person, department, grade, starts, ends in periods.values_list(
        "person__staff", "person", "department", "grade", "starts", "ends"
    ):
        claim = found.setdefault(staff, Entitled(staff))
        claim.person_id = person
        claim.spans.append(Span(starts, ends or last, grade, tops[department]))
    managers = Staff.objects.filter(secrecy_role__in=MANAGERS, active=True).order_by("pk")
    for staff, department in managers.values_list("pk", "department"):
        claim = found.setdefault(staff, Entitled(staff))
        claim.manages, claim.home = True, tops[department]
    return list(found.values())


def top_units() -> dict[int, int]:
    """Department → the 二级单位 whose list it stands in."""
    rows = {row.pk: row for row in Department.objects.select_related("parent")}
    for row in rows.values():
        row.parent = rows.get(row.parent_id)
    return {pk: row.top.pk for pk, row in rows.items()}


def _withheld(month: dt.date) -> dict[int, str]:
    """Person of the staff register → why nothing is paid in the month: a deduction decided, or a failed assessment."""
    found: dict[int, list[str]] = defaultdict(list)
    decided = Deduction.objects.filter(decided_on__isnull=False, first_month__lte=month)
    for staff, first_month, months, number in decided.values_list(
        "person__staff", "first_month", "months", "number"
    ):
        if month in rules.months_withheld(first_month, months):
            found[staff].append(f"扣发通知 {number}")
    failed = Assessment.objects.filter(
        result=AssessmentResult.FAILS, concluded_on__isnull=False, concluded_on__lt=month
    )
    numbers = Numbers([ALLOWANCE_FAILED_MONTHS])
    for staff, year, concluded in failed.values_list("person__staff", "year", "concluded_on"):
        months = numbers.on(ALLOWANCE_FAILED_MONTHS, concluded)
        if month in rules.months_withheld(add_months(concluded.replace(day=1), 1), months):
            found[staff].append(f"{year} 年度考核不符合")
    return {staff: "；".join(reasons)[:200] for staff, reasons in found.items()}


def _corrections(month: dt.date, departments: set[int] | None) -> dict[int, list[Row]]:
    """What the approved list of the month before paid too little or too much, as the history stands now.

    A list is signed before its month is over; whoever then left or changed is put right in the next list.
    """
    before = add_months(month, -1)
    sheets = AllowanceList.objects.filter(month=before, approval__state=State.APPROVED)
    if departments is not None:
        sheets = sheets.filter(department__in=departments)
    units = set(sheets.values_list("department", flat=True))
    if not units:
        return {}
    paid, earned = _paid(before, units), _earned(before, units)
    found: dict[int, list[Row]] = {}
    for unit, staff in sorted(paid.keys() | earned.keys()):
        difference = earned.get((unit, staff), Decimal(0)) - paid.get((unit, staff), Decimal(0))
        if difference:
            found.setdefault(unit, []).append(_correction(staff, before, difference))
    return found


def _paid(month: dt.date, units: set[int]) -> dict[tuple[int, int], Decimal]:
    """(unit, person) → what the month's own lines paid, corrections of earlier months left out."""
    found: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    own = AllowanceLine.objects.filter(sheet__month=month, sheet__department__in=units, first__gte=month)
    for unit, staff, paid in own.values_list("sheet__department", "staff", "paid"):
        found[unit, staff] += paid
    return found


def _earned(month: dt.date, units: set[int]) -> dict[tuple[int, int], Decimal]:
    """(unit, person) → what the month is worth by the history of today."""
    rate_of, withheld = rates(), _withheld(month)
    found: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for claim in _entitled(month):
        if claim.staff_id in withheld:
            continue
        for line in _lines(claim, month, rate_of):
            if line.unit in units:
                found[line.unit, claim.staff_id] += line.due
    return found


def _correction(staff: int, month: dt.date, difference: Decimal) -> Row:
    first, last = rules.month_of(month)
    more = max(difference, Decimal(0))
    reason = f"{'补发' if difference > 0 else '扣回'} {month:%Y-%m}"
    return Row(staff, None, first, last, MANAGER, Decimal(0), more, more - difference, reason)


def same_as(sheet: AllowanceList) -> bool:
    """Whether the lines of the list are still what the registers say."""
    wanted = {_key(row) for row in rows_of(sheet.month, [sheet.department_id]).get(sheet.department_id, ())}
    return wanted == {_key(line) for line in sheet.lines.all()}


def _key(row) -> tuple:
    return (row.staff_id, row.first, row.last, row.grade, row.rate, row.due, row.deducted, row.reason)


def of_person(staff_id: int, months: int = 12) -> list[AllowanceLine]:
    """A person's own lines of the approved lists of the last months, the latest first: for his page."""
    since = add_months(clock.today().replace(day=1), -months)
    rows = AllowanceLine.objects.filter(
        staff=staff_id, sheet__month__gte=since, sheet__approval__state=State.APPROVED
    )
    return list(rows.select_related("sheet").order_by("-sheet__month", "first"))


@held_things.register
def deductions_under_way(staff_id: int) -> list[Holding]:
    """Deductions being signed: of somebody who has left there is no allowance to withhold, and nobody could decide them."""
    rows = Deduction.objects.filter(person__staff=staff_id, approval__state=State.RUNNING).order_by("pk")
    return [
        Holding(
            key=f"personnel.deduction:{row.pk}",
            kind="津贴扣发",
            label=f"自 {row.first_month:%Y-%m} 起扣发 {row.months} 个月",
            number=row.number or "",
            since=row.created_at.date() if row.created_at else None,
            url=f"/personnel/deductions/{row.pk}/",
            how="审批中，请在离岗前签署办结，或由送审人撤回",
        )
        for row in rows.only("number", "first_month", "months", "created_at")
    ]
