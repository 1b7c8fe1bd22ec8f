"""The minute sweep: everything due up to now becomes notices once, then mail; lost jobs run again.

It looks at what is due and not yet told, never at "the last minute": twice gives the same as once, and a week
off gives what the daily sweeps would have given (see docs/decisions on the ladder of reminders).
"""

import datetime as dt
import logging
from dataclasses import dataclass, field

from django.db import DatabaseError

from baomi.audit import ledger
from baomi.core import clock
from baomi.registers.sheets import uploads
from baomi.reminders import deadlines, delivery, leases, results, stages
from baomi.reminders.choices import REPLACEABLE_KINDS, Mail
from baomi.reminders.deadlines import Deadline, DueItem
from baomi.reminders.models import Notice, ReminderStage, SweepRun
from baomi.reminders.recipients import Directory
from baomi.reminders.timing import Timetable, horizon
from baomi.reminders.wording import TITLE_LENGTH, stage_body, stage_title

logger = logging.getLogger(__name__)

KEPT_EMPTY_RUNS = dt.timedelta(days=7)
AT_A_TIME = 1000


class LeaseLost(Exception):
    """Another process took the sweep over; it will do the rest."""


@dataclass
class Counts:
    """What one sweep did. `busy`: another process was sweeping, nothing was done here."""

    made: int = 0
    skipped: int = 0
    mailed: int = 0
    unaddressed: int = 0
    results_removed: int = 0
    busy: bool = False
    run_id: int | None = None
    errors: list[str] = field(default_factory=list)


def run(until: dt.datetime | None = None) -> Counts:
    """Make every notice due up to `until` (now without one), send what waits, clear away what is old.

    Each rule is a transaction of its own: one that fails is logged and found again by the next sweep, and does
    not hold up the others.
    """
    moment = until or clock.now()
    current = leases.begin_sweep(moment)
    if current is None:
        return Counts(busy=True)
    counts = Counts(run_id=current.pk)
    try:
        _make_all(current, moment, counts)
        counts.mailed = delivery.send_waiting(lambda: leases.renew(current))
        counts.results_removed = results.remove_old(moment)
        uploads.purge()
        _remove_empty_runs(moment)
    except Exception as error:
        counts.errors.append(str(error))
        raise
    finally:
        _finish(current, counts)
    return counts


def _make_all(current: SweepRun, moment: dt.datetime, counts: Counts) -> None:
    stages.seed()
    by_rule = stages.enabled_by_rule()
    directory = Directory(moment.astimezone(clock.SHANGHAI).date())
    for deadline in deadlines.every():
        try:
            _make(current, deadline, by_rule.get(deadline.key, []), moment, directory, counts)
        except LeaseLost:
            counts.errors.append("巡查被另一进程接手")
            return
        except Exception:
            logger.exception("deadline %s failed", deadline.key)
            counts.errors.append(f"“{deadline.label}”没有巡查成，下一分钟重试")


def _make(
    current: SweepRun,
    deadline: Deadline,
    ladder: list[ReminderStage],
    moment: dt.datetime,
    directory: Directory,
    counts: Counts,
) -> None:
    """Insert the missing notices of one rule. All reading is done before the first transaction begins.

    Each piece is a transaction with one audit entry, short enough for others to write in between; a crash
    after some of them leaves the rest to the next sweep.
    """
    items = list(deadline.due(horizon(moment, ladder))) if ladder else []
    if not items:
        return
    missing, unaddressed = _missing(current, deadline, items, ladder, moment, directory)
    counts.unaddressed += unaddressed
    for start in range(0, len(missing), AT_A_TIME):
        if not leases.renew(current):
            raise LeaseLost
        piece = missing[start : start + AT_A_TIME]
        told = sum(not notice.skipped for notice in piece)
        with ledger.unit(None):
            Notice.objects.bulk_create(piece, ignore_conflicts=True)
            ledger.record("reminders.notice.make", current, label=f"{deadline.label} {told} 条")
        counts.made += told
        counts.skipped += len(piece) - told


