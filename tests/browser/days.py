"""The days of the pictures: the open round three days before its deadline, then the list, the vote, the 公示."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from baomi.core import clock
from baomi.core.clock import SHANGHAI


@dataclass(frozen=True)
class Day:
    name: str
    moment: dt.datetime


def at(month: int, day: int, hour: int, minute: int) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


OPEN = at(12, 7, 10, 20)
EVERY = (
    Day("open", OPEN),
    Day("screening", at(12, 11, 9, 5)),
    Day("proposed", at(12, 14, 9, 10)),
    Day("voting", at(12, 14, 9, 30)),
    Day("tied", at(12, 15, 17, 10)),
    Day("voted", at(12, 16, 15, 10)),
    Day("publicity", at(12, 17, 9, 10)),
    Day("decided", at(12, 25, 9, 10)),
)


def reach(day: Day, folder: Path) -> None:
    """Play the open round on to this day, unless the kept data stand there already."""
    from tests.browser import later

    mark = folder / "day"
    reached = mark.read_text() if mark.exists() else ""
    names = [each.name for each in EVERY]
    if reached and names.index(reached) > names.index(day.name):
        raise SystemExit(f"{folder} stands at {reached}; remove it to take pictures of {day.name}")
    for each in EVERY[names.index(reached) + 1 if reached else 0 : names.index(day.name) + 1]:
        with clock.at(each.moment):
            getattr(later, f"{each.name}_day")(each.moment)
        mark.write_text(each.name)
