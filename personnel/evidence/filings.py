"""What the bureau has to be told of and has not been told yet (P14): people, their changes, trips, abnormal reports."""

import datetime as dt
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any

from baomi.core.levels import PersonGrade
from personnel.choices.people import ON_DUTY, PersonStatus
from personnel.choices.travel import TripKind, TripStage
from personnel.choices.yearly import FilingMatter, FilingState
from personnel.models import Filing, FilingLine, MajorReport, StatusPeriod, Trip

ORDER = {matter: place for place, matter in enumerate(FilingMatter)}
HEADS = ("事项", "姓名", "性别", "出生年月", "日期", "内容")
"""The columns of sheet, paper and page."""

Filed = Set[tuple[str, str]]
"""(matter, source) of what has gone out."""


@dataclass(frozen=True)
class Matter:
    """One thing to be filed: what, of whom, since when, in words; `source` is the row it comes from ("app.model:pk")."""

    matter: FilingMatter
    person_id: int
    happened_on: dt.date
    detail: str
    source: str


def unfiled(until: dt.date) -> list[Matter]:
    """Everything that happened up to the day and stands in no filing that went out, the oldest first. Four queries.

    A matter that became known late is in the next filing, whatever its day.
    """
    filed = set(FilingLine.objects.filter(filing__state=FilingState.FILED).values_list("matter", "source"))
    found = [*_stages(until, filed), *_trips(until, filed), *_reports(until, filed)]
    return sorted(found, key=lambda item: (item.happened_on, item.source))


def _stages(until: dt.date, filed: Filed) -> Iterator[Matter]:
    """Joined, changed, left, released: each told by a period and the one before it."""
    rows = StatusPeriod.objects.filter(starts__lte=until).order_by("person", "starts", "pk")
    before = None
    for now in rows.values_list(
        "pk", "person_id", "status", "grade", "post_id", "starts", "post__title", "department__name",
        "person__cooling_until", named=True,
    ):  # fmt: skip
        if before is not None and before.person_id != now.person_id:
            before = None
        matter, source = _told_by(before, now), f"{StatusPeriod._meta.label_lower}:{now.pk}"
        if matter and (matter, source) not in filed:
            yield Matter(matter, now.person_id, now.starts, _words(matter, before, now)[:200], source)
        before = now


def _told_by(before: Any, now: Any) -> FilingMatter | None:
    if now.status in ON_DUTY:
        if before is None or before.status not in ON_DUTY:
            return FilingMatter.JOINED
        if (before.post_id, before.grade) != (now.post_id, now.grade):
            return FilingMatter.CHANGED
    if now.status == PersonStatus.COOLING and (before is None or before.status != PersonStatus.COOLING):
        return FilingMatter.LEFT
    return FilingMatter.RELEASED if now.status == PersonStatus.RELEASED else None


def _words(matter: FilingMatter, before: Any, now: Any) -> str:
    if matter == FilingMatter.LEFT:
        return f"{now.department__name} {now.post__title}，脱密期至 {now.person__cooling_until}"
    if matter == FilingMatter.RELEASED:
        return f"{now.department__name} {now.post__title}，脱密期满"
    here = f"{now.department__name} {now.post__title}，{PersonGrade(now.grade).label}"
    if matter == FilingMatter.CHANGED:
        return f"由 {before.post__title}，{PersonGrade(before.grade).label} 改为 {here}"
    return here


def _trips(until: dt.date, filed: Filed) -> Iterator[Matter]:
    """Journeys that took place and are closed."""
    rows = Trip.objects.filter(
        stage=TripStage.CLOSED, not_gone=False, actual_out__isnull=False, closed_on__lte=until
    )
    names = ("pk", "person_id", "kind", "destinations", "actual_out", "actual_in", "closed_on")
    for trip in rows.order_by("pk").values_list(*names, named=True):
        source = f"{Trip._meta.label_lower}:{trip.pk}"
        if (FilingMatter.TRIP, source) not in filed:
            back = trip.actual_in or "未回"
            detail = f"{TripKind(trip.kind).label} {trip.destinations} {trip.actual_out} 至 {back}"[:200]
            yield Matter(FilingMatter.TRIP, trip.person_id, trip.closed_on, detail, source)


def _reports(until: dt.date, filed: Filed) -> Iterator[Matter]:
    """Reports found abnormal and told to the bureau; what they say stays in the letter."""
    for report in MajorReport.objects.filter(abnormal=True, bureau_on__lte=until).order_by("pk"):
        source = f"{MajorReport._meta.label_lower}:{report.pk}"
        if (FilingMatter.REPORT, source) not in filed:
            detail = f"已上报，文号 {report.bureau_number}"
            yield Matter(FilingMatter.REPORT, report.person_id, report.bureau_on, detail, source)


def lines_of(filing: Filing) -> list[FilingLine]:
    """In the order of the printed list."""
    rows = filing.lines.select_related("person__staff")
    return sorted(rows, key=lambda line: (ORDER[FilingMatter(line.matter)], line.happened_on, line.pk))


def cells_of(line: FilingLine) -> list[str]:
    """One line as sheet and paper show it."""
    staff = line.person.staff
    return [
        line.get_matter_display(),
        staff.name,
        staff.get_gender_display(),
        f"{staff.birth:%Y-%m}" if staff.birth else "",
        f"{line.happened_on:%Y-%m-%d}",
        line.detail,
    ]
