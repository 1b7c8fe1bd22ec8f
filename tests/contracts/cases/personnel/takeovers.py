"""People, posts and key places taken over from old ledgers: brought in once, never changed."""

import datetime as dt

from baomi.organization.models import Department
from baomi.organization.roles import Role
from personnel.choices.people import PersonKind
from personnel.models import PlaceTakeover, PostTakeover, Takeover, TakeoverCorrection
from personnel.rules.takeovers import TAKEN_OVER
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories.organization import StaffFactory
from tests.factories.personnel import PersonFactory, PostFactory
from tests.factories.personnel_takeovers import PlaceTakeoverFactory, PostTakeoverFactory


def line(department: Department) -> Takeover:
    """Numbered as in another year, out of the way of those that a test brings in."""
    person = PersonFactory(department=department)
    person.periods.update(cause=TAKEN_OVER)
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
        "left_on": "",
        "cooling_until": "",
        "managed_by": "",
        "unit": "",
        "departure_number": "",
        "pledge_number": "",
        "remark": "照原台账",
    }


def correction(department: Department) -> TakeoverCorrection:
    """A year earlier than the line says, not handed in."""
    brought = line(department)
    return TakeoverCorrection.objects.create(
        number=f"ZG-2019-{TakeoverCorrection.objects.count() + 1:03}", department=department, takeover=brought,
        entered_on=dt.date(2023, 3, 1), vetted_on=brought.vetted_on, reason="年份录错",
    )  # fmt: skip


def correction_payload(department: Department) -> dict:
    brought = line(department)
    return {
        "takeover": brought.pk,
        "entered_on": "2023-03-01",
        "vetted_on": brought.vetted_on.isoformat(),
        "vetting_due_on": "",
        "left_on": "",
        "cooling_until": "",
        "reason": "年份录错",
    }


def post_payload(department: Department) -> dict:
    return {
        "department": department.pk,
        "title": f"{PostTakeover.objects.count()} 号岗位",
        "kind": "research",
        "duties": "承担涉密科研任务的管理",
        "grade": "ordinary",
        "basis": "function",
        "project": "",
        "basis_text": "",
        "meeting_on": "2021-03-02",
        "meeting_number": "院纪〔2021〕3 号",
        "approved_on": "2021-03-15",
        "approval_number": "DA-2021-017",
    }


def place_payload(department: Department) -> dict:
    return {
        "department": department.pk,
        "name": f"{PlaceTakeover.objects.count()} 号档案库",
        "kind": "spot",
        "level": "confidential",
        "place": "",
        "location": "行政楼 3 层",
        "head": StaffFactory(department=department).number,
        "phone": "",
        "reason": "存放涉密载体",
        "guards": "值守",
        "physical": "铁门",
        "technical": "监控",
        "designated_on": "2021-05-10",
        "approval_number": "保委〔2021〕4 号",
        "bureau_number": "",
        "bureau_on": "",
        "checked_on": "",
    }


REGISTERS: dict[str, Case] = {
    "personnel.corrections": Case(
        make=correction,
        clerk=Role.HR,
        list_queries=17,
        detail_queries=19,
        payload=correction_payload,
        change=("reason", "月份录错", "日期录错"),
    ),
    "personnel.posttakeovers": Case(
        make=lambda department: PostTakeoverFactory(department=department),
        clerk=Role.OFFICE,
        list_queries=15,
        detail_queries=12,
        payload=post_payload,
        broken=("批准日期", "去年"),
    ),
    "personnel.placetakeovers": Case(
        make=lambda department: PlaceTakeoverFactory(department=department),
        clerk=Role.OFFICE,
        list_queries=15,
        detail_queries=12,
        payload=place_payload,
        broken=("审定日期", "去年"),
    ),
    "personnel.takeovers": Case(
        make=line,
        clerk=Role.HR,
        list_queries=17,
        detail_queries=12,
        payload=payload,
        broken=("成为涉密人员时间", "去年"),
    ),
}
PROCEDURES: dict[str, ProcedureCase] = {
    "personnel.correction": ProcedureCase(make=correction, by=Role.HR),
}
DEADLINES: dict[str, DeadlineCase] = {}
