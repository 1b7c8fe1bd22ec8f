"""A made-up register with its procedure (借用申请), and the people who sign it."""

import datetime as dt
from contextlib import contextmanager
from unittest import mock

import factory
from factory.django import DjangoModelFactory

from baomi.approvals import procedures
from baomi.approvals.choices import Phase, Relation, Result
from baomi.approvals.declarations import Check, Procedure, Step, level_at_least
from baomi.approvals.models import Delegation
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.core.errors import Refusal
from baomi.core.levels import SecrecyLevel
from baomi.organization import policy
from baomi.organization.policy import Reach
from baomi.organization.roles import Role
from baomi.registers.declarations import Column, Register, Section, registry
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with
from tests.testapp.models import Request

CODE = "testapp.lend"
HOURS_WANTED = 15


class RequestFactory(DjangoModelFactory):
    """An application of a person of a department, not yet handed in."""

    class Meta:
        model = Request

    department = factory.SubFactory(DepartmentFactory)
    staff = factory.SubFactory(StaffFactory, department=factory.SelfAttribute("..department"))


class DelegationFactory(DjangoModelFactory):
    """代签 in force today, for a month."""

    class Meta:
        model = Delegation

    role = Role.HEAD
    starts = factory.LazyFunction(clock.today)
    ends = factory.LazyFunction(lambda: clock.today() + dt.timedelta(days=30))
    reason = "出差"


class Requests(Register):
    """The register of the made-up application."""

    app = "testapp"
    slug = "requests"
    model = Request
    label = "借用申请"
    columns = (Column("purpose", "事由"), Column("department__name", "部门"))
    sections = (Section("申请内容", (Column("staff__name", "申请人"), Column("purpose", "事由"))),)
    permissions = {
        "view": {
            Role.OFFICE: Reach.ALL,
            Role.OFFICE_HEAD: Reach.ALL,
            Role.LEADER: Reach.ALL,
            Role.MEMBER: Reach.ALL,
            Role.OFFICER: Reach.DEPARTMENT,
            Role.HEAD: Reach.DEPARTMENT,
            Role.PERSON: Reach.OWN,
        },
        "change": {Role.OFFICE: Reach.ALL, Role.OFFICER: Reach.DEPARTMENT, Role.PERSON: Reach.OWN},
    }


def told(word: str):
    """A callback that writes its name into the record's log, by the only door there is."""

    def callback(by, record, approval):
        record.log = [*record.log, word]
        type(record).objects.filter(pk=record.pk).update(log=record.log)

    return callback


def grant(by, record, approval):
    """The effect: refused for the purpose 禁止, else the record is granted once more."""
    if record.purpose == "禁止":
        raise Refusal("名下还有 3 项未清退")
    type(record).objects.filter(pk=record.pk).update(granted=record.granted + 1)


def conditions(record) -> list[Check]:
    enough = record.hours >= HOURS_WANTED
    result = Result.MET if enough else Result.NOT_MET
    return [
        Check("年度学时达标", result, f"本年 {record.hours} 学时", clause="校规 第 12 条"),
        Check("无未结事件", Result.MET, "近 12 个月无记录"),
        *([Check("事由适当", Result.JUDGE, options=("适当", "不适当"))] if record.purpose == "出访" else []),
    ]


def ready(record):
    return Allowed() if record.purpose else Denied("事由还没有写")


STEPS = (
    Step("person", "本人", Role.PERSON, Relation.OWN, order=1),
    Step("head", "部门负责人", Role.HEAD, Relation.DEPARTMENT, order=2, by_law=True, needs_seal=True),
    Step("office", "保密办", Role.OFFICE, order=3, judges=True),
    Step("leader", "分管校领导", Role.LEADER, order=4, condition=level_at_least(SecrecyLevel.SECRET)),
    Step("back", "交回确认", Role.OFFICE, phase=Phase.FOLLOW_UP, workdays=10),
)


def procedure(code: str = CODE, **changes) -> Procedure:
    """The made-up procedure, with what a test wants otherwise."""
    given = {
        "code": code,
        "label": "借用审批",
        "register": "testapp.requests",
        "steps": STEPS,
        "effects": {Phase.APPROVE: grant, Phase.FOLLOW_UP: told("closed")},
        "checks": conditions,
        "ready": ready,
        "on_submitted": told("submitted"),
        "on_returned": told("returned"),
        "on_refused": told("refused"),
        "on_withdrawn": told("withdrawn"),
    }
    return Procedure(**(given | changes))


@contextmanager
def declared(*extra: Procedure):
    """Declare the register and its procedures for the time of a test; no other test meets them."""
    with (
        mock.patch.dict(registry._registers),
        mock.patch.dict(policy._lines),
        mock.patch.dict(procedures._procedures),
    ):
        registry.add(Requests)
        for item in (procedure(), *extra):
            procedures.add(item)
        yield


class People:
    """A department with its officer, head and an applicant; the office, a leader; and a second department."""

    def __init__(self):
        self.department = DepartmentFactory(business_line="科研")
        self.other = DepartmentFactory(business_line="人事")
        self.person = user_with(Role.PERSON, self.department)
        self.officer = user_with(Role.OFFICER, self.department)
        self.head = user_with(Role.HEAD, self.department)
        self.deputy = user_with(Role.HEAD, self.department)
        self.other_head = user_with(Role.HEAD, self.other)
        self.office = user_with(Role.OFFICE)
        self.second_office = user_with(Role.OFFICE)
        self.office_head = user_with(Role.OFFICE_HEAD)
        self.leader = user_with(Role.LEADER)

    def request(self, **values) -> Request:
        """An application of the department's person."""
        return RequestFactory(department=self.department, staff=self.person.staff, **values)
