"""Five years of every cleared person, in bulk: what he signed, learned, reported, where he travelled, what he was paid."""

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal

from baomi.core import clock
from baomi.core.dates import add_months
from bench import derived, journeys
from bench.cleared import BATCH, YEARS, Cleared, at
from personnel.choices.leaving import DepartureReason
from personnel.choices.people import ON_DUTY, PersonStatus, PostKind
from personnel.choices.travel import VisitKind, VisitMethod
from personnel.choices.vetting import VettingPurpose
from personnel.choices.yearly import (
    AssessmentResult,
    FilingState,
    PledgeKind,
    ReportKind,
    TrainingKind,
    TrainingState,
)
from personnel.evidence.allowances import rates
from personnel.evidence.filings import unfiled
from personnel.models import (
    AllowanceLine,
    AllowanceList,
    Assessment,
    Attendance,
    ClearedPerson,
    CoolingOff,
    Departure,
    Filing,
    FilingLine,
    MajorReport,
    Pledge,
    ProjectMember,
    Release,
    StatusPeriod,
    Talk,
    TrainingSession,
    Trip,
    Vetting,
    Visit,
)
from personnel.models.places import PlaceAccess

SESSIONS_A_YEAR = 10
HOURS = Decimal(2)
DOSSIER = json.dumps({"experience": [{"from": "2010-09", "to": "2016-07", "text": "求学、任教" * 8}] * 12})
"""As long as a filled F-12 is."""
REGISTERS = {
    Vetting: "vettings",
    Pledge: "pledges",
    Assessment: "assessments",
    MajorReport: "reports",
    Trip: "trips",
    Talk: "talks",
    Visit: "visits",
    Release: "releases",
    AllowanceList: "allowances",
}
"""The applications that are all signed; who is leaving has not yet handed in."""


def write(cleared: Cleared) -> None:
    """Everything, each kind in one go; what follows from other rows after them."""
    for rows in (
        periods, vettings, pledges, assessments, reports, departures, memberships, accesses, cooling_off,
        cooling_visits, releases, journeys.documents, journeys.trips, journeys.talks, journeys.returns,
        journeys.movements, journeys.abroad_pledges,
    ):  # fmt: skip
        made = list(rows(cleared))
        type(made[0]).objects.bulk_create(made, BATCH)
    train(cleared)
    pay(cleared)
    for model, slug in REGISTERS.items():
        derived.approve(model, f"personnel.{slug}", cleared.office.pk)
    derived.approve(Departure, "personnel.departures", cleared.office.pk, "AND approved_on IS NOT NULL")
    file(cleared)
    versions(cleared)


def ended(cleared: Cleared) -> Iterator[ClearedPerson]:
    """Those who have left the post."""
    return (person for person in cleared.people if person.left_on)


def stages(person: ClearedPerson) -> list[tuple[PersonStatus, dt.date, dt.date | None]]:
    """(status, first day, last day) one after the other."""
    begun = [(PersonStatus.CANDIDATE, person.entered_on - dt.timedelta(days=60)), (PersonStatus.IN_POST, person.entered_on)]  # fmt: skip
    if person.status == PersonStatus.LEAVING:
        begun.append((PersonStatus.LEAVING, clock.today() - dt.timedelta(days=20)))
    if person.left_on:
        begun.append((PersonStatus.COOLING, person.left_on))
    if person.released_on:
        begun.append((PersonStatus.RELEASED, person.released_on))
    ends = [day - dt.timedelta(days=1) for _, day in begun[1:]]
    return [(status, day, end) for (status, day), end in zip(begun, [*ends, None], strict=True)]


def periods(cleared: Cleared) -> Iterator[StatusPeriod]:
    for person in cleared.people:
        for status, first, last in stages(person):
            yield StatusPeriod(
                person=person, status=status, grade=person.grade, post=person.post, department=person.department,
                starts=first, ends=last, cause=status.label,
            )  # fmt: skip


def vettings(cleared: Cleared) -> Iterator[Vetting]:
    for n, person in enumerate(cleared.people):
        for k, purpose in enumerate((VettingPurpose.ENTRY, VettingPurpose.PERIODIC)):
            day = person.entered_on - dt.timedelta(days=30) if k == 0 else person.vetted_on
            yield Vetting(
                number=f"SC-B-{n:05}-{k}", person=person, department=person.department, purpose=purpose,
                post=person.post, home_address="沈阳市和平区文化路三巷十一号", tables=DOSSIER, promised=True,
                obstacles_checked=True, concluded_on=day, passed=True, next_due_on=person.vetting_due_on,
                created_at=at(day),
            )  # fmt: skip


def pledges(cleared: Cleared) -> Iterator[Pledge]:
    """The one of the entry and a letter a year; one in twenty has not signed the last."""
    for n, person in enumerate(cleared.people):
        yield _pledge(f"{n:05}-E", person, PledgeKind.ENTRY, person.entered_on)
        for year in range(clock.today().year - YEARS + 1, clock.today().year + 1):
            if year < clock.today().year or n % 20:
                day = max(dt.date(year, 1, 15), person.entered_on)
                yield _pledge(f"{n:05}-{year}", person, PledgeKind.YEARLY, day, year=year)


