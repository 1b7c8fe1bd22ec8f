"""Loading the demo university: everything or nothing, in one transaction, in the order of its days."""

from collections.abc import Callable

from django.db import transaction

from baomi.core import clock
from demo import house
from demo.world import World, anchor


def load(say: Callable[[str], None]) -> World:
    """Build the house and play its rounds until yesterday. `say` is told sentences of progress."""
    world = World(anchor(clock.today()), say)
    with transaction.atomic():
        house.build(world)
    return world
