"""One case per register: how to make a record, who works it, what its form takes, what it costs, what it prints.

A register without a case stops the session before the first test: what is declared is tested on the day it is
born. The same holds for procedures and deadlines.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model

from awards.choices import AwardKind, NominationStage, RoundState
from awards.models import Ballot, BallotCandidate, BallotMember, Decision, Honour, Objection
from baomi.approvals import procedures
from baomi.core import clock
from baomi.organization.choices import CommitteeBody, DepartmentKind, GrantState
from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from baomi.printing import forms
from baomi.registers.declarations import Register, registry
from baomi.reminders import deadlines
from reviews.choices import CampaignState, HandIn
from reviews.models import Campaign, Incident
from tests.factories import awards, organization, reviews

FIRST_YEAR = 2001


@dataclass(frozen=True)
class Case:
    """What the contracts need to know of one register.

    `make(department)` gives a new record of that department, open for change; `own(staff)` one about that person,
    where a role reaches its own records. `clerk` is the role that adds, changes, imports. `list_queries` and
    `detail_queries` are the most a page may cost him. `hidden` are roles that the policy line lets see everything
    and the register shows less; for them `make_hidden` makes what they must not see. `payload(department)` is what
    a form of a new record posts, `change` a field with two values typed into it one after the other, `broken` a
    column of the sheet with a cell that is wrong. `prints` makes the record for a form that `make` does not fit, `print_views` names the view of
    the list whose rows print on a form, where not all do.
    """

    make: Callable[[Department], Model]
    clerk: Role
    list_queries: int
    detail_queries: int
    own: Callable[[Staff], Model] | None = None
    hidden: frozenset[Role] = frozenset()
    make_hidden: Callable[[Department], Model] | None = None
    payload: Callable[[Department], dict] | None = None
    change: tuple[str, str, str] | None = None
    broken: tuple[str, str] | None = None
    prints: Mapping[str, Callable[[Department], Model]] = field(default_factory=dict)
    print_views: Mapping[str, str] = field(default_factory=dict)


def free_year() -> int:
    """A year without a campaign: there is one a year, and its form takes no year before 2000."""
    taken = set(Campaign.objects.values_list("year", flat=True))
    return next(year for year in range(FIRST_YEAR, FIRST_YEAR + 1000) if year not in taken)


def campaign(department: Department, **values) -> Campaign:
    return reviews.CampaignFactory(department=department, year=free_year(), **values)


def draft_campaign(department: Department) -> Campaign:
    return campaign(department, state=CampaignState.DRAFT, published_at=None)


def summary(department: Department, **values):
    """In work, with its campaign published and the department addressed."""
    running = campaign(department)
    reviews.AddresseeFactory(campaign=running, department=department)
    return reviews.SummaryFactory(campaign=running, department=department, **values)


def award_round(department: Department, **values):
    running = awards.RoundCampaignFactory(year=free_year(), department=department, addressed=[department])
    return awards.AwardRoundFactory(
        **{"year": running.year, "campaign": running, "deadline": awards.DEADLINE, **values}
    )


def nomination(department: Department, **values):
    """A collective's, returned for correction: the only state in which it is changed."""
    return awards.NominationFactory(
        round=award_round(department), department=department, **{"stage": NominationStage.RETURNED, **values}
    )


def own_nomination(staff: Staff):
    return nomination(staff.department, individual=True, staff=staff)


def individual_nomination(department: Department):
    """Of a person with a portrait, as F-02 prints it."""
    staff = awards.with_photo(organization.StaffFactory(department=department, identified=True))
    return own_nomination(staff)


def grant(department: Department):
    user = organization.UserFactory(staff__department=department)
    return organization.GrantFactory(
        user=user, role=Role.OFFICER, department=department, state=GrantState.PROPOSED
    )


def seat(department: Department):
    staff = organization.StaffFactory(department=department)
    return organization.SeatFactory(staff=staff, body=CommitteeBody.DEPARTMENT, department=department)


def ballot(department: Department) -> Ballot:
    """An open ballot of a round of its own, with one candidate and two members."""
    voting = award_round(department, state=RoundState.VOTING)
    made = _record(
        Ballot,
        department,
        round=voting,
        quorum="2/3",
        majority="1/2",
        opened_at=awards.DEADLINE,
        closes_at=awards.DEADLINE + dt.timedelta(days=2),
    )
    nominee = awards.NominationFactory(round=voting, department=department, stage=NominationStage.PROPOSED)
    BallotCandidate.objects.create(ballot=made, nomination=nominee, order=1)
    for chair in (True, False):
        member = organization.user_with(Role.CHAIR if chair else Role.MEMBER, department).staff
        BallotMember.objects.create(ballot=made, staff=member, chair=chair)
    return made


