"""A candidate is named or taken over, vetted, trained and asked for his pledge."""

import datetime as dt
from decimal import Decimal

from baomi.approvals import actions as approvals
from baomi.organization.roles import Role
from personnel.actions import appeals, papers, people, people_takeovers, training, vetting
from personnel.choices.people import PersonKind
from personnel.choices.vetting import VettingPurpose
from personnel.choices.yearly import PledgeKind, TrainingKind
from personnel.models import Takeover, Vetting, VettingAppeal
from tests.factories.personnel_vetting import TABLES, with_papers
from tests.personnel.lives.world import World

FORM = {
    "nationality": "中国",
    "marital": "single",
    "education": "研究生，工学博士",
    "household_address": "沈阳市和平区文化路三号巷11号",
    "household_police": "文化路派出所",
    "home_address": "沈阳市浑南区创新路195号",
    "home_police": "创新路派出所",
    "other_matters": "无",
    "promised": True,
}


def name_candidate(w: World) -> None:
    people.add_candidate(w.by(Role.OFFICER), {"staff": w.staff, "kind": w.kind, "post": w.post()})


def take_over(w: World) -> None:
    """A line of the ledger kept before this system, in post or already cooling off."""
    post = w.post()
    values = {
        "staff": w.staff, "kind": w.kind, "post": post, "entered_on": dt.date(2019, 9, 1),
        "vetted_on": dt.date(2024, 9, 1),
    }  # fmt: skip
    if w.chance.random() < 0.3:
        values |= {
            "left_on": dt.date(2025, 12, 31), "cooling_until": dt.date(2026, 12, 31), "departure_number": "DA-2025-1",
            "pledge_number": "DA-2025-2",
        }  # fmt: skip
    people_takeovers.take_over(w.by(Role.OFFICE, Role.HR), values)


def correct(w: World) -> None:
    line = w.need(Takeover.objects.filter(staff=w.staff))
    values = {
        "takeover": line, "entered_on": line.entered_on - dt.timedelta(days=w.chance.randint(1, 60)),
        "vetted_on": line.vetted_on, "left_on": line.left_on, "cooling_until": line.cooling_until,
        "reason": "年份录错",
    }  # fmt: skip
    by = w.by(Role.HR)
    approvals.submit(by, people_takeovers.CORRECTION, people_takeovers.begin_correction(by, values))


def give_up(w: World) -> None:
    vetting.give_up(w.keeper(), w.person, "不再需要")


def begin_vetting(w: World) -> None:
    vetting.begin(w.himself(), w.person, VettingPurpose.ENTRY)


def fill_vetting(w: World) -> None:
    vetting.fill(w.himself(), w.need(w.person.vettings.filter(passed__isnull=True)), FORM, TABLES)


def bring_papers(w: World) -> None:
    form = w.need(Vetting.objects.filter(person=w.person, passed__isnull=True))
    with_papers(form, w.himself())


def hand_in_vetting(w: World) -> None:
    vetting.hand_in(w.himself(), w.need(w.person.vettings.filter(passed__isnull=True)))


def appeal(w: World) -> None:
    failed = w.need(w.person.vettings.filter(passed=False))
    appeals.lodge(w.himself(), {"vetting": failed, "grounds": "居留许可已注销，有证明。"})


def hand_in_appeal(w: World) -> None:
    approvals.submit(w.himself(), appeals.PROCEDURE, w.need(VettingAppeal.objects.filter(person=w.person)))


def train(w: World) -> None:
    office = w.by(Role.OFFICE)
    session = training.plan(
        office,
        {
            "department": w.college, "title": "岗前保密教育培训", "kind": TrainingKind.PRE_POST, "topics": ["law"],
            "planned_on": w.today(), "held_on": w.today(), "hours": Decimal(4), "has_exam": True,
        },
    )  # fmt: skip
    mark = Decimal(92) if w.chance.random() < 0.8 else Decimal(61)
    training.attend(office, session, [training.Line(w.staff, score=mark)])


def pledge(w: World) -> None:
    kind = PledgeKind.WORKER if w.kind == PersonKind.WORKER else PledgeKind.ENTRY
    papers.begin(w.by(Role.OFFICER, Role.OFFICE), w.person, kind)
