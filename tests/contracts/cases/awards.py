"""The award round: rounds, nominations, ballots, objections, decisions, honours; its route and what is due in it."""

import datetime as dt

from django.db.models import Model

from awards.choices import AwardKind, NominationStage, RoundState
from awards.models import Ballot, BallotCandidate, BallotMember, Decision, Honour, Objection
from baomi.core import clock
from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from tests.contracts.cases.reviews import FIRST_YEAR, LATE, free_year
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase
from tests.factories import awards, organization

ALL_BUT_OFFICE = frozenset(Role) - {Role.OFFICE, Role.OFFICE_HEAD}
DAY_BEFORE = awards.DEADLINE - dt.timedelta(hours=20)


def award_round(department: Department, **values):
    running = awards.RoundCampaignFactory(year=free_year(), department=department, addressed=[department])
    return awards.AwardRoundFactory(
        **{"year": running.year, "campaign": running, "deadline": awards.DEADLINE, **values}
    )


def decided_round(department: Department):
    """Published and decided: every sheet of a round has something to print."""
    return award_round(
        department,
        state=RoundState.DECIDED,
        publicity_from=dt.date(2026, 12, 17),
        publicity_until=dt.date(2026, 12, 24),
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


REGISTERS: dict[str, Case] = {
    "awards.rounds": Case(
        make=decided_round,
        clerk=Role.OFFICE,
        list_queries=14,
        detail_queries=17,
        hidden=ALL_BUT_OFFICE,
        make_hidden=lambda department: award_round(department, state=RoundState.DRAFT),
    ),
    "awards.ballots": Case(
        make=ballot,
        clerk=Role.OFFICE,
        list_queries=17,
        detail_queries=18,
    ),
    "awards.objections": Case(make=objection, clerk=Role.OFFICE, list_queries=16, detail_queries=12),
    "awards.decisions": Case(
        make=decision,
        clerk=Role.OFFICE,
        list_queries=15,
        detail_queries=14,
        change=("title", "关于表彰的决定（送签）", "关于表彰的决定（修改）"),
    ),
    "awards.honours": Case(
        make=honour,
        own=own_honour,
        clerk=Role.OFFICE,
        list_queries=18,
        detail_queries=13,
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
        list_queries=23,
        detail_queries=22,
        prints={"F-02": individual_nomination},
        print_views={"F-01": "collective", "F-02": "individual"},
    ),
}

PROCEDURES: dict[str, ProcedureCase] = {
    "awards.nomination": ProcedureCase(
        lambda department: nomination(department, kind=AwardKind.COLLECTIVE), Role.OFFICER
    ),
}

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
}
