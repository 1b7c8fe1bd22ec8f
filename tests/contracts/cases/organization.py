"""The kernel's own ledgers: departments, people, accounts, roles, seats, places."""

from baomi.organization.choices import CommitteeBody, DepartmentKind, GrantState
from baomi.organization.models import Department
from baomi.organization.roles import Role
from tests.contracts.cases.shape import Case
from tests.factories import organization


def grant(department: Department):
    user = organization.UserFactory(staff__department=department)
    return organization.GrantFactory(
        user=user, role=Role.OFFICER, department=department, state=GrantState.PROPOSED
    )


def seat(department: Department):
    staff = organization.StaffFactory(department=department)
    return organization.SeatFactory(staff=staff, body=CommitteeBody.DEPARTMENT, department=department)


REGISTERS: dict[str, Case] = {
    "organization.departments": Case(
        make=lambda department: organization.DepartmentFactory(parent=department),
        clerk=Role.SYSADMIN,
        list_queries=18,
        detail_queries=12,
        payload=lambda department: {
            "code": "X901",
            "name": "量子信息研究院",
            "short_name": "量子院",
            "kind": DepartmentKind.COLLEGE,
            "parent": department.pk,
        },
        change=("phone", "024-83680011", "024-83680012"),
        broken=("类别", "不是类别"),
    ),
    "organization.staff": Case(
        make=lambda department: organization.StaffFactory(department=department, identified=True),
        own=lambda staff: staff,
        clerk=Role.OFFICE,
        list_queries=17,
        detail_queries=12,
        payload=lambda department: {
            "number": "20269901",
            "name": "赵𬱖",
            "gender": "female",
            "ethnicity": "满族",
            "political_status": "群众",
            "department": department.pk,
            "secrecy_role": "none",
            "active": "on",
        },
        change=("post", "副院长", "科研秘书"),
        broken=("出生日期", "五月"),
    ),
    "organization.accounts": Case(
        make=lambda department: organization.UserFactory(staff__department=department),
        clerk=Role.SYSADMIN,
        list_queries=17,
        detail_queries=14,
        payload=lambda department: {
            "username": "zhaoyun",
            "staff": organization.StaffFactory(department=department).pk,
        },
        broken=("工号", "无此工号"),
    ),
    "organization.grants": Case(
        make=grant,
        clerk=Role.SECADMIN,
        list_queries=17,
        detail_queries=12,
        payload=lambda department: {
            "user": organization.UserFactory(staff__department=department).pk,
            "role": Role.OFFICER,
            "department": department.pk,
            "starts": "2026-12-01",
            "reason": "接任保密员",
        },
        broken=("角色", "不是角色"),
    ),
    "organization.seats": Case(
        make=seat,
        clerk=Role.OFFICE,
        list_queries=16,
        detail_queries=12,
        payload=lambda department: {
            "body": CommitteeBody.DEPARTMENT,
            "department": department.pk,
            "staff": organization.StaffFactory(department=department).pk,
            "rank": "member",
            "starts": "2026-01-01",
        },
        change=("business_line", "科研", "人事"),
        broken=("任期起", "去年"),
    ),
    "organization.places": Case(
        make=lambda department: organization.PlaceFactory(department=department),
        clerk=Role.OFFICE,
        list_queries=15,
        detail_queries=12,
        payload=lambda department: {
            "department": department.pk,
            "building": "主楼",
            "room": "1329",
            "active": "on",
        },
        change=("name", "保密室", "机房"),
        broken=("管理部门", "没有这个部门"),
    ),
}