def _pledge(name: str, person: ClearedPerson, kind: str, day: dt.date, **about) -> Pledge:
    return Pledge(
        number=f"CN-B-{name}", person=person, department=person.department, kind=kind, signed_on=day,
        created_at=at(day), **about,
    )  # fmt: skip


def assessments(cleared: Cleared) -> Iterator[Assessment]:
    for n, person in enumerate(cleared.people):
        for year in _past_years():
            day = dt.date(year + 1, 1, 10)
            yield Assessment(
                number=f"KH-B-{n:05}-{year}", person=person, department=person.department, year=year,
                grade=person.grade, post_kind=PostKind.RESEARCH, letter_signed=True, educated=True,
                duties_done="按责任书履行保密责任", result=AssessmentResult.MEETS, concluded_on=day, created_at=at(day),
            )  # fmt: skip


def reports(cleared: Cleared) -> Iterator[MajorReport]:
    """A zero-report each year; one person in ten has reported an event."""
    for n, person in enumerate(cleared.people):
        common = {"person": person, "department": person.department, "serving": PersonStatus.IN_POST}
        for year in _past_years():
            day = dt.date(year, 12, 20)
            yield MajorReport(
                number=f"ZX-B-{n:05}-{year}", kind=ReportKind.ZERO, year=year, due_on=dt.date(year, 12, 31),
                reported_on=day, created_at=at(day), **common,
            )  # fmt: skip
        if n % 10 == 0:
            day = person.entered_on + dt.timedelta(days=400)
            yield MajorReport(
                number=f"ZX-B-{n:05}-E", kind=ReportKind.EVENT, year=day.year, happened_on=day, subjects=["other"],
                matters=json.dumps({"other": [{"text": "配偶工作单位变更"}]}), due_on=day, reported_on=day,
                created_at=at(day), **common,
            )  # fmt: skip


def cooling_visits(cleared: Cleared) -> Iterator[Visit]:
    """Every half a year; those to come are not held."""
    for person in ended(cleared):
        for k in (6, 12):
            day = add_months(person.left_on, k)
            held = day if day < cleared.today else None
            yield Visit(
                number=f"HF-B-{person.number}-{k}", person=person, department=person.department,
                kind=VisitKind.COOLING, due_on=day, held_on=held, concluded_on=held,
                method=VisitMethod.PHONE if held else "",
            )  # fmt: skip


def departures(cleared: Cleared) -> Iterator[Departure]:
    for n, person in enumerate(cleared.people):
        if person.left_on or person.status == PersonStatus.LEAVING:
            yield Departure(
                number=f"LG-B-{n:05}", person=person, department=person.department,
                reason=DepartureReason.RETIRE, leaves_on=person.left_on or cleared.today, approved_on=person.left_on,
                cooling_months=12, created_at=at(person.left_on or cleared.today),
            )  # fmt: skip


def cooling_off(cleared: Cleared) -> Iterator[CoolingOff]:
    left = dict(
        Departure.objects.filter(approved_on__isnull=False, number__startswith="LG-B-").values_list(
            "person", "pk"
        )
    )
    for person in ended(cleared):
        yield CoolingOff(
            number=f"TM-B-{person.number}", person=person, department=person.department,
            departure_id=left[person.pk], starts=person.left_on, least_until=person.cooling_until,
            until=person.cooling_until, managed_by="us", letter_number="通知1号", letter_on=person.left_on,
            released_on=person.released_on,
        )  # fmt: skip


def releases(cleared: Cleared) -> Iterator[Release]:
    for cooling in CoolingOff.objects.filter(released_on__isnull=False).select_related("department"):
        yield Release(
            number=f"JC-B-{cooling.pk}", cooling=cooling, department=cooling.department, note="表现良好",
            filed_on=cooling.released_on, filing_number="备案1号",
        )  # fmt: skip


def memberships(cleared: Cleared) -> Iterator[ProjectMember]:
    for person in cleared.people:
        project = cleared.college_of(person).project
        yield ProjectMember(
            project=project, person=person, joined_on=person.entered_on, left_on=person.left_on
        )


def accesses(cleared: Cleared) -> Iterator[PlaceAccess]:
    """One person in three may enter his college's key place."""
    for n, person in enumerate(cleared.people):
        if n // 40 % 3 == 0:
            yield PlaceAccess(
                number=f"CR-B-{n:05}", key_place=cleared.college_of(person).place, person=person,
                department=person.department, means="门禁卡", starts=person.entered_on, revoked_on=person.left_on,
            )  # fmt: skip


