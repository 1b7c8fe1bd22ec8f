"""Letters and enquiries of the cooling-off period (P13): their days, the rule of their day, whose they are."""

import datetime as dt

import pytest

from baomi.core import clock
from baomi.core.errors import NotFound, Refusal
from baomi.organization.models import Parameter
from personnel.actions import cooling as actions
from personnel.choices.leaving import DepartureReason, ManagedBy
from personnel.choices.people import PersonKind, PersonStatus
from personnel.models import CoolingOff, Enquiry
from personnel.parameters import RECEIPT_DAYS
from tests.factories import leaving_steps as steps
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_leaving import CoolingFactory, EnquiryFactory, ReleaseFactory

LEFT = dt.date(2025, 11, 1)


@pytest.fixture
def entrusted(house):
    """Since 2025-11-01 under the care of another unit."""
    person = PersonFactory(
        department=house.college, status=PersonStatus.COOLING, left_on=LEFT, cooling_until=LEFT
    )
    return CoolingFactory(person=person, managed_by=ManagedBy.RECEIVER)


@pytest.mark.parametrize("day", [LEFT - dt.timedelta(days=1), dt.date(2026, 12, 2)])
def test_a_letter_goes_out_between_the_leaving_and_today(house, entrusted, day):
    with pytest.raises(Refusal, match="发出日期应在 2025-11-01 至今天之间"):
        actions.issue_letter(house.hr, entrusted, day)
    assert CoolingOff.objects.get().letter_number == ""


def test_the_receipt_is_due_by_the_number_of_the_letter_s_day(house, entrusted):
    Parameter.objects.create(
        key=RECEIPT_DAYS, value=10, effective_from=dt.date(2026, 6, 1), source="校内约定"
    )
    assert actions.issue_letter(house.hr, entrusted, dt.date(2026, 5, 1)).receipt_due_on == dt.date(
        2026, 5, 31
    )


def test_no_letter_before_the_unit_is_known(house, entrusted):
    CoolingOff.objects.update(unit="")
    with pytest.raises(Refusal, match="还没有填写现单位"):
        actions.issue_letter(house.hr, entrusted, clock.today())


def test_the_period_that_is_over_is_left_as_it_was(house, entrusted):
    CoolingOff.objects.update(released_on=dt.date(2026, 11, 2))
    with pytest.raises(Refusal, match="已于 2026-11-02 解除"):
        actions.change_cooling(house.hr, entrusted, {"contact": "王主任"})
    with pytest.raises(Refusal, match="已于 2026-11-02 解除"):
        actions.issue_letter(house.hr, entrusted, clock.today())


def test_an_answered_enquiry_is_not_rewritten_and_none_changes_its_person(house):
    row, other = EnquiryFactory(), CoolingFactory()
    with pytest.raises(Refusal, match="不能换成另一个人"):
        actions.change_enquiry(house.hr, row, {"cooling": other})
    actions.answer_enquiry(house.office, row, "在脱密期")
    with pytest.raises(Refusal, match="已于 2026-12-01 答复"):
        actions.change_enquiry(house.hr, row, {"question": "改写"})
    assert Enquiry.objects.get().question == "是否处于脱密期"


def test_taking_him_from_the_bureau_s_list_needs_its_number(house):
    with pytest.raises(Refusal, match="还没有填写撤销备案文号"):
        actions.note_filing(house.office, ReleaseFactory(), clock.today(), " ")


def test_the_graduate_school_reaches_students_alone_even_where_there_are_some(house):
    CoolingFactory(
        person=PersonFactory(
            kind=PersonKind.STUDENT, status=PersonStatus.COOLING, left_on=LEFT, cooling_until=LEFT
        )
    )
    steps.leave(house, reason=DepartureReason.INTERNAL, unit="图书馆", unit_nature="", new_post="馆员")
    values = {
        "cooling": CoolingOff.objects.get(person=house.person),
        "until": dt.date(2029, 1, 1),
        "reason": "未解密",
    }
    with pytest.raises(NotFound):
        actions.ask_longer(house.grad, values)


def test_he_is_taken_from_the_bureau_s_list_after_his_release_and_a_receipt_comes_once(house, entrusted):
    with pytest.raises(Refusal, match="解除审批还没有批准"):
        actions.note_filing(house.office, ReleaseFactory(), clock.today(), "备〔2026〕3 号")
    actions.issue_letter(house.hr, entrusted, dt.date(2026, 11, 2))
    actions.note_receipt(house.hr, entrusted, dt.date(2026, 11, 20))
    with pytest.raises(Refusal, match="回执已于 2026-11-20 收到"):
        actions.note_receipt(house.hr, entrusted, clock.today())
    assert CoolingOff.objects.get(pk=entrusted.pk).receipt_on == dt.date(2026, 11, 20)
