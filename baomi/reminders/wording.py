"""The sentences of notices. They name dates, not remaining days alone, so that they stay true when read late."""

from baomi.core import clock
from baomi.reminders.choices import Kind, Shown
from baomi.reminders.deadlines import Deadline, DueItem
from baomi.reminders.models import ReminderStage

TITLE_LENGTH, BODY_LENGTH = 200, 500


def stage_title(deadline: Deadline, item: DueItem, stage: ReminderStage) -> str:
    """「复审到期前 30 天：张三」"""
    paper = f"（须打印 {stage.paper}）" if stage.paper else ""
    return f"{deadline.label}{stage.words}：{item.label}{paper}"[:TITLE_LENGTH]


def stage_body(deadline: Deadline, item: DueItem) -> str:
    """「期限 2026-12-01。依据……」"""
    basis = f"依据{deadline.clause}。" if deadline.clause else ""
    detail = item.detail if not item.detail or item.detail.endswith("。") else item.detail + "。"
    return f"期限 {due_words(item)}。{detail}{basis}"[:BODY_LENGTH]


def due_words(item: DueItem) -> str:
    """The due date as written: with the hour when it is meant to the minute."""
    if item.shown == Shown.TIME:
        return item.instant.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return item.day.isoformat()


def mail_subject(kind: str, title: str) -> str:
    """「【逾期】复审逾期后 1 天：张三」"""
    return f"【{Kind(kind).label}】{title}".replace("\n", " ")
