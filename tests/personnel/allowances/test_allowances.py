"""P10, the lists: made for every unit, frozen in approval, put right in the next month; deductions with their reason."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State
from baomi.approvals.models import Approval
from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.core.levels import PersonGrade
from baomi.organization.choices import SecrecyRole
from baomi.organization.models import Parameter
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from personnel.actions import allowances as actions
from personnel.actions import people
from personnel.choices.people import PersonStatus
from personnel.choices.yearly import AssessmentResult
from personnel.evidence import allowances as evidence
from personnel.models import AllowanceList, Assessment, Deduction
from personnel.parameters import ALLOWANCE
from tests.factories.organization import DepartmentFactory, ResearchGroupFactory, StaffFactory, user_with
from tests.factories.personnel import PersonFactory, PostFactory

pytestmark = pytest.mark.django_db

NOVEMBER, DECEMBER = dt.date(2026, 11, 1), dt.date(2026, 12, 1)


@pytest.fixture
def college():
    return DepartmentFactory(name="计算机学院")


@pytest.fixture
def hr():
    return user_with(Role.HR)


def lines_of(sheet: AllowanceList) -> list[tuple]:
    return [
        (line.staff.name, line.first.day, line.last.day, str(line.due), str(line.deducted), line.reason)
        for line in sheet.lines.select_related("staff")
    ]


def approve(sheet: AllowanceList, college) -> AllowanceList:
    approval = approvals.submit(user_with(Role.OFFICER, college), actions.LIST_PROCEDURE, sheet)
    for slug, user in (("head", user_with(Role.HEAD, college)), ("office", user_with(Role.OFFICE))):
        approvals.sign(user, approval.steps.get(slug=slug, round=approval.round), "agree")
    return AllowanceList.objects.get(pk=sheet.pk)


def test_the_month_s_list_equals_the_status_history_also_for_a_change_in_mid_month(college, hr):
    important = PostFactory(department=college, proposed_grade=PersonGrade.IMPORTANT)
    person = PersonFactory(department=college, staff__name="林晓喆")
    with clock.at(dt.date(2026, 11, 11)):
        people.change_post(hr, person, important, college, None, vetting_due_on=None)
    with clock.at(dt.date(2026, 11, 25)):
        [sheet] = actions.make_month(hr, NOVEMBER)
    assert lines_of(sheet) == [
        ("林晓喆", 1, 10, "66.67", "0.00", ""),
        ("林晓喆", 11, 30, "200.00", "0.00", ""),
    ]
    assert sheet.total == Decimal("266.67")


def test_units_groups_candidates_cooling_and_managers(college, hr):
    group = ResearchGroupFactory(parent=college)
    PersonFactory(department=group, staff__name="组员")
    for status in (PersonStatus.CANDIDATE, PersonStatus.COOLING, PersonStatus.RELEASED):
        PersonFactory(department=college, status=status)
    StaffFactory(department=college, name="保密员", secrecy_role=SecrecyRole.PART_TIME)
    StaffFactory(department=college, name="离职", secrecy_role=SecrecyRole.FULL_TIME, active=False)
    with clock.at(dt.date(2026, 11, 25)):
        [sheet] = actions.make_month(hr, NOVEMBER)
    assert sheet.department == college
    assert {line[0] for line in lines_of(sheet)} == {"组员", "保密员"}


def test_made_twice_it_is_the_same_and_a_signed_one_stays(college, hr):
    person = PersonFactory(department=college)
    with clock.at(dt.date(2026, 11, 20)):
        [first] = actions.make_month(hr, NOVEMBER)
        [again] = actions.make_month(hr, NOVEMBER)
        assert (first.pk, lines_of(first)) == (again.pk, lines_of(again))
        approved = approve(again, college)
        assert approved.approval.state == State.APPROVED
        people.begin_leaving(hr, person, None)
        people.begin_cooling(hr, person, dt.date(2027, 11, 20), None)
        [kept] = actions.make_month(hr, NOVEMBER)
        assert lines_of(kept) == lines_of(first)
        with pytest.raises(Refusal, match="已审批完毕"):
            actions.recompute(hr, kept)


def test_a_list_is_returned_and_computed_anew_and_never_refused_for_good(college, hr):
    """A unit has one list a month: a refused one could never be paid."""
    PersonFactory(department=college)
    head = user_with(Role.HEAD, college)
    with clock.at(dt.date(2026, 11, 20)):
        [sheet] = actions.make_month(hr, NOVEMBER)
        approval = approvals.submit(hr, actions.LIST_PROCEDURE, sheet)
        step = approval.steps.get(slug="head")
        with pytest.raises(Refusal, match="不能签“不同意”"):
            approvals.sign(head, step, "refuse", "天数不对")
        approvals.sign(head, step, "return", "天数不对")
        [again] = actions.make_month(hr, NOVEMBER)
        assert (again.pk, again.state) == (sheet.pk, State.RETURNED)
        assert approvals.submit(hr, actions.LIST_PROCEDURE, again).state == State.RUNNING


def test_what_changed_after_the_signature_is_put_right_in_the_next_list(college, hr):
    leaver = PersonFactory(department=college, staff__name="调离者")
    PersonFactory(department=college, staff__name="留任者")
    with clock.at(dt.date(2026, 11, 20)):
        [sheet] = actions.make_month(hr, NOVEMBER)
        approve(sheet, college)
    with clock.at(dt.date(2026, 11, 26)):
        people.begin_leaving(hr, leaver, None)
        people.begin_cooling(hr, leaver, dt.date(2027, 11, 26), None)
    with clock.at(dt.date(2026, 12, 20)):
        [december] = actions.make_month(hr, DECEMBER)
    # Paid 200.00 for the month, earned 25 days of 30.
    assert ("调离者", 1, 30, "0.00", "33.33", "扣回 2026-11") in lines_of(december)
    assert december.total == Decimal("166.67")
    with clock.at(dt.date(2026, 12, 21)):
        approve(december, college)
    with clock.at(dt.date(2027, 1, 20)):
        [january] = actions.make_month(hr, dt.date(2027, 1, 1))
    assert [line[0] for line in lines_of(january)] == ["留任者"]


def test_a_list_that_the_books_have_overtaken_is_not_handed_in(college, hr):
    person = PersonFactory(department=college)
    officer = user_with(Role.OFFICER, college)
    with clock.at(dt.date(2026, 11, 20)):
        [sheet] = actions.make_month(hr, NOVEMBER)
    with clock.at(dt.date(2026, 11, 22)):
        people.begin_leaving(hr, person, None)
        people.begin_cooling(hr, person, dt.date(2027, 11, 22), None)
        with pytest.raises(Refusal, match="台账已变化"):
            approvals.submit(officer, actions.LIST_PROCEDURE, sheet)
        actions.recompute(hr, sheet)
        approvals.submit(officer, actions.LIST_PROCEDURE, sheet)


def test_the_amount_in_force_on_the_day_counts(college, hr):
    PersonFactory(department=college)
    Parameter.objects.create(
        key=ALLOWANCE[PersonGrade.ORDINARY], value=600, effective_from=dt.date(2026, 11, 16), source="校发"
    )
    with clock.at(dt.date(2026, 11, 25)):
        [sheet] = actions.make_month(hr, NOVEMBER)
    assert sheet.total == Decimal("100.00") + Decimal("300.00")


def test_a_failed_assessment_stops_it_and_a_decided_deduction_too(college, hr):
    failed, fined = (PersonFactory(department=college, staff__name=name) for name in ("不符合者", "扣发者"))
    Assessment.objects.create(
        department=college, person=failed, year=2025, grade=failed.grade, post_kind=failed.post.kind,
        result=AssessmentResult.FAILS, concluded_on=dt.date(2026, 10, 31),
    )  # fmt: skip
    Deduction.objects.create(
        department=college, person=fined, first_month=NOVEMBER, months=1, reason="未按时清退",
        number="KF-2026-001", decided_on=dt.date(2026, 11, 2),
    )  # fmt: skip
    with clock.at(dt.date(2026, 12, 25)):
        [november] = actions.make_month(hr, NOVEMBER)
        [december] = actions.make_month(hr, DECEMBER)
    assert ("不符合者", 1, 30, "200.00", "200.00", "2025 年度考核不符合") in lines_of(november)
    assert ("扣发者", 1, 30, "200.00", "200.00", "扣发通知 KF-2026-001") in lines_of(november)
    assert november.total == 0
    assert [line[4] for line in lines_of(december)] == ["200.00", "0.00"]


def test_a_deduction_goes_by_head_and_office_and_not_into_a_paid_month(college, hr):
    officer, person = user_with(Role.OFFICER, college), PersonFactory(department=college)
    values = {"person": person, "first_month": NOVEMBER, "months": 3, "reason": "未按时清退", "clause": ""}
    with clock.at(dt.date(2026, 11, 20)):
        deduction = actions.propose_deduction(officer, values)
        approval = approvals.submit(officer, actions.DEDUCTION_PROCEDURE, deduction)
        approvals.sign(user_with(Role.HEAD, college), approval.steps.get(slug="head"), "agree")
        approvals.sign(user_with(Role.OFFICE), approval.steps.get(slug="office"), "agree")
        deduction.refresh_from_db()
        assert deduction.decided_on == dt.date(2026, 11, 20)
        [sheet] = actions.make_month(hr, NOVEMBER)
        approve(sheet, college)
        other = PersonFactory(department=college)
        with pytest.raises(Refusal, match="2026-11 的津贴表已批准"):
            actions.propose_deduction(officer, values | {"person": other})
        actions.propose_deduction(officer, values | {"person": other, "first_month": DECEMBER})
        with pytest.raises(ValidationError, match="从这个月起的扣发已经登记"):
            actions.propose_deduction(officer, values | {"person": other, "first_month": DECEMBER})


@pytest.mark.postgres
def test_a_refused_deduction_withholds_nothing_and_leaves_room_for_another(college, hr):
    officer, head, person = (
        user_with(Role.OFFICER, college),
        user_with(Role.HEAD, college),
        PersonFactory(department=college),
    )
    values = {"person": person, "first_month": NOVEMBER, "months": 3, "reason": "未按时清退", "clause": ""}
    with clock.at(dt.date(2026, 11, 20)):
        first = actions.propose_deduction(officer, values)
        approval = approvals.submit(officer, actions.DEDUCTION_PROCEDURE, first)
        with pytest.raises(ValidationError, match="从这个月起的扣发已经登记"):
            actions.propose_deduction(officer, values)
        approvals.sign(head, approval.steps.get(slug="head"), "refuse", "已按时清退")
        first.refresh_from_db()
        assert (first.refused_on, first.decided_on) == (dt.date(2026, 11, 20), None)
        [sheet] = actions.make_month(hr, NOVEMBER)
        assert sheet.total == Decimal(200)
        second = actions.propose_deduction(officer, values | {"months": 1})
        with pytest.raises(ValidationError, match="从这个月起的扣发已经登记"):
            actions.propose_deduction(officer, values)
    opened = next(view for view in registry.get("personnel", "deductions").views if view.slug == "open")
    assert list(opened.filter(Deduction.objects.all(), officer)) == [second]


@pytest.mark.parametrize("another", [False, True])
def test_a_deduction_from_the_only_head_is_signed_by_the_leader_in_charge(college, another):
    officer, head = user_with(Role.OFFICER, college), user_with(Role.HEAD, college)
    person = PersonFactory(department=college, staff=head.staff)
    signer = user_with(Role.HEAD, college) if another else user_with(Role.LEADER)
    slug = "head" if another else "leader"
    with clock.at(dt.date(2026, 11, 20)):
        values = {"person": person, "first_month": NOVEMBER, "months": 1, "reason": "未按时清退"}
        deduction = actions.propose_deduction(officer, values)
        approval = approvals.submit(officer, actions.DEDUCTION_PROCEDURE, deduction)
        assert [step.slug for step in approval.steps.all()][:2] == [slug, "office"]
        with pytest.raises(Refusal):
            approvals.sign(head, approval.steps.get(slug=slug), "agree")
        approvals.sign(signer, approval.steps.get(slug=slug), "agree")
        approvals.sign(user_with(Role.OFFICE), approval.steps.get(slug="office"), "agree")
    deduction.refresh_from_db()
    assert deduction.decided_on == dt.date(2026, 11, 20)


def test_who_may_and_of_whom(college, hr):
    stranger, cooling = (
        user_with(Role.OFFICER, DepartmentFactory()),
        PersonFactory(department=college, status=PersonStatus.COOLING),
    )
    values = {"person": cooling, "first_month": NOVEMBER, "months": 1, "reason": "无"}
    with clock.at(dt.date(2026, 11, 20)):
        with pytest.raises(Refusal, match="没有这条记录"):
            actions.propose_deduction(stranger, values)
        with pytest.raises(Refusal, match="没有津贴可扣"):
            actions.propose_deduction(user_with(Role.OFFICER, college), values)
        with pytest.raises(NotPermitted):
            actions.make_month(stranger, NOVEMBER)
        with pytest.raises(Refusal, match="还没有到"):
            actions.make_month(hr, DECEMBER)


def test_the_cost_does_not_grow_with_the_people(college, hr, django_assert_max_num_queries):
    PersonFactory.create_batch(12, department=college)
    with clock.at(dt.date(2026, 11, 20)), django_assert_max_num_queries(9):
        evidence.rows_of(NOVEMBER)


def test_the_pages(client, college, hr):
    PersonFactory(department=college, staff__name="林晓喆")
    client.force_login(hr)
    with clock.at(dt.datetime(2026, 11, 20, 9, tzinfo=clock.SHANGHAI)):
        page = client.get("/personnel/allowances/compute/").content.decode()
        token = page.split('name="token" value="')[1].split('"')[0]
        assert (
            client.post("/personnel/allowances/compute/", {"token": token, "month": "2026-14"}).status_code
            == 422
        )
        assert not AllowanceList.objects.exists()
        answer = client.post(
            "/personnel/allowances/compute/", {"token": token, "month": "2026-11"}, follow=True
        )
        assert "2026-11 共 1 个部门，合计 200.00 元" in answer.content.decode()
        sheet = AllowanceList.objects.get()
        record = client.get(f"/personnel/allowances/{sheet.pk}/").content.decode()
        assert "林晓喆" in record
        assert client.get(f"/personnel/allowances/{sheet.pk}/recompute/").status_code == 200
        client.force_login(user_with(Role.OFFICER, DepartmentFactory()))
        assert client.get(f"/personnel/allowances/{sheet.pk}/").status_code == 404
        assert client.get("/personnel/allowances/compute/").status_code == 403
    assert not Approval.objects.exists()


def test_a_deduction_is_not_decided_into_a_month_that_was_paid_while_it_was_signed(college, hr):
    officer, person = user_with(Role.OFFICER, college), PersonFactory(department=college)
    values = {"person": person, "first_month": NOVEMBER, "months": 1, "reason": "未按时清退"}
    with clock.at(dt.date(2026, 11, 20)):
        deduction = actions.propose_deduction(officer, values)
        approval = approvals.submit(officer, actions.DEDUCTION_PROCEDURE, deduction)
        approvals.sign(user_with(Role.HEAD, college), approval.steps.get(slug="head"), "agree")
        [sheet] = actions.make_month(hr, NOVEMBER)
        approve(sheet, college)
        with pytest.raises(Refusal, match="2026-11 的津贴表已批准"):
            approvals.sign(user_with(Role.OFFICE), approval.steps.get(slug="office"), "agree")
    deduction.refresh_from_db()
    assert (deduction.decided_on, deduction.state) == (None, State.RUNNING)


def test_another_unit_s_paid_month_holds_back_no_deduction_and_one_is_not_moved_into_a_paid_one(college, hr):
    officer, other = user_with(Role.OFFICER, college), DepartmentFactory()
    person, _ = PersonFactory(department=college), PersonFactory(department=other)
    values = {"person": person, "first_month": NOVEMBER, "months": 1, "reason": "未按时清退"}
    with clock.at(dt.date(2026, 11, 20)):
        sheets = {sheet.department: sheet for sheet in actions.make_month(hr, NOVEMBER)}
        approve(sheets[other], other)
        actions.propose_deduction(officer, values)
        later = actions.propose_deduction(officer, values | {"first_month": DECEMBER})
        approve(sheets[college], college)
        with pytest.raises(Refusal, match="2026-11 的津贴表已批准"):
            actions.change_deduction(officer, later, {"first_month": dt.date(2026, 10, 1)})
    later.refresh_from_db()
    assert later.first_month == DECEMBER


def test_a_list_of_nobody_is_not_handed_in(college, hr):
    person = PersonFactory(department=college)
    with clock.at(dt.date(2026, 11, 20)):
        [sheet] = actions.make_month(hr, NOVEMBER)
        person.periods.update(starts=dt.date(2026, 12, 1))
        actions.recompute(hr, sheet)
        with pytest.raises(Refusal, match="这张表没有人员"):
            approvals.submit(hr, actions.LIST_PROCEDURE, sheet)


def test_a_list_that_nobody_has_signed_is_computed_anew_and_not_put_right_in_the_next(college, hr):
    leaver = PersonFactory(department=college)
    PersonFactory(department=college)
    with clock.at(dt.date(2026, 11, 20)):
        actions.make_month(hr, NOVEMBER)
    with clock.at(dt.date(2026, 11, 26)):
        people.begin_leaving(hr, leaver, None)
        people.begin_cooling(hr, leaver, dt.date(2027, 11, 26), None)
    with clock.at(dt.date(2026, 12, 20)):
        [december] = actions.make_month(hr, DECEMBER)
    assert [line[4:] for line in lines_of(december)] == [("0.00", "")]
