"""Writes of incidents: register, conclude, dismiss. Outlines are desensitised; no secret content (design §1.8)."""

from collections.abc import Mapping
from typing import Any

from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import policy
from baomi.registers.numbering import next_label
from reviews import rules
from reviews.choices import IncidentState
from reviews.models import Incident


def register_incident(by, values: Mapping[str, Any]) -> Incident:
    """Register an incident; it counts for the year's honours from now on. Numbered SJ-2026-001."""
    values = dict(values)
    responsible = list(values.pop("responsible", ()))
    incident = Incident(**values)
    policy.require(by, "reviews.incident.write", incident)
    _check_dates(incident)
    with ledger.unit(by):
        incident.number = next_label("SJ", incident.discovered_at.year, "SJ-{year}-{n:03}")
        named = {"responsible": ([], _keys(responsible))} if responsible else {}
        writing.create(by, incident, also=named)
        incident.responsible.set(responsible)
    return incident


def change_incident(
    by, incident: Incident, values: Mapping[str, Any], version: int | None = None
) -> Incident:
    """Correct an open incident. A settled one stays as it was settled."""
    policy.require(by, "reviews.incident.write", incident)
    values = dict(values)
    responsible = values.pop("responsible", None)
    with ledger.unit(by):
        current = writing.lock(incident)
        require(rules.may_settle(current))
        changed = writing.change(by, current, values, version=version)
        _check_dates(changed)
        others = responsible is not None and _set_responsible(changed, responsible)
        if others and changed.version == current.version:
            writing.touch(by, changed)
    return changed


def settle(by, incident: Incident, state: IncidentState, conclusion: str) -> Incident:
    """Close it with its result, or dismiss it as unfounded (it then bars nobody)."""
    policy.require(by, "reviews.incident.write", incident)
    if not conclusion.strip():
        raise Refusal("没有写明处理结果", how="请填写后再办")
    if state == IncidentState.OPEN:
        raise Refusal("还没有选择结案或不属实")
    with ledger.unit(by):
        current = writing.lock(incident)
        require(rules.may_settle(current))
        values = {"state": state, "conclusion": conclusion.strip(), "closed_on": clock.today()}
        return writing.change(by, current, values, action=f"reviews.incident.{state}")


def _set_responsible(incident: Incident, people) -> bool:
    before = sorted(incident.responsible.values_list("pk", flat=True))
    after = _keys(people)
    if before == after:
        return False
    incident.responsible.set(people)
    ledger.record("reviews.incident.responsible", incident, changes={"responsible": (before, after)})
    return True


def _keys(people) -> list[int]:
    return sorted(person.pk for person in people)


def _check_dates(incident: Incident) -> None:
    if incident.discovered_at > clock.now():
        raise Refusal("发现时间晚于现在", how="请核对后改正")
    if incident.occurred_on > incident.discovered_at.astimezone(clock.SHANGHAI).date():
        raise Refusal("发生日期晚于发现时间", how="请核对后改正")
