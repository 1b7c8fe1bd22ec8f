"""What a cleared person himself has to know: what the rules ask of him this year and where he stands."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from baomi.approvals.rules import EDITABLE
from baomi.core import clock
from personnel.choices.people import BOUND, LIVE, ON_DUTY, PersonStatus
from personnel.choices.travel import TripStage
from personnel.choices.yearly import ReportKind
from personnel.evidence import training
from personnel.models import ClearedPerson, CoolingOff, MajorReport
from personnel.rules import papers

DECEMBER = 12


@dataclass(frozen=True)
class Demand:
    """One demand: its words, how far it is met, its day, where it is met, and the tone of the mark."""

    label: str
    words: str
    tone: str
    due: dt.date | None = None
    url: str = ""


def row_of(staff_id: int | None) -> ClearedPerson | None:
    """The person's live row, or the last one that is over; None for who never had any."""
    rows = ClearedPerson.objects.filter(staff=staff_id).select_related("staff", "department", "post")
    found = sorted(rows, key=lambda row: (row.status in LIVE, row.pk))
    return found[-1] if found else None


def demands(person: ClearedPerson) -> list[Demand]:
    """What he has to fill in himself, training of the year, zero-report of December, next vetting, end of cooling off.

    Nine queries at most.
    """
    found = _forms(person)
    if person.status in ON_DUTY:
        found.append(_training(person))
        found.append(_vetting(person))
    if person.status in BOUND and clock.today().month == DECEMBER:
        found.append(_zero_report(person))
    if person.status == PersonStatus.COOLING:
        found.append(_cooling(person))
    return found


def _forms(person: ClearedPerson) -> list[Demand]:
    """The forms that wait for his own pen: a vetting, the year's assessment, the report of a journey that is over."""
    found = []
    if person.status in (PersonStatus.CANDIDATE, PersonStatus.IN_POST):
        for vetting in person.vettings.filter(EDITABLE, passed__isnull=True).only("purpose"):
            words = f"{vetting.get_purpose_display()}，由本人填写、送审"
            url = f"/personnel/vettings/{vetting.pk}/edit/"
            found.append(Demand("填写审查表", words, "warn", url=url))
    if person.status in ON_DUTY:
        unfinished = person.assessments.filter(EDITABLE, concluded_on__isnull=True).order_by("-year", "pk")
        for assessment in unfinished.only("year"):
            words = f"{assessment.year} 年度，由本人填写、送部门"
            due, url = papers.assessment_due(assessment.year), f"/personnel/assessments/{assessment.pk}/"
            found.append(Demand("填写年度考核表", words, "warn", due, url))
    return found + _journeys(person) + _unsent_departures(person)


def _journeys(person: ClearedPerson) -> list[Demand]:
    """Who should be back says so; who saved an application without handing it in may think it is on its way."""
    found = []
    away = Q(stage=TripStage.AWAY, planned_in__lte=clock.today())
    rows = person.trips.filter(away | Q(stage=TripStage.DRAFT)).order_by("stage", "planned_out", "pk")
    for trip in rows.only("stage", "destinations", "planned_in"):
        url = f"/personnel/trips/{trip.pk}/"
        if trip.stage == TripStage.AWAY:
            words = f"{trip.destinations}，延期的先报告"
            found.append(Demand("登记回国情况", words, "warn", trip.planned_in, url))
        else:
            words = f"{trip.destinations}，已填写，还没有送审"
            found.append(Demand("送审出国（境）申请", words, "warn", url=url))
    return found


def _unsent_departures(person: ClearedPerson) -> list[Demand]:
    found = []
    if person.status == PersonStatus.IN_POST:
        for key in person.departures.filter(EDITABLE).order_by("pk").values_list("pk", flat=True):
            url = f"/personnel/departures/{key}/"
            found.append(Demand("送审离岗申请", "已填写，还没有送审", "warn", url=url))
    return found


def _training(person: ClearedPerson) -> Demand:
    year = clock.today().year
    standing = training.standing_of(person, year)
    done = f"已有 {standing.hours.normalize():f} 学时、{standing.sessions} 次"
    if not standing.short:
        return Demand(
            "年度培训", f"{done}，已达到要求", "ok", url=f"/personnel/people/{person.pk}/print/F-18.pdf"
        )
    words = f"{done}，还差 {standing.short_hours.normalize():f} 学时、{standing.short_sessions} 次"
    return Demand("年度培训", words, "warn", dt.date(year, 12, 31))


def _vetting(person: ClearedPerson) -> Demand:
    late = person.vetting_due_on is not None and person.vetting_due_on < clock.today()
    words = "已逾期，请配合所在部门办理复审" if late else "到期前由所在部门发起复审"
    return Demand("下次复审", words, "bad" if late else "ok", person.vetting_due_on)


def _cooling(person: ClearedPerson) -> Demand:
    period = CoolingOff.objects.filter(person=person).first()
    words = f"至 {person.cooling_until}，期间出国（境）、从业须先申请"
    url = f"/personnel/cooling/{period.pk}/" if period else ""
    return Demand("脱密期", words, "wait", person.cooling_until, url)


def _zero_report(person: ClearedPerson) -> Demand:
    year = clock.today().year
    made = MajorReport.objects.filter(person=person, year=year, kind=ReportKind.ZERO).first()
    if made and made.reported_on:
        return Demand("年度零报告", "已填报", "ok", url=f"/personnel/reports/{made.pk}/")
    words = "已退回，请改后再送" if made else "还没有填报；没有重大事项也须报告"
    url = f"/personnel/reports/{made.pk}/" if made else "/personnel/reports/zero/"
    return Demand("年度零报告", words, "warn", dt.date(year, 12, 31), url)