def _known(rule: str, items: list[DueItem]) -> set[tuple]:
    """The keys of what was already told about due dates in this span."""
    instants = [item.instant for item in items]
    rows = Notice.objects.filter(rule=rule, due_at__gte=min(instants), due_at__lte=max(instants))
    return set(rows.values_list("record", "due_at", "stage", "recipient_id"))


def _missing(current, deadline, items, ladder, moment, directory) -> tuple[list[Notice], int]:
    """Every notice that should exist by now and does not, and how many rungs found nobody to tell.

    A person reached by two relations at the same rung is told once; told beats skipped.
    """
    known = _known(deadline.key, items)
    days = [item.day for item in items]
    timetable = Timetable(min(days), max(days), ladder)
    codes = {stage.pk: stages.code(stage) for stage in ladder}
    notices: dict[tuple, Notice] = {}
    unaddressed = 0
    for item in items:
        instant = item.instant
        for stage, skipped in _passed(item, ladder, moment, timetable):
            recipients = directory.told(item, stage.relation)
            unaddressed += not recipients
            for recipient in recipients:
                key = (item.record, instant, codes[stage.pk], recipient)
                if key in known or (key in notices and (skipped or not notices[key].skipped)):
                    continue
                notice = _notice(current, deadline, item, stage, recipient, moment, directory)
                notice.skipped = skipped
                notice.mail_state = (
                    Mail.WAITING if directory.addresses.get(recipient) and not skipped else Mail.NONE
                )
                notices[key] = notice
    return list(notices.values()), unaddressed


def _passed(item, ladder, moment, timetable) -> list[tuple[ReminderStage, bool]]:
    """The stages whose instant has come, each with whether a later one of its relation makes it superfluous."""
    reached = [(timetable.instant(item, stage), stage) for stage in ladder]
    reached = [(instant, stage) for instant, stage in reached if instant <= moment]
    latest: dict[str, dt.datetime] = {}
    for instant, stage in reached:
        if stage.kind in REPLACEABLE_KINDS:
            latest[stage.relation] = max(instant, latest.get(stage.relation, instant))
    return [
        (stage, stage.kind in REPLACEABLE_KINDS and instant < latest[stage.relation])
        for instant, stage in reached
    ]


def _notice(current, deadline, item, stage, recipient, moment, directory) -> Notice:
    return Notice(
        rule=deadline.key,
        record=item.record,
        due_at=item.instant,
        due_shown=item.shown,
        stage=stages.code(stage),
        recipient_id=recipient,
        kind=stage.kind,
        duty=deadline.label,
        subject=item.label[:TITLE_LENGTH],
        department_name=directory.department_name(item.department_id),
        title=stage_title(deadline, item, stage),
        body=stage_body(deadline, item),
        url=item.url,
        paper=stage.paper,
        made_at=moment,
        run=current,
    )


def _finish(current: SweepRun, counts: Counts) -> None:
    """Close the run if it is still ours, and leave the pulse the health page looks at."""
    try:
        SweepRun.objects.filter(pk=current.pk, holder=current.holder, finished_at__isnull=True).update(
            finished_at=clock.now(),
            made=counts.made,
            skipped=counts.skipped,
            mailed=counts.mailed,
            unaddressed=counts.unaddressed,
            error="；".join(counts.errors),
        )
        leases.beat("sweep", current.holder)
    except DatabaseError:
        logger.exception("sweep %s could not be closed; its lease will end", current.pk)


def _remove_empty_runs(moment: dt.datetime) -> None:
    """A run a minute would fill the table; those that told somebody something stay."""
    old = SweepRun.objects.filter(finished_at__lt=moment - KEPT_EMPTY_RUNS, made=0, skipped=0)
    old.filter(notices__isnull=True).delete()
