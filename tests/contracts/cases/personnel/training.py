"""Training: sessions, who was there, certificates; what is due of them."""

import datetime as dt

from baomi.core import clock
from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories.organization import StaffFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_training import (
    AttendanceFactory,
    CertificateFactory,
    SessionFactory,
)

DECEMBER = dt.datetime(2026, 12, 2, 9, 0, tzinfo=clock.SHANGHAI)


def session(department: Department):
    return SessionFactory(department=department)


def session_payload(department: Department) -> dict:
    return {
        "department": department.pk,
        "title": "年度保密技术防范教育",
        "kind": "in_service",
        "topics": ["technique", "law"],
        "content": "手机使用保密要求",
        "planned_on": "2026-06-20",
        "held_on": "2026-06-21",
        "hours": "3",
        "place": "主楼报告厅",
        "lecturer": "保密办",
        "audience": "全体涉密人员",
        "has_exam": "on",
    }


def attendance(department: Department):
    return AttendanceFactory(department=department)


def attendance_payload(department: Department) -> dict:
    return {
        "session": SessionFactory(department=department).pk,
        "staff": StaffFactory(department=department).number,
        "hours": "4",
        "score": "",
    }


def certificate(department: Department):
    return CertificateFactory(department=department)


def certificate_payload(department: Department) -> dict:
    return {
        "staff": StaffFactory(department=department).number,
        "name": "定密责任人培训证书",
        "certificate_number": "DM-2026-0007",
        "issuer": "省国家保密局",
        "issued_on": "2026-03-20",
        "expires_on": "2029-03-19",
    }


def own_attendance(staff: Staff):
    return AttendanceFactory(department=staff.department, staff=staff)


def own_certificate(staff: Staff):
    return CertificateFactory(department=staff.department, staff=staff)


def short(department: Department):
    """Somebody with an account and no hours."""
    user = user_with(Role.PERSON, department)
    return PersonFactory(department=department, staff=user.staff)


def expiring(department: Department):
    return CertificateFactory(department=department, expires_on=dt.date(2026, 12, 2))


REGISTERS: dict[str, Case] = {
    "personnel.trainings": Case(
        make=session,
        clerk=Role.OFFICE,
        list_queries=19,
        detail_queries=14,
        payload=session_payload,
        change=("place", "主楼 101 室", "主楼 102 室"),
        broken=("举办日期", "2026-02-30"),
    ),
    "personnel.attendance": Case(
        make=attendance,
        own=own_attendance,
        clerk=Role.OFFICE,
        list_queries=17,
        detail_queries=12,
        payload=attendance_payload,
        change=("hours", "2.0", "3.0"),
        broken=("学时", "三学时"),
    ),
    "personnel.certificates": Case(
        make=certificate,
        own=own_certificate,
        clerk=Role.OFFICE,
        list_queries=17,
        detail_queries=16,
        payload=certificate_payload,
        change=("name", "保密干部证书", "保密专业证书"),
        broken=("发证日期", "2026-02-30"),
    ),
}
PROCEDURES: dict[str, ProcedureCase] = {}
DEADLINES: dict[str, DeadlineCase] = {
    "personnel.certificate": DeadlineCase(expiring, DECEMBER),
    "personnel.hours": DeadlineCase(short, DECEMBER),
    "personnel.hours.own": DeadlineCase(short, DECEMBER),
}
