"""P5, F-17: begun from the registers, confirmed by the person, judged by somebody else, concluded by HR."""

import datetime as dt
from decimal import Decimal

import pytest

from baomi.approvals import actions as approvals
from baomi.approvals.choices import StepState
from baomi.core import clock
from baomi.core.errors import NotFound, NotPermitted, Refusal, StaleRecord
from baomi.organization.roles import Role
from personnel.actions import assessments as actions
from personnel.choices.people import PersonKind, PersonStatus
from personnel.choices.yearly import AssessmentResult
from personnel.evidence import papers as evidence
from personnel.evidence.papers import Violations
from personnel.models import Assessment
from tests.factories.organization import DepartmentFactory, GrantFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_papers import AssessmentFactory, signed_letter
from tests.factories.personnel_training import trained

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOVEMBER = dt.date(2026, 11, 2)


@pytest.fixture(autouse=True)
def in_november():
    with clock.at(NOVEMBER):
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


@pytest.fixture
def head(college):
    return user_with(Role.HEAD, college)


@pytest.fixture
def hr(college):
    return user_with(Role.HR, college)


@pytest.fixture
def incidents(monkeypatch):
    """What a register of incidents would answer: {key of Staff: Violations}."""
    known: dict[int, Violations] = {}
    monkeypatch.setattr(evidence.violations, "_answers", [lambda keys, year: known])
    return known


def open_step(assessment):
    assessment.refresh_from_db()
    return assessment.approval.steps.filter(round=assessment.approval.round, state=StepState.OPEN).get()


def hand_in(by, assessment):
    return approvals.submit(by, actions.PROCEDURE, assessment)


def test_it_begins_with_what_the_registers_say(office, college, incidents, django_assert_max_num_queries):
    good, bad = PersonFactory(department=college), PersonFactory(department=college)
    signed_letter(good)
    for day in (dt.date(2026, 3, 1), dt.date(2026, 4, 1)):
        trained(good, hours=Decimal("8"), planned_on=day)
    incidents[bad.staff_id] = Violations(("SJ-2026-001 违规外联",), leaked=False)
    assert actions.start(office, 2026, [good, bad]) == 2
    first, second = Assessment.objects.get(person=good), Assessment.objects.get(person=bad)
    assert (first.letter_signed, first.educated, first.violated) == (True, True, False)
    assert (second.letter_signed, second.educated, second.violated) == (False, False, True)
    assert (second.violation_text, second.grade) == ("SJ-2026-001 违规外联", bad.grade)
    assert (first.number, second.number) == ("KH-2026-0001", "KH-2026-0002")


def test_a_second_run_begins_only_what_is_missing_and_only_of_people_on_duty_in_reach(officer, college):
    person, leaving = PersonFactory(department=college), PersonFactory(department=college, status="leaving")
    cooling = PersonFactory(department=college, status=PersonStatus.COOLING)
    stranger = PersonFactory()
    everybody = [person, leaving, cooling, stranger]
    assert actions.start(officer, 2026, everybody) == 2
    assert actions.start(officer, 2026, everybody) == 0
    assert set(Assessment.objects.values_list("person", flat=True)) == {person.pk, leaving.pk}
    with pytest.raises(NotPermitted):
        actions.start(user_with(Role.HR, college), 2026, everybody)
    with pytest.raises(Refusal, match="年度 2030 不能办理"):
        actions.start(officer, 2030, everybody)


def test_the_person_confirms_the_head_judges_and_hr_concludes(head, hr, college):
    user = user_with(Role.PERSON, college)
    person = PersonFactory(department=college, staff=user.staff)
    signed_letter(person)
    for day in (dt.date(2026, 3, 1), dt.date(2026, 4, 1)):
        trained(person, hours=Decimal("8"), planned_on=day)
    assessment = AssessmentFactory(person=person, department=college)
    hand_in(user, assessment)
    actions.judge(head, assessment, AssessmentResult.MEETS, "")
    assert evidence.result_of([person.staff_id], 2026) == {}
    approvals.sign(hr, open_step(assessment), "agree", "")
    assessment.refresh_from_db()
    assert assessment.concluded_on == NOVEMBER
    assert evidence.result_of([person.staff_id], 2026) == {person.staff_id: "meets"}


def test_no_signature_without_a_result_and_none_below_without_a_reason(officer, head, college):
    assessment = AssessmentFactory(department=college)
    hand_in(officer, assessment)
    with pytest.raises(Refusal, match="还没有选择考核结果"):
        approvals.sign(head, open_step(assessment), "agree", "同意")
    with pytest.raises(Refusal, match="不符合”，须写明理由"):
        actions.judge(head, assessment, AssessmentResult.FAILS, " ")
    assessment.refresh_from_db()
    assert assessment.result == ""
    actions.judge(head, assessment, AssessmentResult.FAILS, "多次违规，应调离涉密岗位")
    assessment.refresh_from_db()
    assert (assessment.result, assessment.concluded_on) == ("fails", None)


