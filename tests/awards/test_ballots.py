"""The committee's vote as the office would check it: who may vote, how often, what is counted, what is final (A5)."""

import datetime as dt

import pytest

from awards import parameters as keys
from awards.actions import ballots, counting
from awards.choices import BallotState, Choice, NominationStage, Outcome, RoundState
from awards.models import Ballot, BallotCandidate, Participation
from baomi.core import clock
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.organization import parameters as numbers
from baomi.organization.actions.site import set_parameter
from baomi.organization.choices import CommitteeBody, SeatRank
from baomi.organization.models import CommitteeSeat, Department
from baomi.organization.roles import Role
from tests.factories.ballots import CLOSING, NOW, CandidateFactory, Committee, outcomes
from tests.factories.organization import ResearchGroupFactory, SeatFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee():
    with clock.at(NOW):
        yield Committee()


# Opening


def test_opening_copies_members_candidates_and_numbers(committee):
    SeatFactory(staff=StaffFactory(), ends=dt.date(2026, 12, 17))  # his term ended yesterday
    SeatFactory(staff=StaffFactory(), body=CommitteeBody.TECHNICAL)
    CandidateFactory(round=committee.round, stage=NominationStage.NOT_PROPOSED)
    ballot = committee.open()
    assert (ballot.quorum, ballot.majority, ballot.secret) == ("2/3", "1/2", True)
    assert ballot.members.count() == 9
    assert ballot.members.get(chair=True).staff == committee.chair.staff
    assert [row.nomination for row in ballot.candidates.all()] == committee.collectives
    committee.round.refresh_from_db()
    assert committee.round.state == RoundState.VOTING
    assert ballot.number == "BJ-2026-01"


def test_a_ballot_keeps_the_numbers_it_began_with(committee):
    ballot = committee.open()
    with clock.at(NOW):
        set_parameter(committee.office_head, keys.MAJORITY, "2/3", NOW.date(), "议事规则（试行）")
    assert numbers.value(keys.MAJORITY, NOW.date()) == "2/3"
    committee.vote_all(ballot, {committee.collectives[0]: 5})
    assert outcomes(committee.close(ballot))["候选学院1"] == Outcome.PASSED


def test_opening_is_the_offices(committee):
    for user in (committee.chair, user_with(Role.OFFICER), user_with(Role.LEADER)):
        with pytest.raises(NotPermitted):
            ballots.open_ballot(user, committee.round, closes_at=CLOSING)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("state", [state for state in RoundState if state != RoundState.PROPOSED])
def test_opening_waits_for_the_list(committee, state):
    committee.round.state = state
    committee.round.save()
    with pytest.raises(Refusal, match="现在不能开始表决"):
        committee.open()


def test_opening_refuses_an_end_in_the_past_and_an_empty_committee(committee):
    with pytest.raises(Refusal, match="表决截止早于现在"):
        committee.open(closes_at=NOW)
    CommitteeSeat.objects.all().delete()
    with pytest.raises(Refusal, match="没有在任的保密委员会委员"):
        committee.open()
    assert not Ballot.objects.exists()


# Recusal


def recusals(ballot):
    return {
        (row.member.staff_id, row.candidate.nomination_id): row.reason
        for member in ballot.members.all()
        for row in member.recusals.all()
    }


def test_a_member_stays_out_of_the_own_department_and_its_groups(committee):
    college = committee.collectives[0].department
    group = ResearchGroupFactory(parent=college)
    deep = committee.members[1].staff
    deep.department = group
    deep.save()
    ballot = committee.open()
    assert recusals(ballot) == {(deep.pk, committee.collectives[0].pk): "本部门"}


def test_a_member_stays_out_of_a_department_he_heads_and_of_himself(committee):
    heading, nominee = committee.members[2].staff, committee.members[3].staff
    Department.objects.filter(pk=committee.collectives[1].department_id).update(head=heading)
    nomination = CandidateFactory(round=committee.round, person=True, staff=nominee)
    found = recusals(committee.open())
    assert found[heading.pk, committee.collectives[1].pk] == "您负责候选学院2"
    assert found[nominee.pk, nomination.pk] == "您本人是候选人"
    assert len(found) == 2


