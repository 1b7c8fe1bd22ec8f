"""Who may be asked for which paper, and what an assessment needs (P4, P5)."""

import datetime as dt

from baomi.approvals.choices import State
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.organization import parameters
from personnel.choices.people import BOUND, ON_DUTY, PersonKind, PersonStatus
from personnel.choices.travel import TripStage
from personnel.choices.yearly import AssessmentResult, PledgeKind
from personnel.models import Assessment, Pledge
from personnel.parameters import ASSESSMENT_DUE, LETTER_DUE
from personnel.rules import entry
from personnel.rules.heads import only_head
from personnel.rules.people import has_account

Answer = Allowed | Denied
SINGLE = (PledgeKind.ENTRY, PledgeKind.WORKER)
"""Signed once, good while in the post."""
OF_STAGE = {
    PledgeKind.ENTRY: (PersonStatus.CANDIDATE, *ON_DUTY),
    PledgeKind.WORKER: (PersonStatus.CANDIDATE, *ON_DUTY),
    PledgeKind.YEARLY: (PersonStatus.IN_POST,),
    PledgeKind.PROJECT: (PersonStatus.IN_POST,),
    PledgeKind.ABROAD: BOUND,
    PledgeKind.COOLING: (PersonStatus.IN_POST, PersonStatus.LEAVING, PersonStatus.COOLING),
}
"""In which stages somebody signs which paper."""
SUBJECT = {PledgeKind.PROJECT: "project", PledgeKind.ABROAD: "trip", PledgeKind.COOLING: "departure"}
"""What a paper is about beside the person."""


def may_begin(pledge: Pledge) -> Answer:
    """The paper fits the person's stage and kind, and names what it is about; the entry's comes after the training.

    Asked again when one that was returned or taken back is handed in anew.
    """
    person, kind = pledge.person, PledgeKind(pledge.kind)
    if person.status not in OF_STAGE[kind]:
        return Denied(f"{person.staff.name}现为“{person.get_status_display()}”，不签{kind.label}")
    if kind in SINGLE and kind != entry.pledge_kind(person):
        right = entry.pledge_kind(person).label
        return Denied(f"{person.staff.name}为{PersonKind(person.kind).label}，应签{right}")
    subject = _subject_fits(pledge)
    if not subject:
        return subject
    return entry.may_pledge(person) if kind in SINGLE else Allowed()


def _subject_fits(pledge: Pledge) -> Answer:
    kind, person = PledgeKind(pledge.kind), pledge.person
    if kind == PledgeKind.YEARLY and not pledge.year:
        return Denied("责任书没有写明年度", how="请填写年度")
    if kind not in SUBJECT:
        return Allowed()
    about = getattr(pledge, SUBJECT[kind])
    if kind == PledgeKind.PROJECT:
        member = about is not None and about.members.filter(person=person, left_on__isnull=True).exists()
        return Allowed() if member else Denied(f"{person.staff.name}不在这个项目的知悉名单中")
    if about is None or about.person_id != person.pk or _is_over(pledge):
        words = {"trip": "出国（境）申请", "departure": "离岗申请"}[SUBJECT[kind]]
        return Denied(f"{person.staff.name}没有在办的{words}，不签{kind.label}")
    return Allowed()


def _is_over(pledge: Pledge) -> bool:
    """A journey given up or refused and a leaving refused need no paper any more."""
    if pledge.kind == PledgeKind.ABROAD:
        return pledge.trip.stage in (TripStage.CANCELLED, TripStage.REFUSED)
    return pledge.departure.state == State.REFUSED


def signed_by_head(pledge: Pledge) -> bool:
    """The head signs the letter for the university, and for who has no account confirms what he signs on paper."""
    return _countersigned(pledge) and not only_head(pledge)


def signed_by_leader(pledge: Pledge) -> bool:
    """The letter of the department's only head."""
    return _countersigned(pledge) and only_head(pledge)


def _countersigned(pledge: Pledge) -> bool:
    return pledge.kind == PledgeKind.YEARLY or not has_account(pledge)


def of_student(assessment: Assessment) -> bool:
    return assessment.person.kind == PersonKind.STUDENT


def of_staff(assessment: Assessment) -> bool:
    return not of_student(assessment)


def ready(assessment: Assessment) -> Answer:
    """The person's own account of the year is there."""
    if assessment.duties_done.strip():
        return Allowed()
    return Denied("履行保密责任情况还没有填写", how="请先填写本年度履行保密责任的情况")


def may_judge(assessment: Assessment) -> Answer:
    """A result; what is not 符合要求 with its reason."""
    if not assessment.result:
        return Denied("还没有选择考核结果", how="请在考核表页面用“填写考核结果”办理")
    if assessment.result != AssessmentResult.MEETS and not assessment.result_reason.strip():
        return Denied(f"考核结果为“{assessment.get_result_display()}”，须写明理由")
    return Allowed()


def letter_due(year: int) -> dt.date:
    """The last day for the year's letters, by the parameter as it stood in that year."""
    return day_in(year, parameters.value(LETTER_DUE, on=_in_year(year)))


def assessment_due(year: int) -> dt.date:
    """The last day for the year's assessments, by the parameter as it stood in that year."""
    return day_in(year, parameters.value(ASSESSMENT_DUE, on=_in_year(year)))


def _in_year(year: int) -> dt.date:
    """The last day of the year, or today while it runs."""
    return min(clock.today(), dt.date(year, 12, 31))


def day_in(year: int, month_day: str) -> dt.date:
    """ "03-31" in the year; a day that is none is the year's last, so that a mistyped parameter stops nothing."""
    try:
        return dt.date.fromisoformat(f"{year}-{month_day}")
    except ValueError:
        return dt.date(year, 12, 31)


def year_in_reach(year: int) -> Answer:
    """Letters and assessments of last year, this or the next."""
    this = clock.today().year
    if this - 1 <= year <= this + 1:
        return Allowed()
    return Denied(f"年度 {year} 不能办理", how=f"请填 {this - 1} 至 {this + 1}")
