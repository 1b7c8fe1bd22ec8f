"""Major events (P6): who reports, when, who reads, what the office makes of it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from baomi.approvals import actions as approvals
from baomi.approvals.choices import Decision, State
from baomi.approvals.queries import step_to_sign
from baomi.core import clock
from baomi.core.errors import NotFound, NotPermitted, Refusal, StaleRecord
from baomi.organization.roles import Role
from personnel.actions import reports as actions
from personnel.choices.people import PersonStatus
from personnel.choices.vetting import VettingPurpose
from personnel.models import MajorReport
from personnel.rules import reports as rules
from tests.factories.organization import user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_reports import MARRIED

FRIDAY = dt.date(2026, 11, 20)
DECEMBER = dt.date(2026, 12, 3)


def handed_in(house, tables=MARRIED) -> MajorReport:
    report = actions.begin_event(house.account, house.person, FRIDAY)
    report = actions.fill(house.account, report, {}, tables)
    actions.hand_in(house.account, report)
    report.refresh_from_db()
    return report


def test_the_person_reports_and_his_handing_in_is_his_signature(house):
    report = handed_in(house)
    assert (report.state, report.approval.waiting_for) == (State.RUNNING, "保密办阅处")
    assert (report.reported_on, report.subjects) == (dt.date(2026, 11, 30), ["marriage"])
    assert rules.read(report)["marriage"] == MARRIED["marriage"]


def test_the_last_day_is_five_working_days_after_the_event_and_late_is_shown(house):
    report = actions.begin_event(house.account, house.person, FRIDAY)
    assert report.due_on == dt.date(2026, 11, 27)
    assert rules.late_words(report) == "逾期 3 天"
    moved = actions.fill(house.account, report, {"happened_on": dt.date(2026, 11, 27)}, {})
    assert (moved.due_on, rules.late_words(moved)) == (dt.date(2026, 12, 4), "")


def test_nobody_reports_a_day_ahead(house):
    with pytest.raises(Refusal, match="不能晚于今天"):
        actions.begin_event(house.account, house.person, dt.date(2026, 12, 1))


def test_an_empty_event_is_not_handed_in(house):
    report = actions.begin_event(house.account, house.person, FRIDAY)
    with pytest.raises(Refusal, match="还没有填写报告的事项"):
        actions.hand_in(house.account, report)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"kind": "离婚", "day": "2026-11-20", "spouse": "安娜", "nationality": "法国"}, "不在可选范围内"),
        ({"kind": "结婚", "day": "11月20日", "spouse": "安娜", "nationality": "法国"}, "不是日期"),
        ({"kind": "结婚", "day": "2026-11-20", "spouse": "安娜", "nationality": ""}, "还没有填写"),
        ({"kind": "结婚", "day": "2026-11-20", "spouse": "安" * 41, "nationality": "法国"}, "太长"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_written(house, row, words):
    report = actions.begin_event(house.account, house.person, FRIDAY)
    with pytest.raises(Refusal, match=words) as refused:
        actions.fill(house.account, report, {}, {"marriage": [row]})
    assert "第 1 行" in refused.value.where
    report.refresh_from_db()
    assert (report.matters, report.version) == ("", 1)


def test_a_stale_page_writes_nothing(house):
    report = actions.begin_event(house.account, house.person, FRIDAY)
    actions.fill(house.account, report, {}, MARRIED, version=1)
    with pytest.raises(StaleRecord):
        actions.fill(house.account, report, {}, {}, version=1)


def test_nobody_reports_for_somebody_with_an_account(house):
    with pytest.raises(Refusal, match="本人报告"):
        actions.begin_event(house.officer, house.person, FRIDAY)
    with pytest.raises(NotFound):
        actions.begin_event(user_with(Role.PERSON, house.here), house.person, FRIDAY)


def test_the_officer_types_the_paper_of_somebody_without_an_account(house):
    person = PersonFactory(department=house.here)
    report = actions.begin_event(house.officer, person, FRIDAY)
    report = actions.fill(house.officer, report, {}, MARRIED)
    with pytest.raises(Refusal, match="归档号"):
        actions.hand_in(house.officer, report)
    report = actions.fill(house.officer, report, {"paper_number": "ZDSX-2026-7"}, MARRIED)
    assert actions.hand_in(house.officer, report).waiting_for == "保密办阅处"
    with pytest.raises(NotFound):
        actions.begin_event(house.officer, PersonFactory(department=house.there), FRIDAY)


@pytest.mark.parametrize("status", [PersonStatus.LEAVING, PersonStatus.COOLING])
def test_who_leaves_and_who_cools_off_reports_too(house, status):
    person = PersonFactory(department=house.here, status=status)
    assert actions.begin_event(house.officer, person, FRIDAY, "ZDSX-1").serving == status


@pytest.mark.parametrize("status", [PersonStatus.CANDIDATE, PersonStatus.RELEASED])
def test_who_is_not_bound_does_not_report(house, status):
    with pytest.raises(Refusal, match="不用报告"):
        actions.begin_event(house.officer, PersonFactory(department=house.here, status=status), FRIDAY)


def test_the_office_reads_it_and_it_is_settled(house):
    report = handed_in(house)
    approval = actions.handle(house.office, report, abnormal=False, handling="")
    report.refresh_from_db()
    assert (approval.state, report.abnormal, report.handling) == (State.APPROVED, False, "已阅")
    with pytest.raises(Refusal, match="不由您阅处"):
        actions.handle(house.office, report, abnormal=True, handling="再看")


def test_what_is_abnormal_has_words_and_is_told_to_the_bureau_once(house):
    report = handed_in(house)
    with pytest.raises(Refusal, match="须写明处理意见"):
        actions.handle(house.office, report, abnormal=True, handling=" ")
    actions.handle(house.office, report, abnormal=True, handling="与境外人员结婚，暂停接触")
    report.refresh_from_db()
    assert report.bureau_due_on == dt.date(2026, 12, 1)
    with pytest.raises(Refusal, match="不能早于报告日期"):
        actions.tell_bureau(house.office, report, FRIDAY, "保〔2026〕9 号")
    told = actions.tell_bureau(house.office, report, dt.date(2026, 11, 30), "保〔2026〕9 号")
    assert told.bureau_number == "保〔2026〕9 号"
    with pytest.raises(Refusal, match="不能重复登记"):
        actions.tell_bureau(house.office, told, dt.date(2026, 11, 30), "保〔2026〕10 号")


def test_what_is_normal_is_not_told_to_the_bureau(house):
    report = handed_in(house)
    actions.handle(house.office, report, abnormal=False, handling="")
    with pytest.raises(Refusal, match="没有认定异常"):
        actions.tell_bureau(house.office, report, dt.date(2026, 11, 30), "保〔2026〕9 号")


def test_a_change_of_circumstances_begins_a_review(house):
    actions.handle(house.office, handed_in(house), abnormal=False, handling="", review=True)
    vetting = house.person.vettings.get()
    assert vetting.purpose == VettingPurpose.PERSONAL_CHANGE
    house.person.refresh_from_db()
    assert house.person.vetting_due_on == dt.date(2026, 11, 30)


def test_nobody_cooling_off_is_reviewed_and_then_nothing_is_signed(house):
    person = PersonFactory(department=house.here, status=PersonStatus.COOLING)
    report = actions.begin_event(house.officer, person, FRIDAY, "ZDSX-1")
    report = actions.fill(house.officer, report, {}, MARRIED)
    actions.hand_in(house.officer, report)
    with pytest.raises(Refusal, match="不再复审"):
        actions.handle(house.office, report, abnormal=False, handling="", review=True)
    report.refresh_from_db()
    assert (report.state, report.handled_on) == (State.RUNNING, None)


def test_only_the_office_handles_and_nobody_his_own(house):
    report = handed_in(house)
    for user in (house.hr, house.officer, house.head, house.account):
        with pytest.raises(NotPermitted):
            actions.handle(user, report, abnormal=False, handling="")
    person = PersonFactory(department=house.office.staff.department, staff=house.office.staff)
    own = actions.begin_event(house.office, person, FRIDAY)
    own = actions.fill(house.office, own, {}, MARRIED)
    actions.hand_in(house.office, own)
    with pytest.raises(Refusal, match="不由您阅处"):
        actions.handle(house.office, own, abnormal=False, handling="")
    assert actions.handle(user_with(Role.OFFICE), own, abnormal=False, handling="").state == State.APPROVED


def test_a_report_is_returned_never_refused_and_then_not_made(house):
    report = handed_in(house)
    step = step_to_sign(house.office, report.approval)
    with pytest.raises(Refusal, match="不能签"):
        approvals.sign(house.office, step, Decision.REFUSE, "不实")
    approvals.sign(house.office, step, Decision.RETURN, "请写明国籍")
    report.refresh_from_db()
    assert (report.reported_on, bool(rules.may_fill(house.account, report))) == (None, True)


def test_what_is_being_read_is_not_changed(house):
    with pytest.raises(Refusal, match="正在审批"):
        actions.fill(house.account, handed_in(house), {}, {})


def test_the_zero_report_is_made_in_december_once(house):
    with pytest.raises(Refusal, match="每年 12 月填报"):
        actions.report_nothing(house.account, house.person)
    with clock.at(DECEMBER):
        report = actions.report_nothing(house.account, house.person)
        assert (report.year, report.reported_on, report.due_on) == (2026, DECEMBER, dt.date(2026, 12, 31))
        assert report.approval.waiting_for == "保密办阅处"
        with pytest.raises(ValidationError, match="已经建立"):
            actions.report_nothing(house.account, house.person)
    assert MajorReport.objects.count() == 1


def test_the_zero_report_may_come_late_in_january_for_the_past_year(house):
    with clock.at(dt.date(2027, 1, 5)):
        report = actions.report_nothing(house.account, house.person)
        assert (report.year, rules.late_words(report)) == (2026, "逾期 5 天")
        new = PersonFactory(department=house.here, entered_on=dt.date(2027, 1, 4))
        with pytest.raises(Refusal, match="还不是涉密人员"):
            actions.report_nothing(house.officer, new, "LBG-1")


def test_a_zero_report_holds_no_event(house):
    with clock.at(DECEMBER):
        report = actions.report_nothing(house.account, house.person)
        approvals.withdraw(house.account, report.approval, "有事项漏报")
        report.refresh_from_db()
        with pytest.raises(Refusal, match="零报告没有报告事项"):
            actions.fill(house.account, report, {}, MARRIED)
