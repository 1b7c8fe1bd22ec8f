"""The demo university as it is after loading: what the office, the officers and the heads find in it."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import Client

from awards.choices import AwardKind, NominationStage, RoundState
from awards.conditions import JUDGE, NOT_MET
from awards.models import AwardRound, Honour, Nomination
from awards.screening import findings_of
from baomi.approvals.queries import inbox
from baomi.audit.models import AuditEntry
from baomi.audit.verify import verify
from baomi.core import clock
from baomi.organization import calendar, policy
from baomi.organization.choices import GrantState
from baomi.organization.models import Department, Staff, User
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from demo import people
from demo.bulk import enlarge
from demo.world import anchor
from personnel.choices.people import PersonKind, PersonStatus
from personnel.choices.travel import OPEN_TRIP, TripStage
from personnel.evidence import leaving
from personnel.models import (
    AllowanceList,
    ClearedPerson,
    CoolingOff,
    Departure,
    DocumentMovement,
    Filing,
    KeyPlace,
    PlaceVisit,
    StatusPeriod,
    Takeover,
    Trip,
    Vetting,
)
from reviews import evidence
from reviews.choices import HandIn, IncidentState
from reviews.models import Campaign, Incident, Summary
from tests.demo.loading import TODAY, loaded

DESIGN_ACCOUNTS = """
    office office.head leader chair member1 member2 member3 member4 member5 member6 member7 member8 member9 hr grad
    research foreign press it officer.cs head.cs pi.cs person.cs classifier.cs officer.me head.me sysadmin secadmin auditor
"""

pytestmark = pytest.mark.together


@pytest.fixture(scope="module")
def university(django_db_setup, django_db_blocker):
    """The demo, loaded once for this file and rolled back at its end, with the clock on its day."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = loaded()
        with clock.at(TODAY):
            yield world
        transaction.set_rollback(True)


def user(account: str) -> User:
    return User.objects.get(username=account)


def test_thirty_departments_twelve_classified_with_groups_among_them_and_260_people(university):
    assert Department.objects.count() == 30
    classified = Department.objects.classified()
    assert classified.count() == 12
    assert {"计算机学院", "机械学院", "智能系统课题组"} <= set(classified.values_list("name", flat=True))
    assert Department.objects.filter(exam_duty=True).count() == 3
    assert Staff.objects.count() == 260
    assert 1 <= Staff.objects.filter(grade="core").count() <= 8
    names = "".join(Staff.objects.values_list("name", flat=True))
    assert all(rare in names for rare in "喆堃䶮𬱖頔翀")
    assert all(person.photo for person in Staff.objects.exclude(grade=""))


def test_the_log_is_whole_in_the_order_of_time_and_tells_nothing_of_today(university):
    verdict = verify()
    assert verdict.bad_id is None
    instants = list(AuditEntry.objects.order_by("id").values_list("at", flat=True))
    assert instants == sorted(instants)
    assert instants[-1].astimezone(clock.SHANGHAI).date() < TODAY.date()


def test_everybody_of_the_design_logs_in_and_sees_his_desk(university):
    for account in DESIGN_ACCOUNTS.split():
        browser = Client()
        answer = browser.post("/login/", {"username": account, "password": people.PASSWORD})
        assert answer.status_code == 302, account
        assert browser.get("/").status_code == 200, account


def test_the_wrong_password_stays_outside(university):
    browser = Client()
    assert browser.post("/login/", {"username": "office", "password": "Baomi-demo-2025"}).status_code != 302
    assert browser.get("/").status_code == 302


def test_every_addressed_department_has_an_officer_and_a_head(university):
    for row in Campaign.objects.get(year=2026).addressees.select_related("department"):
        assert policy.users_holding(Role.OFFICER, row.department).exists(), row.department
        assert policy.users_holding(Role.HEAD, row.department).exists(), row.department


def test_roles_were_proposed_by_one_and_confirmed_by_another(university):
    for account in people.NAMED:
        for grant in user(account.account).grants.exclude(state=GrantState.PROPOSED):
            if account not in people.ADMINISTRATORS:
                assert grant.proposed_by.username == "secadmin"
                assert grant.confirmed_by.username == (
                    "auditor" if grant.role == Role.OFFICE_HEAD else "office.head"
                )
    assert policy.users_holding(Role.CHAIR).get().username == "chair"
    assert policy.users_holding(Role.MEMBER).count() == 10


def test_departments_stand_in_every_state_of_the_hand_in(university):
    states = set(Summary.objects.values_list("hand_in", flat=True))
    states |= {row.hand_in for row in evidence.standings(Campaign.objects.get(year=2026))}
    assert states == set(HandIn)


def test_one_returned_summary_is_past_its_correction_and_departments_have_not_begun(university):
    returned = Summary.objects.filter(campaign__year=2026, hand_in=HandIn.RETURNED)
    assert [row.department.name for row in returned if row.correction_due < TODAY] == ["教务处"]
    standings = evidence.standings(Campaign.objects.get(year=2026))
    assert sum(row.hand_in == HandIn.NOT_BEGUN for row in standings) == 3


