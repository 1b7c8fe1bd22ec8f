"""Writes of screening and proposing (A3, A4): conditions computed and kept, judged by a person, candidates ranked."""

from collections.abc import Mapping, Sequence

from awards import locks, parameters, rules, screening
from awards.choices import AwardKind, CheckResult, NominationStage, RoundState
from awards.conditions import Finding
from awards.models import AwardRound, Nomination, ScreeningCheck
from baomi.approvals import actions as approvals
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import parameters as numbers
from baomi.organization import policy
from reviews import evidence

UNDER_WAY = (NominationStage.DRAFT, NominationStage.WITH_HEAD, NominationStage.RETURNED)
NOT_IN_TIME = "提出候选名单时还没有签字送出或改好，按未按期报送处理"


def outstanding(award_round: AwardRound) -> int:
    """Departments that have not handed in their records, and nominations still on their way."""
    behind = sum(not row.submitted for row in evidence.standings(award_round.campaign))
    return behind + award_round.nominations.filter(stage__in=UNDER_WAY).count()


def start_screening(by, award_round: AwardRound) -> AwardRound:
    """Begin screening and compute every received nomination. After the deadline, or when all are in."""
    policy.require(by, "awards.round.run", award_round)
    with ledger.unit(by):
        current = locks.round_with_nominations(award_round)
        require(rules.may_start_screening(current, clock.now(), outstanding(current)))
        current = writing.change(
            by, current, {"state": RoundState.SCREENING}, action="awards.awardround.start_screening"
        )
        recompute(by, current)
    return current


def recompute(by, award_round: AwardRound, nominations: Sequence[Nomination] | None = None) -> int:
    """Read the books again for the received nominations; returns how many conditions came out differently.

    A person's judgement stays; where the books have moved since, the check says so. One audit entry per change.
    """
    policy.require(by, "awards.round.run", award_round)
    with ledger.unit(by):
        current = locks.round_with_nominations(award_round)
        if current.state != RoundState.SCREENING:
            raise Refusal(f"这轮评选{current.get_state_display()}，不能核对条件", where=current.title)
        return compute(current, nominations)


def compute(award_round: AwardRound, nominations: Sequence[Nomination] | None = None) -> int:
    """As `recompute`, inside the caller's unit and after his permission: a nomination received during screening."""
    if nominations is None:
        nominations = received(award_round)
    stored: dict[tuple[int, str], ScreeningCheck] = {
        (check.nomination_id, check.condition): check
        for check in ScreeningCheck.objects.select_for_update().filter(nomination__in=nominations)
    }
    moved = 0
    for nomination, found in zip(nominations, screening.findings_of(award_round, nominations), strict=True):
        moved += sum(_store(nomination, item, stored.get((nomination.pk, item.condition))) for item in found)
    return moved


def received(award_round: AwardRound) -> list[Nomination]:
    """The nominations that take part in screening, with what the conditions read."""
    rows = award_round.nominations.filter(stage=NominationStage.RECEIVED)
    return list(rows.select_related("round__campaign", "department__parent", "staff"))


def judge(by, check: ScreeningCheck, result: str, reason: str = "") -> ScreeningCheck:
    """Decide a condition. What the books leave to a person needs a decision; against the books needs a reason.

    Raises Refusal without one, for one's own nomination, or outside screening. Audited with both results.
    """
    policy.require(by, "awards.nomination.judge", check.nomination)
    reason = reason.strip()
    if len(reason) > ScreeningCheck._meta.get_field("reason").max_length:
        raise Refusal("理由太长，最多 300 字")
    with ledger.unit(by, reason=reason):
        award_round = writing.lock(check.nomination.round)
        current = (
            ScreeningCheck.objects.select_for_update(of=("self",))
            .select_related("nomination__staff")
            .get(pk=check.pk)
        )
        if by.staff_id and by.staff_id == current.nomination.staff_id:
            raise Refusal("不能认定自己的申报", how="请由保密办其他人员认定")
        require(rules.may_judge(award_round, current, result, reason))
        before = (current.judged, current.reason)
        current.judged, current.judged_on, current.reason = result, current.computed, reason
        current.judged_by_name, current.judged_at = str(by), clock.now()
        current.full_clean(validate_unique=False)
        current.save()
        verb = "override" if current.overridden else "judge"
        ledger.record(
            f"awards.screening.{verb}",
            current.nomination,
            label=f"{current.nomination} {current.label}",
            changes={"judged": (before[0] or current.computed, result), "reason": (before[1], reason)},
        )
    return current


