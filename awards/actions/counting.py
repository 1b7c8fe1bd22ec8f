"""Counting the ballot (A5): close it, record a show of hands, let the chair break a second tie.

A counted ballot is frozen: its state refuses every further write, and its digest shows one made behind the house.
"""

import json
from collections.abc import Iterable, Mapping

from awards import locks, sealing, tally
from awards.actions.ballots import candidates_of, participate, seats_of
from awards.choices import AwardKind, BallotMethod, BallotState, Choice, NominationStage, Outcome, RoundState
from awards.models import Ballot, BallotCandidate, BallotMember, SealedChoice
from baomi.audit import ledger, writing
from baomi.core import clock, crypto
from baomi.core.errors import Refusal
from baomi.organization import policy


def record_hands(
    by, ballot: Ballot, present: Iterable[int], counts: Mapping[int, Mapping[str, int]]
) -> Ballot:
    """The office records a show of hands: the members present, and per candidate 同意, 不同意, 弃权. Closes the ballot.

    The three numbers of a candidate must add up to the members present who are not recused from him.
    """
    with ledger.unit(by):
        policy.require(by, "awards.ballot.open", ballot)
        current = writing.lock(ballot)
        if current.state != BallotState.OPEN or current.method != BallotMethod.HANDS:
            raise Refusal("这次表决不能登记举手结果")
        members = list(current.members.filter(pk__in=list(present)))
        for member in members:
            participate(current, member)
        ledger.record("awards.ballot.hands", current, changes={"present": (None, len(members))})
        return _finish(by, current, [_hands(row, members, counts) for row in candidates_of(current)])


def close(by, ballot: Ballot) -> Ballot:
    """Count the ballot, blank its choices, freeze the result.

    Before its end only when everybody has voted. Too few voters make it VOID: nothing is counted, and the office may
    open another. Otherwise candidates get counts, place and outcome, and the result its digest.
    """
    with ledger.unit(by):
        policy.require(by, "awards.ballot.close", ballot)
        current = writing.lock(ballot)
        if current.state != BallotState.OPEN:
            raise Refusal("这次表决已经开票，结果不能再改")
        if current.method != BallotMethod.BROWSER:
            raise Refusal("举手表决请登记结果")
        voted = current.participations.count()
        if clock.now() < current.closes_at and voted < current.members.count():
            raise Refusal("还没有到截止时间，也没有全部投票", how="请等截止后开票")
        return _finish(by, current, [_count(current, row) for row in candidates_of(current)])


def chair_decides(by, ballot: Ballot, chosen: Iterable[int], reason: str) -> Ballot:
    """After a second tie the chair names who gets the seats left; reason required, once."""
    with ledger.unit(by, reason=reason.strip()):
        policy.require(by, "awards.ballot.break_tie", ballot)
        current = writing.lock(ballot)
        if not reason.strip():
            raise Refusal("没有写明理由", how="主任委员决定同票须写明理由")
        tied = {row.pk: row for row in current.candidates.filter(outcome=Outcome.TIED)}
        if current.sequence < 2 or not tied:
            raise Refusal("没有需要主任委员决定的同票")
        seats = current.seats - current.candidates.filter(outcome=Outcome.PASSED).count()
        wanted = set(chosen)
        if len(wanted) != seats or not wanted <= tied.keys():
            raise Refusal(f"须从同票者中选定 {seats} 名", how="请重新选择")
        for key, row in tied.items():
            row.outcome = Outcome.PASSED if key in wanted else Outcome.OVER_QUOTA
            row.decided_by_chair = True
            row.save(update_fields=["outcome", "decided_by_chair"])
        names = "、".join(str(tied[key].nomination) for key in sorted(wanted))
        ledger.record("awards.ballot.chair_decides", current, label=f"同票决定：{names}")
        current = writing.change(
            by, current, {"digest": result_digest(current)}, action="awards.ballot.digest"
        )
        _carry_over(by, current)
    return current


