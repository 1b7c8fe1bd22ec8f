import datetime as dt

from baomi.core import clock
from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from personnel.models import KeyPlace, PlaceAccess, PlaceCheck, PlaceVisit, PlaceWithdrawal
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories import personnel_posts as places
from tests.factories.organization import StaffFactory
from tests.factories.personnel import PersonFactory

CHECK_DUE = dt.date(2026, 12, 10)


def stamped() -> dict:
    return {"created_at": clock.now(), "updated_at": clock.now()}


def place(department: Department, **values) -> KeyPlace:
    """An application not yet handed in."""
    return places.KeyPlaceFactory(draft=True, department=department, **stamped(), **values)


def designated(department: Department, **values) -> KeyPlace:
    return places.KeyPlaceFactory(department=department, **stamped(), **values)


def withdrawal(department: Department) -> PlaceWithdrawal:
    return places.WithdrawalFactory(department=department, **stamped())


def access(department: Department, **values) -> PlaceAccess:
    return places.AccessFactory(department=department, **stamped(), **values)


def own_access(staff: Staff) -> PlaceAccess:
    person = staff.clearances.first() or PersonFactory(staff=staff, department=staff.department)
    return access(staff.department, person=person)


def visit(department: Department, **values) -> PlaceVisit:
    return places.VisitFactory(department=department, **stamped(), **values)


def booked_visit(department: Department) -> PlaceVisit:
    """With its book written beforehand: its steps are signed one after the other, with nothing between."""
    return visit(
        department,
        came_at=clock.now() - dt.timedelta(hours=2),
        left_at=clock.now() - dt.timedelta(hours=1),
    )


def check(department: Department) -> PlaceCheck:
    return places.CheckFactory(department=department, **stamped())


def place_payload(department: Department) -> dict:
    return {
        "department": department.pk,
        "name": f"{KeyPlace.objects.count()} 号机房",
        "kind": "spot",
        "level": "confidential",
        "place": "",
        "location": "主楼 2 层",
        "head": StaffFactory(department=department).number,
        "phone": "83680000",
        "reason": "存放涉密载体",
        "guards": "值守",
        "physical": "铁门",
        "technical": "监控",
    }


def withdrawal_payload(department: Department) -> dict:
    return {"key_place": designated(department).pk, "people_count": "3", "reason": "载体已移交"}


def access_payload(department: Department) -> dict:
    return {
        "key_place": designated(department).pk,
        "person": PersonFactory(department=department).staff.number,
        "means": "门禁卡 7",
        "starts": "2026-03-02",
    }


def visit_payload(department: Department) -> dict:
    return {
        "department": department.pk,
        "key_place": designated(department).number,
        "visitors": "郑工，工程师，某维修公司",
        "reason": "检修空调",
        "escort": StaffFactory(department=department).number,
        "planned_at": "2027-03-02 09:00",
        "stay_minutes": "60",
    }


def check_payload(department: Department) -> dict:
    return {
        "key_place": designated(department).pk,
        "checked_on": "2026-03-02",
        "checkers": "陈堃",
        "sound": "on",
        "findings": "",
        "rectified_on": "",
    }


REGISTERS: dict[str, Case] = {
    "personnel.places": Case(
        make=place,
        clerk=Role.OFFICE,
        list_queries=20,
        detail_queries=14,
        payload=place_payload,
        change=("location", "主楼 4 层", "主楼 5 层"),
        broken=("类别", "不知道"),
        prints={"F-62": designated},
        print_views={"F-62": "in_force"},
    ),
    "personnel.withdrawals": Case(
        make=withdrawal,
        clerk=Role.OFFICER,
        list_queries=16,
        detail_queries=18,
        payload=withdrawal_payload,
        change=("reason", "不再存放载体", "已迁出"),
    ),
    "personnel.accesses": Case(
        make=access,
        own=own_access,
        clerk=Role.OFFICE,
        list_queries=18,
        detail_queries=12,
        payload=access_payload,
        change=("means", "指纹", "门禁卡 8"),
        broken=("起始日期", "2026-02-30"),
    ),
    "personnel.entries": Case(
        make=visit,
        own=lambda staff: visit(staff.department, applicant=staff),
        clerk=Role.OFFICER,
        list_queries=20,
        detail_queries=18,
        payload=visit_payload,
        change=("reason", "检修门禁", "检修监控"),
    ),
    "personnel.inspections": Case(
        make=check,
        clerk=Role.OFFICE,
        list_queries=17,
        detail_queries=12,
        payload=check_payload,
        change=("checkers", "陈堃、刘玥", "刘玥"),
        broken=("检查日期", "2026-02-30"),
    ),
}
PROCEDURES: dict[str, ProcedureCase] = {
    "personnel.place": ProcedureCase(
        lambda department: place(department, bureau_number="保确〔2026〕1 号"), Role.OFFICER
    ),
    "personnel.withdrawal": ProcedureCase(withdrawal, Role.OFFICER),
    "personnel.entry": ProcedureCase(booked_visit, Role.OFFICER),
}
DEADLINES: dict[str, DeadlineCase] = {
    "personnel.place_check": DeadlineCase(
        lambda department: designated(department, check_due_on=CHECK_DUE),
        dt.datetime(2026, 12, 14, 12, tzinfo=clock.SHANGHAI),
    )
}
