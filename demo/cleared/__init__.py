"""The demo university's cleared people: how they came, what happened to them in three years, where each stands today."""

from demo.cleared import (
    entries,
    leaving,
    money,
    officers,
    old_ledgers,
    papers,
    people,
    places,
    posts,
    reports,
    training,
    travel,
)
from demo.cleared.story import Story
from demo.timeline import Timeline
from demo.world import World


def tell(world: World, timeline: Timeline) -> None:
    """Put the life of the cleared people on the timeline: posts first, then people, then what they do."""
    story = Story(world, timeline)
    for strand in (
        posts,
        old_ledgers,
        people,
        places,
        training,
        papers,
        entries,
        travel,
        leaving,
        money,
        reports,
        officers,
    ):
        strand.tell(story)
