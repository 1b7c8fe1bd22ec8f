"""The vote of the committee: open it, cast one's vote, open a second ballot among the tied (A5).

What a member chose in a secret ballot is written nowhere but into a sealed slot: no audit field, no history, no
draft. The ballot row is locked first, so that nothing is cast after it is closed.
"""

import datetime as dt
import secrets
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import F

from awards import locks, recusal, sealing
from awards import parameters as keys
from awards.choices import AwardKind, BallotMethod, BallotState, Choice, NominationStage, Outcome, RoundState
from awards.models import (
    AwardRound,
    Ballot,
    BallotCandidate,
    BallotMember,
    Nomination,
    Participation,
    Recusal,
    SealedChoice,
)
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.errors import NotFound, Refusal
from baomi.organization import parameters, policy
from baomi.organization.choices import SeatRank
from baomi.organization.models import CommitteeSeat
from baomi.registers import numbering

VOTED = "您已投票，投出后不能修改、不能撤回"


def open_ballot(
    by,
    award_round: AwardRound,
    *,
    closes_at: dt.datetime,
    method=BallotMethod.BROWSER,
    secret=None,
    meeting="",
) -> Ballot:
    """Open the vote over the proposed candidates for the members in term today.

    Quorum, majority and secrecy are copied from the parameters in force. Raises Refusal when nothing is proposed,
    a ballot runs already, the committee is empty or the end lies behind.
    """
    with ledger.unit(by):
        policy.require(by, "awards.ballot.open", award_round)
        current = locks.round_with_nominations(award_round)
        if current.state != RoundState.PROPOSED:
            raise Refusal("现在不能开始表决", where=current.title, how="候选名单提出后才能表决")
        nominations = _proposed(current)
        if not nominations:
            raise Refusal("还没有候选名单", where=current.title, how="请先提出候选名单")
        ballot = _new_ballot(by, current, closes_at=closes_at, method=method, secret=secret, meeting=meeting)
        _lay_out(ballot, nominations)
        writing.change(by, current, {"state": RoundState.VOTING}, action="awards.awardround.vote")
    return ballot


def open_runoff(
    by, ballot: Ballot, kind: AwardKind, *, closes_at: dt.datetime, method=BallotMethod.BROWSER, meeting=""
) -> Ballot:
    """A second ballot among those tied at the edge of the quota, for the seats that are left."""
    with ledger.unit(by):
        policy.require(by, "awards.ballot.open", ballot)
        current = writing.lock(ballot)
        if current.state != BallotState.CLOSED:
            raise Refusal("上一次表决还没有开票")
        tied = [row for row in current.candidates.select_related("nomination") if _tied(row, kind)]
        if not tied:
            raise Refusal("没有同票，不需要再投")
        if current.sequence > 1:
            raise Refusal("再投仍同票，由主任委员决定")
        if (
            Ballot.objects.filter(round=current.round, kind=kind, sequence=2)
            .exclude(state=BallotState.VOID)
            .exists()
        ):
            raise Refusal("同票再投已经发起")
        runoff = _new_ballot(
            by, current.round, closes_at=closes_at, method=method, secret=current.secret, meeting=meeting,
            sequence=2, kind=kind, seats=_seats_left(current, kind),
        )  # fmt: skip
        _lay_out(runoff, [row.nomination for row in tied])
    return runoff


def cast(by, ballot: Ballot, choices: Mapping[int, str]) -> Participation:
    """Hand in the own vote: a choice for every candidate one is not recused from. Final.

    `choices` maps BallotCandidate keys to Choice values. Raises Refusal after the end, for a second vote, a missing
    or foreign choice, or more 同意 than seats; NotFound for who is no member of this ballot. The audit entry says
    that the member voted, never what.
    """
    with ledger.unit(by):
        current, member, mine = _ready(by, ballot, choices)
        participation = participate(current, member)
        for candidate, choice in mine.items():
            _keep(current, candidate, member, choice)
        _even_out(current)
        ledger.record("awards.ballot.vote", participation, label=f"{current.round.title} 已投票")
    return participation


def _new_ballot(
    by, award_round, *, closes_at, method, secret, meeting, sequence=1, kind="", seats=None
) -> Ballot:
    if closes_at <= clock.now():
        raise Refusal("表决截止早于现在", how="请改为以后的时间")
    ballot = Ballot(
        number=numbering.next_label("awards.ballot", award_round.year, "BJ-{year}-{n:02}"),
        round=award_round,
        department=award_round.department,
        sequence=sequence,
        kind=kind,
        seats=seats,
        method=method,
        secret=parameters.value(keys.SECRET) if secret is None else secret,
        quorum=parameters.value(keys.QUORUM),
        majority=parameters.value(keys.MAJORITY),
        opened_at=clock.now(),
        closes_at=closes_at,
        meeting=meeting.strip(),
    )
    return writing.create(by, ballot, action="awards.ballot.open")


def _lay_out(ballot: Ballot, nominations: list[Nomination]) -> None:
    """Members, candidates, recusals, and for a secret ballot the empty slots."""
    seats = list(CommitteeSeat.objects.in_term().committee().select_related("staff__department__parent"))
    by_staff = {seat.staff_id: seat for seat in seats}
    if not by_staff:
        raise Refusal("没有在任的保密委员会委员", how="请先在委员会中登记席位")
    chairs = {seat.staff_id for seat in seats if seat.rank == SeatRank.CHAIR}
    members = {
        key: BallotMember.objects.create(ballot=ballot, staff_id=key, chair=key in chairs)
        for key in sorted(by_staff)
    }
    why = recusal.reasons([seat.staff for seat in by_staff.values()], nominations)
    for order, nomination in enumerate(nominations, 1):
        candidate = BallotCandidate.objects.create(ballot=ballot, nomination=nomination, order=order)
        kept_out = [key for key in members if (key, nomination.pk) in why]
        Recusal.objects.bulk_create(
            Recusal(member=members[key], candidate=candidate, reason=why[key, nomination.pk])
            for key in kept_out
        )
        if ballot.secret and ballot.method == BallotMethod.BROWSER:
            SealedChoice.objects.bulk_create(
                SealedChoice(candidate=candidate) for _ in range(len(members) - len(kept_out))
            )