def test_what_is_not_met_needs_words_even_for_a_good_result(officer, head, college):
    """No letter, no hours: the registers say so when it is handed in."""
    assessment = AssessmentFactory(department=college)
    hand_in(officer, assessment)
    assessment.refresh_from_db()
    assert (assessment.letter_signed, assessment.educated) == (False, False)
    with pytest.raises(Refusal, match="有 2 项未满足"):
        actions.judge(head, assessment, AssessmentResult.MEETS, "")
    actions.judge(head, assessment, AssessmentResult.MEETS, "长期病假，已补课")


def test_nobody_judges_himself(officer, college):
    """The department's only head is judged by the leader in charge; where there is another head, by that one."""
    head, leader = user_with(Role.HEAD, college), user_with(Role.LEADER, college)
    GrantFactory(user=head, role=Role.PERSON)
    person = PersonFactory(department=college, staff=head.staff)
    assessment = AssessmentFactory(person=person, department=college)
    hand_in(head, assessment)
    with pytest.raises(Refusal, match="现在不由您填写考核结果"):
        actions.judge(head, assessment, AssessmentResult.MEETS, "好")
    assert open_step(assessment).slug == "leader"
    actions.judge(leader, assessment, AssessmentResult.MEETS, "好")
    second = user_with(Role.HEAD, college)
    next_year = AssessmentFactory(person=person, department=college, year=2025)
    hand_in(head, next_year)
    with pytest.raises(Refusal):
        actions.judge(head, next_year, AssessmentResult.MEETS, "好")
    actions.judge(second, next_year, AssessmentResult.MEETS, "好")


def test_the_head_of_another_department_does_not_judge(officer, head, college):
    assessment = AssessmentFactory(department=college)
    hand_in(officer, assessment)
    with pytest.raises(NotFound):
        actions.judge(user_with(Role.HEAD, DepartmentFactory()), assessment, AssessmentResult.MEETS, "好")
    with pytest.raises(NotPermitted):
        actions.judge(officer, assessment, AssessmentResult.MEETS, "好")


def test_a_student_goes_to_the_graduate_school(officer, head, hr, college):
    student = PersonFactory(department=college, kind=PersonKind.STUDENT)
    assessment = AssessmentFactory(person=student, department=college)
    hand_in(officer, assessment)
    actions.judge(head, assessment, AssessmentResult.BASIC, "学时不足")
    with pytest.raises(Refusal):
        approvals.sign(hr, open_step(assessment), "agree", "同意")
    approvals.sign(user_with(Role.GRAD, college), open_step(assessment), "agree", "同意")
    assessment.refresh_from_db()
    assert assessment.concluded_on == NOVEMBER


def test_sent_back_it_is_judged_anew(officer, head, hr, college):
    assessment = AssessmentFactory(department=college)
    hand_in(officer, assessment)
    actions.judge(head, assessment, AssessmentResult.MEETS, "好")
    approvals.sign(hr, open_step(assessment), "return", "请补充履行情况")
    assessment.refresh_from_db()
    assert (assessment.result, assessment.result_reason) == ("", "")


def test_what_the_registers_know_against_somebody_stays(officer, college, incidents):
    assessment = AssessmentFactory(department=college)
    incidents[assessment.person.staff_id] = Violations(("SJ-2026-002 泄露内部资料",), leaked=True)
    changed = actions.change(officer, assessment, {"violated": False, "violation_text": "", "leaked": False})
    assert (changed.violated, changed.leaked) == (True, True)
    assert changed.violation_text == "SJ-2026-002 泄露内部资料"


def test_it_is_filled_in_before_it_goes_and_not_while_it_is_signed(officer, head, college):
    assessment = AssessmentFactory(department=college, duties_done="")
    with pytest.raises(Refusal, match="履行保密责任情况还没有填写"):
        hand_in(officer, assessment)
    actions.change(officer, assessment, {"duties_done": "按责任书履行"}, 1)
    with pytest.raises(StaleRecord):
        actions.change(officer, assessment, {"duties_done": "另一种写法"}, 1)
    assessment.refresh_from_db()
    hand_in(officer, assessment)
    with pytest.raises(Refusal, match="正在审批"):
        actions.change(officer, assessment, {"duties_done": "改写"})


def test_last_year_s_assessment_is_none_of_this_year_and_nobody_is_asked_for_nothing(office, college):
    person = PersonFactory(department=college)
    AssessmentFactory(person=person, department=college, year=2025)
    with pytest.raises(Refusal, match="年度 2020 不能办理"):
        actions.request_start(office, 2020, [person])
    assert actions.start(office, 2026, [person]) == 1
    with pytest.raises(Refusal, match="没有还缺 2026 年度考核表的人员"):
        actions.request_start(office, 2026, [person])
