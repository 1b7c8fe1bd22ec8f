"""Two thousand open duties for processes of their own; small pieces, so that a kill falls between two of them."""

import datetime as dt

from baomi.reminders import deadlines, sweep
from baomi.reminders.choices import Kind
from baomi.reminders.deadlines import Deadline, DueItem, Stage

RULE = "tests.many_due"
COUNT = 2000
DUE = dt.date(2026, 11, 2)

ITEMS = [DueItem(f"tests.record:{n}", f"记录 {n}", f"/x/{n}/", DUE) for n in range(COUNT)]


def declare() -> None:
    """Declare the deadline in this process."""
    deadlines.add(Deadline(RULE, "清退", lambda until: ITEMS, stages=[Stage(1, "office", Kind.OVERDUE)]))


def sweep_once() -> None:
    """What the killed process does."""
    sweep.AT_A_TIME = 5
    declare()
    sweep.run()
