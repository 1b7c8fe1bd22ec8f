"""Loading the demo university: everything or nothing, in one transaction, in the order of its days."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from baomi.core import clock
from demo import cleared, house, incidents
from demo.bulk import enlarge
from demo.open_round import OpenRound
from demo.people import PASSWORD
from demo.rounds import CLOSED_YEARS, ClosedRound
from demo.timeline import Timeline
from demo.world import World, anchor, moment


def load(say: Callable[[str], None], scale: int = 1) -> World:
    """Build the house and play its rounds until yesterday; `scale` times as many departments, people, past papers.

    `say` is told sentences of progress.
    """
    world = World(anchor(clock.today()), say)
    with transaction.atomic():
        house.build(world)
        timeline = Timeline(moment(world.anchor.today, dt.time()))
        cleared.tell(world, timeline)
        for spec in CLOSED_YEARS:
            ClosedRound(world, spec).tell(timeline)
        incidents.tell(world, timeline)
        OpenRound(world).tell(timeline)
        timeline.play()
        enlarge(world, scale)
    say(f"演示大学已装入，共三年。账号如 office、officer.cs、head.cs，密码 {PASSWORD}。")
    return world
