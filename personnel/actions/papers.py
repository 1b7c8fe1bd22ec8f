"""Pledges and yearly letters begun, signed on paper, many at a time (P4, P5)."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import handing, parameters, policy
from baomi.registers import jobs
from baomi.registers.models import Job
from baomi.registers.numbering import next_label
from personnel.choices.people import PersonStatus
from personnel.choices.yearly import PledgeKind
from personnel.models import ClearedPerson, Departure, Pledge, Project, Trip
from personnel.parameters import PLEDGE_COPIES
from personnel.rules import papers as rules

PROCEDURE = "personnel.pledge"
BEGIN = "personnel.papers.begin"
ASK = "personnel.pledge.ask"
LETTERS_JOB = "personnel.begin_letters"


@dataclass(frozen=True)
class Paper:
    """A wet-signed paper to be recorded: its archive number, and the day written on it (today without one)."""

    pledge: Pledge
    archive_number: str
    signed_on: dt.date | None = None


def begin(
    by,
    person: ClearedPerson,
    kind: PledgeKind,
    *,
    year: int | None = None,
    project: Project | None = None,
    trip: Trip | None = None,
    departure: Departure | None = None,
) -> Pledge:
    """Put a paper before the person and hand it in; it counts once its wet-signed copy is recorded.

    He signs it himself after reading it, even if it was he whose application brought it about. Copies by the
    parameter in force. Raises Refusal before the paper's time (an entry's before the training), for a
    person who is leaving (but for the cooling-off pledge), and for a subject that is not his; ValidationError for a
    paper he already has.
    """
    pledge = Pledge(
        person=person, department=person.department, kind=kind, year=year, project=project, trip=trip,
        departure=departure, copies=parameters.value(PLEDGE_COPIES),
    )  # fmt: skip
    policy.require(by, "personnel.pledge.begin", pledge)
    with ledger.unit(by):
        if kind in (PledgeKind.COOLING, PledgeKind.ABROAD):
            handing.lock_person(person.staff)
        else:
            handing.lock_for_handing(person.staff)
        pledge.person = writing.lock(person)
        pledge.department = pledge.person.department
        require(rules.may_begin(pledge))
        today = clock.today()
        pledge.number = next_label("CN", today.year, "CN-{year}-{n:04}")
        writing.create(by, pledge, action=f"personnel.pledge.begin_{kind}")
        approvals.submit(by, PROCEDURE, pledge, signs=False)
        pledge.refresh_from_db()
    return pledge


def without_letter(by, year: int, people: Iterable[ClearedPerson]) -> list[ClearedPerson]:
    """Of these people those in post and within reach who have no letter of the year yet. Two queries."""
    keys = [person.pk for person in people]
    reached = policy.scope(by, BEGIN, ClearedPerson.objects.filter(pk__in=keys, status=PersonStatus.IN_POST))
    have = Pledge.objects.filter(person__in=keys, kind=PledgeKind.YEARLY, year=year)
    return list(
        reached.exclude(pk__in=have.values("person")).select_related("staff", "department").order_by("pk")
    )


def begin_yearly(
    by, year: int, people: Sequence[ClearedPerson], tell: Callable[[int, int], None] | None = None
) -> tuple[int, list[str]]:
    """Begin the letters of the year for all of these people who have none; returns (begun, reasons of those left out).

    Each person is a unit of his own: who cannot be asked holds up nobody, and a run that broke off goes on.
    """
    require(rules.year_in_reach(year))
    policy.require(by, BEGIN)
    waiting = without_letter(by, year, people)
    begun, left_out = 0, []
    for place, person in enumerate(waiting, 1):
        try:
            begin(by, person, PledgeKind.YEARLY, year=year)
            begun += 1
        except Refusal as refusal:
            left_out.append(str(refusal))
        if tell:
            tell(place, len(waiting))
    return begun, left_out


def request_letters(by, year: int, people: Iterable[ClearedPerson]) -> tuple[Job, int]:
    """Ask for `begin_yearly` as a job; returns it with the number of letters. Raises Refusal when nobody lacks one."""
    require(rules.year_in_reach(year))
    waiting = without_letter(by, year, people)
    if not waiting:
        raise Refusal(f"没有还缺 {year} 年度责任书的人员", how="请核对年度和部门")
    params = {"year": year, "people": [person.pk for person in waiting]}
    label = f"发起 {year} 年度责任书 {len(waiting)} 份"
    return jobs.start(by, LETTERS_JOB, params, label), len(waiting)


def record_papers(by, papers: Sequence[Paper]) -> int:
    """Record many wet-signed papers by their archive numbers, all or none; returns how many.

    Raises Refusal for a day in the future or before the paper was begun, and for a paper that does not wait for it.
    """
    with ledger.unit(by):
        for paper in papers:
            pledge = paper.pledge
            if pledge.approval is None or pledge.approval.state != State.PAPER:
                raise Refusal("现在不用登记纸质件", where=f"{pledge}", how="请刷新后再办")
            if paper.signed_on:
                _day_on_paper(pledge, paper.signed_on)
            approvals.record_paper(by, pledge.approval, paper.archive_number)
            if paper.signed_on:
                values = {"signed_on": paper.signed_on}
                writing.change(by, pledge, values, action="personnel.pledge.date")
    return len(papers)


def _day_on_paper(pledge: Pledge, day: dt.date) -> None:
    begun = pledge.approval.started_at.astimezone(clock.SHANGHAI).date()
    if day > clock.today():
        raise Refusal("签订日期晚于今天", where=f"{pledge}", how="请照纸质件填写")
    if day < begun:
        raise Refusal(f"签订日期早于发起日 {begun:%Y-%m-%d}", where=f"{pledge}", how="请照纸质件填写")
