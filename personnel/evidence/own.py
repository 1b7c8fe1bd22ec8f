"""What a cleared person himself has to know: what the rules ask of him this year and where he stands."""

import datetime as dt
from dataclasses import dataclass

from baomi.core import clock
from personnel.choices.people import BOUND, LIVE, ON_DUTY, PersonStatus
from personnel.choices.yearly import ReportKind
from personnel.evidence import training
from personnel.models import ClearedPerson, MajorReport

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
    """Training of the year, the zero-report of December, the next vetting, the end of cooling off. Four queries."""
    found = []
    if person.status in ON_DUTY:
        found.append(_training(person))
        found.append(_vetting(person))
    if person.status in BOUND and clock.today().month == DECEMBER:
        found.append(_zero_report(person))
    if person.status == PersonStatus.COOLING:
        found.append(
            Demand(
                "脱密期",
                f"至 {person.cooling_until}，期间出国（境）、从业须先申请",
                "wait",
                person.cooling_until,
            )
        )
    return found


def _training(person: ClearedPerson) -> Demand:
    year = clock.today().year
    [standing] = training.standings(
        year, ClearedPerson.objects.select_related("staff", "department").filter(pk=person.pk)
    )
    done = f"已有 {standing.hours} 学时、{standing.sessions} 次"
    if not standing.short:
        return Demand(
            "年度培训", f"{done}，已达到要求", "ok", url=f"/personnel/people/{person.pk}/print/F-18.pdf"
        )
    words = f"{done}，还差 {standing.short_hours} 学时、{standing.short_sessions} 次"
    return Demand("年度培训", words, "warn", dt.date(year, 12, 31))


def _vetting(person: ClearedPerson) -> Demand:
    late = person.vetting_due_on is not None and person.vetting_due_on < clock.today()
    words = "已逾期，请配合所在部门办理复审" if late else "到期前由所在部门发起复审"
    return Demand("下次复审", words, "bad" if late else "ok", person.vetting_due_on)


def _zero_report(person: ClearedPerson) -> Demand:
    year = clock.today().year
    made = MajorReport.objects.filter(person=person, year=year, kind=ReportKind.ZERO).first()
    if made and made.reported_on:
        return Demand("年度零报告", "已填报", "ok", url=f"/personnel/reports/{made.pk}/")
    words = "已退回，请改后再送" if made else "还没有填报；没有重大事项也须报告"
    url = f"/personnel/reports/{made.pk}/" if made else "/personnel/reports/zero/"
    return Demand("年度零报告", words, "warn", dt.date(year, 12, 31), url)
