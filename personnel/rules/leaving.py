"""What leaving the post asks for (P12, B1), and what may be written on the clearance sheet."""

import datetime as dt

from baomi.approvals.choices import State
from baomi.core.decisions import Allowed, Denied
from baomi.core.levels import PersonGrade
from baomi.organization import parameters
from personnel.choices.leaving import DepartureReason
from personnel.choices.people import PersonKind, PersonStatus
from personnel.models import ClearanceLine, ClearedPerson, Departure
from personnel.parameters import COOLING_MONTHS

Answer = Allowed | Denied

CLAUSE = "《实施条例》第五十三条"
FINAL = (State.APPROVED, State.REFUSED)
LONGEST = 600
"""Months: for some who know much it may be for life; what is beyond fifty years is a slip of the pen."""


def may_begin(person: ClearedPerson, open_departure: Departure | None) -> Answer:
    """Who is in post and is not leaving already."""
    if open_departure is not None:
        return Denied(
            f"{person.staff.name}的离岗审批已经建立（{open_departure.number}）", how="请打开原有的一份"
        )
    if person.status != PersonStatus.IN_POST:
        return Denied(
            f"{person.staff.name}现为“{person.get_status_display()}”，不能办理离岗",
            how="脱密期内调动、辞职、从业，请办理脱密期例外审批"
            if person.status == PersonStatus.COOLING
            else "",
        )
    return Allowed()


def reason_fits(departure: Departure) -> Answer:
    """Only students graduate."""
    if departure.reason == DepartureReason.GRADUATE and departure.person.kind != PersonKind.STUDENT:
        return Denied("毕业只用于学生", how="请另选脱密原因")
    return Allowed()


def running(departure: Departure) -> Answer:
    """Whether the sheet may still be worked on: until the approval has taken effect, or is refused.

    Not by the approval's state: that is already 已批准 while the effect asks once more what is held.
    """
    if departure.approved_on is not None:
        return Denied(f"离岗已于 {departure.approved_on:%Y-%m-%d} 批准，清退单不能再改")
    if departure.state == State.REFUSED:
        return Denied("离岗未批准，清退单不能再改")
    return Allowed()


def may_talk(departure: Departure) -> Answer:
    """The talk is held while the application runs, once (实施条例 53)."""
    talk = departure.talks.first()
    if talk is not None:
        return Denied(f"提醒谈话已经登记（{talk.number}）", how="请打开原有的一份")
    if in_progress(departure):
        return Allowed()
    return Denied("离岗审批不在办理中", how="提醒谈话在送审之后、批准之前进行")


def in_progress(departure: Departure) -> bool:
    """Handed in and not yet in effect."""
    return departure.state in (State.RUNNING, State.PAPER)


def may_decide(departure: Departure) -> Answer:
    """The cooling-off period is fixed while the application runs: after it was handed in, before it takes effect."""
    if in_progress(departure):
        return Allowed()
    if departure.state == State.APPROVED:
        return Denied("离岗已批准，脱密期已定", how="需要延长的，请在脱密期台账中办理延长")
    return Denied("离岗审批还没有送审", how="请在送审后确定脱密期")


def months_required(grade: str, on: dt.date) -> int:
    """The months of cooling off for the grade by the parameter in force on the day (P13: 核心 36, 重要 24, 一般 12)."""
    return parameters.value(COOLING_MONTHS[PersonGrade(grade)], on=on)


def cooling_length(grade: str, months: int | None, reason: str, on: dt.date) -> Answer:
    """Longer than the rule is allowed with a reason, shorter is not (P13). Months by the rule in force on the day."""
    required = months_required(grade, on)
    label = PersonGrade(grade).label
    if months is None:
        return Denied("脱密期还没有确定", clause=CLAUSE, how="请保密办先确定脱密期")
    if months < required:
        return Denied(
            f"脱密期不能短于规定的 {required} 个月（{label}），现为 {months} 个月",
            clause="涉密人员管理规定",
            how=f"请改为 {required} 个月或更长",
        )
    if months > LONGEST:
        return Denied(f"脱密期最长 {LONGEST} 个月", how="请核对后改正")
    if months > required and not reason.strip():
        return Denied(f"延长到 {months} 个月，超过规定的 {required} 个月", how="请写明延长的理由")
    return Allowed(f"规定 {required} 个月（{label}）")


def may_receive(departure: Departure, line: ClearanceLine | None, receiver_id: int | None) -> Answer:
    """The receiver signs himself: neither the leaver, nor who typed the line, and each line once."""
    if receiver_id is None:
        return Denied("您的账号没有对应的人员，不能核定")
    if receiver_id == departure.person.staff_id:
        return Denied("离岗人不能核定自己的清退", how="请由接收人登录核定")
    if line is not None and line.received_at is not None:
        return Denied(f"“{line.label}”已由{line.receiver.name}核定，没有重复核定")
    if line is not None and line.typed_by_id == receiver_id:
        return Denied("填写人不能核定自己填写的一项", how="请由另一位接收人核定")
    return Allowed()


def may_drop(line: ClearanceLine) -> Answer:
    """Only what was typed by hand and nobody has signed for is taken off the sheet."""
    if not line.typed:
        return Denied("由台账带出的一项不能删去", how="请到所在台账办结")
    if line.received_at is not None:
        return Denied(f"“{line.label}”已由{line.receiver.name}核定，不能删去")
    return Allowed()
