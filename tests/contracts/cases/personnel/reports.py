"""Reports of major events by somebody without an account; filings that went out."""

import datetime as dt

from baomi.core import clock
from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories.organization import user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_reports import FilingFactory, ReportFactory

DECEMBER = dt.datetime(2026, 12, 2, 9, 0, tzinfo=clock.SHANGHAI)


def report(department: Department, **values):
    return ReportFactory(department=department, **values)


def own_report(staff: Staff):
    person = PersonFactory(staff=staff, department=staff.department)
    return ReportFactory(department=staff.department, person=person)


def abnormal(department: Department):
    return report(
        department, abnormal=True, reported_on=dt.date(2026, 11, 27), bureau_due_on=dt.date(2026, 11, 30)
    )


def owing(department: Department):
    """Somebody with an account who has not reported."""
    user = user_with(Role.PERSON, department)
    return PersonFactory(department=department, staff=user.staff)


def filing(department: Department):
    return FilingFactory(department=department)


REGISTERS: dict[str, Case] = {
    "personnel.reports": Case(
        make=report, own=own_report, clerk=Role.OFFICE, list_queries=20, detail_queries=19
    ),
    "personnel.filings": Case(make=filing, clerk=Role.OFFICE, list_queries=17, detail_queries=14),
}
PROCEDURES: dict[str, ProcedureCase] = {"personnel.report": ProcedureCase(report, Role.OFFICER)}
DEADLINES: dict[str, DeadlineCase] = {
    "personnel.zero_report": DeadlineCase(owing, DECEMBER),
    "personnel.zero_report.own": DeadlineCase(owing, DECEMBER),
    "personnel.event_report": DeadlineCase(report, DECEMBER),
    "personnel.abnormal_report": DeadlineCase(abnormal, DECEMBER),
    "personnel.filing": DeadlineCase(owing, DECEMBER),
}
