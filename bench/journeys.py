"""Journeys of the cleared people: their documents, 0.3 trips a year with talk, pledge, hand-out and visit."""

import datetime as dt
from collections.abc import Iterator

from bench.cleared import BATCH, Cleared, at
from personnel.choices.people import PersonStatus
from personnel.choices.travel import Custody, TalkKind, TripKind, TripStage, VisitKind, VisitMethod
from personnel.choices.vetting import DocumentKind
from personnel.choices.yearly import PledgeKind
from personnel.models import DocumentMovement, Pledge, Talk, TravelDocument, Trip, Visit


def documents(cleared: Cleared) -> Iterator[TravelDocument]:
    """Two of everybody, in custody; some run out soon."""
    today = cleared.today
    for n, person in enumerate(cleared.people):
        for kind, letter in ((DocumentKind.PASSPORT, "E"), (DocumentKind.OFFICIAL, "P")):
            custody = Custody.WITH_PERSON if person.status == PersonStatus.LEAVING else Custody.HELD
            yield TravelDocument(
                number=f"ZJ-B-{n:05}-{letter}", person=person, department=person.department, kind=kind,
                document_number=f"{letter}{n:08}", issuer="国家移民管理局", issued_on=person.entered_on,
                expires_on=today + dt.timedelta(days=n * 11 % 1800 - 20), custody=custody,
                deposited_on=person.entered_on,
            )  # fmt: skip


def trips(cleared: Cleared) -> Iterator[Trip]:
    """0.3 a year: one or two of everybody."""
    for n, person in enumerate(cleared.people):
        for k in range(1 + n % 2):
            day = person.entered_on + dt.timedelta(days=400 + 600 * k + n % 100)
            yield Trip(
                number=f"CG-B-{n:05}-{k}", person=person, department=person.department, kind=TripKind.OFFICIAL,
                stage=TripStage.CLOSED, destinations="德国", planned_out=day, planned_in=day + dt.timedelta(days=9),
                actual_out=day, actual_in=day + dt.timedelta(days=9), reason="学术会议", promised=True,
                abroad_report="按计划参加会议，无异常情况。" * 8, closed_on=day + dt.timedelta(days=20),
                created_at=at(day - dt.timedelta(days=40)),
            )  # fmt: skip


def talks(cleared: Cleared) -> Iterator[Talk]:
    for trip in _trips():
        day = trip.planned_out - dt.timedelta(days=7)
        yield Talk(
            number=f"TH-B-{trip.pk}", person=trip.person, department_id=trip.department_id, kind=TalkKind.ABROAD,
            trip=trip, held_at=at(day), place="主楼", concluded_on=day,
        )  # fmt: skip


def returns(cleared: Cleared) -> Iterator[Visit]:
    for trip in _trips():
        day = trip.actual_in + dt.timedelta(days=5)
        yield Visit(
            number=f"HF-B-{trip.pk}", person=trip.person, department_id=trip.department_id, kind=VisitKind.RETURN,
            trip=trip, due_on=day, held_on=day, method=VisitMethod.MEETING, concluded_on=day,
        )  # fmt: skip


def movements(cleared: Cleared) -> Iterator[DocumentMovement]:
    passports = dict(
        TravelDocument.objects.filter(kind=DocumentKind.OFFICIAL, number__startswith="ZJ-B-").values_list(
            "person", "pk"
        )
    )
    for trip in _trips():
        yield DocumentMovement(
            document_id=passports[trip.person_id], trip=trip, reason="公务", out_on=trip.planned_out,
            due_on=trip.planned_in, back_on=trip.planned_in, handed_by=cleared.office.staff,
            received_by=cleared.office.staff,
        )  # fmt: skip


def abroad_pledges(cleared: Cleared) -> Iterator[Pledge]:
    for trip in _trips():
        day = trip.planned_out - dt.timedelta(days=10)
        yield Pledge(
            number=f"CN-B-T{trip.pk}", person=trip.person, department_id=trip.department_id, kind=PledgeKind.ABROAD,
            trip=trip, signed_on=day, created_at=at(day),
        )  # fmt: skip


def _trips() -> Iterator[Trip]:
    return Trip.objects.filter(number__startswith="CG-B-").select_related("person").iterator(BATCH)