def test_a_recused_vote_is_refused_and_leaves_the_base(committee):
    member = committee.members[8]
    member.staff.department = committee.collectives[0].department
    member.staff.save()
    ballot = committee.open()
    with pytest.raises(Refusal, match="须回避的候选人不参加表决"):
        ballots.cast(member, ballot, dict.fromkeys(ballot.candidates.values_list("pk", flat=True), "against"))
    committee.vote_all(ballot, {committee.collectives[0]: 5, committee.collectives[1]: 5})
    committee.close(ballot)
    own, other, _ = ballot.candidates.all()
    assert (own.base, own.recused, own.agree) == (8, 1, 5)
    assert (other.base, other.recused, other.agree) == (9, 0, 5)


# Casting


def test_a_vote_needs_every_candidate_and_knows_only_them(committee):
    ballot = committee.open()
    one, two, three = ballot.candidates.values_list("pk", flat=True)
    member = committee.members[1]
    with pytest.raises(Refusal, match="还有 1 项未表决：候选学院3"):
        ballots.cast(member, ballot, {one: "agree", two: "against"})
    with pytest.raises(Refusal, match="不在名单上"):
        ballots.cast(member, ballot, {one: "agree", two: "against", three: "abstain", 9999: "agree"})
    with pytest.raises(Refusal, match="无法识别"):
        ballots.cast(member, ballot, {one: "agree", two: "against", three: "yes"})
    assert not Participation.objects.exists()


def test_not_more_agreed_than_seats(committee):
    ballot = committee.open()
    everything = dict.fromkeys(ballot.candidates.values_list("pk", flat=True), Choice.AGREE)
    with pytest.raises(Refusal, match="先进集体同意 3 项，超过名额 2"):
        ballots.cast(committee.chair, ballot, everything)


def test_a_second_vote_is_refused_and_changes_nothing(committee):
    ballot = committee.open()
    first = committee.collectives[0]
    committee.vote(ballot, committee.chair, {first: Choice.AGREE})
    with pytest.raises(Refusal, match="您已投票"):
        committee.vote(ballot, committee.chair, {})
    for member in committee.members[1:]:
        committee.vote(ballot, member, {})
    committee.close(ballot)
    assert ballot.candidates.get(nomination=first).agree == 1


@pytest.mark.parametrize("late", [dt.timedelta(0), dt.timedelta(seconds=1), dt.timedelta(days=3)])
def test_after_the_end_no_vote_is_taken(committee, late):
    ballot = committee.open()
    choices = committee.choices(ballot, committee.chair, {})
    with clock.at(CLOSING + late), pytest.raises(Refusal, match="投票已截止"):
        ballots.cast(committee.chair, ballot, choices)
    assert not Participation.objects.exists()


def test_the_last_second_counts(committee):
    ballot = committee.open()
    choices = committee.choices(ballot, committee.chair, {})
    with clock.at(CLOSING - dt.timedelta(seconds=1)):
        ballots.cast(committee.chair, ballot, choices)
    assert Participation.objects.count() == 1


def test_only_members_of_this_ballot_vote(committee):
    ballot = committee.open()
    choices = committee.choices(ballot, committee.chair, {})
    newcomer = user_with(Role.MEMBER)  # took the seat after the ballot had begun
    with pytest.raises(NotFound):
        ballots.cast(newcomer, ballot, choices)
    for user in (committee.office, user_with(Role.OFFICER), user_with(Role.LEADER), user_with(Role.SYSADMIN)):
        with pytest.raises(NotPermitted):
            ballots.cast(user, ballot, choices)
    CommitteeSeat.objects.filter(staff=committee.members[4].staff).update(ends=dt.date(2026, 12, 17))
    with pytest.raises(NotPermitted):
        ballots.cast(committee.members[4], ballot, choices)


# Closing


