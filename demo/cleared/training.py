"""Training of three years: sessions of the office and of one college, who was there, who was not; certificates."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from baomi.core import clock
from demo.cleared.story import Story
from personnel.actions import training
from personnel.actions.training import Line
from personnel.choices.people import PersonStatus
from personnel.choices.yearly import TrainingKind, TrainingTopic
from personnel.models import ClearedPerson, TrainingSession

TOPICS = TrainingTopic
ALWAYS_THERE = ("person.cs", "head.cs", "cs:1")
"""Whose assessments are the originals of the others': nothing is wanting in them."""
ABSENT, PART = 0.07, 0.05
"""Shares of those who miss a session and of those who leave at noon."""


@dataclass(frozen=True)
class SessionRow:
    """A session of the year; `years` as years back from this one, `only` for the people of one department."""

    title: str
    month: int
    day: int
    hours: int
    topics: tuple[TrainingTopic, ...]
    years: tuple[int, ...]
    only: str = ""


SESSIONS = (
    SessionRow("涉密人员春季保密教育培训", 3, 20, 8, (TOPICS.LAW, TOPICS.SITUATION), (1, 0)),
    SessionRow("保密宣传月专题讲座", 5, 15, 4, (TOPICS.TRADITION, TOPICS.CASES), (1, 0)),
    SessionRow("计算机学院网络保密实训", 6, 12, 4, (TOPICS.TECHNIQUE,), (1, 0), "cs"),
    SessionRow("涉密人员秋季保密教育培训", 10, 16, 8, (TOPICS.TECHNIQUE, TOPICS.CASES), (2, 1, 0)),
    SessionRow("年度保密形势报告会", 11, 5, 8, (TOPICS.SITUATION, TOPICS.LAW), (2,)),
)
OFFICERS_COURSE = ("officer.cs", "officer.me", "officer.xb", "officer.ky")


def tell(story: Story) -> None:
    """The sessions of each year that lie in the story, the plan for the coming weeks, certificates."""
    for row in SESSIONS:
        for back in row.years:
            day = dt.date(story.today.year - back, row.month, row.day)
            if day > story.first_day + dt.timedelta(days=20):
                story.matter().on(day, lambda row=row: _hold(story, row), 17)
    story.matter().ago(400, lambda: _certify(story, OFFICERS_COURSE[:2], 365 * 3))
    story.matter().ago(350, lambda: _certify(story, OFFICERS_COURSE[2:], 365 + 12))
    story.matter().ago(20, lambda: _plan(story, "年末保密自查与案例警示教育", 24))
    story.matter().ago(19, lambda: _cancel(story))


def pre_post(
    story: Story, department: str, people: list[ClearedPerson], scores: list[int]
) -> TrainingSession:
    """Today's training before the post, with its exam."""
    by = story.world.officer(department)
    values = {
        **_values(story, "上岗前保密培训", 4, (TOPICS.LAW, TOPICS.TECHNIQUE), department),
        "kind": TrainingKind.PRE_POST,
        "has_exam": True,
    }
    session = training.plan(by, values)
    lines = [Line(person.staff, None, Decimal(score)) for person, score in zip(people, scores, strict=True)]
    training.attend(by, session, lines)
    return session


def _values(story: Story, title: str, hours: int, topics, department: str = "bm") -> dict:
    return {
        "department": story.department(department),
        "title": title,
        "kind": TrainingKind.IN_SERVICE,
        "topics": [str(topic) for topic in topics],
        "content": "学习保密法及实施条例，通报典型案例，讲解日常管理要求",
        "planned_on": clock.today(),
        "held_on": clock.today(),
        "hours": Decimal(hours),
        "place": "主楼报告厅",
        "lecturer": "保密办",
        "audience": "涉密人员",
    }


def _hold(story: Story, row: SessionRow) -> None:
    department = row.only or "bm"
    by = story.world.officer(row.only) if row.only else story.world.user("office")
    session = training.plan(by, _values(story, row.title, row.hours, row.topics, department))
    present = ClearedPerson.objects.filter(status=PersonStatus.IN_POST).select_related("staff__department")
    if row.only:
        present = present.filter(staff__department__path__startswith=story.department(row.only).path)
    reliable = {story.staff(key).pk for key in ALWAYS_THERE}
    lines = []
    for person in present.order_by("pk"):
        chance = 1.0 if person.staff_id in reliable else story.lot.random()
        if chance >= ABSENT:
            part = Decimal(row.hours) / 2 if chance < ABSENT + PART else None
            lines.append(Line(person.staff, part))
    training.attend(by, session, lines)


def _plan(story: Story, title: str, ahead: int) -> TrainingSession:
    values = _values(story, title, 4, (TOPICS.CASES,))
    values |= {"held_on": None, "planned_on": clock.today() + dt.timedelta(days=ahead)}
    return training.plan(story.world.user("office"), values)


def _cancel(story: Story) -> None:
    session = _plan(story, "涉密人员实地参观教育", 10)
    training.cancel(story.world.user("office"), session, "场馆维修，改期另行通知")


def _certify(story: Story, accounts: tuple[str, ...], days: int) -> None:
    for n, account in enumerate(accounts, 1):
        values = {
            "staff": story.staff(account),
            "name": "保密管理人员岗位培训证书",
            "certificate_number": f"BMPX{clock.today():%Y%m}{n:03d}",
            "issuer": "省保密教育培训基地",
            "issued_on": clock.today(),
            "expires_on": clock.today() + dt.timedelta(days=days),
        }
        training.register_certificate(story.world.user("office"), values)
