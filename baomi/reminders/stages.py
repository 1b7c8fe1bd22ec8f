"""The rungs in force: seeded from the declarations, then the office head's."""

from collections.abc import Collection

from baomi.audit import writing
from baomi.reminders import deadlines
from baomi.reminders.choices import Unit
from baomi.reminders.deadlines import Stage
from baomi.reminders.models import ReminderStage

UNIT_LETTERS = {Unit.CALENDAR_DAY: "d", Unit.WORKING_DAY: "w", Unit.HOUR: "h"}


def seed() -> int:
    """Write down the declared stages of every rule that has none; returns how many rows were made.

    A rule with rows, be they all switched off, is left as the office head wants it.
    """
    seeded = set(ReminderStage.objects.values_list("rule", flat=True).distinct())
    made = 0
    for deadline in deadlines.every():
        if deadline.key in seeded:
            continue
        for stage in deadline.stages:
            writing.create(None, row(deadline.key, stage), reason="按内置设置登记")
            made += 1
    return made


def row(rule: str, stage: Stage) -> ReminderStage:
    """A declared stage as an unsaved row."""
    return ReminderStage(
        rule=rule,
        offset=stage.offset,
        unit=stage.unit,
        relation=stage.relation,
        kind=stage.kind,
        paper=stage.paper,
    )


def enabled_by_rule(rules: Collection[str] | None = None) -> dict[str, list[ReminderStage]]:
    """The stages that are switched on, of these rules or of all, by rule, in one query."""
    rows = ReminderStage.objects.filter(enabled=True)
    found: dict[str, list[ReminderStage]] = {}
    for stage in rows if rules is None else rows.filter(rule__in=rules):
        found.setdefault(stage.rule, []).append(stage)
    return found


def code(stage: ReminderStage) -> str:
    """The rung as part of a notice's key: "-30d". Without the relation, so that one person is told once a rung."""
    return f"{stage.offset:+d}{UNIT_LETTERS[Unit(stage.unit)]}"
