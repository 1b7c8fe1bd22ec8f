"""What happens when: events of several strands, played in the order of their instants with the clock standing there."""

import datetime as dt
from collections.abc import Callable

from baomi.core import clock

Act = Callable[[], object]


class Timeline:
    """A list of (instant, act); acts of the same instant run in the order they were added."""

    def __init__(self, until: dt.datetime):
        self.until = until
        self._events: list[tuple[dt.datetime, int, Act]] = []

    def add(self, instant: dt.datetime, act: Act) -> None:
        """Raises ValueError for an instant after the end: the demo tells nothing of the future."""
        if instant >= self.until:
            raise ValueError(f"{instant} lies after {self.until}")
        self._events.append((instant, len(self._events), act))

    def play(self) -> int:
        """Run everything; returns how many acts."""
        for instant, _, act in sorted(self._events, key=lambda event: event[:2]):
            with clock.at(instant):
                act()
        return len(self._events)
