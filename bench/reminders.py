"""The minute sweep at 20,000 due, recipients resolved as for every deadline, beside inserting notices that lie ready."""

import datetime as dt
import statistics
import uuid
from collections.abc import Iterator
from functools import partial

from baomi.core import clock
from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from baomi.reminders import deadlines, sweep
from baomi.reminders.choices import Kind, Mail
from baomi.reminders.deadlines import Deadline, DueItem, Stage, record_ref
from baomi.reminders.models import Notice
from bench.frame import Figure, counted, figures, seconds
from bench.population import account, department, person
from bench.world import World

DUE = 20_000
COLLEGES = 40
RUNS = 3
RULE = "bench.due"
LADDER = (Stage(-7, "officer", Kind.AHEAD),)


@figures(sweep_20000=3, sweep_again=3)
def sweeping(world: World) -> Iterator[Figure]:
    """A sweep that tells the officers of 40 colleges of everything due, then one with nothing left to tell."""
    account("bench.office", Role.OFFICE)
    colleges = [department() for _ in range(COLLEGES)]
    for number, college in enumerate(colleges):
        account(f"bench.officer{number}", Role.OFFICER, college)
    count = world.sized(DUE)
    Staff.objects.bulk_create(person(f"D{n:07}", colleges[n % COLLEGES]) for n in range(count))
    duty = Duty(colleges)
    deadlines.add(Deadline(RULE, "复审", duty.due, stages=LADDER))
    try:
        yield from _measured(duty, count)
    finally:
        deadlines.remove(RULE)


def _measured(duty: "Duty", count: int) -> Iterator[Figure]:
    first, again, least = [], [], []
    queries = (counted(partial(swept, count)), counted(partial(swept, 0)))
    for _ in range(RUNS):
        notices = ready(duty.day)
        duty.next_day()
        first.append(seconds(partial(swept, count)))
        Notice.objects.filter(mail_state=Mail.WAITING).update(mail_state=Mail.NONE)
        again.append(seconds(partial(swept, 0)))
        least.append(seconds(lambda rows=notices: Notice.objects.bulk_create(rows, ignore_conflicts=True)))
    limit = statistics.median(least)
    yield Figure("sweep_20000", statistics.median(first), "s", limit, queries[0], RUNS)
    yield Figure("sweep_again", statistics.median(again), "s", limit, queries[1], RUNS)


class Duty:
    """Something that every person of the colleges has to do by a day; the day moves on, so that each run tells anew."""

    def __init__(self, colleges: list[Department]):
        self.keys = [college.pk for college in colleges]
        self.day = clock.today() + dt.timedelta(days=1)

    def next_day(self) -> None:
        self.day += dt.timedelta(days=1)

    def due(self, until: dt.datetime) -> list[DueItem]:
        people = Staff.objects.filter(department__in=self.keys, number__startswith="D")
        return [self._item(one) for one in people.select_related("department").order_by("pk")]

    def _item(self, one: Staff) -> DueItem:
        return DueItem(
            record=record_ref(one),
            label=f"{one.name} {one.department.name}",
            url=f"/organization/staff/{one.pk}/",
            due=self.day,
            department_id=one.department_id,
            detail="复审表经部门负责人签字后报送保密办",
        )


def swept(expected: int) -> None:
    """One sweep, which has to make so many notices."""
    counts = sweep.run()
    if counts.made != expected or counts.errors:
        raise RuntimeError(f"the sweep made {counts.made} notices instead of {expected}: {counts.errors}")


def ready(day: dt.date) -> list[Notice]:
    """The notices of the last run as they would be for another rule: all that is left is to insert them."""
    found = list(Notice.objects.filter(rule=RULE, due_at__date=day))
    for notice in found:
        notice.pk, notice.uuid, notice.rule = None, uuid.uuid4(), f"{RULE}.bare"
        notice._state.adding = True
    return found