def propose(by, award_round: AwardRound, ranked: Mapping[str, Sequence[Nomination]]) -> AwardRound:
    """Put the candidates forward in the order given by kind; the others are not on the list (A4).

    Refused: more than the quota (plus the 差额), a nominee of another round or kind, one with a condition not met
    or not yet judged, none at all, or while a nomination waits for the office itself. The rank stays with the
    nomination. What still lies with a department ends as 未按期报送, and its approval with it.
    """
    policy.require(by, "awards.round.run", award_round)
    with ledger.unit(by):
        current = locks.round_with_nominations(award_round)
        if current.state != RoundState.SCREENING:
            raise Refusal(f"这轮评选{current.get_state_display()}，不能提出候选", where=current.title)
        chosen = _chosen(current, ranked)
        for nomination in with_departments(current):
            _lapse(by, nomination)
        for nomination, rank in chosen:
            values = {"stage": NominationStage.PROPOSED, "rank": rank}
            writing.change(by, nomination, values, action="awards.nomination.propose")
        for nomination in current.nominations.filter(stage=NominationStage.RECEIVED):
            values = {"stage": NominationStage.NOT_PROPOSED, "rank": None}
            writing.change(by, nomination, values, action="awards.nomination.leave_out")
        values = {"state": RoundState.PROPOSED, "proposed_at": clock.now()}
        return writing.change(by, current, values, action="awards.awardround.propose")


def take_back_proposal(by, award_round: AwardRound, reason: str) -> AwardRound:
    """Go back to screening before the vote is opened, with a reason; the list is drawn up anew."""
    policy.require(by, "awards.round.run", award_round)
    if len(reason.strip()) < 2:
        raise Refusal("没有写明原因", how="请填写原因")
    with ledger.unit(by, reason=reason):
        current = locks.round_with_nominations(award_round)
        if current.state != RoundState.PROPOSED:
            raise Refusal(f"这轮评选{current.get_state_display()}，名单不能收回", where=current.title)
        listed = (NominationStage.PROPOSED, NominationStage.NOT_PROPOSED)
        for nomination in current.nominations.filter(stage__in=listed):
            values = {"stage": NominationStage.RECEIVED, "rank": None}
            writing.change(by, nomination, values, action="awards.nomination.take_back")
        values = {"state": RoundState.SCREENING, "proposed_at": None}
        return writing.change(
            by, current, values, action="awards.awardround.take_back_proposal", reason=reason
        )


def check_proposal(award_round: AwardRound, ranked: Mapping[str, Sequence[Nomination]]) -> None:
    """Raise the Refusal that `propose` would, for the page that shows the list before it is confirmed."""
    _chosen(award_round, ranked)


def with_departments(award_round: AwardRound) -> list[Nomination]:
    """Nominations not yet signed by the department, or returned to it and not sent again."""
    rows = award_round.nominations.filter(stage__in=UNDER_WAY)
    waiting = Nomination.objects.waiting_for_office().values("pk")
    return list(rows.exclude(pk__in=waiting).select_related("approval", "department", "staff"))


def _lapse(by, nomination: Nomination) -> None:
    if nomination.approval:
        approvals.lapse(by, nomination.approval, NOT_IN_TIME)
    values = {"stage": NominationStage.LAPSED}
    writing.change(by, nomination, values, action="awards.nomination.lapse", reason=NOT_IN_TIME)


def _chosen(
    award_round: AwardRound, ranked: Mapping[str, Sequence[Nomination]]
) -> list[tuple[Nomination, int]]:
    require(rules.office_has_received(award_round.nominations.waiting_for_office().count()))
    extra = numbers.value(parameters.PROPOSAL_EXTRA)
    chosen = []
    for kind in AwardKind:
        listed = list(ranked.get(kind, ()))
        require(rules.within_quota(award_round, kind, len(listed), extra))
        for rank, nomination in enumerate(listed, 1):
            if nomination.round_id != award_round.pk or nomination.kind != kind:
                raise Refusal("名单中有不属于这一项的申报", how="请刷新后重选")
            chosen.append((nomination, rank))
    if not chosen:
        raise Refusal("还没有选候选", how="请至少勾选一个")
    if len({nomination.pk for nomination, _ in chosen}) < len(chosen):
        raise Refusal("名单中有重复的申报", how="请刷新后重选")
    checks: dict[int, list[ScreeningCheck]] = {}
    for check in ScreeningCheck.objects.filter(nomination__in=[nomination for nomination, _ in chosen]):
        checks.setdefault(check.nomination_id, []).append(check)
    for nomination, _ in chosen:
        require(rules.may_be_candidate(nomination, checks.get(nomination.pk, [])))
    return chosen


def _store(nomination: Nomination, item: Finding, check: ScreeningCheck | None) -> bool:
    """Write one computed condition; True when it came out differently from before."""
    before = check.computed if check else ""
    check = check or ScreeningCheck(nomination=nomination, condition=item.condition)
    check.label, check.computed, check.clause = item.label[:100], item.result, item.clause
    check.evidence, check.evidence_url, check.computed_at = item.evidence[:300], item.url, clock.now()
    check.save()
    if before == item.result:
        return False
    ledger.record(
        "awards.screening.compute",
        nomination,
        label=f"{nomination} {check.label}",
        changes={"computed": (before or None, CheckResult(item.result).value)},
    )
    return bool(before)
