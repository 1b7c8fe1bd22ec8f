"""What holds in the cooling-off period (P13): its length, letters, exceptions, the end."""

import datetime as dt

from baomi.approvals.choices import State
from baomi.core.decisions import Allowed, Denied
from personnel.choices.leaving import OUT_OF_HOUSE, DepartureReason, ManagedBy
from personnel.choices.people import PersonKind
from personnel.models import ClearedPerson, CoolingException, CoolingOff, Enquiry, Release

Answer = Allowed | Denied

CLAUSE = "《保密法》第四十六条"


def is_student(record) -> bool:
    """Students go through the graduate school, everybody else through the personnel department."""
    return person_of(record).kind == PersonKind.STUDENT


def not_student(record) -> bool:
    return not is_student(record)


def person_of(record) -> ClearedPerson:
    """The person a departure, a cooling-off period or an application in it is about."""
    return record.cooling.person if hasattr(record, "cooling_id") else record.person


def by_notice(cooling: CoolingOff) -> bool:
    """F-26: he stays in the university, which manages him itself. Of who was taken over it went out on paper."""
    if cooling.departure is None:
        return False
    return (
        cooling.managed_by == ManagedBy.US and DepartureReason(cooling.departure.reason) not in OUT_OF_HOUSE
    )


def by_letter(cooling: CoolingOff) -> bool:
    """F-27: another unit is entrusted with him. Of who was taken over it went out on paper."""
    return cooling.departure is not None and cooling.managed_by != ManagedBy.US


def running(cooling: CoolingOff) -> Answer:
    if cooling.released_on is not None:
        return Denied(f"脱密期已于 {cooling.released_on:%Y-%m-%d} 解除")
    return Allowed()


def may_issue(cooling: CoolingOff) -> Answer:
    """One letter or notice for each period, numbered once."""
    if cooling.letter_number:
        return Denied(f"已于 {cooling.letter_on:%Y-%m-%d} 发出 {cooling.letter_number}")
    if cooling.departure is None:
        return Denied("由原台账转入，通知书、委托书在启用本系统前已发出")
    if not by_notice(cooling) and not by_letter(cooling):
        return Denied("离校后仍由本校管理的，不发通知书、委托书")
    if by_letter(cooling) and not cooling.unit:
        return Denied("还没有填写现单位", how="请先在脱密期台账中填写受委托的单位")
    return running(cooling)


def may_note_receipt(cooling: CoolingOff, received_on: dt.date) -> Answer:
    """The receipt of F-27 comes after the letter; a notice inside the house has none."""
    if not by_letter(cooling):
        return Denied("校内脱密通知书没有回执")
    if cooling.letter_on is None:
        return Denied("委托管理书还没有发出", how="请先登记发出")
    if cooling.receipt_on is not None:
        return Denied(f"回执已于 {cooling.receipt_on:%Y-%m-%d} 收到")
    if received_on < cooling.letter_on:
        return Denied(f"回执日期早于发出日期（{cooling.letter_on:%Y-%m-%d}）", how="请核对后改正")
    return Allowed()


def may_prolong(cooling: CoolingOff, until: dt.date) -> Answer:
    """Later than it ends now; never earlier (P13)."""
    if until <= cooling.until:
        return Denied(
            f"脱密期只能延长，不能缩短：现至 {cooling.until:%Y-%m-%d}",
            clause="涉密人员管理规定",
            how="请填更晚的日期",
        )
    return running(cooling)


def may_release(cooling: CoolingOff, today: dt.date) -> Answer:
    """From the day after its last, which is included (P13), and not while somebody is asked to make it longer."""
    answer = running(cooling)
    if answer and today <= cooling.until:
        first = cooling.until + dt.timedelta(days=1)
        return Denied(
            f"脱密期至 {cooling.until:%Y-%m-%d}（含当日），未满不能解除",
            clause=CLAUSE,
            how=f"请自 {first:%Y-%m-%d} 起办理",
        )
    longer = cooling.changes.filter(approval__state=State.RUNNING).first()
    if answer and longer is not None:
        return Denied(f"延长脱密期 {longer.number} 正在审批", clause=CLAUSE, how="请在审批办结后再解除")
    return answer


def may_change_unit(cooling: CoolingOff, unit: str, exceptions: list[CoolingException]) -> Answer:
    """Work elsewhere in the period needs an exception by the leader, noted in the personnel file (P12).

    The first unit, unknown when he left, is free to be filled in.
    """
    if not cooling.unit or unit == cooling.unit:
        return Allowed()
    noted = [each for each in exceptions if each.file_noted_on and each.unit == unit]
    if noted:
        return Allowed()
    return Denied(
        "脱密期内不得擅自调动、辞职或另行从业",
        clause=CLAUSE,
        how="须先办理脱密期例外审批，由分管校领导批准并记入人事档案",
    )


def may_answer(enquiry: Enquiry) -> Answer:
    if enquiry.answered_on is not None:
        return Denied(f"已于 {enquiry.answered_on:%Y-%m-%d} 答复")
    return Allowed()


def may_file(release: Release) -> Answer:
    """Taking somebody from the bureau's list follows his release, once."""
    if release.state != State.APPROVED:
        return Denied("解除审批还没有批准", how="批准后再登记撤销备案")
    if release.filed_on is not None:
        return Denied(f"已于 {release.filed_on:%Y-%m-%d} 撤销备案（{release.filing_number}）")
    return Allowed()
