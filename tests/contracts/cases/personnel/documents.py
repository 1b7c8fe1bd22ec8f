"""Documents in custody and their stock-takes."""

import datetime as dt

from baomi.core import clock
from baomi.organization.models import Department
from baomi.organization.roles import Role
from personnel.choices.people import PersonKind
from tests.contracts.cases.personnel.travel import of_department, of_person
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_travel import DocumentFactory, StocktakeFactory, handed_out


def payload(department: Department) -> dict:
    return {
        "person": PersonFactory(department=department).pk,
        "kind": "passport",
        "document_number": "E12345678",
        "issuer": "公安部出入境管理局",
        "issued_on": "2022-05-10",
        "expires_on": "2032-05-09",
        "deposited_on": "2022-05-20",
    }


def count_payload(department: Department) -> dict:
    DocumentFactory(department=department)
    return {"counted_on": "2026-11-02", "counters": "王建国、李静"}


REGISTERS: dict[str, Case] = {
    "personnel.documents": Case(
        make=of_department(DocumentFactory),
        make_hidden=of_department(DocumentFactory, PersonKind.STAFF),
        own=of_person(DocumentFactory),
        hidden=frozenset({Role.GRAD}),
        clerk=Role.HR,
        list_queries=23,
        detail_queries=22,
        payload=payload,
        change=("issuer", "辽宁省公安厅", "北京市公安局"),
        broken=("签发日", "去年"),
    ),
    "personnel.stocktakes": Case(
        make=lambda department: StocktakeFactory(department=department),
        hidden=frozenset({Role.GRAD}),
        clerk=Role.HR,
        list_queries=15,
        detail_queries=15,
        payload=count_payload,
    ),
}
PROCEDURES: dict[str, ProcedureCase] = {}
DEADLINES: dict[str, DeadlineCase] = {
    "personnel.document_back": DeadlineCase(
        lambda department: handed_out(
            DocumentFactory(department=department), due_on=dt.date(2026, 12, 1), out_on=dt.date(2026, 11, 1)
        ),
        dt.datetime(2026, 12, 8, 9, 0, tzinfo=clock.SHANGHAI),
    ),
    "personnel.document_expiry": DeadlineCase(
        lambda department: DocumentFactory(department=department, expires_on=dt.date(2027, 1, 1)),
        dt.datetime(2026, 12, 8, 9, 0, tzinfo=clock.SHANGHAI),
    ),
}