def test_two_rounds_are_decided_with_honours_and_one_is_open(university):
    states = dict(AwardRound.objects.values_list("year", "state"))
    assert states == {2024: RoundState.DECIDED, 2025: RoundState.DECIDED, 2026: RoundState.OPEN}
    for award_round in AwardRound.objects.filter(year__lt=2026):
        for kind in AwardKind:
            assert 1 <= award_round.honours.filter(kind=kind).count() <= award_round.quota(kind)
    stages = set(Nomination.objects.values_list("stage", flat=True))
    never = {
        NominationStage.DRAFT,
        NominationStage.PASSED,
        NominationStage.PROPOSED,
        NominationStage.LAPSED,
    }
    assert stages == set(NominationStage) - never


def test_an_open_incident_bars_the_college_above_its_group_and_a_newcomer_lacks_his_year(university):
    assert Incident.objects.filter(state=IncidentState.OPEN).get().department.parent.name == "材料学院"
    award_round = AwardRound.objects.get(year=2026)
    rows = list(award_round.nominations.select_related("department__parent", "staff", "round__campaign"))
    found = dict(zip([row.subject for row in rows], findings_of(award_round, rows), strict=True))
    barred = [
        name
        for name, checks in found.items()
        if any(c.condition == "incidents" and c.result == NOT_MET for c in checks)
    ]
    assert barred == ["材料学院"]
    assert any(c.condition == "service" and c.result == NOT_MET for checks in found.values() for c in checks)
    assert all(any(c.result == JUDGE for c in checks) for checks in found.values())


def test_a_ballot_left_no_choice_behind(university):
    for award_round in AwardRound.objects.filter(state=RoundState.DECIDED):
        ballot = award_round.ballots.get()
        assert ballot.digest
        assert not any(choice.sealed for row in ballot.candidates.all() for choice in row.choices.all())


def test_every_register_has_rows(university):
    empty = [register.name for register in registry.all() if not register.model._base_manager.exists()]
    assert not empty


def test_everybody_with_a_grade_is_in_the_register_of_cleared_people_and_the_other_way_round(university):
    graded = dict(Staff.objects.exclude(grade="").values_list("pk", "grade"))
    on_duty = ClearedPerson.objects.filter(status__in=(PersonStatus.IN_POST, PersonStatus.LEAVING))
    assert graded == dict(on_duty.values_list("staff", "grade"))
    assert all(person.grade == person.post.grade for person in on_duty.select_related("post"))
    assert Takeover.objects.count() >= 90


def test_nobody_has_a_stage_without_his_papers(university):
    for person in ClearedPerson.objects.exclude(status=PersonStatus.CANDIDATE):
        came_in = person.vettings.filter(purpose="entry", passed=True).exists()
        assert came_in or Takeover.objects.filter(person=person).exists(), person
        assert person.periods.count() == len(set(person.periods.values_list("starts", flat=True))), person
    for period in StatusPeriod.objects.filter(status__in=(PersonStatus.COOLING, PersonStatus.RELEASED)):
        assert period.approval is not None


def test_candidates_stand_at_every_stage_of_coming_in(university):
    candidates = ClearedPerson.objects.filter(status=PersonStatus.CANDIDATE)
    assert candidates.filter(vettings=None).exists()
    assert candidates.filter(vettings__approval=None, vettings__isnull=False).exists()
    waiting = set(
        candidates.filter(vettings__passed=None).values_list("vettings__approval__waiting_for", flat=True)
    )
    assert {"项目（课题）组负责人", "所在单位负责人", "保密工作办公室", "人事处", "研究生院"} <= waiting
    assert candidates.filter(vettings__passed=True, pledges=None).exists()
    assert candidates.filter(pledges__signed_on=None, pledges__isnull=False).exists()
    assert candidates.filter(pledges__signed_on__isnull=False).exists()
    assert candidates.filter(vettings__passed=False, appeals__isnull=False).exists()
    assert candidates.filter(kind=PersonKind.STUDENT, leader=user("pi.cs").staff).count() == 2
    worker = ClearedPerson.objects.get(kind=PersonKind.WORKER)
    assert worker.status == PersonStatus.IN_POST


def test_one_journey_stands_at_each_stage_and_one_document_is_overdue(university):
    stages = set(Trip.objects.values_list("stage", flat=True))
    assert stages == (set(TripStage) - {TripStage.DRAFT})
    assert set(OPEN_TRIP) <= stages
    late = DocumentMovement.objects.get(back_on=None, due_on__lt=TODAY.date())
    assert late.trip.stage == TripStage.RETURNED
    assert Trip.objects.get(person__staff=user("person.cs").staff).stage == TripStage.CLOSED


