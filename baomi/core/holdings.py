"""What a person still has of the house, from whichever register knows it; who may be given something more.

Lower rooms ask, higher ones answer. Whoever gives a person anything calls `lock_for_handing` first, and so does the
gate at which everything must have come back: both wait for the person's row, so that nothing slips in between.
"""

import datetime as dt
from dataclasses import dataclass

from baomi.core.providers import Provider


@dataclass(frozen=True)
class Holding:
    """One thing a person has: a document, a numbered copy, a machine, a key to a place, a role, an open duty.

    `key` names it for good ("app.model:pk"). `closes_here` says that a receiver's signature on the clearance page
    ends it; otherwise it goes when its own register says so, and `how` tells what to do there.
    """

    key: str
    kind: str
    label: str
    number: str = ""
    level: str = ""
    since: dt.date | None = None
    url: str = ""
    how: str = ""
    closes_here: bool = False
    quantity: int = 1


held_things = Provider("held_things")
"""fn(staff key) -> [Holding, …]"""

handing_obstacles = Provider("handing_obstacles")
"""fn(staff key) -> a Chinese sentence why the person may be given nothing now, or None"""


def of_person(staff_id: int) -> list[Holding]:
    """Everything the person has, in the order of kind and number."""
    found = [holding for holdings in held_things.collect(staff_id) for holding in holdings]
    return sorted(found, key=lambda holding: (holding.kind, holding.number, holding.key))