def _proposed(award_round: AwardRound) -> list[Nomination]:
    rows = award_round.nominations.filter(stage=NominationStage.PROPOSED)
    return list(rows.select_related("department__parent", "staff").order_by("kind", "rank", "pk"))


def review(by, ballot: Ballot, choices: Mapping[int, str]) -> dict[BallotCandidate, Choice]:
    """What would be cast, for the question before it; nothing is written. Raises like `cast`."""
    with transaction.atomic():
        current, member, mine = _ready(by, ballot, choices)
        if current.participations.filter(member=member).exists():
            raise Refusal(VOTED)
    return mine


def _ready(
    by, ballot: Ballot, choices: Mapping[int, str]
) -> tuple[Ballot, BallotMember, dict[BallotCandidate, Choice]]:
    """The locked ballot, the voter, and the choices found in order."""
    policy.require(by, "awards.ballot.vote", ballot)
    current = writing.lock(ballot)
    member = current.members.select_for_update(of=("self",)).filter(staff_id=by.staff_id).first()
    if member is None:
        raise NotFound("没有这条记录")
    _must_be_open(current)
    if current.method != BallotMethod.BROWSER:
        raise Refusal("这次表决为举手表决，由保密办登记")
    return current, member, _checked(current, member, choices)


def candidates_of(ballot: Ballot) -> list[BallotCandidate]:
    """The candidates in the order of the list, locked, with what names them."""
    return list(
        ballot.candidates.select_for_update(of=("self",)).select_related(
            "nomination__staff", "nomination__department"
        )
    )


def _must_be_open(ballot: Ballot) -> None:
    if ballot.state != BallotState.OPEN or clock.now() >= ballot.closes_at:
        raise Refusal("投票已截止", how="您的选票没有投出")


def _checked(
    ballot: Ballot, member: BallotMember, choices: Mapping[int, str]
) -> dict[BallotCandidate, Choice]:
    recused = set(member.recusals.values_list("candidate_id", flat=True))
    candidates = {row.pk: row for row in candidates_of(ballot)}
    if choices.keys() - candidates.keys():
        raise Refusal("选票中有不在名单上的候选人", how="请刷新后重新投票")
    if choices.keys() & recused:
        raise Refusal("须回避的候选人不参加表决", how="请刷新后重新投票")
    left = [row for key, row in candidates.items() if key not in recused and key not in choices]
    if left:
        names = "、".join(str(row.nomination) for row in left[:3])
        raise Refusal(f"还有 {len(left)} 项未表决：{names}", how="每一项请选同意、不同意或弃权")
    mine = {candidates[key]: _choice(raw) for key, raw in choices.items()}
    _check_agreements(ballot, mine)
    return mine


def _choice(raw: str) -> Choice:
    try:
        return Choice(raw)
    except ValueError:
        raise Refusal("选票内容无法识别", how="请刷新后重新投票") from None


def _check_agreements(ballot: Ballot, mine: Mapping[BallotCandidate, Choice]) -> None:
    for kind in AwardKind:
        agreed = sum(choice == Choice.AGREE and row.nomination.kind == kind for row, choice in mine.items())
        limit = seats_of(ballot, kind)
        if agreed > limit:
            raise Refusal(f"{kind.label}同意 {agreed} 项，超过名额 {limit}", how="请减少同意的项数")


def seats_of(ballot: Ballot, kind: AwardKind) -> int:
    """How many seats of a kind the ballot fills: the round's quota, or what a first ballot left."""
    if ballot.seats is not None:
        return ballot.seats if ballot.kind == kind else 0
    return ballot.round.quota(kind)


def participate(ballot: Ballot, member: BallotMember) -> Participation:
    """Note that the member has voted. Raises Refusal for the second time."""
    try:
        with transaction.atomic():
            return Participation.objects.create(ballot=ballot, member=member, voted_at=clock.now())
    except IntegrityError:
        raise Refusal(VOTED) from None


def _keep(ballot: Ballot, candidate: BallotCandidate, member: BallotMember, choice: Choice) -> None:
    if not ballot.secret:
        SealedChoice.objects.create(candidate=candidate, member=member, choice=choice)
        return
    free = list(candidate.choices.filter(sealed="").values_list("pk", flat=True))
    slot = secrets.choice(free)
    SealedChoice.objects.filter(pk=slot).update(sealed=sealing.seal(candidate.pk, slot, choice))


def _even_out(ballot: Ballot) -> None:
    """Write every slot again: PostgreSQL marks each row with the transaction that wrote it last, the voter's own."""
    if ballot.secret:
        SealedChoice.objects.filter(candidate__ballot=ballot).update(sealed=F("sealed"))


def _tied(row: BallotCandidate, kind: AwardKind) -> bool:
    return row.outcome == Outcome.TIED and row.nomination.kind == kind


def _seats_left(ballot: Ballot, kind: AwardKind) -> int:
    taken = ballot.candidates.filter(nomination__kind=kind, outcome=Outcome.PASSED).count()
    return seats_of(ballot, kind) - taken
