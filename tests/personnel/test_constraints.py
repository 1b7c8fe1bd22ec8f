"""The database keeps the rule: every constraint refuses a row written past the application, on both databases."""

import copy
import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from baomi.core import clock
from baomi.organization.roles import Role
from personnel.actions import people_takeovers
from personnel.choices.people import PersonStatus
from personnel.choices.travel import VisitKind
from personnel.choices.yearly import PledgeKind
from personnel.models import AllowanceLine, AllowanceList, Deduction, Takeover, TakeoverCorrection
from tests.factories import personnel_leaving as leaving
from tests.factories import personnel_posts as placed
from tests.factories import personnel_travel as travelled
from tests.factories.organization import StaffFactory, user_with
from tests.factories.personnel import PersonFactory, PostFactory, ProjectFactory
from tests.factories.personnel_handovers import HandoverFactory
from tests.factories.personnel_papers import AssessmentFactory, PledgeFactory
from tests.factories.personnel_reports import FilingFactory, FilingLineFactory, ReportFactory
from tests.factories.personnel_takeovers import PlaceTakeoverFactory, PostTakeoverFactory, person_line
from tests.factories.personnel_training import AttendanceFactory, CertificateFactory, SessionFactory
from tests.factories.personnel_vetting import AppealFactory, VettingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

DAY, MONTH, BEFORE = dt.date(2026, 12, 1), dt.date(2026, 11, 1), dt.date(2000, 1, 1)


@pytest.fixture(autouse=True)
def december():
    with clock.at(DAY):
        yield


def sheet() -> AllowanceList:
    return AllowanceList.objects.create(department=PersonFactory().department, month=MONTH, number="JT-1")


def line() -> AllowanceLine:
    days = {"first": MONTH, "last": dt.date(2026, 11, 30)}
    return AllowanceLine.objects.create(
        sheet=sheet(), staff=StaffFactory(), rate=200, due=200, paid=200, **days
    )


def deduction() -> Deduction:
    person = PersonFactory()
    return Deduction.objects.create(
        person=person, department=person.department, first_month=MONTH, months=1, reason="无", number="KF-1"
    )


def period():
    return PersonFactory().periods.get()


def handover():
    return HandoverFactory(outgoing=StaffFactory(), incoming=StaffFactory())


def movement():
    return travelled.handed_out(travelled.DocumentFactory())


def counted():
    return travelled.StocktakeFactory().lines.get()


def takeover() -> Takeover:
    return people_takeovers.take_over(user_with(Role.HR), person_line())


def correction() -> TakeoverCorrection:
    taken = takeover()
    values = {
        "takeover": taken,
        "entered_on": dt.date(2018, 9, 1),
        "vetted_on": taken.vetted_on,
        "reason": "录错",
    }
    return people_takeovers.begin_correction(user_with(Role.HR), values)


def cooling():
    return PersonFactory(status=PersonStatus.COOLING)


