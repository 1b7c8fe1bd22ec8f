"""P13, P12: the period runs from the approval, is made longer and never shorter, and ends with a signed release."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from baomi.approvals import actions as approvals
from baomi.core import clock
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.organization.models import Parameter
from baomi.registers.declarations import registry
from baomi.reminders import sweep
from baomi.reminders.models import Notice
from personnel.actions import absences, cooling
from personnel.choices.leaving import DepartureReason, ExceptionKind, ManagedBy, UnitNature
from personnel.choices.people import PersonKind, PersonStatus
from personnel.choices.travel import VisitKind
from personnel.models import CoolingOff, Release
from personnel.parameters import ENQUIRY_WORKDAYS
from tests.factories import leaving_steps as steps
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_leaving import CoolingFactory

END = dt.date(2027, 12, 1)
FREE = END + dt.timedelta(days=1)
"""The last day is included: from the day after, a release can be asked for."""


@pytest.fixture
def period(house):
    """Left on 2026-12-01 for another university, an ordinary person: until 2027-12-01."""
    steps.leave(house)
    return CoolingOff.objects.get()


def at(day: dt.date):
    return clock.at(day)


def signed(house, procedure: str, starter, row, *slugs: str):
    approvals.submit(starter, procedure, row)
    for slug in slugs:
        user = {"hr_file": "hr"}.get(slug, slug)
        steps.sign(getattr(house, user), row, slug)
    return steps.fresh(row)


def longer(house, period, until=dt.date(2028, 6, 1)):
    row = cooling.ask_longer(house.hr, {"cooling": period, "until": until, "reason": "事项未解密"})
    return signed(house, cooling.LONGER, house.hr, row, "office", "leader")


def exception(house, period, unit="北方机械厂", slugs=("office", "leader", "hr_file")):
    values = {
        "cooling": period, "kind": ExceptionKind.TRANSFER, "unit": unit, "unit_nature": UnitNature.STATE,
        "reason": "工作调动",
    }  # fmt: skip
    row = cooling.ask_exception(house.person_user, values)
    return signed(house, cooling.EXCEPTION, house.person_user, row, *slugs)


def release(house, period):
    row = cooling.ask_release(house.officer, {"cooling": period, "note": "按期接受回访"})
    return signed(house, cooling.RELEASE, house.officer, row, "office", "hr")


# --- longer, never shorter ---


def test_longer_moves_the_end_and_plans_more_visits(house, period):
    before = period.person.visits.filter(kind=VisitKind.COOLING).count()
    longer(house, period)
    period.refresh_from_db()
    assert (period.until, period.least_until) == (dt.date(2028, 6, 1), END)
    assert steps.fresh(house.person).cooling_until == dt.date(2028, 6, 1)
    assert period.person.visits.filter(kind=VisitKind.COOLING).count() > before


@pytest.mark.parametrize("until", [END, dt.date(2027, 6, 1)])
def test_shorter_is_refused(house, period, until):
    with pytest.raises(Refusal, match="只能延长，不能缩短"):
        cooling.ask_longer(house.hr, {"cooling": period, "until": until, "reason": "提前"})


def test_the_database_keeps_it_from_being_shorter(period):
    with pytest.raises(IntegrityError), transaction.atomic():
        CoolingOff.objects.filter(pk=period.pk).update(until=dt.date(2027, 11, 30))
    with pytest.raises(IntegrityError), transaction.atomic():
        CoolingOff.objects.filter(pk=period.pk).update(released_on=dt.date(2027, 11, 30))


def test_the_leader_has_the_last_word(house, period):
    row = cooling.ask_longer(
        house.hr, {"cooling": period, "until": dt.date(2028, 6, 1), "reason": "事项未解密"}
    )
    approvals.submit(house.hr, cooling.LONGER, row)
    steps.sign(house.office, row, "office")
    steps.sign(house.leader, row, "leader", "refuse", "理由不充分")
    period.refresh_from_db()
    assert period.until == END


# --- exceptions (P12) ---


def test_another_unit_needs_an_exception_noted_in_the_file(house, period):
    with pytest.raises(Refusal, match="不得擅自调动"):
        cooling.change_cooling(house.hr, period, {"unit": "北方机械厂"})
    row = exception(house, period, slugs=("office", "leader"))
    with pytest.raises(Refusal, match="不得擅自调动"):
        cooling.change_cooling(house.hr, period, {"unit": "北方机械厂"})
    steps.sign(house.hr, row, "hr_file")
    assert steps.fresh(row).file_noted_on == clock.today()
    with pytest.raises(Refusal, match="不得擅自调动"):
        cooling.change_cooling(house.hr, period, {"unit": "另一家"})
    assert cooling.change_cooling(house.hr, period, {"unit": "北方机械厂"}).unit == "北方机械厂"


def test_contact_and_insurance_are_changed_freely(house, period):
    changed = cooling.change_cooling(house.hr, period, {"contact": "王主任", "insurance_number": "SB-778"})
    assert changed.insurance_number == "SB-778"
    with pytest.raises(NotPermitted):
        cooling.change_cooling(house.officer, period, {"contact": "李主任"})


def test_an_exception_the_leader_refuses_changes_nothing(house, period):
    row = exception(house, period, slugs=("office",))
    steps.sign(house.leader, row, "leader", "refuse", "不同意调动")
    assert steps.fresh(row).file_noted_on is None
    with pytest.raises(Refusal):
        cooling.change_cooling(house.hr, period, {"unit": "北方机械厂"})


# --- letters ---


def test_a_notice_inside_the_house(house):
    steps.leave(house, reason=DepartureReason.INTERNAL, unit="图书馆", unit_nature="", new_post="馆员")
    period = CoolingOff.objects.get()
    issued = cooling.issue_letter(house.hr, period, clock.today())
    assert (issued.letter_number, issued.receipt_due_on) == ("TN-2026-001", None)
    with pytest.raises(Refusal, match="已于 2026-12-01 发出"):
        cooling.issue_letter(house.hr, period, clock.today())
    with pytest.raises(Refusal, match="没有回执"):
        cooling.note_receipt(house.hr, period, clock.today())


def test_a_letter_to_the_receiving_unit_and_its_receipt(house):
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    steps.prepare(house, departure, managed_by=ManagedBy.RECEIVER)
    steps.to_paper(house, departure)
    steps.record_paper(house, departure)
    period = CoolingOff.objects.get()
    with pytest.raises(Refusal, match="委托管理书还没有发出"):
        cooling.note_receipt(house.hr, period, clock.today())
    issued = cooling.issue_letter(house.office, period, clock.today())
    assert (issued.letter_number, issued.receipt_due_on) == ("TW-2026-001", dt.date(2026, 12, 31))
    with pytest.raises(Refusal, match="晚于今天"):
        cooling.note_receipt(house.office, period, dt.date(2026, 12, 2))
    with pytest.raises(Refusal, match="早于发出日期"):
        cooling.note_receipt(house.office, period, dt.date(2026, 11, 30))
    assert cooling.note_receipt(house.office, period, clock.today()).receipt_on == clock.today()


def test_who_left_the_house_under_our_management_gets_no_letter(house, period):
    with pytest.raises(Refusal, match="不发通知书、委托书"):
        cooling.issue_letter(house.hr, period, clock.today())


# --- enquiries ---


def test_the_answer_is_due_by_the_number_of_the_day_it_was_asked(house, period):
    Parameter.objects.create(
        key=ENQUIRY_WORKDAYS, value=3, effective_from=dt.date(2026, 12, 8), source="校内约定"
    )
    values = {"cooling": period, "asked_by": "北方机械厂", "question": "是否在脱密期"}
    with at(dt.date(2026, 12, 9)):
        old = cooling.register_enquiry(house.hr, values | {"asked_on": dt.date(2026, 12, 1)})
        new = cooling.register_enquiry(house.hr, values | {"asked_on": dt.date(2026, 12, 8)})
        with pytest.raises(Refusal, match="来函日期晚于今天"):
            cooling.register_enquiry(house.hr, values | {"asked_on": dt.date(2026, 12, 10)})
    assert (old.due_on, new.due_on) == (dt.date(2026, 12, 15), dt.date(2026, 12, 11))


def test_a_late_answer_is_red_in_the_list(house, period):
    values = {
        "cooling": period,
        "asked_by": "北方机械厂",
        "asked_on": clock.today(),
        "question": "是否在脱密期",
    }
    row, status = cooling.register_enquiry(house.hr, values), registry.get("personnel", "enquiries").status
    with at(row.due_on):
        assert status(row) == ("wait", "待答复")
    with at(row.due_on + dt.timedelta(days=2)):
        assert status(row) == ("bad", "待答复，逾期 2 天")
        cooling.answer_enquiry(house.office, row, "在脱密期")
        row.refresh_from_db()
        assert status(row) == ("closed", "已答复")


def test_an_enquiry_is_answered_once(house, period):
    row = cooling.register_enquiry(
        house.hr, {"cooling": period, "asked_by": "厂", "asked_on": clock.today(), "question": "是否在脱密期"}
    )
    with pytest.raises(Refusal, match="还没有填写答复意见"):
        cooling.answer_enquiry(house.office, row, " ")
    with pytest.raises(NotPermitted):
        cooling.answer_enquiry(house.officer, row, "在脱密期")
    cooling.answer_enquiry(house.office, row, "在脱密期")
    with pytest.raises(Refusal, match="已于 2026-12-01 答复"):
        cooling.answer_enquiry(house.office, row, "再答")


# --- the release ---


@pytest.mark.parametrize("day", [END - dt.timedelta(days=1), END])
def test_nobody_is_released_before_the_last_day_is_over(house, period, day):
    with (
        at(day),
        pytest.raises(Refusal, match="脱密期至 2027-12-01（含当日），未满不能解除.*请自 2027-12-02 起办理"),
    ):
        release(house, period)
    assert not Release.objects.exists()


def test_the_list_and_the_reminder_say_the_same_of_the_last_day(house, period):
    register = registry.get("personnel", "cooling")
    with at(END):
        assert register.status(period) == ("warn", "脱密期")
        sweep.run()
        told = Notice.objects.filter(recipient=house.office, rule="personnel.cooling_end")
        assert "次日起办理解除审批" in told.latest("pk").body
    with at(FREE):
        assert register.status(period) == ("bad", "期满待解除")


def test_the_database_itself_refuses_a_release_on_the_last_day(period):
    rows = CoolingOff.objects.filter(pk=period.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(released_on=END)
    assert rows.update(released_on=FREE) == 1


def test_the_release_ends_it_and_is_taken_from_the_list(house, period):
    with at(FREE):
        row = release(house, period)
        assert steps.fresh(house.person).status == PersonStatus.RELEASED
        assert steps.fresh(period).released_on == FREE
        with pytest.raises(Refusal, match="已于 2027-12-02 解除|不能转为"):
            cooling.ask_exception(
                house.officer,
                {
                    "cooling": steps.fresh(period),
                    "kind": "job",
                    "unit": "厂",
                    "unit_nature": "state",
                    "reason": "任职",
                },
            )
        with pytest.raises(Refusal, match="撤销备案日期应在"):
            cooling.note_filing(house.office, row, END, "备〔2027〕3 号")
        with pytest.raises(NotPermitted):
            cooling.note_filing(house.hr, row, FREE, "备〔2027〕3 号")
        filed = cooling.note_filing(house.office, row, FREE, "备〔2027〕3 号")
        assert filed.filing_number == "备〔2027〕3 号"
        with pytest.raises(Refusal, match="撤销备案"):
            cooling.note_filing(house.office, row, FREE, "备〔2027〕4 号")


def test_a_longer_period_meanwhile_stops_the_release(house, period):
    with at(FREE):
        row = cooling.ask_release(house.officer, {"cooling": period, "note": "按期接受回访"})
        approvals.submit(house.officer, cooling.RELEASE, row)
        steps.sign(house.office, row, "office")
        longer(house, steps.fresh(period))
        with pytest.raises(Refusal, match="脱密期至 2028-06-01"):
            steps.sign(house.hr, row, "hr")
    assert steps.fresh(house.person).status == PersonStatus.COOLING


def test_nobody_is_released_while_a_longer_period_is_being_decided(house, period):
    with at(FREE):
        values = {"cooling": period, "until": dt.date(2028, 6, 1), "reason": "接触事项尚在保密期"}
        row = cooling.ask_longer(house.hr, values)
        approvals.submit(house.hr, cooling.LONGER, row)
        with pytest.raises(Refusal, match=f"延长脱密期 {row.number} 正在审批"):
            release(house, period)
        steps.sign(house.office, row, "office", "refuse", "事项已解密")
        release(house, period)
    assert steps.fresh(house.person).status == PersonStatus.RELEASED


def test_a_release_is_returned_and_never_refused_for_good(house, period):
    """A period has one release: a refused one would bind him for ever."""
    with at(FREE):
        row = cooling.ask_release(house.officer, {"cooling": period, "note": "按期接受回访"})
        approvals.submit(house.officer, cooling.RELEASE, row)
        with pytest.raises(Refusal, match="不能签“不同意”"):
            steps.sign(house.office, row, "office", "refuse", "缺一次回访")
        steps.sign(house.office, row, "office", "return", "缺一次回访")
        approvals.submit(house.officer, cooling.RELEASE, steps.fresh(row))
        steps.sign(house.office, row, "office")
        steps.sign(house.hr, row, "hr")
    assert steps.fresh(house.person).status == PersonStatus.RELEASED


def test_a_second_release_is_refused(house, period):
    with at(FREE):
        cooling.ask_release(house.officer, {"cooling": period, "note": "按期接受回访"})
        with pytest.raises(ValidationError, match="已经建立"):
            cooling.ask_release(house.office, {"cooling": period, "note": "按期接受回访"})


def test_a_student_is_released_by_the_graduate_school(house):
    student = PersonFactory(
        department=house.college, kind=PersonKind.STUDENT, status=PersonStatus.COOLING,
        left_on=dt.date(2025, 11, 1), cooling_until=dt.date(2026, 11, 1),
    )  # fmt: skip
    period = CoolingFactory(person=student)
    row = cooling.ask_release(house.grad, {"cooling": period, "note": "按期接受回访"})
    approval = approvals.submit(house.grad, cooling.RELEASE, row)
    assert [step.slug for step in approval.steps.order_by("position")] == ["office", "grad"]


def test_the_graduate_school_touches_students_alone(house, period):
    with pytest.raises(NotFound):
        cooling.ask_longer(
            house.grad, {"cooling": period, "until": dt.date(2029, 1, 1), "reason": "事项未解密"}
        )
    assert not registry.get("personnel", "cooling").visible(house.grad).exists()
    assert registry.get("personnel", "cooling").visible(house.person_user).get() == period


# --- without permission ---


def test_leaving_without_permission_is_reported(house):
    row = absences.register_absence(
        house.officer,
        {"person": house.person, "noticed_on": dt.date(2026, 12, 1), "outline": "未经批准离开岗位"},
    )
    assert (row.number, row.due_on) == ("SL-2026-001", dt.date(2026, 12, 2))
    with pytest.raises(Refusal, match="还没有填写上报文号"):
        absences.report_absence(house.office, row, clock.today(), "")
    with pytest.raises(NotPermitted):
        absences.report_absence(house.officer, row, clock.today(), "校保〔2026〕9 号")
    absences.report_absence(house.office, row, clock.today(), "校保〔2026〕9 号")
    with pytest.raises(Refusal, match="已于 2026-12-01 上报"):
        absences.report_absence(house.office, row, clock.today(), "校保〔2026〕10 号")
    with pytest.raises(Refusal, match="不能再改"):
        absences.change_absence(house.officer, row, {"outline": "改写"})


def test_nobody_outside_the_posts_is_reported(house):
    candidate = PersonFactory(department=house.college, status=PersonStatus.CANDIDATE)
    with pytest.raises(Refusal, match="不在涉密岗位或脱密期"):
        absences.register_absence(
            house.officer, {"person": candidate, "noticed_on": clock.today(), "outline": "离开"}
        )


# --- reminders ---


def told(rule: str, day: dt.date) -> list[str]:
    with at(dt.datetime.combine(day, dt.time(9), clock.SHANGHAI)):
        sweep.run()
    return sorted(Notice.objects.filter(rule=rule).values_list("recipient__username", flat=True))


def test_the_end_is_told_thirty_days_ahead_once_and_no_more_after_the_release(house, period):
    soon = END - dt.timedelta(days=30)
    assert told("personnel.cooling_end", soon - dt.timedelta(days=1)) == []
    everybody = sorted([house.office.username, house.person_user.username])
    assert told("personnel.cooling_end", soon) == everybody
    assert told("personnel.cooling_end", soon) == everybody
    with at(FREE):
        release(house, period)
    assert told("personnel.cooling_end", END + dt.timedelta(days=40)) == everybody


def test_an_answered_enquiry_is_not_told_of(house, period):
    values = {"cooling": period, "asked_by": "厂", "asked_on": clock.today(), "question": "是否在脱密期"}
    row = cooling.register_enquiry(house.hr, values)
    cooling.answer_enquiry(house.office, row, "在脱密期")
    assert told("personnel.enquiry", row.due_on + dt.timedelta(days=5)) == []
    open_row = cooling.register_enquiry(house.hr, values)
    assert house.office.username in told("personnel.enquiry", open_row.due_on)
