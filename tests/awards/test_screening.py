"""Screening and proposing as deeds: when it begins, what a judgement needs, what the list refuses (A3, A4)."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from awards import parameters
from awards.actions import nominations
from awards.actions import screening as actions
from awards.choices import AwardKind, CheckResult, NominationStage, RoundState
from awards.models import Nomination, ScreeningCheck
from baomi.approvals import trail
from baomi.approvals.queries import inbox
from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization.models import Parameter
from reviews.choices import IncidentKind
from reviews.models import Incident
from tests.factories.awards import DEADLINE, NominationFactory, nominated, sign, summary_handed_in
from tests.factories.organization import DepartmentFactory

MET, NOT_MET, JUDGE = CheckResult.MET, CheckResult.NOT_MET, CheckResult.JUDGE
AFTER = DEADLINE + dt.timedelta(hours=1)


@pytest.fixture
def screened(house):
    """After the deadline: two departments received with their records in, screening begun."""
    for department in (house.computing, house.mechanics):
        summary_handed_in(house.round.campaign, department, DEADLINE - dt.timedelta(days=2))
    house.first = NominationFactory(round=house.round, department=house.computing)
    house.second = NominationFactory(round=house.round, department=house.mechanics)
    with clock.at(AFTER):
        house.round = actions.start_screening(house.office, house.round)
        yield house


def check(nomination, condition) -> ScreeningCheck:
    return ScreeningCheck.objects.get(nomination=nomination, condition=condition)


def settle(office, nomination) -> None:
    """Judge everything the books leave to a person as met."""
    for row in ScreeningCheck.objects.filter(nomination=nomination, computed=JUDGE):
        actions.judge(office, row, MET, "核对无误")


def test_screening_waits_for_the_deadline_or_for_the_last_department(house):
    with pytest.raises(Refusal, match="申报截止前还有 2 个部门"):
        actions.start_screening(house.office, house.round)
    for department in (house.computing, house.mechanics):
        summary_handed_in(house.round.campaign, department, clock.now())
    assert actions.start_screening(house.office, house.round).state == RoundState.SCREENING
    with pytest.raises(Refusal, match="审核中"):
        actions.start_screening(house.office, house.round)


def test_a_nomination_under_way_keeps_the_round_open_before_the_deadline(house):
    for department in (house.computing, house.mechanics):
        summary_handed_in(house.round.campaign, department, clock.now())
    nominated(house.officer, house.round, house.computing)
    with pytest.raises(Refusal, match="还有 1 个"):
        actions.start_screening(house.office, house.round)
    with clock.at(AFTER):
        assert actions.start_screening(house.office, house.round)


def test_only_the_office_screens(house):
    with clock.at(AFTER), pytest.raises(NotPermitted):
        actions.start_screening(house.officer, house.round)


def test_received_nominations_are_computed_and_kept(screened):
    rows = ScreeningCheck.objects.filter(nomination=screened.first)
    assert rows.count() == 8
    assert check(screened.first, "on_time").computed == MET
    assert check(screened.first, "policy").computed == JUDGE
    assert rows.first().computed_at == clock.now()


def test_one_received_during_screening_is_computed_at_once(screened):
    nomination = nominated(screened.officer, screened.round, screened.cleared, AwardKind.INDIVIDUAL)
    sign(screened.head, nomination.approval, comment="本部门同意申报。")
    sign(screened.office, nomination.approval, comment="逾期申报，审核时认定。")
    assert check(nomination, "on_time").computed == JUDGE


def test_a_condition_left_to_a_person_needs_a_decision(screened):
    row = check(screened.first, "policy")
    with pytest.raises(Refusal, match="还没有选认定结果"):
        actions.judge(screened.office, row, "", "")
    judged = actions.judge(screened.office, row, MET)
    assert (judged.result, judged.judged_by_name, judged.overridden) == (MET, str(screened.office), False)
    assert AuditEntry.objects.filter(action="awards.screening.judge").count() == 1


@pytest.mark.parametrize(("condition", "result"), [("scope", NOT_MET), ("incidents", MET)])
def test_going_against_the_books_needs_a_reason_and_is_audited(screened, condition, result):
    Incident.objects.create(
        department=screened.group, kind=IncidentKind.LEAK, occurred_on=dt.date(2026, 3, 1), discovered_at=clock.now(),
        outline="编号 07",
    )  # fmt: skip
    actions.recompute(screened.office, screened.round)
    row = check(screened.first, condition)
    with pytest.raises(Refusal, match="须写明理由"):
        actions.judge(screened.office, row, result, " ")
    row.refresh_from_db()
    assert not row.judged
    judged = actions.judge(screened.office, row, result, "经委员会复核认定")
    assert judged.overridden
    entry = AuditEntry.objects.get(action="awards.screening.override")
    assert entry.reason == "经委员会复核认定"


def test_the_database_keeps_the_reason_too(screened):
    row = check(screened.first, "scope")
    row.judged, row.judged_on = NOT_MET, MET
    with pytest.raises(ValidationError, match="写明理由"):
        row.full_clean()


def test_nobody_judges_his_own_nomination(screened):
    own = NominationFactory(
        round=screened.round,
        individual=True,
        staff=screened.office.staff,
        department=screened.office.staff.department,
    )
    actions.recompute(screened.office, screened.round)
    with pytest.raises(Refusal, match="不能认定自己的申报"):
        actions.judge(screened.office, check(own, "backbone"), MET, "骨干")


def test_an_officer_or_member_does_not_judge(screened):
    for user in (screened.officer, screened.member):
        with pytest.raises(NotPermitted):
            actions.judge(user, check(screened.first, "policy"), MET, "好")


def test_a_judgement_survives_recomputing_and_shows_that_the_books_moved(screened):
    row = check(screened.first, "incidents")
    assert row.computed == MET
    actions.judge(screened.office, row, MET)
    assert actions.recompute(screened.office, screened.round) == 0
    Incident.objects.create(
        department=screened.group, kind=IncidentKind.SERIOUS, occurred_on=dt.date(2026, 3, 1),
        discovered_at=clock.now(), outline="编号 07",
    )  # fmt: skip
    assert actions.recompute(screened.office, screened.round) == 1
    row = check(screened.first, "incidents")
    assert (row.computed, row.judged, row.moved, row.settled) == (NOT_MET, MET, True, False)
    settle(screened.office, screened.first)
    with pytest.raises(Refusal, match="未满足：当年无失泄密"):
        actions.propose(screened.office, screened.round, {AwardKind.COLLECTIVE: [screened.first]})


def test_unjudged_and_unmet_nominees_are_not_proposed(screened):
    with pytest.raises(Refusal, match=r"计算机学院还有 3 项待判断|计算机学院还有 \d 项待判断"):
        actions.propose(screened.office, screened.round, {AwardKind.COLLECTIVE: [screened.first]})
    settle(screened.office, screened.first)
    actions.judge(screened.office, check(screened.first, "scope"), NOT_MET, "已不在范围")
    with pytest.raises(Refusal, match="未满足：属于评选范围"):
        actions.propose(screened.office, screened.round, {AwardKind.COLLECTIVE: [screened.first]})
    assert Nomination.objects.get(pk=screened.first.pk).stage == NominationStage.RECEIVED


def test_proposing_ranks_the_chosen_and_leaves_the_others_out(screened):
    settle(screened.office, screened.first)
    settle(screened.office, screened.second)
    third = NominationFactory(round=screened.round)
    ranked = {AwardKind.COLLECTIVE: [screened.second, screened.first]}
    award_round = actions.propose(screened.office, screened.round, ranked)
    assert (award_round.state, award_round.proposed_at) == (RoundState.PROPOSED, clock.now())
    kept = {row.pk: (row.stage, row.rank) for row in Nomination.objects.all()}
    assert kept == {
        screened.second.pk: (NominationStage.PROPOSED, 1),
        screened.first.pk: (NominationStage.PROPOSED, 2),
        third.pk: (NominationStage.NOT_PROPOSED, None),
    }
    with pytest.raises(Refusal, match="不能提出候选"):
        actions.propose(screened.office, award_round, ranked)


def test_more_than_the_quota_is_refused_unless_the_office_votes_with_a_margin(screened):
    screened.round.collective_quota = 1
    screened.round.save()
    settle(screened.office, screened.first)
    settle(screened.office, screened.second)
    ranked = {AwardKind.COLLECTIVE: [screened.first, screened.second]}
    with pytest.raises(Refusal, match="选了 2 个，多于名额 1.*请去掉 1 个"):
        actions.propose(screened.office, screened.round, ranked)
    Parameter.objects.create(
        key=parameters.PROPOSAL_EXTRA, value=1, effective_from=dt.date(2026, 1, 1), source="委员会"
    )
    assert actions.propose(screened.office, screened.round, ranked).state == RoundState.PROPOSED


def test_a_nominee_of_another_kind_twice_or_nobody_is_refused(screened):
    settle(screened.office, screened.first)
    with pytest.raises(Refusal, match="不属于这一项"):
        actions.propose(screened.office, screened.round, {AwardKind.INDIVIDUAL: [screened.first]})
    with pytest.raises(Refusal, match="重复"):
        actions.propose(
            screened.office, screened.round, {AwardKind.COLLECTIVE: [screened.first, screened.first]}
        )
    with pytest.raises(Refusal, match="还没有选候选"):
        actions.propose(screened.office, screened.round, {})


def test_the_list_is_taken_back_with_a_reason_before_the_vote(screened):
    settle(screened.office, screened.first)
    award_round = actions.propose(screened.office, screened.round, {AwardKind.COLLECTIVE: [screened.first]})
    with pytest.raises(Refusal, match="没有写明原因"):
        actions.take_back_proposal(screened.office, award_round, "")
    award_round = actions.take_back_proposal(screened.office, award_round, "排序有误")
    assert award_round.state == RoundState.SCREENING
    assert set(Nomination.objects.values_list("stage", "rank")) == {(NominationStage.RECEIVED, None)}
    award_round.state = RoundState.VOTING
    award_round.save()
    with pytest.raises(Refusal, match="不能收回"):
        actions.take_back_proposal(screened.office, award_round, "排序有误")


def test_the_list_waits_until_the_office_has_received_what_left_the_departments(screened):
    settle(screened.office, screened.first)
    nomination = nominated(screened.officer, screened.round, screened.cleared, AwardKind.INDIVIDUAL)
    sign(screened.head, nomination.approval, comment="本部门同意申报。")
    ranked = {AwardKind.COLLECTIVE: [screened.first]}
    with pytest.raises(Refusal, match="还有 1 份申报待保密办受理"):
        actions.propose(screened.office, screened.round, ranked)
    with pytest.raises(Refusal, match="待保密办受理"):
        actions.check_proposal(screened.round, ranked)
    sign(screened.office, nomination.approval, "return", "请补照片")
    assert actions.propose(screened.office, screened.round, ranked).state == RoundState.PROPOSED


def test_what_still_lies_with_a_department_ends_with_the_list_as_not_in_time(screened):
    """Nobody is left with a form to sign that can no longer be received; the reason stands in round, history and log."""
    settle(screened.office, screened.first)
    unsigned = nominated(screened.officer, screened.round, screened.cleared, AwardKind.INDIVIDUAL)
    returned = NominationFactory(round=screened.round, stage=NominationStage.RETURNED)
    assert {row.pk for row in actions.with_departments(screened.round)} == {unsigned.pk, returned.pk}
    award_round = actions.propose(screened.office, screened.round, {AwardKind.COLLECTIVE: [screened.first]})
    for nomination in (unsigned, returned):
        nomination.refresh_from_db()
        assert nomination.stage == NominationStage.LAPSED
    assert not inbox(screened.head).exists()
    approval = unsigned.approval
    assert (approval.state, approval.waiting_for) == ("returned", "")
    assert approval.rounds.get().reason == actions.NOT_IN_TIME
    assert trail.rounds(approval)[0]["steps"][-1]["label"] == "未办完退回"
    entries = AuditEntry.objects.filter(action="awards.nomination.lapse")
    assert [entry.reason for entry in entries] == [actions.NOT_IN_TIME] * 2
    with pytest.raises(Refusal, match="不再接收申报"):
        nominations.hand_in_again(screened.officer, unsigned)
    actions.take_back_proposal(screened.office, award_round, "名单有误")
    nominations.hand_in_again(screened.officer, unsigned)
    sign(screened.head, unsigned.approval, comment="同意申报。")
    assert inbox(screened.office).exists()


def test_an_unaddressed_department_owes_no_records(screened):
    nomination = NominationFactory(round=screened.round, department=DepartmentFactory(classified=True))
    actions.recompute(screened.office, screened.round)
    row = check(nomination, "on_time")
    assert row.computed == MET
    assert "不须报送" in row.evidence