def _count(ballot: Ballot, candidate: BallotCandidate) -> tally.Count:
    if ballot.secret:
        found = [sealing.unseal(row) for row in candidate.choices.exclude(sealed="")]
    else:
        found = [Choice(choice) for choice in candidate.choices.values_list("choice", flat=True)]
    base = ballot.members.count() - candidate.recusals.count()
    counted = [found.count(choice) for choice in (Choice.AGREE, Choice.AGAINST, Choice.ABSTAIN)]
    return tally.Count(candidate.pk, base, *counted)


def _hands(candidate: BallotCandidate, present: list[BallotMember], counts) -> tally.Count:
    given = counts.get(candidate.pk)
    if given is None:
        raise Refusal("还没有登记票数", where=str(candidate.nomination))
    numbers = [int(given[choice]) for choice in (Choice.AGREE, Choice.AGAINST, Choice.ABSTAIN)]
    kept_out = set(candidate.recusals.values_list("member_id", flat=True))
    entitled = sum(member.pk not in kept_out for member in present)
    if min(numbers) < 0 or sum(numbers) != entitled:
        raise Refusal(
            f"票数合计 {sum(numbers)}，应为 {entitled}",
            where=str(candidate.nomination),
            how="请按到会且不回避的委员核对",
        )
    base = candidate.ballot.members.count() - len(kept_out)
    return tally.Count(candidate.pk, base, *numbers)


def _finish(by, ballot: Ballot, counts: list[tally.Count]) -> Ballot:
    needed = tally.quorum_needed(ballot.members.count(), ballot.quorum)
    valid = ballot.participations.count() >= needed
    if valid:
        _write_result(ballot, counts)
    SealedChoice.objects.filter(candidate__ballot=ballot, member__isnull=True).update(sealed="")
    closed = writing.change(
        by,
        ballot,
        {
            "state": BallotState.CLOSED if valid else BallotState.VOID,
            "closed_at": clock.now(),
            "closed_by_name": str(by),
            "digest": result_digest(ballot) if valid else "",
        },
        action="awards.ballot.close",
    )
    if valid:
        _carry_over(by, closed)
    elif closed.sequence == 1:
        writing.change(by, closed.round, {"state": RoundState.PROPOSED}, action="awards.awardround.void")
    return closed


def _write_result(ballot: Ballot, counts: list[tally.Count]) -> None:
    rows = {row.pk: row for row in candidates_of(ballot)}
    for kind in AwardKind:
        of_kind = [count for count in counts if rows[count.candidate].nomination.kind == kind]
        for standing in tally.standings(of_kind, seats_of(ballot, kind), ballot.majority):
            row = rows[standing.count.candidate]
            row.base, row.agree = standing.count.base, standing.count.agree
            row.against, row.abstain = standing.count.against, standing.count.abstain
            row.recused = row.recusals.count()
            row.place, row.outcome = standing.place, standing.outcome
            row.save()
    ledger.record("awards.ballot.count", ballot, changes={"counts": (None, _counts_in_words(ballot))})


def _counts_in_words(ballot: Ballot) -> str:
    return "；".join(
        f"{row.nomination} 同意 {row.agree} 不同意 {row.against} 弃权 {row.abstain} 回避 {row.recused}"
        for row in candidates_of(ballot)
    )


def result_digest(ballot: Ballot) -> str:
    """SM3 of the counts as printed on the ballot record; shows that nobody changed them afterwards."""
    rows = ballot.candidates.order_by("order").values_list(
        "nomination_id", "base", "agree", "against", "abstain", "recused", "place", "outcome"
    )
    return crypto.sm3(json.dumps([str(ballot.uuid), [list(row) for row in rows]]).encode())


def _carry_over(by, ballot: Ballot) -> None:
    """Bring outcomes to the nominations; the round is VOTED when the first ballot is counted."""
    locks.round_with_nominations(ballot.round)
    for row in ballot.candidates.select_related("nomination"):
        if row.outcome == Outcome.TIED:
            continue
        passed = row.outcome == Outcome.PASSED
        stage = NominationStage.PASSED if passed else NominationStage.NOT_PASSED
        writing.change(by, row.nomination, {"stage": stage}, action="awards.nomination.voted")
    if ballot.round.state == RoundState.VOTING:
        writing.change(by, ballot.round, {"state": RoundState.VOTED}, action="awards.awardround.voted")