def objection(department: Department) -> Objection:
    nominee = nomination(department)
    return _record(
        Objection,
        department,
        round=nominee.round,
        nomination=nominee,
        received_on=dt.date(2026, 11, 20),
        raised_by="甲单位",
        content="培训人次与登记不符。",
    )


def decision(department: Department) -> Decision:
    """Written after 公示, not yet in force."""
    public = award_round(department, state=RoundState.PUBLICITY, publicity_until=dt.date(2026, 11, 20))
    awards.NominationFactory(round=public, department=department, stage=NominationStage.PASSED)
    return _record(
        Decision,
        department,
        round=public,
        document_number="保字〔2026〕8 号",
        title="关于表彰先进集体和先进工作者的决定",
        body="各部门：经研究，决定予以表彰。",
        decided_on=dt.date(2026, 12, 1),
    )


def honour(department: Department, **values) -> Honour:
    """A collective's of a year without one of that department."""
    years = Honour.objects.filter(department=department).values_list("year", flat=True)
    return _record(
        Honour,
        department,
        **{
            "year": max(years, default=FIRST_YEAR) + 1,
            "kind": AwardKind.COLLECTIVE,
            "award_name": "保密工作先进集体",
            "recipient": department.name,
            **values,
        },
    )


def own_honour(staff: Staff) -> Honour:
    return honour(
        staff.department,
        kind=AwardKind.INDIVIDUAL,
        staff=staff,
        recipient=staff.name,
        award_name="保密工作先进工作者",
    )


def _record(model: type[Model], department: Department, **values) -> Model:
    number = f"{model.__name__[:2].upper()}-{model._base_manager.count() + 1:03}"
    moment = clock.now()
    return model.objects.create(
        department=department, number=number, created_at=moment, updated_at=moment, **values
    )


def incident(department: Department):
    """Numbered as in another year, out of the way of those that a test registers."""
    number = f"SJ-2019-{Incident.objects.count() + 1:03}"
    return reviews.IncidentFactory(department=department, number=number)


def incident_payload(department: Department) -> dict:
    return {
        "department": department.pk,
        "kind": "leak",
        "occurred_on": "2026-05-06",
        "discovered_at": "2026-05-07 08:30",
        "responsible": "",
        "outline": "外发文件未经审查",
    }


def campaign_payload(department: Department) -> dict:
    return {
        "year": free_year(),
        "title": "年度保密工作总结报送",
        "document_number": "保字〔2026〕9 号",
        "notice_text": "各有关部门：请按期报送。",
        "deadline": "2026-12-10 17:30",
        "contact_name": "陈堃",
        "contact_phone": "83680000",
        "contact_place": "主楼 1329 室",
    }


ALL_BUT_OFFICE = frozenset(Role) - {Role.OFFICE, Role.OFFICE_HEAD}

CASES: dict[str, Case] = {
    "organization.departments": Case(
        make=lambda department: organization.DepartmentFactory(parent=department),
        clerk=Role.SYSADMIN,
        list_queries=28,
        detail_queries=30,
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
        list_queries=28,
        detail_queries=30,
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
        list_queries=28,
        detail_queries=30,
        payload=lambda department: {
            "username": "zhaoyun",
            "staff": organization.StaffFactory(department=department).pk,
        },
        broken=("工号", "无此工号"),
    ),
    "organization.grants": Case(
        make=grant,
        clerk=Role.SECADMIN,
        list_queries=28,
        detail_queries=30,
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
        list_queries=28,
        detail_queries=30,
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
        list_queries=28,
        detail_queries=30,
        payload=lambda department: {
            "department": department.pk,
            "building": "主楼",
            "room": "1329",
            "active": "on",
        },
        change=("name", "保密室", "机房"),
        broken=("管理部门", "没有这个部门"),
    ),
    "reviews.campaigns": Case(
        make=draft_campaign,
        clerk=Role.OFFICE,
        list_queries=28,
        detail_queries=30,
        payload=campaign_payload,
        change=("contact_place", "主楼 101 室", "主楼 102 室"),
        prints={"S-01": campaign},
    ),
    "reviews.summaries": Case(
        make=summary,
        clerk=Role.OFFICER,
        list_queries=28,
        detail_queries=30,
        change=("leadership", "例会四次，责任书签到课题组。", "例会六次，责任书签到个人。"),
        prints={
            "F-03": lambda department: summary(department, full=True),
            "S-07": lambda department: summary(department, full=True),
        },
    ),
    "reviews.incidents": Case(
        make=incident,
        clerk=Role.OFFICE,
        list_queries=28,
        detail_queries=30,
        payload=incident_payload,
        change=("outline", "外发文件未审", "外发两份文件未审"),
        broken=("发生日期", "2026-02-30"),
    ),
    "awards.rounds": Case(
        make=award_round,
        clerk=Role.OFFICE,
        list_queries=28,
        detail_queries=30,
        hidden=ALL_BUT_OFFICE,
        make_hidden=lambda department: award_round(department, state=RoundState.DRAFT),
    ),
    "awards.ballots": Case(
        make=ballot,
        clerk=Role.OFFICE,
        list_queries=28,
        detail_queries=30,
    ),
    "awards.objections": Case(make=objection, clerk=Role.OFFICE, list_queries=28, detail_queries=30),
    "awards.decisions": Case(
        make=decision,
        clerk=Role.OFFICE,
        list_queries=28,
        detail_queries=30,
        change=("title", "关于表彰的决定（送签）", "关于表彰的决定（修改）"),
    ),
    "awards.honours": Case(
        make=honour,
        own=own_honour,
        clerk=Role.OFFICE,
        list_queries=28,
        detail_queries=30,
        payload=lambda department: {
            "year": "2019",
            "kind": AwardKind.COLLECTIVE,
            "award_name": "保密工作先进集体",
            "department": department.pk,
            "recipient": department.name,
        },
        change=("award_name", "先进集体", "先进单位"),
        broken=("年度", "去年"),
    ),
    "awards.nominations": Case(
        make=nomination,
        own=own_nomination,
        clerk=Role.OFFICER,
        list_queries=28,
        detail_queries=30,
        prints={"F-02": individual_nomination},
        print_views={"F-01": "collective", "F-02": "individual"},
    ),
}


