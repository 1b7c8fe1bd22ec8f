"""R11, the hand-in: begun from the list, complete before it goes, signed, received, returned, late."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from baomi.approvals import actions as approvals
from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotFound, NotPermitted, Refusal, StaleRecord
from baomi.registers.declarations import registry
from reviews import rules
from reviews.actions import campaigns
from reviews.actions import summaries as actions
from reviews.choices import AppliesTo, HandIn, ItemAnswer, Requirement
from reviews.models import Summary
from tests.factories.organization import user_with
from tests.factories.reviews import DEADLINE, TEXT, AddresseeFactory, CampaignItemFactory

pytestmark = pytest.mark.postgres
AFTER = DEADLINE + dt.timedelta(hours=2)
DAY = dt.timedelta(days=1)


def test_a_summary_begins_with_the_rows_that_concern_the_department(round):
    CampaignItemFactory(campaign=round.campaign, name="年度总结")
    CampaignItemFactory(campaign=round.campaign, name="涉密人员台账", applies_to=AppliesTo.CLASSIFIED)
    CampaignItemFactory(campaign=round.campaign, name="试卷保密记录", applies_to=AppliesTo.EXAM)
    mine = actions.begin(round.officer, round.campaign, round.college)
    theirs = actions.begin(round.other_officer, round.campaign, round.other)
    assert [item.name for item in mine.items.all()] == ["年度总结", "涉密人员台账"]
    assert [item.name for item in theirs.items.all()] == ["年度总结", "涉密人员台账", "试卷保密记录"]
    assert (mine.number, theirs.number) == ("ZJ-2026-001", "ZJ-2026-002")
    assert mine.exams == rules.NO_EXAMS
    assert theirs.exams == ""


def test_beginning_twice_opens_the_same_one(round):
    first = actions.begin(round.officer, round.campaign, round.college)
    assert actions.begin(round.officer, round.campaign, round.college).pk == first.pk


def test_nobody_begins_for_another_department_or_one_not_addressed(round):
    with pytest.raises(NotFound):
        actions.begin(round.officer, round.campaign, round.other)
    outsider = user_with("officer", round.bystander)
    with pytest.raises(NotFound):
        actions.begin(outsider, round.campaign, round.bystander)
    with pytest.raises(NotPermitted):
        actions.begin(round.head, round.campaign, round.college)
    assert not Summary.objects.exists()


def test_nothing_is_begun_after_the_campaign_is_closed(round):
    campaigns.close(round.office, round.campaign)
    round.campaign.refresh_from_db()
    with pytest.raises(Refusal, match="未开始或已结束"):
        actions.begin(round.officer, round.campaign, round.college)


def test_what_is_missing_is_named_and_an_incomplete_summary_stays(round):
    summary = actions.begin(round.officer, round.campaign, round.college)
    names = {gap.label for gap in rules.missing(summary)}
    assert "领导小组建设、责任制与例会" in names
    assert "国家统一考试试卷保密" not in names
    with pytest.raises(Refusal, match="还差 5 项"):
        actions.hand_in(round.officer, summary)
    summary.refresh_from_db()
    assert summary.hand_in == HandIn.IN_WORK


def test_a_department_with_exam_duty_writes_the_sixth_part(round):
    summary = round.full_summary(round.other)
    assert rules.missing(summary) == []
    summary.exams = ""
    assert [gap.label for gap in rules.missing(summary)] == ["国家统一考试试卷保密"]


@pytest.mark.parametrize(
    ("answer", "quantity", "requirement", "problem"),
    [
        (ItemAnswer.OPEN, "", Requirement.IF_ANY, "还没有勾选"),
        (ItemAnswer.NOT_APPLICABLE, "", Requirement.REQUIRED, "必交材料不能填“本年度无”"),
        (ItemAnswer.NOT_APPLICABLE, "", Requirement.IF_ANY, ""),
        (ItemAnswer.SUBMITTED, "", Requirement.IF_ANY, "没有写份数或页数"),
        (ItemAnswer.SUBMITTED, "2 份", Requirement.REQUIRED, ""),
    ],
)
def test_a_row_is_answered_as_its_requirement_allows(round, answer, quantity, requirement, problem):
    item = round.full_summary().items.get()
    item.answer, item.quantity, item.requirement = answer, quantity, requirement
    assert rules.item_problem(item) == problem


def test_a_ticked_row_without_a_date_gets_todays_and_tomorrow_is_refused(round):
    summary = actions.begin(round.officer, round.campaign, round.college)
    CampaignItemFactory(campaign=round.campaign)
    summary = round.full_summary(round.other)
    item = summary.items.get()
    answer = {"answer": ItemAnswer.SUBMITTED, "quantity": "3 份", "submitted_on": None}
    item.answer, item.submitted_on = ItemAnswer.OPEN, None
    item.save()
    actions.change_summary(round.other_officer, summary, {}, items={item.pk: answer})
    item.refresh_from_db()
    assert item.submitted_on == clock.today()
    with pytest.raises(Refusal, match="提交日期晚于今天"):
        late = answer | {"submitted_on": clock.today() + DAY}
        actions.change_summary(round.other_officer, summary, {}, items={item.pk: late})


def test_the_second_editor_is_told_even_when_only_ticks_changed(round):
    summary = round.full_summary()
    item = summary.items.get()
    seen = summary.version
    actions.change_summary(round.officer, summary, {}, seen, {item.pk: {"quantity": "9 份"}})
    with pytest.raises(StaleRecord):
        actions.change_summary(round.officer, summary, {"leadership": "改写" + TEXT}, seen)
    summary.refresh_from_db()
    assert summary.leadership == TEXT


def test_a_row_of_another_departments_list_is_not_reached(round):
    mine, theirs = round.full_summary(), round.full_summary(round.other)
    foreign = theirs.items.get()
    actions.change_summary(round.officer, mine, {}, items={foreign.pk: {"quantity": "改"}})
    foreign.refresh_from_db()
    assert foreign.quantity == "1 份"


def test_the_heads_signature_hands_it_in_and_the_office_gives_a_receipt(round):
    summary = round.full_summary()
    approval = round.submit(summary)
    summary.refresh_from_db()
    assert (summary.hand_in, summary.handed_in_at) == (HandIn.WITH_HEAD, None)
    signed_at = DEADLINE - DAY
    with clock.at(signed_at):
        round.sign(round.head, approval)
    summary.refresh_from_db()
    assert (summary.hand_in, summary.handed_in_at) == (HandIn.HANDED_IN, signed_at)
    with clock.at(AFTER):
        round.sign(round.office, approval)
    summary.refresh_from_db()
    assert summary.hand_in == HandIn.ACCEPTED
    assert summary.receipt_number == "BS-2026-001"
    assert (summary.accepted_at, summary.receiver) == (AFTER, round.office.staff)


def test_the_officer_cannot_sign_for_the_head_nor_another_departments_head(round):
    approval = round.submit(round.full_summary())
    with pytest.raises(Refusal):
        round.sign(round.officer, approval)
    with pytest.raises(NotFound):
        round.sign(round.other_head, approval)


def test_while_it_is_being_signed_nothing_is_changed(round):
    summary = round.full_summary()
    round.submit(summary)
    with pytest.raises(Refusal, match="正在审批"):
        actions.change_summary(round.officer, summary, {"leadership": "改" + TEXT})


def test_late_is_accepted_only_with_a_reason(round):
    summary = round.full_summary()
    approval = round.hand_in(summary, AFTER)
    with clock.at(AFTER + DAY):
        assert round.late(summary)
        with pytest.raises(Refusal, match="未满足"):
            round.sign(round.office, approval)
        summary.refresh_from_db()
        assert summary.hand_in == HandIn.HANDED_IN
        round.sign(round.office, approval, comment="负责人住院，已电话说明")
    summary.refresh_from_db()
    assert summary.hand_in == HandIn.ACCEPTED_LATE
    assert summary.late_reason == "负责人住院，已电话说明"


def test_an_extended_department_is_not_late(round):
    campaigns.extend(round.office, round.campaign, [round.college], DEADLINE + DAY, "负责人出差")
    summary = round.full_summary()
    approval = round.hand_in(summary, AFTER)
    round.sign(round.office, approval)
    summary.refresh_from_db()
    assert summary.hand_in == HandIn.ACCEPTED


def test_returned_with_remarks_a_new_round_begins_and_both_are_kept(round):
    summary = round.full_summary()
    approval = round.hand_in(summary, clock.now())
    item = summary.items.get()
    actions.remark_items(round.office, summary, {item.pk: "缺签字页"})
    round.sign(round.office, approval, "return", "请补签字页")
    summary.refresh_from_db()
    assert summary.hand_in == HandIn.RETURNED
    actions.change_summary(round.officer, summary, {}, items={item.pk: {"quantity": "2 份"}})
    approval = round.submit(Summary.objects.get(pk=summary.pk))
    approval = round.sign(round.head, approval)
    round.sign(round.office, approval)
    summary.refresh_from_db()
    assert summary.hand_in == HandIn.ACCEPTED
    assert [row.outcome for row in approval.rounds.all()] == ["returned", "approved"]
    assert summary.items.get().remark == "缺签字页"
    assert AuditEntry.objects.filter(action="reviews.summary.remark").count() == 1


def test_remarks_are_the_offices_and_only_while_it_holds_the_summary(round):
    summary = round.full_summary()
    item = summary.items.get()
    with pytest.raises(Refusal, match="不在待接收"):
        actions.remark_items(round.office, summary, {item.pk: "早了"})
    round.hand_in(summary, clock.now())
    with pytest.raises(NotPermitted):
        actions.remark_items(round.officer, summary, {item.pk: "自己写"})


def test_a_correction_in_time_is_not_late_one_after_its_due_is(round):
    """Handed in on the last day and returned: three working days to mend it (12-10 Thursday → 12-15 Tuesday)."""
    summary = round.full_summary()
    approval = round.hand_in(summary, DEADLINE - dt.timedelta(hours=1))
    with clock.at(DEADLINE - dt.timedelta(minutes=30)):
        round.sign(round.office, approval, "return", "缺一份")
    summary.refresh_from_db()
    due = dt.datetime(2026, 12, 15, 17, 30, tzinfo=clock.SHANGHAI)
    assert summary.correction_due == due
    with clock.at(due - DAY):
        assert not round.late(summary)
    with clock.at(due + DAY):
        assert round.late(summary)


def test_a_return_does_not_make_a_late_hand_in_timely(round):
    summary = round.full_summary()
    approval = round.hand_in(summary, AFTER)
    with clock.at(AFTER):
        round.sign(round.office, approval, "return", "缺一份")
        assert round.late(summary)


def test_what_the_head_returns_keeps_its_deadline(round):
    summary = round.full_summary()
    round.sign(round.head, round.submit(summary), "return", "第二部分太短")
    summary.refresh_from_db()
    assert (summary.hand_in, summary.correction_due) == (HandIn.RETURNED, None)


def test_taking_it_back_takes_back_the_time_of_the_hand_in(round):
    summary = round.full_summary()
    approval = round.hand_in(summary, clock.now())
    approvals.withdraw(round.officer, approval, "漏了一项")
    summary.refresh_from_db()
    assert (summary.hand_in, summary.handed_in_at) == (HandIn.IN_WORK, None)
    with clock.at(AFTER):
        assert round.late(summary)


def test_a_summary_that_is_owed_cannot_be_refused_for_good(round):
    approval = round.submit(round.full_summary())
    with pytest.raises(Refusal):
        round.sign(round.head, approval, "refuse", "不好")


def test_nothing_is_handed_in_after_the_campaign_is_closed(round):
    summary = round.full_summary()
    campaigns.close(round.office, round.campaign)
    with pytest.raises(Refusal, match="已结束"):
        actions.hand_in(round.officer, Summary.objects.get(pk=summary.pk))


def test_the_late_view_of_the_list_agrees_with_the_rule(round):
    """On time, late, owing, corrected in time, corrected too late: the database counts as the rule does."""
    register = registry.get("reviews", "summaries")
    view = next(view for view in register.views if view.slug == "late")
    hour = dt.timedelta(hours=1)
    cases = {
        "on time": {"handed_in_at": DEADLINE, "first_handed_in_at": DEADLINE},
        "late": {"handed_in_at": DEADLINE + hour, "first_handed_in_at": DEADLINE + hour},
        "owing": {},
        "corrected in time": {
            "handed_in_at": DEADLINE + DAY,
            "first_handed_in_at": DEADLINE,
            "correction_due": DEADLINE + 2 * DAY,
        },
        "corrected too late": {
            "handed_in_at": DEADLINE + 3 * DAY,
            "first_handed_in_at": DEADLINE,
            "correction_due": DEADLINE + 2 * DAY,
        },
        "first late, then returned": {
            "first_handed_in_at": DEADLINE + hour,
            "correction_due": DEADLINE + 9 * DAY,
        },
    }
    expected = {"late", "owing", "corrected too late", "first late, then returned"}
    made = {}
    for name, values in cases.items():
        department = AddresseeFactory(campaign=round.campaign).department
        made[round.full_summary(department, **values).pk] = name
    extended = AddresseeFactory(campaign=round.campaign, extended_to=DEADLINE + 9 * DAY).department
    made[round.full_summary(extended, handed_in_at=DEADLINE + DAY).pk] = "extended"
    with clock.at(DEADLINE + 5 * DAY):
        found = {made[row.pk] for row in view.filter(register.queryset(), round.office)}
        ruled = {
            made[row.pk] for row in register.queryset() if rules.is_late(row, row.deadline_at, clock.now())
        }
    assert found == ruled == expected


def test_a_late_receipt_without_reason_is_refused_by_the_database(round):
    summary = round.full_summary()
    with pytest.raises(IntegrityError), transaction.atomic():
        Summary.objects.filter(pk=summary.pk).update(hand_in=HandIn.ACCEPTED_LATE, late_reason="")


def test_one_summary_a_department_and_year(round):
    round.full_summary()
    with pytest.raises(IntegrityError), transaction.atomic():
        round.full_summary()