def train(cleared: Cleared) -> None:
    """Ten sessions a year in every college, everybody of it there."""
    sessions = [
        TrainingSession(
            number=f"PX-B-{n:02}-{k:03}", title=f"第 {k} 次保密教育", kind=TrainingKind.IN_SERVICE,
            topics=["law"], planned_on=day, held_on=day, hours=HOURS, state=TrainingState.HELD,
            department=college.department,
        )
        for n, college in enumerate(cleared.colleges)
        for k in range(SESSIONS_A_YEAR * YEARS)
        for day in [cleared.today - dt.timedelta(days=1 + 365 * k // SESSIONS_A_YEAR)]
    ]  # fmt: skip
    TrainingSession.objects.bulk_create(sessions, BATCH)
    columns = {
        "uuid": derived.uuid_sql(), "version": "1", "number": "s.number || '-' || p.id",
        "department_id": "p.department_id", "session_id": "s.id", "staff_id": "p.staff_id", "hours": "s.hours",
    }  # fmt: skip
    derived.insert(Attendance, columns, f"personnel_trainingsession s {OF_COLLEGE} WHERE s.number LIKE %s", ["PX-B-%"])  # fmt: skip


OF_COLLEGE = (
    "JOIN organization_department top ON top.id = s.department_id "
    "JOIN organization_department d ON d.id = top.id OR d.parent_id = top.id "
    "JOIN personnel_clearedperson p ON p.department_id = d.id"
)


def pay(cleared: Cleared) -> None:
    """A list a month in every college, with a line for everybody on duty."""
    this_month = cleared.today.replace(day=1)
    sheets = [
        AllowanceList(
            number=f"JT-B-{n:02}-{k:02}", department=college.department, month=add_months(this_month, -k),
            computed_at=clock.now(),
        )
        for n, college in enumerate(cleared.colleges)
        for k in range(1, 12 * YEARS)
    ]  # fmt: skip
    AllowanceList.objects.bulk_create(sheets, BATCH)
    rate_of = rates()
    grades = sorted({person.grade for person in cleared.people})
    amount = f"CASE p.grade {' '.join('WHEN %s THEN CAST(%s AS numeric)' for _ in grades)} END"
    last = "s.month + interval '1 month' - interval '1 day'"
    if derived.connection.vendor == "sqlite":
        last = "date(s.month, '+1 month', '-1 day')"
    columns = {
        "sheet_id": "s.id", "staff_id": "p.staff_id", "person_id": "p.id", "grade": "p.grade", "first": "s.month",
        "last": last, "rate": amount, "due": amount, "paid": amount, "deducted": "0", "reason": "''",
    }  # fmt: skip
    pairs = [value for grade in grades for value in (grade, str(rate_of(grade, cleared.today)))]
    source = f"personnel_allowancelist s {OF_COLLEGE} WHERE s.number LIKE %s AND p.status IN (%s, %s)"
    derived.insert(AllowanceLine, columns, source, [*pairs * 3, "JT-B-%", *ON_DUTY])


def file(cleared: Cleared) -> None:
    """Everything but the last weeks has gone to the bureau."""
    until = cleared.today - dt.timedelta(days=20)
    filing = Filing.objects.create(
        number="BA-B-1", covers_from=until - dt.timedelta(days=365 * YEARS), covers_until=until,
        state=FilingState.FILED, filed_on=until, receipt="回执1号", department=cleared.office.staff.department,
    )  # fmt: skip
    FilingLine.objects.bulk_create(
        (
            FilingLine(
                filing=filing, matter=item.matter, person_id=item.person_id, happened_on=item.happened_on,
                detail=item.detail, source=item.source,
            )
            for item in unfiled(until)
        ),
        BATCH,
    )  # fmt: skip


def versions(cleared: Cleared) -> None:
    """What the register said of everybody from stage to stage, and one more version of his second vetting."""
    made = []
    for person in cleared.people:
        told = stages(person)
        moments = [(first, status) for status, first, _ in told]
        moments.append((person.vetted_on, PersonStatus.IN_POST))
        for number, (day, status) in enumerate(sorted(moments), 1):
            made.append(_version(person, number, day, status, cleared.office.pk))
    ClearedPerson.history.model.objects.bulk_create(made, BATCH)


def _version(person: ClearedPerson, number: int, day: dt.date, status: PersonStatus, by: int):
    kept = {
        field.attname: getattr(person, field.attname)
        for field in ClearedPerson._meta.concrete_fields
    }  # fmt: skip
    over = status in (PersonStatus.COOLING, PersonStatus.RELEASED)
    kept |= {
        "version": number, "status": status, "left_on": person.left_on if over else None,
        "cooling_until": person.cooling_until if over else None,
        "released_on": person.released_on if status == PersonStatus.RELEASED else None,
    }  # fmt: skip
    return ClearedPerson.history.model(
        **kept, history_date=at(day), history_type="+" if number == 1 else "~", history_user_id=by
    )


def _past_years() -> range:
    return range(clock.today().year - YEARS, clock.today().year)