@dataclass(frozen=True)
class ProcedureCase:
    """`make(department)` gives a record ready to be handed in by a holder of `by` in that department."""

    make: Callable[[Department], Model]
    by: Role


PROCEDURES: dict[str, ProcedureCase] = {
    "reviews.summary": ProcedureCase(lambda department: summary(department, full=True), Role.OFFICER),
    "awards.nomination": ProcedureCase(
        lambda department: nomination(department, kind=AwardKind.COLLECTIVE), Role.OFFICER
    ),
}


@dataclass(frozen=True)
class DeadlineCase:
    """`make(department)` leaves a duty of that department of which somebody is told at `at`."""

    make: Callable[[Department], object]
    at: dt.datetime


DAY_BEFORE = awards.DEADLINE - dt.timedelta(hours=20)
LATE = dt.datetime(2026, 12, 20, 9, 0, tzinfo=clock.SHANGHAI)
CORRECTION_DUE = dt.datetime(2026, 12, 15, 17, 30, tzinfo=clock.SHANGHAI)

DEADLINES: dict[str, DeadlineCase] = {
    "awards.vote": DeadlineCase(ballot, awards.DEADLINE + dt.timedelta(days=1, hours=20)),
    "awards.decision": DeadlineCase(
        lambda department: award_round(
            department, state=RoundState.PUBLICITY, publicity_until=dt.date(2026, 12, 18)
        ),
        LATE,
    ),
    "awards.nominating": DeadlineCase(award_round, DAY_BEFORE),
    "awards.correcting": DeadlineCase(nomination, DAY_BEFORE),
    "reviews.summary": DeadlineCase(summary, LATE),
    "reviews.correction": DeadlineCase(
        lambda department: summary(department, hand_in=HandIn.RETURNED, correction_due=CORRECTION_DUE), LATE
    ),
}


def register_of(name: str) -> Register:
    return registry.by_name(name)


def forms_of(name: str) -> list[forms.PrintForm]:
    register = register_of(name)
    return forms.of_register(register.app, register.slug)


def problems() -> list[str]:
    """What is declared without a case, and the cases of what is no longer declared; in sentences."""
    declared = {register.name: register for register in registry.all()}
    found = [
        f"register {name} has no case in tests/contracts/cases.py" for name in declared.keys() - CASES.keys()
    ]
    found += [f"case {name} is of no declared register" for name in CASES.keys() - declared.keys()]
    for name in declared.keys() & CASES.keys():
        found += _gaps(declared[name], CASES[name])
    for kind, names, given in (
        ("procedure", {procedure.code for procedure in procedures.all()}, PROCEDURES.keys()),
        ("deadline", {deadline.key for deadline in deadlines.every()}, DEADLINES.keys()),
    ):
        found += [f"{kind} {name} has no case in tests/contracts/cases.py" for name in names - given]
        found += [f"case {name} is of no declared {kind}" for name in given - names]
    return sorted(found)


def _gaps(register: Register, case: Case) -> list[str]:
    """What a case must give because its register offers it."""
    wanted = {
        "payload": bool(register.form_fields and register.permissions.get("add")),
        "change": bool(register.form_fields and register.permissions.get("change")),
        "broken": bool(register.form_fields and register.permissions.get("import")),
    }
    return [
        f"case {register.name} does not say {name}"
        for name, needed in wanted.items()
        if needed and getattr(case, name) is None
    ]
