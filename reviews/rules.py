"""Pure checks of the yearly summary and of incidents: what is missing, what may happen when."""

import datetime as dt
from dataclasses import dataclass

from baomi.core.decisions import Allowed, Denied
from reviews.choices import (
    AppliesTo,
    CampaignState,
    HandIn,
    IncidentState,
    ItemAnswer,
    Requirement,
)
from reviews.models import Campaign, Incident, Summary
from reviews.models.summaries import PARTS

Answer = Allowed | Denied
PART_MINIMUM = 20
"""Characters below which a part says nothing."""
NO_EXAMS = "本部门本年度不承担国家统一考试任务。"


@dataclass(frozen=True)
class Missing:
    """One thing still to do before handing in, and the field it belongs to."""

    anchor: str
    label: str
    text: str


def applies(item, department) -> bool:
    """Whether a row of the year's list concerns the department."""
    if item.applies_to == AppliesTo.CLASSIFIED:
        return department.classified
    if item.applies_to == AppliesTo.EXAM:
        return department.exam_duty
    return True


def missing(summary: Summary) -> list[Missing]:
    """What the notice still asks for: six parts, every row answered, what must come handed in (清单 要求)."""
    found = []
    for part in PARTS:
        text = getattr(summary, part).strip()
        if part == "exams" and not summary.department.exam_duty:
            continue
        if len(text) < PART_MINIMUM:
            label = str(summary._meta.get_field(part).verbose_name)
            found.append(Missing(f"id_{part}", label, "还没有写" if not text else f"少于 {PART_MINIMUM} 字"))
    for item in summary.items.all():
        problem = item_problem(item)
        if problem:
            found.append(Missing(f"item-{item.pk}", item.name, problem))
    return found


def item_problem(item) -> str:
    """What is wrong with one row of the list; empty when it is answered."""
    if item.answer == ItemAnswer.OPEN:
        return "还没有勾选"
    if item.answer == ItemAnswer.NOT_APPLICABLE and item.requirement == Requirement.REQUIRED:
        return "必交材料不能填“本年度无”"
    if item.answer == ItemAnswer.SUBMITTED and not item.quantity.strip():
        return "没有写份数或页数"
    return ""


def ready(summary: Summary) -> Answer:
    """A summary is handed in complete, while its campaign runs."""
    if summary.campaign.state != CampaignState.PUBLISHED:
        return Denied("这一年度的报送已结束", how="请与保密办联系")
    gaps = missing(summary)
    if gaps:
        names = "、".join(gap.label for gap in gaps[:3])
        return Denied(f"还差 {len(gaps)} 项：{names}{'等' if len(gaps) > 3 else ''}", how="请补齐后再报送")
    return Allowed()


def may_publish(campaign: Campaign, addressees: int, now: dt.datetime) -> Answer:
    """A notice goes out once, to somebody, with a deadline ahead."""
    if campaign.state != CampaignState.DRAFT:
        return Denied("这次报送已经发布")
    if not addressees:
        return Denied("还没有选报送部门", how="请至少选一个部门")
    if campaign.deadline <= now:
        return Denied("报送截止早于现在", how="请改为以后的时间")
    if not campaign.items.exists():
        return Denied("材料上报清单是空的", how="请至少列一行")
    return Allowed()


def may_extend(campaign: Campaign, current: dt.datetime, until: dt.datetime) -> Answer:
    """Deadlines only move later: what was promised is not taken back."""
    if campaign.state != CampaignState.PUBLISHED:
        return Denied("只有报送中的年度可以延期")
    if until <= current:
        return Denied("延期后的时间不晚于原截止时间", how="请改为更晚的时间")
    return Allowed()


def due_at(summary: Summary | None, deadline: dt.datetime) -> dt.datetime:
    """Until when the department still hands in on time: its deadline, or the correction due after a return.

    The correction time is given only to what was handed in on time before it was returned.
    """
    if summary is None or summary.correction_due is None or summary.first_handed_in_at is None:
        return deadline
    return max(deadline, summary.correction_due) if summary.first_handed_in_at <= deadline else deadline


def is_late(summary: Summary | None, deadline: dt.datetime, now: dt.datetime) -> bool:
    """Handed in (or still not) after the department's own time (评选通知 三: 过期未上报)."""
    if summary is None:
        return now > deadline
    return (summary.handed_in_at or now) > due_at(summary, deadline)


def may_accept(summary: Summary, late: bool, reason: str) -> Answer:
    """Handed in late is accepted only with a reason."""
    if summary.hand_in != HandIn.HANDED_IN:
        return Denied("这份总结不在待接收")
    if late and not reason.strip():
        return Denied("这份材料逾期报送，接收须写明原因", how="请在意见中写明")
    return Allowed()


def may_remark(summary: Summary) -> Answer:
    """The office writes 审核意见 beside the rows while the summary lies with it."""
    return Allowed() if summary.hand_in == HandIn.HANDED_IN else Denied("这份总结不在待接收")


def may_settle(incident: Incident) -> Answer:
    """An incident is closed or dismissed once."""
    if incident.state != IncidentState.OPEN:
        return Denied(f"这起事件{incident.get_state_display()}")
    return Allowed()
