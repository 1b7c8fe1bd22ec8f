"""Allowances and deductions."""

import datetime as dt

from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from personnel.evidence import allowances as evidence
from personnel.models import AllowanceLine, AllowanceList, Deduction
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories.personnel import PersonFactory

MONTH = dt.date(2020, 1, 1)


def allowance_list(department: Department) -> AllowanceList:
    """Of a month without one of that department, not handed in."""
    taken = AllowanceList.objects.filter(department=department).count()
    return AllowanceList.objects.create(
        department=department,
        month=MONTH.replace(month=taken % 12 + 1, year=2020 + taken // 12),
        number=f"JT-2020-{AllowanceList.objects.count() + 1:04}",
    )


def payable_list(department: Department) -> AllowanceList:
    """With somebody to pay, as the registers have it."""

    PersonFactory(department=department)
    sheet = AllowanceList.objects.create(
        department=department, month=dt.date(2025, 6, 1), number=f"JT-2025-{department.pk:04}"
    )
    for row in evidence.rows_of(sheet.month, [department.pk])[department.pk]:
        AllowanceLine.objects.create(
            sheet=sheet, staff_id=row.staff_id, person_id=row.person_id, grade=row.grade, first=row.first,
            last=row.last, rate=row.rate, due=row.due, deducted=row.deducted, paid=row.paid, reason=row.reason,
        )  # fmt: skip
    return sheet


def deduction(department: Department) -> Deduction:
    return _deduction(PersonFactory(department=department))


def own_deduction(staff: Staff) -> Deduction:
    return _deduction(PersonFactory(department=staff.department, staff=staff))


def _deduction(person) -> Deduction:
    return Deduction.objects.create(
        department=person.department,
        person=person,
        first_month=dt.date(2030, 1, 1),
        months=1,
        reason="未按时清退",
        number=f"KF-2020-{Deduction.objects.count() + 1:03}",
    )


REGISTERS: dict[str, Case] = {
    "personnel.allowances": Case(make=allowance_list, clerk=Role.OFFICER, list_queries=20, detail_queries=18),
    "personnel.deductions": Case(
        make=deduction,
        own=own_deduction,
        clerk=Role.OFFICER,
        list_queries=18,
        detail_queries=19,
        payload=lambda department: {
            "person": PersonFactory(department=department).staff.number,
            "first_month": "2030-02",
            "months": "3",
            "reason": "未按时清退",
            "clause": "",
        },
        change=("reason", "未按时清退登记本", "未按时清退钥匙"),
    ),
}
PROCEDURES: dict[str, ProcedureCase] = {
    "personnel.allowance": ProcedureCase(payable_list, Role.OFFICER),
    "personnel.deduction": ProcedureCase(deduction, Role.OFFICER),
}
DEADLINES: dict[str, DeadlineCase] = {}
