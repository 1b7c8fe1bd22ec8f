"""What the reminders hang on a record's page: its due dates with the rungs of their ladders."""

import datetime as dt

from baomi.core import clock
from baomi.registers.protocols import PanelContent, add_panel
from baomi.reminders import deadlines, stages
from baomi.reminders.models import Notice
from baomi.reminders.timing import Timetable


@add_panel
def due_dates(register, record, user) -> PanelContent | None:
    """The card 「到期」: every open duty of the record, the days left, the next rung, the last notice."""
    found = deadlines.items_of(record)
    if not found:
        return None
    ladders = stages.enabled_by_rule({deadline.key for deadline, _ in found})
    told = _last_told([item.record for _, item in found])
    rows = [_row(deadline, item, ladders.get(deadline.key, []), told) for deadline, item in found]
    return PanelContent("到期", "reminders/panel.html", {"dues": rows}, order=30)


def _row(deadline, item, ladder, told) -> dict:
    timetable = Timetable(item.day, item.day, ladder)
    reached = sorted(((timetable.instant(item, stage), stage) for stage in ladder), key=lambda pair: pair[0])
    coming = next(((instant, stage) for instant, stage in reached if instant > clock.now()), None)
    return {
        "label": deadline.label,
        "clause": deadline.clause,
        "due": item.due,
        "warn_days": max((item.day - instant.date()).days for instant, _ in reached) if reached else 7,
        "next_at": coming[0] if coming else None,
        "next_words": f"提醒{deadline.relation_label(coming[1].relation)}" if coming else "",
        "told_at": told.get((deadline.key, item.record)),
    }


def _last_told(records: list[str]) -> dict[tuple[str, str], dt.datetime]:
    """(rule, record) → when somebody was last told."""
    notices = Notice.objects.shown().filter(record__in=records).order_by("made_at")
    return {
        (rule, record): made_at for rule, record, made_at in notices.values_list("rule", "record", "made_at")
    }