def test_closing_counts_and_brings_the_outcomes_over(committee):
    committee.round.collective_quota = 3
    committee.round.save()
    ballot = committee.open()
    first, second, third = committee.collectives
    committee.vote_all(ballot, {first: 9, third: 5, second: 4})
    closed = committee.close(ballot)
    assert outcomes(closed) == {
        "候选学院1": Outcome.PASSED,
        "候选学院2": Outcome.FAILED,
        "候选学院3": Outcome.PASSED,
    }
    assert [(row.agree, row.against, row.abstain, row.place) for row in closed.candidates.all()] == [
        (9, 0, 0, 1), (4, 5, 0, 3), (5, 4, 0, 2),
    ]  # fmt: skip
    for nomination in committee.collectives:
        nomination.refresh_from_db()
    assert [row.stage for row in committee.collectives] == ["passed", "not_passed", "passed"]
    committee.round.refresh_from_db()
    assert committee.round.state == RoundState.VOTED
    assert closed.digest == counting.result_digest(closed)
    BallotCandidate.objects.filter(ballot=closed).update(agree=9)
    assert closed.digest != counting.result_digest(closed)


def test_closing_waits_for_the_end_or_for_everybody(committee):
    ballot = committee.open()
    for member in committee.members[:8]:
        committee.vote(ballot, member, {})
    with pytest.raises(Refusal, match="还没有到截止时间"):
        committee.close(ballot)
    committee.vote(ballot, committee.members[8], {})
    assert committee.close(ballot, by=committee.chair).state == BallotState.CLOSED


def test_members_and_leaders_do_not_close(committee):
    ballot = committee.open()
    for user in (committee.members[1], user_with(Role.LEADER)):
        with pytest.raises(NotPermitted):
            counting.close(user, ballot)


@pytest.mark.parametrize(("voters", "state"), [(5, BallotState.VOID), (6, BallotState.CLOSED)])
def test_two_thirds_of_nine_are_six(committee, voters, state):
    ballot = committee.open()
    for member in committee.members[:voters]:
        committee.vote(ballot, member, {committee.collectives[0]: Choice.AGREE})
    with clock.at(CLOSING):
        closed = counting.close(committee.office, ballot)
    assert closed.state == state
    counted = closed.candidates.get(nomination=committee.collectives[0]).agree
    assert counted == (None if state == BallotState.VOID else 6)


def test_a_void_ballot_tells_nothing_and_may_be_held_again(committee):
    ballot = committee.open()
    committee.vote(ballot, committee.chair, {})
    with clock.at(CLOSING):
        counting.close(committee.office, ballot)
    ballot.refresh_from_db()
    assert (ballot.digest, set(outcomes(ballot).values())) == ("", {""})
    committee.round.refresh_from_db()
    again = committee.open()
    committee.vote_all(again, {committee.collectives[0]: 6})
    assert outcomes(committee.close(again))["候选学院1"] == Outcome.PASSED


def test_a_counted_ballot_is_frozen(committee):
    ballot = committee.open()
    committee.vote_all(ballot, {committee.collectives[0]: 6})
    choices = committee.choices(ballot, committee.chair, {})
    closed = committee.close(ballot)
    before = [closed.digest, list(closed.candidates.values())]
    newcomer = user_with(Role.CHAIR)
    for deed in (
        lambda: ballots.cast(committee.chair, ballot, choices),
        lambda: committee.close(ballot),
        lambda: counting.record_hands(committee.office, ballot, [], {}),
        lambda: counting.chair_decides(newcomer, ballot, [], "理由"),
        committee.open,
    ):
        with pytest.raises(Refusal):
            deed()
    ballot.refresh_from_db()
    assert before == [ballot.digest, list(ballot.candidates.values())]


def test_one_ballot_at_a_time(committee):
    committee.open()
    committee.round.state = RoundState.PROPOSED
    committee.round.save()
    with pytest.raises(Exception, match="已有一次表决正在进行"):
        committee.open()
    assert Ballot.objects.count() == 1


def test_an_open_ballot_keeps_who_chose_what(committee):
    ballot = committee.open(secret=False)
    committee.vote_all(ballot, {committee.collectives[0]: 6})
    committee.close(ballot)
    row = ballot.candidates.get(nomination=committee.collectives[0])
    agreed = {choice.member.staff for choice in row.choices.filter(choice=Choice.AGREE)}
    assert agreed == {member.staff for member in committee.members[:6]}
    assert row.agree == 6


def test_the_chairs_seat_is_the_one_of_the_term(committee):
    SeatFactory(staff=committee.members[5].staff, rank=SeatRank.CHAIR, starts=dt.date(2027, 1, 1))
    ballot = committee.open()
    assert ballot.members.filter(chair=True).count() == 1
