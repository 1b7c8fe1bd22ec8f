"""The cooling-off period and what happens in it: a student's, over by the day of the tests."""

import datetime as dt

from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from personnel.choices.leaving import ManagedBy
from personnel.choices.people import PersonKind, PersonStatus
from personnel.models import CoolingOff
from tests.contracts.cases.personnel.leaving import LATE, own_person
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_leaving import (
    LEFT,
    OVER,
    CoolingFactory,
    DepartureFactory,
    EnquiryFactory,
    ExceptionFactory,
    LongerFactory,
    ReleaseFactory,
)

GRAD_HIDDEN = frozenset({Role.GRAD})
COST = {"list_queries": 23, "detail_queries": 22}


def cooling(department: Department, kind=PersonKind.STUDENT, **values) -> CoolingOff:
    person = PersonFactory(
        department=department, kind=kind, status=PersonStatus.COOLING, left_on=LEFT, cooling_until=OVER
    )
    return CoolingFactory(person=person, **values)


def staff_cooling(department: Department, **values) -> CoolingOff:
    return cooling(department, PersonKind.STAFF, **values)


def own_cooling(staff: Staff) -> CoolingOff:
    """One period a person, whichever case asks first."""
    person = own_person(staff)
    found = CoolingOff.objects.filter(person=person).first()
    return found or CoolingFactory(person=person, departure=DepartureFactory(person=person, approved_on=LEFT))


def entrusted(department: Department, **values) -> CoolingOff:
    return cooling(
        department, managed_by=ManagedBy.RECEIVER, letter_number=f"TW-{department.pk}-{CoolingOff.objects.count()}",
        letter_on=LEFT, receipt_due_on=dt.date(2025, 12, 1), **values,
    )  # fmt: skip


def noticed(department: Department) -> CoolingOff:
    """Stays in the house; the notice has gone out."""
    made = cooling(
        department, letter_number=f"TN-{department.pk}-{CoolingOff.objects.count()}", letter_on=LEFT
    )
    made.departure.reason = "internal"
    made.departure.save()
    return made


def of(factory, make=cooling, **values):
    """A case's `make`: what the factory makes in a period of the department."""
    return lambda department: factory(cooling=make(department), **values)


def case(factory, clerk: Role, change: tuple[str, str, str], payload, **more) -> Case:
    return Case(
        make=of(factory),
        make_hidden=of(factory, staff_cooling),
        own=lambda staff: factory(cooling=own_cooling(staff)),
        hidden=GRAD_HIDDEN,
        clerk=clerk,
        change=change,
        payload=payload,
        **COST,
        **more,
    )


REGISTERS: dict[str, Case] = {
    "personnel.cooling": Case(
        make=cooling,
        make_hidden=staff_cooling,
        own=own_cooling,
        hidden=GRAD_HIDDEN,
        clerk=Role.HR,
        change=("contact", "王主任", "李主任"),
        prints={"F-26": noticed, "F-27": entrusted, "F-28": entrusted},
        print_views={"F-26": "noticed", "F-27": "entrusted", "F-28": "entrusted"},
        **COST,
    ),
    "personnel.extensions": case(
        LongerFactory,
        Role.HR,
        ("reason", "事项未解密", "事项在保密期内"),
        lambda department: {"cooling": cooling(department).pk, "until": "2028-11-01", "reason": "事项未解密"},
    ),
    "personnel.exceptions": case(
        ExceptionFactory,
        Role.OFFICER,
        ("reason", "照顾家庭", "解决两地分居"),
        lambda department: {
            "cooling": cooling(department).pk,
            "kind": "transfer",
            "unit": "南方工学院",
            "unit_nature": "state",
            "reason": "照顾家庭",
        },
    ),
    "personnel.releases": case(
        ReleaseFactory,
        Role.OFFICER,
        ("note", "按期接受回访", "按期接受回访，无异常"),
        lambda department: {"cooling": cooling(department).pk, "note": "按期接受回访"},
    ),
    "personnel.enquiries": Case(
        make=of(EnquiryFactory),
        make_hidden=of(EnquiryFactory, staff_cooling),
        hidden=GRAD_HIDDEN,
        clerk=Role.HR,
        change=("question", "脱密期至何时", "脱密期何时期满"),
        payload=lambda department: {
            "cooling": cooling(department).pk,
            "asked_by": "南方工学院",
            "asked_on": "2026-11-30",
            "question": "脱密期至何时",
        },
        **COST,
    ),
}
PROCEDURES: dict[str, ProcedureCase] = {
    "personnel.longer": ProcedureCase(of(LongerFactory), Role.HR),
    "personnel.exception": ProcedureCase(of(ExceptionFactory, staff_cooling), Role.OFFICER),
    "personnel.release": ProcedureCase(of(ReleaseFactory, staff_cooling), Role.OFFICER),
}
DEADLINES: dict[str, DeadlineCase] = {
    "personnel.cooling_end": DeadlineCase(cooling, LATE),
    "personnel.cooling_receipt": DeadlineCase(entrusted, LATE),
    "personnel.enquiry": DeadlineCase(of(EnquiryFactory), LATE),
    "personnel.release_filing": DeadlineCase(
        of(ReleaseFactory, lambda department: cooling(department, released_on=OVER + dt.timedelta(days=1))),
        LATE,
    ),
}
