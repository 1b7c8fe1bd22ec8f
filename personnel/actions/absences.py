"""Leaving without permission, or a grave breach: registered at once, reported to the bureau (实施条例 54)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import calendar, parameters, policy
from baomi.registers.numbering import next_label
from personnel.models import Absence
from personnel.parameters import ABSENCE_WORKDAYS
from personnel.rules import absences as rules


def register_absence(by, values: Mapping[str, Any]) -> Absence:
    """Somebody has left without permission. The report is due by the rule of the day it was noticed; SL-2026-001."""
    row = Absence(**values)
    row.department = row.person.department
    policy.require(by, "personnel.absences.add", row)
    with ledger.unit(by):
        require(rules.may_register(row.person))
        row.due_on = _due(row.noticed_on)
        row.number = next_label("SL", clock.today().year, "SL-{year}-{n:03}")
        return writing.create(by, row)


def change_absence(by, row: Absence, values: Mapping[str, Any], version: int | None = None) -> Absence:
    """Correct it before it is reported."""
    policy.require(by, "personnel.absences.change", row)
    values = dict(values)
    if values.pop("person", row.person) != row.person:
        raise Refusal("不能换成另一个人", where=str(row), how="请另行登记")
    with ledger.unit(by):
        current = writing.lock(row)
        require(rules.may_report(current))
        if values.get("noticed_on", current.noticed_on) != current.noticed_on:
            values["due_on"] = _due(values["noticed_on"])
        return writing.change(by, current, values, version=version)


def report_absence(by, row: Absence, day: dt.date, number: str) -> Absence:
    """The bureau has been told, under this number, on this day; once."""
    policy.require(by, "personnel.absence.report", row)
    if not number.strip():
        raise Refusal("还没有填写上报文号")
    with ledger.unit(by):
        current = writing.lock(row)
        require(rules.may_report(current))
        if not current.noticed_on <= day <= clock.today():
            raise Refusal("上报日期应在发现之日至今天之间", how="请核对后改正")
        values = {"bureau_on": day, "bureau_number": number.strip()}
        return writing.change(by, current, values, action="personnel.absence.report")


def _due(noticed_on: dt.date) -> dt.date:
    if noticed_on > clock.today():
        raise Refusal("发现日期晚于今天", how="请核对后改正")
    return calendar.add_workdays(noticed_on, parameters.value(ABSENCE_WORKDAYS, on=noticed_on)).day
