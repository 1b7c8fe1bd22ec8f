"""Pure checks between the vote and the certificates: 公示, objections, the decision (A6)."""

import datetime as dt

from awards.choices import NominationStage, ObjectionState, RoundState
from awards.models import AwardRound, Decision, Objection
from baomi.core.decisions import Allowed, Denied

Answer = Allowed | Denied

PUBLICITY = "评选通知第二条第（四）项"
NO_PERIOD = "请核对这轮评选的公示起止日期"


def may_publish(award_round: AwardRound) -> Answer:
    """Names go public once every seat is settled: counted, no tie open, somebody passed."""
    if award_round.state != RoundState.VOTED:
        return Denied(f"这轮评选{award_round.get_state_display()}，不能开始公示", PUBLICITY, "开票后才能公示")
    stages = set(award_round.nominations.values_list("stage", flat=True))
    if NominationStage.PROPOSED in stages:
        return Denied("还有同票没有决定，不能开始公示", PUBLICITY, "请先同票再投，再同票的由主任委员决定")
    if NominationStage.PASSED not in stages:
        return Denied("没有通过表决的对象，不需要公示", PUBLICITY)
    return Allowed()


def may_object(award_round: AwardRound, stage: str, received_on: dt.date) -> Answer:
    """Objections reach those made public, received on a day of the period."""
    if award_round.state != RoundState.PUBLICITY or stage != NominationStage.PASSED:
        return Denied("异议对象不在公示名单中", PUBLICITY, "请在公示期内按名单登记")
    if award_round.publicity_from is None or award_round.publicity_until is None:
        return Denied("没有登记公示期，不能登记异议", PUBLICITY, NO_PERIOD)
    if not award_round.publicity_from <= received_on <= award_round.publicity_until:
        return Denied(
            f"收到日期不在公示期内（{award_round.publicity_from} 至 {award_round.publicity_until}）",
            PUBLICITY,
        )
    return Allowed()


def may_settle(objection: Objection, finding: str) -> Answer:
    if objection.state != ObjectionState.OPEN:
        return Denied("这件异议已经办结，结论不能再改")
    if objection.round.state != RoundState.PUBLICITY:
        return Denied(f"这轮评选{objection.round.get_state_display()}，不能再办结异议")
    if not finding.strip():
        return Denied("没有写明核实结果", how="请写明核实的情况和依据")
    return Allowed()


def may_decide(award_round: AwardRound, today: dt.date) -> Answer:
    """The decision waits for the last day of the period to pass and for every objection to be settled."""
    if award_round.state != RoundState.PUBLICITY:
        return Denied(f"这轮评选{award_round.get_state_display()}，不能作出表彰决定", how="公示期满后再办理")
    if award_round.publicity_until is None:
        return Denied("没有登记公示期，不能作出表彰决定", PUBLICITY, NO_PERIOD)
    if today <= award_round.publicity_until:
        return Denied(f"公示到 {award_round.publicity_until} 止，期满前不能作出表彰决定", PUBLICITY)
    open_ones = award_round.objections.filter(state=ObjectionState.OPEN).count()
    if open_ones:
        return Denied(f"还有 {open_ones} 件异议没有办结", PUBLICITY, "请先写明核实结果")
    if not award_round.nominations.filter(stage=NominationStage.PASSED).exists():
        return Denied("公示名单中已没有拟表彰的对象")
    return Allowed()


def may_change_decision(decision: Decision) -> Answer:
    if decision.effective_at:
        return Denied("表彰决定已生效，内容不能再改")
    return Allowed()


def may_take_effect(decision: Decision, archive_number: str, has_scan: bool) -> Answer:
    """表彰 is paper: it takes effect when its signed scan or its archive number is recorded."""
    if decision.effective_at:
        return Denied("表彰决定已生效")
    if not archive_number.strip() and not has_scan:
        return Denied("还没有盖章件：扫描件和归档号都没有登记", how="请上传盖章扫描件，或填写归档号")
    return Allowed()
