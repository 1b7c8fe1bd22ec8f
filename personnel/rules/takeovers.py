"""What a line of the old ledger may say of a person, and when its dates may still be put right."""

import datetime as dt

from baomi.approvals.choices import State
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from personnel.choices.leaving import ManagedBy
from personnel.models import AllowanceLine, ClearedPerson, Takeover, TakeoverCorrection
from personnel.rules.people import kind_allowed, may_be_candidate

Answer = Allowed | Denied

TAKEN_OVER = "原台账转入"
"""The ground of the periods that a line opened."""
DATES = ("entered_on", "vetted_on", "vetting_due_on", "left_on", "cooling_until")
"""What a correction may change."""


def may_be_taken_over(line: Takeover) -> Answer:
    """Nobody who ever had a row here; dates not ahead of today. Kind and post as for a candidate.

    Who is cooling off has left his post, which may be closed by now; with another unit that manages him it is named.
    """
    known = ClearedPerson.objects.filter(staff=line.staff_id).first()
    if known:
        return Denied(
            f"{line.staff.name}已在涉密人员台账中（{known.number}）", how="原台账只转入一次，变化请办理审批"
        )
    dates = not_ahead(line)
    if not dates:
        return dates
    if line.left_on is None:
        return _in_post(line)
    if line.left_on <= line.entered_on:
        return Denied("批准离岗日期须晚于成为涉密人员时间", how="请照原台账核对后改正")
    if line.managed_by == ManagedBy.RECEIVER and not line.unit:
        return Denied("委托接收单位管理的，没有填写去向单位", how="请照委托管理书填写")
    if line.post.approved_on is None:
        return Denied(f"岗位“{line.post.title}”还没有批准", clause="以岗定人", how="请先转入原台账岗位")
    return kind_allowed(line.kind)


def _in_post(line: Takeover) -> Answer:
    """Nothing of a leaving without its day."""
    if line.cooling_until or line.departure_number or line.pledge_number:
        return Denied("没有填写批准离岗日期", how="在岗的，脱密期各项都不填；在脱密期的，照离岗审批表填写")
    return may_be_candidate(line.kind, line.post)


def not_ahead(line: Takeover | TakeoverCorrection) -> Answer:
    """What happened has happened; the ends of periods may lie ahead."""
    if max(line.entered_on, line.vetted_on, line.left_on or dt.date.min) > clock.today():
        return Denied("成为涉密人员时间、最近审查日期、批准离岗日期不能晚于今天", how="请照原台账核对后改正")
    return Allowed()


def may_correct(correction: TakeoverCorrection) -> Answer:
    """Other dates of the same stage, while no later paper rests on those that are wrong."""
    line = correction.takeover
    if all(getattr(correction, name) == getattr(line, name) for name in DATES):
        return Denied("日期与转入时相同", how="请填写更正后的日期")
    if (correction.left_on is None) != (line.left_on is None):
        return Denied("在岗与脱密期不能互换", how="离岗请办理脱离涉密岗位审批（F-24）")
    dates = not_ahead(correction)
    return dates and _nothing_since(line.person) and _nothing_before(correction)


def _nothing_since(person: ClearedPerson) -> Answer:
    """No other stage, no vetting, nothing decided in the cooling-off period."""
    later = person.periods.exclude(cause=TAKEN_OVER).order_by("starts").first()
    if later is not None:
        return _rests(f"{later.starts:%Y-%m-%d} {later.cause}")
    vetting = person.vettings.order_by("pk").first()
    if vetting is not None:
        return _rests(f"审查 {vetting.number}")
    period = getattr(person, "cooling_off", None)
    if period is None:
        return Allowed()
    longer = period.changes.filter(approval__state=State.APPROVED).first()
    if longer is not None:
        return _rests(f"延长脱密期 {longer.number}")
    release = period.releases.first()
    return _rests(f"解除审批 {release.number}") if release else Allowed()


def _nothing_before(correction: TakeoverCorrection) -> Answer:
    """Nobody was paid, has signed or travelled as somebody in post before the day he came to be."""
    person, day = correction.takeover.person, correction.entered_on
    paid = AllowanceLine.objects.filter(person=person, first__lt=day, sheet__approval__state=State.APPROVED)
    if paid.exists():
        return _rests(f"{paid.first().sheet}")
    pledge = person.pledges.filter(signed_on__lt=day).first()
    if pledge is not None:
        return _rests(f"{pledge.get_kind_display()} {pledge.number}")
    trip = person.trips.filter(actual_out__lt=day).first()
    return _rests(f"出国（境）{trip.number}") if trip else Allowed()


def _rests(paper: str) -> Denied:
    return Denied(f"转入后的日期已被引用：{paper}", how="不再更正；情况请记在备注中，并报保密办主任")
