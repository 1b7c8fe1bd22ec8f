"""Figures of the yearly summary for screens, screening and the desk; a fixed number of queries however many rows."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from baomi.core import clock
from baomi.core.providers import Provider
from personnel.evidence.papers import Violations, violations
from personnel.evidence.travel import open_incidents
from reviews import rules
from reviews.choices import HandIn, IncidentKind, IncidentState
from reviews.models import Addressee, Campaign, Incident, Summary

award_marks = Provider("campaign_award_marks")
"""fn(campaign, department ids) -> {department id: {"collective": (mark, words), "individual": (mark, words)}}.

Filled by the awards app above; without it the status page has no award columns.
"""

SUBMITTED = (HandIn.HANDED_IN, HandIn.ACCEPTED, HandIn.ACCEPTED_LATE)
RECEIVED = (HandIn.ACCEPTED, HandIn.ACCEPTED_LATE)


@dataclass(frozen=True)
class Standing:
    """One addressed department in the year's hand-in."""

    addressee: Addressee
    summary: Summary | None
    items_done: int
    items_total: int
    now: dt.datetime

    @property
    def department(self):
        return self.addressee.department

    @property
    def hand_in(self) -> HandIn:
        return HandIn(self.summary.hand_in) if self.summary else HandIn.NOT_BEGUN

    @property
    def submitted(self) -> bool:
        return self.hand_in in SUBMITTED

    @property
    def handed_in_at(self) -> dt.datetime | None:
        return self.summary.handed_in_at if self.summary else None

    @property
    def deadline(self) -> dt.datetime:
        return self.addressee.deadline

    @property
    def late(self) -> bool:
        """Handed in after the department's time, or still not handed in when it has passed."""
        return rules.is_late(self.summary, self.deadline, self.now)

    @property
    def due(self) -> dt.datetime:
        """Until when it still hands in on time, a correction after a return included."""
        return rules.due_at(self.summary, self.deadline)

    @property
    def correcting(self) -> bool:
        """Returned, with a time of its own to be sent again."""
        return self.hand_in == HandIn.RETURNED and self.summary.correction_due is not None

    @property
    def next_due(self) -> dt.datetime:
        """What the department has to keep next: the correction's time while it is returned, else the hand-in's."""
        return self.summary.correction_due if self.correcting else self.due

    @property
    def records_complete(self) -> bool:
        """Every row of the list answered and the summary handed in: 记录及相关材料已上报."""
        return self.submitted and self.items_done == self.items_total


def standings(campaign: Campaign) -> list[Standing]:
    """Every addressed department, those behind first, whose time ends or ended first on top. Three queries."""
    now = clock.now()
    addressees = campaign.addressees.select_related("department", "department__head", "campaign")
    summaries = {
        summary.department_id: summary
        for summary in campaign.summaries.select_related("reporter", "approval").with_items()
    }
    rows = []
    for addressee in addressees:
        summary = summaries.get(addressee.department_id)
        done, total = (summary.items_done, summary.items_total) if summary else (0, 0)
        rows.append(Standing(addressee, summary, done, total, now))
    return sorted(rows, key=_urgency)


def _urgency(row: Standing) -> tuple:
    """Those behind first, whose time ends or ended first on top; the others as their departments stand."""
    return (1,) if row.submitted else (0, row.next_due, row.hand_in != HandIn.RETURNED)


def marks_of(campaign: Campaign, rows: list[Standing]) -> dict[int, dict[str, tuple[str, str]]] | None:
    """The award columns of the departments in `rows`, as the awards app fills them; None when nobody does."""
    answers = award_marks.collect(campaign, [row.department.pk for row in rows])
    if not answers:
        return None
    marks: dict[int, dict] = {}
    for answer in answers:
        for key, columns in answer.items():
            marks.setdefault(key, {}).update(columns)
    return marks


def current() -> Campaign | None:
    """The running campaign of the latest year; None when none runs."""
    return Campaign.objects.open().order_by("-year").first()


def daily_hand_ins(campaign: Campaign) -> dict[dt.date, int]:
    """How many departments handed in on each day, by the day in Shanghai."""
    days: dict[dt.date, int] = {}
    instants = campaign.summaries.filter(hand_in__in=SUBMITTED).values_list("handed_in_at", flat=True)
    for instant in instants:
        if instant:
            day = instant.astimezone(clock.SHANGHAI).date()
            days[day] = days.get(day, 0) + 1
    return dict(sorted(days.items()))


def last_year_course(campaign: Campaign) -> list[tuple[int, int]]:
    """(days before the deadline, departments handed in by then) of the year before; empty without one. Two queries."""
    earlier = Campaign.objects.filter(year=campaign.year - 1).first()
    if earlier is None:
        return []
    deadline = earlier.deadline.astimezone(clock.SHANGHAI).date()
    course, total = [], 0
    for day, count in daily_hand_ins(earlier).items():
        total += count
        course.append(((deadline - day).days, total))
    return course


@dataclass(frozen=True)
class SummaryFacts:
    """What screening asks of a department's hand-in (A3: 弃权)."""

    addressed: bool
    handed_in_at: dt.datetime | None
    deadline: dt.datetime | None
    late: bool
    complete: bool


def summary_facts(campaign: Campaign, department_ids) -> dict[int, SummaryFacts]:
    """The facts of several departments at once; a department that was not addressed owes nothing."""
    by_department = {row.department.pk: row for row in standings(campaign)}
    facts = {}
    for key in department_ids:
        row = by_department.get(key)
        if row is None:
            facts[key] = SummaryFacts(False, None, None, late=False, complete=True)
        else:
            facts[key] = SummaryFacts(True, row.handed_in_at, row.deadline, row.late, row.records_complete)
    return facts


def barring_incidents(year: int) -> list[Incident]:
    """Leaks and serious violations of the year with department and responsible people; two queries."""
    rows = Incident.objects.barring(year).exclude(state=IncidentState.DISMISSED)
    return list(rows.select_related("department").prefetch_related("responsible"))


@open_incidents.register
def open_incidents_of(staff_id: int) -> list[str]:
    """Incidents for which a person answers and which are not settled: what is asked before he goes abroad."""
    rows = Incident.objects.filter(responsible=staff_id, state=IncidentState.OPEN).order_by("pk")
    return [f"{row.get_kind_display()}事件 {row.number} 还没有结案" for row in rows]


@violations.register
def violations_of(staff_ids: Collection[int], year: int) -> dict[int, Violations]:
    """Incidents of the year for which people answer, those dismissed left out: what F-17 says of them. One query."""
    rows = Incident.objects.filter(responsible__in=staff_ids, occurred_on__year=year)
    rows = rows.exclude(state=IncidentState.DISMISSED).order_by("occurred_on", "pk")
    found: dict[int, list[tuple[str, str]]] = {}
    for staff, kind, number in rows.values_list("responsible", "kind", "number"):
        found.setdefault(staff, []).append((kind, f"{IncidentKind(kind).label} {number}"))
    return {
        staff: Violations([words for _, words in told], any(kind == IncidentKind.LEAK for kind, _ in told))
        for staff, told in found.items()
    }
