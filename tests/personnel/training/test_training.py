"""P15, P4: the plan, sessions held and cancelled, who was there, the exam, hours against the parameters."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotFound, NotPermitted, Refusal, StaleRecord
from baomi.organization.models import Parameter
from baomi.organization.roles import Role
from personnel.actions import training as actions
from personnel.actions.training import Line
from personnel.choices.people import PersonStatus
from personnel.choices.yearly import TrainingKind, TrainingState
from personnel.evidence import training as evidence
from personnel.models import Attendance, TrainingSession
from personnel.parameters import EXAM_PASS
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_papers import AssessmentFactory
from tests.factories.personnel_training import AttendanceFactory, SessionFactory, trained

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
TODAY = dt.date(2026, 6, 10)


@pytest.fixture(autouse=True)
def in_june():
    with clock.at(TODAY):
        yield


@pytest.fixture
def college():
    return DepartmentFactory()


@pytest.fixture
def office(college):
    return user_with(Role.OFFICE, college)


@pytest.fixture
def officer(college):
    return user_with(Role.OFFICER, college)


def values(college, **more) -> dict:
    return {
        "department": college,
        "title": "年度保密形势教育",
        "kind": TrainingKind.IN_SERVICE,
        "topics": ["situation"],
        "planned_on": dt.date(2026, 6, 1),
        "hours": Decimal("4"),
    } | more


def test_a_session_is_planned_then_held_and_both_are_logged(officer, college):
    session = actions.plan(officer, values(college))
    assert (session.number, session.state) == ("PX-2026-001", TrainingState.PLANNED)
    held = actions.change(officer, session, {"held_on": dt.date(2026, 6, 2)})
    assert held.state == TrainingState.HELD
    assert list(AuditEntry.objects.values_list("action", flat=True)) == [
        "personnel.trainingsession.create",
        "personnel.trainingsession.change",
    ]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"topics": []}, "五项内容中至少选一项"),
        ({"kind": TrainingKind.PRE_POST}, "上岗前培训须组织考试"),
        ({"held_on": TODAY + dt.timedelta(days=1)}, "举办日期晚于今天"),
    ],
)
def test_what_the_rules_forbid_is_refused_and_nothing_is_written(officer, college, more, problem):
    with pytest.raises(Refusal, match=problem):
        actions.plan(officer, values(college, **more))
    assert not TrainingSession.objects.exists()


def test_the_database_itself_wants_an_exam_before_a_post(college):
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionFactory(department=college, kind=TrainingKind.PRE_POST, has_exam=False)


def test_an_officer_keeps_his_departments_sessions_alone(officer, college):
    other = DepartmentFactory()
    with pytest.raises(NotFound):
        actions.plan(officer, values(other))
    with pytest.raises(NotPermitted):
        actions.plan(user_with(Role.HEAD, college), values(college))
    theirs = SessionFactory(department=other)
    with pytest.raises(NotFound):
        actions.attend(officer, theirs, [Line(StaffFactory(department=college))])


def test_the_pass_mark_is_that_of_the_day_it_was_held(officer, college):
    Parameter.objects.create(key=EXAM_PASS, value=90, effective_from=dt.date(2026, 6, 5), source="校内约定")
    before = actions.plan(officer, values(college, has_exam=True, held_on=dt.date(2026, 6, 4)))
    after = actions.plan(officer, values(college, has_exam=True, held_on=dt.date(2026, 6, 5)))
    assert (before.pass_mark, after.pass_mark) == (80, 90)
    person = StaffFactory(department=college)
    actions.attend(officer, before, [Line(person, None, Decimal("85"))])
    actions.attend(officer, after, [Line(person, None, Decimal("85"))])
    assert before.attendances.get().passed is True
    assert after.attendances.get().passed is False


def test_another_day_judges_the_marks_anew(officer, college):
    Parameter.objects.create(key=EXAM_PASS, value=90, effective_from=dt.date(2026, 6, 5), source="校内约定")
    session = actions.plan(officer, values(college, has_exam=True, held_on=dt.date(2026, 6, 4)))
    actions.attend(officer, session, [Line(StaffFactory(department=college), None, Decimal("85"))])
    actions.change(officer, session, {"held_on": dt.date(2026, 6, 6)})
    assert session.attendances.get().passed is False


def test_only_what_is_planned_can_be_cancelled_and_never_without_a_reason(officer, college):
    session = actions.plan(officer, values(college))
    with pytest.raises(Refusal, match="没有写明事由"):
        actions.cancel(officer, session, " ")
    cancelled = actions.cancel(officer, session, "主讲人出差")
    assert (cancelled.state, cancelled.cancel_reason) == (TrainingState.CANCELLED, "主讲人出差")
    with pytest.raises(Refusal, match="已取消"):
        actions.change(officer, session, {"place": "主楼"})
    with pytest.raises(Refusal, match="不能取消"):
        actions.cancel(officer, SessionFactory(department=college), "重复")


def test_the_second_editor_is_told(officer, college):
    session = actions.plan(officer, values(college))
    actions.change(officer, session, {"place": "主楼"}, 1)
    with pytest.raises(StaleRecord):
        actions.change(officer, session, {"place": "图书馆"}, 1)


def test_a_list_is_written_whole_or_not_at_all(officer, college):
    session = SessionFactory(department=college)
    mine, stranger = StaffFactory(department=college), StaffFactory(name="外院人")
    with pytest.raises(Refusal, match="不是您部门的人员：外院人"):
        actions.attend(officer, session, [Line(mine), Line(stranger)])
    assert not Attendance.objects.exists()
    assert actions.attend(officer, session, [Line(mine)]) == 1
    row = session.attendances.get()
    assert (row.staff, row.hours, row.passed, row.department) == (mine, Decimal("4.0"), None, college)


def test_the_same_list_again_changes_nothing_and_other_hours_change_the_line(officer, college):
    session, person = SessionFactory(department=college), StaffFactory(department=college)
    actions.attend(officer, session, [Line(person)])
    assert actions.attend(officer, session, [Line(person)]) == 0
    assert actions.attend(officer, session, [Line(person, Decimal("2"))]) == 1
    assert session.attendances.get().hours == Decimal("2")


@pytest.mark.parametrize(
    ("line", "problem"),
    [((Decimal("5"), None), "超过本次培训的 4"), ((None, Decimal("90")), "没有考试，不填成绩")],
)
def test_hours_and_marks_that_cannot_be_are_refused(officer, college, line, problem):
    session = SessionFactory(department=college)
    with pytest.raises(Refusal, match=problem):
        actions.attend(officer, session, [Line(StaffFactory(department=college), *line)])


def test_nobody_earns_hours_at_what_was_not_held(officer, college):
    session = SessionFactory(department=college, planned=True)
    with pytest.raises(Refusal, match="请先填写举办日期"):
        actions.attend(officer, session, [Line(StaffFactory(department=college))])


def test_what_the_list_says_stays_true_when_the_session_is_changed(officer, college):
    session = SessionFactory(department=college)
    AttendanceFactory(session=session, department=college)
    with pytest.raises(Refusal, match="举办日期不能留空"):
        actions.change(officer, session, {"held_on": None})
    with pytest.raises(Refusal, match="学时少于已登记"):
        actions.change(officer, session, {"hours": Decimal("2")})


def test_a_candidate_is_trained_for_the_post_after_his_vetting_and_not_before(officer, college):
    candidate = PersonFactory(department=college, status=PersonStatus.CANDIDATE)
    session = SessionFactory(department=college, pre_post=True, planned_on=dt.date(2026, 5, 20))
    line = Line(candidate.staff, None, Decimal("90"))
    with pytest.raises(Refusal, match="保密审查还没有通过"):
        actions.attend(officer, session, [line])
    vetting = candidate.vettings.create(
        department=college,
        purpose="entry",
        post=candidate.post,
        passed=True,
        concluded_on=dt.date(2026, 5, 21),
    )
    with pytest.raises(Refusal, match="晚于这次培训"):
        actions.attend(officer, session, [line])
    vetting.concluded_on = dt.date(2026, 5, 19)
    vetting.save()
    assert actions.attend(officer, session, [line]) == 1
    assert session.attendances.get().passed is True


def test_the_same_candidate_may_be_at_an_ordinary_training(officer, college):
    candidate = PersonFactory(department=college, status=PersonStatus.CANDIDATE)
    assert actions.attend(officer, SessionFactory(department=college), [Line(candidate.staff)]) == 1


def test_hours_an_assessment_was_decided_on_stay(officer, college):
    person = PersonFactory(department=college)
    row = trained(person)
    AssessmentFactory(person=person, department=college, concluded_on=dt.date(2026, 6, 1), result="meets")
    with pytest.raises(Refusal, match="2026 年度考核已完成"):
        actions.change_attendance(officer, row, {"hours": Decimal("1")})
    with pytest.raises(Refusal, match="2026 年度考核已完成"):
        actions.strike(officer, row, "未到场")
    with pytest.raises(Refusal, match="2026 年度考核已完成"):
        actions.attend(officer, SessionFactory(department=college), [Line(person.staff)])


def test_who_was_not_there_is_struck_off_with_the_reason_and_the_log_keeps_it(officer, college):
    row = AttendanceFactory(department=college)
    actions.strike(officer, row, "代签到")
    assert not Attendance.objects.exists()
    entry = AuditEntry.objects.get(action="personnel.attendance.strike")
    assert entry.reason == "代签到"
    assert Attendance.history.filter(history_type="-").count() == 1


def test_hours_and_sessions_count_against_the_parameters(college, django_assert_num_queries):
    enough, short, away = (PersonFactory(department=college) for _ in range(3))
    for _ in range(4):
        trained(enough)
    trained(short, hours=Decimal("14"))
    trained(away, planned=True)
    trained(away, planned_on=dt.date(2025, 6, 1))
    with django_assert_num_queries(3):
        rows = {row.person.pk: row for row in evidence.standings(2026)}
    assert not rows[enough.pk].short
    assert (rows[short.pk].short_hours, rows[short.pk].short_sessions) == (1, 1)
    assert (rows[away.pk].hours, rows[away.pk].short_hours) == (0, 15)
    assert {row.person.pk for row in evidence.shortfalls(2026)} == {short.pk, away.pk}


def test_candidates_and_people_cooling_off_owe_no_hours(college):
    PersonFactory(department=college, status=PersonStatus.CANDIDATE)
    PersonFactory(department=college, status=PersonStatus.COOLING)
    assert evidence.shortfalls(2026) == []


def test_a_certificate_is_registered_once_and_stays_with_its_holder(officer, college):
    holder, other = StaffFactory(department=college), StaffFactory(department=college)
    given = {
        "staff": holder,
        "name": "保密干部上岗证书",
        "certificate_number": "A-1",
        "issuer": "省国家保密局",
        "issued_on": dt.date(2026, 1, 5),
        "expires_on": dt.date(2029, 1, 4),
    }
    certificate = actions.register_certificate(officer, given)
    assert (certificate.number, certificate.department) == ("ZS-2026-001", college)
    with pytest.raises(ValidationError, match="已经登记过"):
        actions.register_certificate(officer, given)
    with pytest.raises(ValidationError, match="有效期早于发证日期"):
        actions.change_certificate(officer, certificate, {"expires_on": dt.date(2025, 1, 4)})
    with pytest.raises(Refusal, match="持证人不能更换"):
        actions.change_certificate(officer, certificate, {"staff": other})
    with pytest.raises(NotFound):
        actions.register_certificate(officer, given | {"staff": StaffFactory(), "certificate_number": "A-2"})


def test_the_mark_itself_passes_and_a_list_names_everybody_once(officer, college):
    session, person = SessionFactory(department=college, pre_post=True), StaffFactory(department=college)
    with pytest.raises(Refusal, match="名单中有人出现两次"):
        actions.attend(officer, session, [Line(person), Line(person)])
    assert not Attendance.objects.exists()
    actions.attend(officer, session, [Line(person, None, Decimal(80))])
    assert session.attendances.get().passed is True
    actions.attend(officer, session, [Line(person, None, Decimal("79.5"))])
    assert session.attendances.get().passed is False


def test_a_correction_is_held_to_the_same_rules(officer, college):
    session = SessionFactory(department=college, planned=True)
    with pytest.raises(Refusal, match="五项内容中至少选一项"):
        actions.change(officer, session, {"topics": []})
    row = AttendanceFactory(department=college, session__department=college)
    with pytest.raises(Refusal, match="培训和参加人不能更换"):
        actions.change_attendance(officer, row, {"staff": StaffFactory(department=college)})
    with pytest.raises(Refusal, match="培训和参加人不能更换"):
        actions.change_attendance(officer, row, {"session": session})
    planned = SessionFactory(department=college, planned=True)
    with pytest.raises(Refusal, match="请先填写举办日期"):
        actions.register_attendance(officer, {"session": planned, "staff": row.staff})
    with pytest.raises(Refusal, match="超过本次培训的 4"):
        actions.register_attendance(
            officer, {"session": SessionFactory(department=college), "staff": row.staff, "hours": Decimal(9)}
        )
    assert Attendance.objects.get() == row


def test_another_day_of_holding_keeps_the_order_and_the_years_already_assessed(officer, college):
    candidate, person = (
        PersonFactory(department=college, status=PersonStatus.CANDIDATE),
        PersonFactory(department=college),
    )
    candidate.vettings.create(
        department=college, purpose="entry", post=candidate.post, passed=True,
        concluded_on=dt.date(2026, 5, 10),
    )  # fmt: skip
    before_post = trained(candidate, pre_post=True, planned_on=dt.date(2026, 5, 20)).session
    with pytest.raises(Refusal, match="晚于这次培训"):
        actions.change(officer, before_post, {"held_on": dt.date(2026, 5, 9)})
    session = trained(person).session
    AssessmentFactory(
        person=person, department=college, year=2025, concluded_on=dt.date(2026, 1, 5), result="meets"
    )
    with pytest.raises(Refusal, match="2025 年度考核已完成"):
        actions.change(officer, session, {"held_on": dt.date(2025, 12, 30)})
    days = {row.pk: row.held_on for row in TrainingSession.objects.all()}
    assert days == {before_post.pk: before_post.held_on, session.pk: session.held_on}


def test_last_year_s_assessment_closes_last_year_alone(officer, college):
    person = PersonFactory(department=college)
    AssessmentFactory(
        person=person, department=college, year=2025, concluded_on=dt.date(2026, 1, 5), result="meets"
    )
    assert actions.attend(officer, SessionFactory(department=college), [Line(person.staff)]) == 1


def test_who_passed_no_vetting_and_who_is_in_post_already(officer, college):
    failed = PersonFactory(department=college, status=PersonStatus.CANDIDATE)
    failed.vettings.create(
        department=college, purpose="entry", post=failed.post, passed=False, concluded_on=dt.date(2026, 5, 1)
    )
    in_post = PersonFactory(department=college)
    AssessmentFactory(person=in_post, department=college, year=2026)
    session = SessionFactory(department=college, pre_post=True, planned_on=TODAY)
    with pytest.raises(Refusal, match="保密审查还没有通过"):
        actions.attend(officer, session, [Line(failed.staff, None, Decimal(90))])
    assert actions.attend(officer, session, [Line(in_post.staff, None, Decimal(90))]) == 1


def test_held_today_on_the_day_of_the_vetting_is_in_time(officer, college):
    candidate = PersonFactory(department=college, status=PersonStatus.CANDIDATE)
    candidate.vettings.create(
        department=college, purpose="entry", post=candidate.post, passed=True, concluded_on=TODAY
    )
    given = values(college, kind=TrainingKind.PRE_POST, has_exam=True, held_on=TODAY)
    session = actions.plan(officer, given)
    assert actions.attend(officer, session, [Line(candidate.staff, None, Decimal(90))]) == 1
