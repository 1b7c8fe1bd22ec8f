"""From the count to the certificates: 公示, objections, the 表彰 decision, the honours register (A6)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from awards import honour_rules as rules
from awards import locks
from awards import parameters as keys
from awards.choices import AwardKind, NominationStage, ObjectionState, RoundState
from awards.models import AwardRound, Decision, Honour, Nomination, Objection
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import calendar, parameters, policy
from baomi.registers import attachments, numbering

NUMBER = "HJ-{year}-{n:03}"
CERTIFICATE = "ZS-{year}-{n:03}"


def start_publicity(by, award_round: AwardRound, *, place: str, starts: dt.date | None = None) -> AwardRound:
    """Make the names public from `starts` (today without one) for the working days of the parameter.

    The first day is not counted: five working days from a Friday end on the next Friday. Returns the round.
    """
    with ledger.unit(by):
        policy.require(by, "awards.publicity.run", award_round)
        current = writing.lock(award_round)
        require(rules.may_publish(current))
        first = starts or clock.today()
        if first < clock.today():
            raise Refusal("公示起始日早于今天", how="请改为今天或以后")
        if not place.strip():
            raise Refusal("没有写明公示地点", how="请填写，例如学校办公网和行政楼公告栏")
        until = calendar.add_workdays(first, parameters.value(keys.PUBLICITY_WORKDAYS)).day
        values = {
            "state": RoundState.PUBLICITY,
            "publicity_from": first,
            "publicity_until": until,
            "publicity_place": place.strip(),
        }
        return writing.change(by, current, values, action="awards.awardround.publicity")


def raise_objection(
    by, nomination: Nomination, *, received_on: dt.date, raised_by: str, content: str
) -> Objection:
    """Register an objection against one of the names; the decision waits until it is settled."""
    with ledger.unit(by):
        policy.require(by, "awards.publicity.run", nomination)
        award_round, current = locks.round_with(nomination)
        require(rules.may_object(award_round, current.stage, received_on))
        if received_on > clock.today():
            raise Refusal("收到日期晚于今天", how="请核对后改正")
        return writing.create(
            by,
            Objection(
                number=numbering.next_label("awards.objection", award_round.year, "YY-{year}-{n:02}"),
                department=award_round.department,
                round=award_round,
                nomination=current,
                received_on=received_on,
                raised_by=raised_by.strip(),
                content=content.strip(),
            ),
        )


def settle_objection(by, objection: Objection, *, upheld: bool, finding: str) -> Objection:
    """Close an objection with its finding. Upheld, the nominee leaves the list; the seat stays empty."""
    with ledger.unit(by, reason=finding.strip()):
        policy.require(by, "awards.publicity.run", objection)
        locks.round_with(objection.nomination)
        current = writing.lock(objection)
        require(rules.may_settle(current, finding))
        if upheld:
            writing.change(
                by,
                current.nomination,
                {"stage": NominationStage.NOT_PASSED},
                action="awards.nomination.objection_upheld",
            )
        values = {
            "state": ObjectionState.UPHELD if upheld else ObjectionState.REJECTED,
            "finding": finding.strip(),
            "settled_on": clock.today(),
        }
        return writing.change(by, current, values, action="awards.objection.settle")


def write_decision(
    by, award_round: AwardRound, values: Mapping[str, Any], version: int | None = None
) -> Decision:
    """Draft the decision of the round, or change the draft: document_number, title, body, decided_on."""
    with ledger.unit(by):
        policy.require(by, "awards.decision.write", award_round)
        current = writing.lock(award_round)
        require(rules.may_decide(current, clock.today()))
        if values["decided_on"] <= current.publicity_until:
            raise Refusal(f"决定日期不晚于公示期满日（{current.publicity_until}）", how="请核对后改正")
        draft = Decision.objects.filter(round=current).first()
        if draft is None:
            return writing.create(by, Decision(round=current, department=current.department, **values))
        require(rules.may_change_decision(draft))
        return writing.change(by, draft, values, version=version)


def put_in_force(by, decision: Decision, archive_number: str = "") -> list[Honour]:
    """Record that the paper is signed: an archive number, or a scan beside the decision. Returns the new honours.

    Everybody on the list gets an honour with the next certificate number; the nominations are HONOURED, the round
    is DECIDED.
    """
    with ledger.unit(by):
        policy.require(by, "awards.decision.write", decision)
        award_round = locks.round_with_nominations(decision.round)
        current = writing.lock(decision)
        require(rules.may_take_effect(current, archive_number, attachments.of(current).exists()))
        require(rules.may_decide(award_round, clock.today()))
        values = {"archive_number": archive_number.strip(), "effective_at": clock.now()}
        current = writing.change(by, current, values, action="awards.decision.take_effect")
        honours = [_honour(by, current, nomination) for nomination in passed(award_round)]
        writing.change(by, award_round, {"state": RoundState.DECIDED}, action="awards.awardround.decide")
    return honours


def passed(award_round: AwardRound) -> list[Nomination]:
    """Who is to be honoured, collectives first, in the order of the list."""
    rows = award_round.nominations.filter(stage__in=(NominationStage.PASSED, NominationStage.HONOURED))
    return list(rows.select_related("department", "staff").order_by("kind", "rank", "pk"))


def _honour(by, decision: Decision, nomination: Nomination) -> Honour:
    award_round = decision.round
    honour = writing.create(
        by,
        Honour(
            number=numbering.next_label("awards.honour", award_round.year, NUMBER),
            certificate_number=next_certificate(award_round.year),
            round=award_round,
            year=award_round.year,
            kind=nomination.kind,
            award_name=award_round.award_name(AwardKind(nomination.kind)),
            department=nomination.department,
            staff=nomination.staff,
            recipient=nomination.subject,
            document_number=decision.document_number,
        ),
    )
    writing.change(by, nomination, {"stage": NominationStage.HONOURED}, action="awards.nomination.honour")
    return honour


def next_certificate(year: int) -> str:
    """The next free certificate number of the year; numbers brought in from old sheets are stepped over."""
    while True:
        number = numbering.next_label("awards.certificate", year, CERTIFICATE)
        if not Honour.objects.filter(certificate_number=number).exists():
            return number


def create_honour(by, values: Mapping[str, Any]) -> Honour:
    """Enter a past honour, from the page or a sheet."""
    with ledger.unit(by):
        honour = Honour(**values)
        policy.require(by, "awards.honour.write", honour)
        honour.number = numbering.next_label("awards.honour", honour.year, NUMBER)
        return writing.create(by, honour)


def change_honour(by, honour: Honour, values: Mapping[str, Any], version: int | None = None) -> Honour:
    """Correct an honour. One that came from a decision of the house keeps who was honoured, when and why."""
    with ledger.unit(by):
        policy.require(by, "awards.honour.write", honour)
        moved = {name for name, value in values.items() if getattr(honour, name) != value}
        if honour.round_id and moved - {"received_on"}:
            raise Refusal("这项荣誉由表彰决定产生，只能登记领取日期", where=honour.recipient)
        return writing.change(by, honour, values, version=version)


def record_receipt(by, honours: Iterable[Honour], received_on: dt.date) -> int:
    """Note that certificate and prize were collected; returns how many were not noted before."""
    if received_on > clock.today():
        raise Refusal("领取日期晚于今天", how="请核对后改正")
    noted = 0
    with ledger.unit(by):
        for honour in honours:
            policy.require(by, "awards.honour.write", honour)
            if honour.received_on is None:
                writing.change(by, honour, {"received_on": received_on}, action="awards.honour.receive")
                noted += 1
    return noted
