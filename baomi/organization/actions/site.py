"""Writes of what a site may change by itself: parameters and the calendar. Neither reaches into the past."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization import parameters, policy
from baomi.organization.actions.permitted import permit
from baomi.organization.models import CalendarDay, Parameter


def set_parameter(by, key: str, value: Any, effective_from: dt.date, source: str) -> Parameter:
    """Give a parameter a new value from a day on, with the paper it rests on.

    The role that owns the parameter may. Raises Refusal for a value out of range, a day before today (decisions
    made with the old value stand), a day that has a value already in force, or a missing source.
    """
    permit(by, "organization.parameter.set")
    declared = parameters.declaration(key)
    if by is not None and declared.owner not in policy.held(by).roles:
        raise NotPermitted(f"这个参数由{declared.owner.label}修改", where=declared.label)
    if effective_from < clock.today():
        raise Refusal("生效日期早于今天", where=declared.label, how="已作出的决定不改，请填今天或以后")
    if not source.strip():
        raise Refusal("没有写明依据", where=declared.label, how="请填写文件名称和文号")
    values = {"value": declared.clean(value), "source": source.strip(), "set_by_name": str(by or "系统")}
    with ledger.unit(by):
        waiting = Parameter.objects.filter(key=key, effective_from=effective_from).first()
        if waiting and effective_from > clock.today():
            return writing.change(by, waiting, values, action="organization.parameter.set")
        row = Parameter(key=key, effective_from=effective_from, **values)
        return writing.create(by, row, action="organization.parameter.set")


def set_day(by, day: dt.date, working: bool, note: str, source: str) -> CalendarDay:
    """Say of one day whether it is worked. Raises Refusal for a day that has passed."""
    permit(by, "organization.calendar.set")
    with ledger.unit(by):
        row = CalendarDay.objects.filter(day=day).first() or CalendarDay(day=day)
        before = None if row.pk is None else (row.working, row.note)
        if before == (working, note):
            return row
        _refuse_past([day])
        row.working, row.note, row.source = working, note, _source(source)
        row.full_clean()
        row.save()
        ledger.record("organization.calendar.set_day", row, changes={str(day): (before, (working, note))})
    return row


def set_year(by, year: int, days: Iterable[tuple[dt.date, bool, str]], source: str) -> int:
    """Replace a year's table by (day, worked, note); returns the number of days that changed.

    Days not named go by the weekday. Raises Refusal for days of another year, a day named twice, an empty table,
    or a difference on a day that has passed.
    """
    permit(by, "organization.calendar.set")
    wanted = _table_of(year, days)
    source = _source(source)
    with ledger.unit(by):
        rows = {row.day: row for row in CalendarDay.objects.filter(day__year=year)}
        before = {day: (row.working, row.note) for day, row in rows.items()}
        changed = {day for day in before.keys() | wanted.keys() if before.get(day) != wanted.get(day)}
        if not changed:
            return 0
        _refuse_past(day for day in changed if before.get(day, (None,))[0] != wanted.get(day, (None,))[0])
        CalendarDay.objects.filter(day__in=changed).delete()
        CalendarDay.objects.bulk_create(
            CalendarDay(day=day, working=wanted[day][0], note=wanted[day][1], source=source)
            for day in sorted(changed & wanted.keys())
        )
        changes = {str(day): (before.get(day), wanted.get(day)) for day in sorted(changed)}
        ledger.record(
            "organization.calendar.set_year", label=f"{year} 年日历", changes=changes, reason=source
        )
    return len(changed)


def _table_of(year: int, days: Iterable[tuple[dt.date, bool, str]]) -> dict[dt.date, tuple[bool, str]]:
    table: dict[dt.date, tuple[bool, str]] = {}
    for day, working, note in days:
        if day.year != year:
            raise Refusal(f"{day} 不在 {year} 年", how="请核对年份")
        if day in table:
            raise Refusal(f"{day} 出现了两次", how="请删去重复的一行")
        table[day] = (working, note[:60])
    if not table:
        raise Refusal("表里没有日期", how="请照国务院办公厅的放假通知填写放假和调休上班的日期")
    return table


def _refuse_past(days: Iterable[dt.date]) -> None:
    past = [day for day in days if day < clock.today()]
    if past:
        raise Refusal(f"{min(past)} 已经过去", how="已算出的期限不改，请只改今天以后的日期")


def _source(text: str) -> str:
    if not text.strip():
        raise Refusal("没有写明来源", how="请填写放假通知的文号")
    return text.strip()[:60]
