"""The questions of a visit (F-22, F-31), its dates, and when it may be signed."""

import datetime as dt

from baomi.core import clock
from baomi.core.dates import add_months
from baomi.core.decisions import Allowed, Denied
from personnel.choices.travel import VisitKind
from personnel.models import Visit

Answer = Allowed | Denied

NOTHING = "无"
"""How a question is answered when there is nothing to tell."""

RETURN_QUESTIONS = {
    "questioned": "盘问、检查、扣留",
    "recruited": "策反、拉拢、利诱",
    "sponsored": "境外资助",
    "contacts": "接触境外机构、组织、人员",
    "document_lost": "证件、物品遗失",
    "route_changed": "行程变更",
    "extended": "延期",
    "devices": "携带设备回检",
}
"""F-22 by code; each is answered 无 or told."""

COOLING_QUESTIONS = {
    "unit": "现单位",
    "address": "住址变化",
    "abroad": "出境情况",
    "employment": "从业情况",
    "major": "重大事项",
}
"""F-31 by code."""

QUESTIONS = {VisitKind.RETURN: RETURN_QUESTIONS, VisitKind.COOLING: COOLING_QUESTIONS}


def answered(visit: Visit) -> list[tuple[str, str]]:
    """(question, answer) in the order of the form; empty where nothing was written."""
    return [(label, visit.answers.get(code, "")) for code, label in QUESTIONS[VisitKind(visit.kind)].items()]


def may_write(visit: Visit) -> Answer:
    """A visit that is not held any more takes no answers."""
    if visit.dropped_on:
        return Denied(f"这次回访已于 {visit.dropped_on:%Y-%m-%d} 停止", how="脱密期已变更或解除，不再回访")
    return Allowed()


def ready(visit: Visit) -> Answer:
    """Held, with every question answered, and with a handling when something was abnormal."""
    decision = may_write(visit)
    if not decision:
        return decision
    if visit.held_on is None or not visit.method:
        return Denied("还没有填写回访日期和方式", how="请先登记回访情况")
    if visit.held_on > clock.today():
        return Denied("回访日期晚于今天", how="请在回访后再送签，或改正日期")
    missing = [label for label, answer in answered(visit) if not answer.strip()]
    if missing:
        return Denied(f"还有 {len(missing)} 项没有回答：{'、'.join(missing)}", how=f"没有的填“{NOTHING}”")
    if visit.abnormal and not visit.handling.strip():
        return Denied("有异常情况，还没有写处理意见", how="请写明处理意见后再送签")
    return Allowed()


def cooling_days(starts: dt.date, until: dt.date, months: int) -> list[dt.date]:
    """The days on which visits of a cooling-off period fall due: every so many months, clipped to the month's end.

    Counted from the first day each, so that 31 January, 30 April, 31 July follow each other; none after the end.
    """
    days, number = [], 1
    while (day := add_months(starts, months * number)) <= until:
        days.append(day)
        number += 1
    return days
