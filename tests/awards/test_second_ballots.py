"""After a tie: the second ballot, the chair's word; and the show of hands the office records (A5)."""

import pytest

from awards.actions import ballots, counting
from awards.choices import BallotMethod, BallotState, Choice, NominationStage, Outcome
from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization.roles import Role
from tests.factories.ballots import CLOSING, NOW, Committee, outcomes
from tests.factories.organization import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee():
    with clock.at(NOW):
        yield Committee()


# Ties


def open_runoff(committee, ballot, **values):
    with clock.at(NOW):
        return ballots.open_runoff(committee.office, ballot, "collective", **{"closes_at": CLOSING, **values})


def edge_tie(committee):
    """The first passed with 9 votes, the other two have 6 each for the one seat left."""
    committee.round.collective_quota = 3
    committee.round.save()
    ballot = committee.open()
    committee.vote_all(
        ballot, {committee.collectives[0]: 9, committee.collectives[1]: 6, committee.collectives[2]: 6}
    )
    committee.round.collective_quota = 2
    committee.round.save()
    return committee.close(ballot)


def test_the_second_ballot_fills_the_seat_left(committee):
    first = edge_tie(committee)
    assert outcomes(first) == {
        "候选学院1": Outcome.PASSED,
        "候选学院2": Outcome.TIED,
        "候选学院3": Outcome.TIED,
    }
    runoff = open_runoff(committee, first)
    assert (runoff.sequence, runoff.seats, runoff.kind) == (2, 1, "collective")
    both = dict.fromkeys(runoff.candidates.values_list("pk", flat=True), Choice.AGREE)
    with pytest.raises(Refusal, match="超过名额 1"):
        ballots.cast(committee.chair, runoff, both)
    committee.vote_all(runoff, {committee.collectives[2]: 5})
    assert outcomes(committee.close(runoff)) == {"候选学院2": Outcome.FAILED, "候选学院3": Outcome.PASSED}
    committee.collectives[2].refresh_from_db()
    assert committee.collectives[2].stage == NominationStage.PASSED
    assert outcomes(first)["候选学院2"] == Outcome.TIED  # the first count stays as it was


def test_a_second_ballot_only_among_the_tied_and_once(committee):
    first = edge_tie(committee)
    with pytest.raises(Refusal, match="没有同票"), clock.at(NOW):
        ballots.open_runoff(committee.office, first, "individual", closes_at=CLOSING)
    runoff = open_runoff(committee, first)
    with pytest.raises(Refusal, match="再投已经发起"):
        open_runoff(committee, first)
    committee.vote_all(runoff, {})
    closed = committee.close(runoff)
    with pytest.raises(Refusal):
        open_runoff(committee, closed)


def test_after_a_second_tie_the_chair_decides_with_a_reason(committee):
    first = edge_tie(committee)
    committee.members.append(user_with(Role.MEMBER))  # ten votes can be halved
    committee.round.refresh_from_db()
    runoff = hands_tie(committee, first)
    one, two = runoff.candidates.all()
    assert {one.outcome, two.outcome} == {Outcome.TIED}
    before = runoff.digest
    for by, chosen, reason, words in (
        (committee.chair, [one.pk], " ", "没有写明理由"),
        (committee.chair, [one.pk, two.pk], "事迹更突出", "须从同票者中选定 1 名"),
        (committee.chair, [9999], "事迹更突出", "须从同票者中选定 1 名"),
    ):
        with pytest.raises(Refusal, match=words):
            counting.chair_decides(by, runoff, chosen, reason)
    with pytest.raises(NotPermitted):
        counting.chair_decides(committee.office, runoff, [one.pk], "事迹更突出")
    counting.chair_decides(committee.chair, runoff, [two.pk], "事迹更突出")
    runoff.refresh_from_db()
    assert outcomes(runoff) == {"候选学院2": Outcome.OVER_QUOTA, "候选学院3": Outcome.PASSED}
    assert runoff.digest == counting.result_digest(runoff) != before
    assert AuditEntry.objects.get(action="awards.ballot.chair_decides").reason == "事迹更突出"
    with pytest.raises(Refusal, match="没有需要主任委员决定的同票"):
        counting.chair_decides(committee.chair, runoff, [one.pk], "改变主意")


def hands_tie(committee, first):
    """A second ballot by hands in which both tied candidates get more than half."""
    runoff = open_runoff(committee, first, method=BallotMethod.HANDS)
    present = list(runoff.members.values_list("pk", flat=True))
    counts = {
        row.pk: {"agree": 6, "against": len(present) - 6, "abstain": 0} for row in runoff.candidates.all()
    }
    return counting.record_hands(committee.office, runoff, present, counts)


def test_the_chair_has_no_word_before_the_second_ballot(committee):
    first = edge_tie(committee)
    tied_one = first.candidates.filter(outcome=Outcome.TIED).first()
    with pytest.raises(Refusal, match="没有需要主任委员决定的同票"):
        counting.chair_decides(committee.chair, first, [tied_one.pk], "事迹更突出")


# A show of hands, an open ballot


def show(committee, **changes):
    ballot = committee.open(method=BallotMethod.HANDS, meeting="保密委员会 2026 年第四次会议")
    present = list(ballot.members.values_list("pk", flat=True))[: changes.pop("present", 9)]
    counts = {
        row.pk: {"agree": 6, "against": len(present) - 6, "abstain": 0, **changes}
        for row in ballot.candidates.all()
    }
    return ballot, present, counts


def test_a_show_of_hands_is_recorded_by_the_office_with_its_meeting(committee):
    committee.round.collective_quota = 3
    committee.round.save()
    ballot, present, counts = show(committee, present=7)
    with pytest.raises(NotPermitted):
        counting.record_hands(committee.chair, ballot, present, counts)
    closed = counting.record_hands(committee.office, ballot, present, counts)
    assert (closed.state, closed.participations.count()) == (BallotState.CLOSED, 7)
    assert set(outcomes(closed).values()) == {Outcome.PASSED}
    assert closed.candidates.first().base == 9
    assert closed.meeting == "保密委员会 2026 年第四次会议"


@pytest.mark.parametrize("wrong", [{"agree": 7}, {"agree": -1, "against": 10}, {"abstain": 1}])
def test_hands_must_add_up_to_those_present(committee, wrong):
    ballot, present, counts = show(committee, **wrong)
    with pytest.raises(Refusal, match="应为 9"):
        counting.record_hands(committee.office, ballot, present, counts)
    ballot.refresh_from_db()
    assert (ballot.state, ballot.participations.count()) == (BallotState.OPEN, 0)


def test_hands_without_quorum_are_void(committee):
    ballot, present, counts = show(committee, present=5, agree=5, against=0)
    assert counting.record_hands(committee.office, ballot, present, counts).state == BallotState.VOID


def test_hands_and_browser_do_not_mix(committee):
    ballot = committee.open(method=BallotMethod.HANDS)
    with pytest.raises(Refusal, match="举手表决"):
        committee.vote(ballot, committee.chair, {})
    with pytest.raises(Refusal, match="举手表决"):
        committee.close(ballot)


def test_hands_cannot_be_recorded_for_a_ballot_in_the_browser(committee):
    ballot = committee.open()
    with pytest.raises(Refusal, match="不能登记举手结果"):
        counting.record_hands(committee.office, ballot, [], {})