def test_two_are_leaving_and_one_of_them_has_a_document_and_a_permission_still(university):
    open_ones = Departure.objects.filter(person__status=PersonStatus.LEAVING)
    held = sorted({item.kind for item in leaving.items_of(row) if not item.settled} for row in open_ones)
    assert len(held) == 2
    assert any({"出入权限"} < kinds for kinds in held)
    assert any(leaving.cleared(row) for row in open_ones)


def test_periods_of_cooling_off_run_end_and_are_over(university):
    running = CoolingOff.objects.filter(released_on=None)
    assert running.filter(managed_by="receiver", receipt_on__isnull=False).exists()
    assert running.filter(letter_number__startswith="TN").exists()
    month_later = TODAY.date() + dt.timedelta(days=31)
    ending = running.get(until__gt=TODAY.date(), until__lt=month_later)
    assert ending.person.visits.filter(concluded_on__isnull=False).count() == 3
    assert ClearedPerson.objects.filter(status=PersonStatus.RELEASED).count() == 1


def test_places_visitors_allowances_and_filings_are_as_an_office_has_them(university):
    assert KeyPlace.objects.filter(check_due_on__lt=TODAY.date(), withdrawn_on=None).count() == 1
    today = PlaceVisit.objects.filter(planned_at__date=TODAY.date(), left_at=None, approval__state="approved")
    assert today.count() == 1
    months = {}
    for row in AllowanceList.objects.select_related("approval"):
        months.setdefault(row.month, set()).add(row.state)
    assert months == {dt.date(2026, 10, 1): {"approved"}, dt.date(2026, 11, 1): {"draft"}}
    assert sorted(Filing.objects.values_list("state", flat=True)) == ["draft", "filed", "filed", "filed"]


@pytest.mark.parametrize(
    "account",
    ["office", "leader", "chair", "hr", "grad", "it", "officer.cs", "head.cs", "pi.cs", "person.cs"],
)
def test_something_waits_for_every_role(university, account):
    assert inbox(user(account)).exists()


def test_vettings_are_due_this_month_and_overdue(university):
    in_post = ClearedPerson.objects.filter(status=PersonStatus.IN_POST)
    assert in_post.filter(vetting_due_on__lt=TODAY.date()).count() >= 2
    assert in_post.get(staff=user("person.cs").staff).vetting_due_on == dt.date(2026, 11, 30)
    assert Vetting.objects.filter(passed=True, purpose="periodic").count() >= 8


def test_the_command_does_nothing_or_refuses_when_departments_exist(university):
    before = AuditEntry.objects.count()
    call_command("demo", "--if-empty")
    with pytest.raises(CommandError, match="已有部门"):
        call_command("demo")
    assert AuditEntry.objects.count() == before
    assert Department.objects.count() == 30


def test_three_campuses_keep_the_chain_and_the_counts(university):
    kept = {model: model.objects.count() for model in (Honour, User)}
    closed = Summary.objects.filter(campaign__year__lt=2026)
    with transaction.atomic():
        with clock.at(TODAY):
            enlarge(university, 3)
        assert (Department.objects.count(), Staff.objects.count()) == (90, 780)
        assert closed.count() == 3 * 2 * 17
        assert Nomination.objects.filter(round__year__lt=2026).count() == 3 * 36
        assert verify().bad_id is None
        copy = closed.filter(department__name="计算机学院（3校区）").first()
        assert copy.approval.record_pk == copy.pk
        assert copy.approval.signatures.count() == 2
        assert copy.items.count() == 18
        assert copy.history.count() == 1
        on_duty = ClearedPerson.objects.filter(department__code__startswith="3-")
        assert on_duty.count() == 92
        assert all(row.grade == row.staff.grade for row in on_duty.select_related("staff"))
        letter = on_duty.first().pledges.get(year=2026)
        assert (letter.approval.record_pk, letter.approval.state) == (letter.pk, "approved")
        group = Department.objects.get(code="3-30101")
        assert group.parent.name == "计算机学院（3校区）"
        assert group.path == group.history.get().path == f"{group.parent.path}{group.pk}/"
        assert {model: model.objects.count() for model in kept} == kept
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "day",
    ["2026-01-02", "2026-02-20", "2026-03-15", "2026-10-09", "2026-11-01", "2026-11-15", "2026-12-11", "2026-12-31", "2027-01-05"],
)  # fmt: skip
@pytest.mark.django_db
def test_the_open_round_has_run_long_enough_on_any_day_and_lies_in_the_past(day):
    today = dt.date.fromisoformat(day)
    found = anchor(today)
    assert found.published < today
    assert found.published < found.deadline.date()
    assert found.workday(0) == found.published
    returned = calendar.add_workdays(found.workday(0.3), 3).day
    assert returned < today
    assert found.workday(1.0) < today
    if today.month in (11, 12):
        assert (found.deadline.month, found.deadline.day) == (12, 10)
        assert found.published <= dt.date(today.year, 11, 9)


@pytest.mark.django_db
def test_outside_the_demo_the_command_refuses(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="BAOMI_DEMO"):
        call_command("demo")
    assert not Department.objects.exists()