CHECKS = {
    "project_level_secret": (ProjectFactory, {"level": "public"}),
    "project_rule_and_leader": (ProjectFactory, {"level": "secret"}),
    "project_in_order": (ProjectFactory, {"ends": BEFORE}),
    "project_member_in_order": (placed.MemberFactory, {"left_on": BEFORE}),
    "post_approved_has_grade": (PostFactory, {"grade": ""}),
    "post_basis_project": (PostFactory, {"basis": "project"}),
    "person_status_known": (PersonFactory, {"status": "gone"}),
    "person_in_post_was_vetted": (PersonFactory, {"vetted_on": None}),
    "person_cooling_has_end": (cooling, {"cooling_until": None}),
    "person_released_has_day": (lambda: PersonFactory(status=PersonStatus.RELEASED), {"released_on": None}),
    "period_in_order": (period, {"ends": BEFORE}),
    "allowance_month_first": (sheet, {"month": dt.date(2026, 11, 2)}),
    "allowance_line_adds_up": (line, {"paid": 201}),
    "deduction_month_first": (deduction, {"first_month": dt.date(2026, 11, 2)}),
    "document_in_order": (travelled.DocumentFactory, {"expires_on": BEFORE}),
    "document_movement_in_order": (movement, {"back_on": BEFORE}),
    "handover_two_people": (handover, lambda row: {"incoming": row.outgoing}),
    "clearance_line_two_people": (
        lambda: leaving.LineFactory(typed_by=StaffFactory()), lambda row: {"receiver": row.typed_by},
    ),
    "clearance_line_signed": (leaving.LineFactory, lambda row: {"received_at": clock.now()}),
    "cooling_not_shorter": (leaving.CoolingFactory, {"until": dt.date(2026, 10, 31)}),
    "cooling_released_after_end": (leaving.CoolingFactory, {"released_on": leaving.OVER}),
    "enquiry_answer": (leaving.EnquiryFactory, {"answered_on": DAY}),
    "absence_report_number": (leaving.AbsenceFactory, {"bureau_on": DAY}),
    "pledge_yearly_has_year": (PledgeFactory, {"year": None}),
    "assessment_violation_told": (AssessmentFactory, {"violated": True}),
    "key_place_level_secret": (placed.KeyPlaceFactory, {"level": "internal"}),
    "place_access_in_order": (placed.AccessFactory, {"ends": BEFORE}),
    "place_visit_in_order": (placed.VisitFactory, lambda row: {"left_at": clock.now()}),
    "place_check_findings": (placed.CheckFactory, {"sound": False}),
    "report_event_has_day": (ReportFactory, {"happened_on": None}),
    "filing_in_order": (FilingFactory, {"covers_until": BEFORE}),
    "takeover_vetting_in_order": (takeover, {"vetting_due_on": BEFORE}),
    "takeover_cooling_whole": (takeover, {"left_on": DAY, "departure_number": "1", "pledge_number": "2", "managed_by": "us"}),
    "correction_vetting_in_order": (correction, {"vetting_due_on": BEFORE}),
    "correction_cooling_in_order": (correction, {"left_on": DAY}),
    "post_takeover_in_order": (PostTakeoverFactory, {"approved_on": BEFORE}),
    "place_takeover_confirmed_whole": (PlaceTakeoverFactory, {"bureau_number": ""}),
    "place_takeover_checked_after": (PlaceTakeoverFactory, {"checked_on": BEFORE}),
    "training_held_on": (SessionFactory, {"held_on": None}),
    "training_pre_post_has_exam": (SessionFactory, {"kind": "pre_post", "has_exam": False}),
    "certificate_in_order": (CertificateFactory, {"expires_on": BEFORE}),
    "trip_in_order": (travelled.TripFactory, {"planned_in": BEFORE}),
    "trip_actual_in_order": (travelled.TripFactory, {"actual_in": DAY}),
}  # fmt: skip
"""A sound row and what is written over it."""
ONCE = {
    "project_member_once": placed.MemberFactory,
    "person_one_live": PersonFactory,
    "period_one_open": period,
    "allowance_once": sheet,
    "allowance_line_once": line,
    "deduction_once": deduction,
    "document_once": travelled.DocumentFactory,
    "document_one_holder": movement,
    "stocktake_line_once": counted,
    "handover_one_open": handover,
    "clearance_line_once": leaving.LineFactory,
    "release_once": leaving.ReleaseFactory,
    "pledge_entry_once": lambda: PledgeFactory(kind=PledgeKind.ENTRY),
    "pledge_yearly_once": PledgeFactory,
    "pledge_project_once": lambda: PledgeFactory(kind=PledgeKind.PROJECT, project=ProjectFactory()),
    "pledge_trip_once": lambda: PledgeFactory(kind=PledgeKind.ABROAD, trip=travelled.TripFactory()),
    "pledge_departure_once": leaving.CoolingPledgeFactory,
    "assessment_once": AssessmentFactory,
    "key_place_name_once": placed.KeyPlaceFactory,
    "place_access_once": placed.AccessFactory,
    "zero_report_once": lambda: ReportFactory(kind="zero"),
    "filing_one_draft": lambda: FilingFactory(state="draft"),
    "filing_line_once": FilingLineFactory,
    "takeover_once": takeover,
    "post_takeover_once": PostTakeoverFactory,
    "attendance_once": AttendanceFactory,
    "certificate_once": CertificateFactory,
    "trip_one_open": lambda: travelled.TripFactory(stage="applied"),
    "talk_trip_once": travelled.TalkFactory,
    "talk_departure_once": leaving.LeavingTalkFactory,
    "visit_trip_once": lambda: travelled.VisitFactory(kind=VisitKind.RETURN, trip=travelled.TripFactory()),
    "visit_cooling_once": travelled.VisitFactory,
    "vetting_one_open": VettingFactory,
    "appeal_once": AppealFactory,
}
"""A row that stands once."""
ANOTHER = {"takeover_once": ("person", PersonFactory), "post_takeover_once": ("post", PostFactory)}
"""What else stands once in it, and is another one in the copy."""


def test_every_constraint_is_shown():
    tables = [model for model in apps.get_app_config("personnel").get_models() if hasattr(model, "objects")]
    declared = {constraint.name for model in tables for constraint in model._meta.constraints}
    assert declared == CHECKS.keys() | ONCE.keys()


def broken(name: str, error: IntegrityError) -> bool:
    """By this constraint: SQLite tells the columns of a unique one instead of its name."""
    return name in str(error) or (connection.vendor == "sqlite" and "UNIQUE" in str(error))


@pytest.mark.parametrize("name", CHECKS)
def test_a_row_is_not_written_over_with_what_cannot_be(name):
    make, changes = CHECKS[name]
    row = make()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**(changes(row) if callable(changes) else changes))
    assert name in str(refused.value)


@pytest.mark.parametrize("name", ONCE)
def test_a_row_stands_once(name):
    row = ONCE[name]()
    second = copy.copy(row)
    second._state = copy.copy(row._state)
    second.pk, second._state.adding = None, True
    for field in ("uuid", "number", "receipt"):
        if hasattr(second, field):
            setattr(second, field, uuid.uuid4() if field == "uuid" else None if field == "number" else "")
    if name in ANOTHER:
        field, make = ANOTHER[name]
        setattr(second, field, make())
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        type(row)._base_manager.bulk_create([second])
    assert broken(name, refused.value)
