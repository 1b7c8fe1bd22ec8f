"""When a rung of the ladder is reached: due date and offset, in days of the office's calendar or in hours."""

import datetime as dt

from baomi.core import clock, dates
from baomi.organization import calendar
from baomi.reminders.choices import Unit
from baomi.reminders.deadlines import DueItem
from baomi.reminders.models import ReminderStage

DAYS_PER_WORKING_DAY = 2
LONGEST_HOLIDAY = dt.timedelta(days=15)


class Timetable:
    """Reckons the instants of stages; the calendar of the span is read once, however many items there are."""

    def __init__(self, first: dt.date, last: dt.date, stages: list[ReminderStage]):
        margin = max((reach(stage) for stage in stages), default=dt.timedelta())
        needs_calendar = any(stage.unit == Unit.WORKING_DAY for stage in stages)
        self._table = calendar.table(first - margin, last + margin) if needs_calendar else None
        self._reckoned: dict[tuple, dt.datetime] = {}

    def instant(self, item: DueItem, stage: ReminderStage) -> dt.datetime:
        """When the stage of this item is reached: by hours to the minute, by days when the office opens."""
        if stage.unit == Unit.HOUR:
            return item.instant + dt.timedelta(hours=stage.offset)
        key = (item.day, stage.offset, stage.unit)
        if key not in self._reckoned:
            self._reckoned[key] = self._opening(item.day, stage)
        return self._reckoned[key]

    def _opening(self, due: dt.date, stage: ReminderStage) -> dt.datetime:
        if stage.unit == Unit.WORKING_DAY:
            day = dates.add_workdays(due, stage.offset, self._table.is_working)
        else:
            day = due + dt.timedelta(days=stage.offset)
        return dt.datetime.combine(day, clock.OFFICE_OPENS, clock.SHANGHAI)


def reach(stage: ReminderStage) -> dt.timedelta:
    """At most so long lies between the stage and the due date, holidays included."""
    if stage.unit == Unit.HOUR:
        return dt.timedelta(hours=abs(stage.offset))
    if stage.unit == Unit.WORKING_DAY:
        return dt.timedelta(days=abs(stage.offset) * DAYS_PER_WORKING_DAY) + LONGEST_HOLIDAY
    return dt.timedelta(days=abs(stage.offset))


def horizon(moment: dt.datetime, stages: list[ReminderStage]) -> dt.datetime:
    """Up to which due date items must be looked at so that no stage ahead of it is missed."""
    ahead = max((reach(stage) for stage in stages if stage.offset < 0), default=dt.timedelta())
    # A day begins before its office hours; one day more takes in what is due at the end of the last day.
    return moment + ahead + dt.timedelta(days=1)
