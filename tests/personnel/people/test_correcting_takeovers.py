"""Wrong dates of the old ledger: put right by two people, and only while nothing later rests on them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State
from baomi.approvals.models import Approval
from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization.roles import Role
from personnel.actions import cooling, people_takeovers, vetting
from personnel.choices.people import PersonStatus
from personnel.choices.vetting import VettingPurpose
from personnel.choices.yearly import PledgeKind
from personnel.models import AllowanceLine, AllowanceList, TakeoverCorrection
from tests.factories import leaving_steps as steps
from tests.factories.organization import user_with
from tests.factories.personnel_papers import PledgeFactory
from tests.factories.personnel_takeovers import CAME, person_line
from tests.factories.personnel_travel import TripFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.usefixtures("november")]

TODAY = dt.date(2026, 11, 17)
LEFT, END = dt.date(2025, 12, 1), dt.date(2027, 12, 1)
COOLED = {"left_on": LEFT, "cooling_until": END, "departure_number": "DA-1", "pledge_number": "DA-2"}


@pytest.fixture
def chief():
    return user_with(Role.OFFICE_HEAD)


def taken_over(hr, **values):
    return people_takeovers.take_over(hr, person_line(**values))


def dates(line, **changes) -> dict:
    same = {
        "entered_on": line.entered_on, "vetted_on": line.vetted_on, "vetting_due_on": line.vetting_due_on,
        "left_on": line.left_on, "cooling_until": line.cooling_until,
    }  # fmt: skip
    return {"takeover": line, "reason": "年份录错，照原件更正"} | same | changes


def handed_in(by, line, **changes) -> TakeoverCorrection:
    correction = people_takeovers.begin_correction(by, dates(line, **changes))
    approvals.submit(by, people_takeovers.CORRECTION, correction)
    return steps.fresh(correction)


def sign(chief, correction, decision="agree"):
    return steps.sign(chief, correction, "office_head", decision, "与原件相符")


def test_signed_by_the_second_person_line_row_and_period_have_the_right_day(hr, chief):
    line = taken_over(hr)
    correction = handed_in(hr, line, entered_on=dt.date(2018, 9, 1), vetted_on=dt.date(2025, 8, 31))
    assert steps.fresh(line).entered_on == CAME
    sign(chief, correction)
    person = steps.fresh(line.person)
    assert (steps.fresh(line).entered_on, person.entered_on) == (dt.date(2018, 9, 1), dt.date(2018, 9, 1))
    assert (person.vetted_on, person.vetting_due_on) == (dt.date(2025, 8, 31), dt.date(2028, 8, 31))
    period = person.periods.get()
    assert (period.starts, period.ends, period.status) == (dt.date(2018, 9, 1), None, PersonStatus.IN_POST)
    assert steps.fresh(correction).applied_on == TODAY
    entry = AuditEntry.objects.get(action="personnel.takeover.correct")
    assert entry.reason == "年份录错，照原件更正"


def test_of_who_cools_off_the_periods_still_join_and_the_visits_follow(hr, chief):
    line = taken_over(hr, **COOLED)
    sign(chief, handed_in(hr, line, left_on=dt.date(2025, 11, 10), cooling_until=dt.date(2027, 11, 10)))
    person = steps.fresh(line.person)
    assert list(person.periods.order_by("starts").values_list("starts", "ends")) == [
        (CAME, dt.date(2025, 11, 9)),
        (dt.date(2025, 11, 10), None),
    ]
    period = person.cooling_off
    assert (period.starts, period.until, person.cooling_until) == (
        dt.date(2025, 11, 10),
        dt.date(2027, 11, 10),
        dt.date(2027, 11, 10),
    )
    left = person.visits.filter(dropped_on__isnull=True).order_by("due_on")
    assert [visit.due_on for visit in left] == [
        dt.date(2027, 2, 10), dt.date(2027, 5, 10), dt.date(2027, 8, 10), dt.date(2027, 11, 10),
    ]  # fmt: skip


def test_nobody_corrects_alone(hr, chief):
    line = taken_over(hr)
    correction = handed_in(hr, line, entered_on=dt.date(2018, 9, 1))
    with pytest.raises(Refusal):
        sign(hr, correction)
    with pytest.raises(NotPermitted):
        people_takeovers.begin_correction(chief, dates(line, entered_on=dt.date(2017, 9, 1)))
    with pytest.raises(NotPermitted):
        officer = user_with(Role.OFFICER, line.department)
        people_takeovers.begin_correction(officer, dates(line, entered_on=dt.date(2017, 9, 1)))
    assert steps.fresh(line).entered_on == CAME


def test_refused_or_returned_nothing_changes(hr, chief):
    line = taken_over(hr)
    correction = handed_in(hr, line, entered_on=dt.date(2018, 9, 1))
    sign(chief, correction, "refuse")
    assert steps.fresh(line.person).entered_on == CAME
    assert handed_in(hr, line, entered_on=dt.date(2018, 10, 1)).state == State.RUNNING


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "日期与转入时相同"),
        ({"entered_on": TODAY + dt.timedelta(days=1)}, "不能晚于今天"),
        ({"left_on": LEFT, "cooling_until": END}, "在岗与脱密期不能互换"),
    ],
)
def test_what_is_no_correction_is_refused(hr, changes, words):
    with pytest.raises(Refusal, match=words):
        people_takeovers.begin_correction(hr, dates(taken_over(hr), **changes))
    assert not TakeoverCorrection.objects.exists()


def test_days_out_of_order_and_a_second_one_beside_it_are_refused(hr):
    line, cooled = taken_over(hr), taken_over(hr, **COOLED)
    with pytest.raises(ValidationError, match="下次复审期限须晚于"):
        people_takeovers.begin_correction(hr, dates(line, vetting_due_on=dt.date(2020, 1, 1)))
    with pytest.raises(ValidationError, match="脱密期止不早于"):
        people_takeovers.begin_correction(hr, dates(cooled, cooling_until=dt.date(2025, 1, 1)))
    people_takeovers.begin_correction(hr, dates(line, entered_on=dt.date(2018, 9, 1)))
    with pytest.raises(Refusal, match="已有更正在办"):
        people_takeovers.begin_correction(hr, dates(line, entered_on=dt.date(2017, 9, 1)))


def test_a_later_paper_holds_the_dates(hr):
    reviewed, left, signed = taken_over(hr), taken_over(hr), taken_over(hr)
    vetting.begin(hr, reviewed.person, VettingPurpose.PERIODIC)
    officer = user_with(Role.OFFICER, left.department)
    steps.hand_in(officer, steps.begin(officer, left.person))
    PledgeFactory(person=signed.person, kind=PledgeKind.YEARLY, signed_on=dt.date(2026, 3, 10))
    for line, day, words in (
        (reviewed, dt.date(2018, 9, 1), "审查 SC-2026"),
        (left, dt.date(2018, 9, 1), "申请离岗"),
        (signed, dt.date(2026, 5, 1), "保密责任书"),
    ):
        with pytest.raises(Refusal, match=words):
            people_takeovers.begin_correction(hr, dates(line, entered_on=day))


def test_what_came_up_before_the_signature_holds_them_too(hr, chief):
    line = taken_over(hr, **COOLED)
    correction = handed_in(hr, line, cooling_until=dt.date(2026, 10, 1))
    with clock.at(END + dt.timedelta(days=1)):
        cooling.ask_release(hr, {"cooling": line.person.cooling_off, "note": "按期接受回访"})
        with pytest.raises(Refusal, match="解除审批 JC-2027"):
            sign(chief, correction)
    assert steps.fresh(line.person).cooling_until == END


def test_from_the_line_s_page_with_its_dates_filled_in(client, hr):
    line = taken_over(hr)
    client.force_login(hr)
    page = client.get(f"/personnel/takeovers/{line.pk}/").content.decode()
    address = f"/personnel/corrections/new/?takeover={line.pk}"
    assert address in page
    form = client.get(address).content.decode()
    assert 'value="2019-09-01"' in form
    assert 'value="2024-08-31"' in form


def test_a_correction_is_itself_corrected_within_the_same_rules(hr):
    line = taken_over(hr)
    correction = people_takeovers.begin_correction(hr, dates(line, entered_on=dt.date(2018, 9, 1)))
    with pytest.raises(Refusal, match="日期与转入时相同"):
        people_takeovers.change_correction(hr, correction, {"entered_on": CAME})
    assert steps.fresh(correction).entered_on == dt.date(2018, 9, 1)


def test_what_he_was_paid_and_where_he_went_as_somebody_in_post_holds_the_day_he_came(hr):
    paid, gone, other = taken_over(hr), taken_over(hr), taken_over(hr)
    month = dt.date(2026, 10, 1)
    sheet = AllowanceList.objects.create(department=paid.department.top, month=month, number="JT-1")
    for line in (paid, other):
        AllowanceLine.objects.create(
            sheet=sheet, staff=line.staff, person=line.person if line == paid else None, grade="important",
            first=month, last=dt.date(2026, 10, 31), rate=300, due=300, paid=300,
        )  # fmt: skip
    later = dt.date(2026, 10, 5)
    assert people_takeovers.begin_correction(hr, dates(other, entered_on=later)).pk
    not_yet = people_takeovers.begin_correction(hr, dates(paid, entered_on=later))
    sheet.approval = Approval.objects.create(
        procedure="personnel.allowance", label="津贴", register="personnel.allowances", record_pk=sheet.pk,
        department=sheet.department, state=State.APPROVED, started_by=hr, started_at=clock.now(),
    )  # fmt: skip
    sheet.save()
    with pytest.raises(Refusal, match="已被引用.*保密津贴"):
        people_takeovers.change_correction(hr, not_yet, {"entered_on": dt.date(2026, 10, 6)})
    TripFactory(
        person=gone.person, department=gone.department, actual_out=dt.date(2026, 5, 1), actual_in=later
    )
    assert people_takeovers.begin_correction(hr, dates(gone, entered_on=dt.date(2026, 4, 30))).pk
    gone.corrections.all().delete()
    with pytest.raises(Refusal, match="已被引用：出国（境）"):
        people_takeovers.begin_correction(hr, dates(gone, entered_on=dt.date(2026, 5, 2)))


def test_an_extension_that_was_approved_holds_the_dates_and_one_that_was_not_does_not(hr):
    line, office, leader = taken_over(hr, **COOLED), user_with(Role.OFFICE), user_with(Role.LEADER)
    changed = dates(line, cooling_until=dt.date(2027, 11, 1))
    values = {"cooling": line.person.cooling_off, "until": dt.date(2028, 6, 1), "reason": "尚未解密"}
    asked = cooling.ask_longer(hr, values)
    people_takeovers.begin_correction(hr, changed)
    line.corrections.all().delete()
    approvals.submit(hr, cooling.LONGER, asked)
    steps.sign(office, asked, "office")
    steps.sign(leader, asked, "leader")
    with pytest.raises(Refusal, match=f"已被引用：延长脱密期 {asked.number}"):
        people_takeovers.begin_correction(hr, changed)
