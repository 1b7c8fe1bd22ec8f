"""People taken over from an old ledger: brought in by the personnel department, never changed."""

import datetime as dt

from baomi.organization.models import Department
from baomi.organization.roles import Role
from personnel.choices.people import PersonKind
from personnel.models import Takeover
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories.organization import StaffFactory
from tests.factories.personnel import PersonFactory, PostFactory


def line(department: Department) -> Takeover:
    """Numbered as in another year, out of the way of those that a test brings in."""
    person = PersonFactory(department=department)
    return Takeover.objects.create(
        number=f"ZR-2019-{Takeover.objects.count() + 1:04}", department=department, staff=person.staff,
        post=person.post, entered_on=person.entered_on, vetted_on=person.vetted_on, person=person,
    )  # fmt: skip


def payload(department: Department) -> dict:
    return {
        "staff": StaffFactory(department=department).pk,
        "kind": PersonKind.STAFF,
        "post": PostFactory(department=department).pk,
        "leader": "",
        "entered_on": dt.date(2019, 9, 1).isoformat(),
        "vetted_on": dt.date(2024, 9, 1).isoformat(),
        "vetting_due_on": "",
        "remark": "照原台账",
    }


REGISTERS: dict[str, Case] = {
    "personnel.takeovers": Case(
        make=line,
        clerk=Role.HR,
        list_queries=60,
        detail_queries=60,
        payload=payload,
        broken=("成为涉密人员时间", "去年"),
    ),
}
PROCEDURES: dict[str, ProcedureCase] = {}
DEADLINES: dict[str, DeadlineCase] = {}
