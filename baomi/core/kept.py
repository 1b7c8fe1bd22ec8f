"""What surrounds a page, kept for a moment: numbers in the menu and on tabs, one's own views, choices of a filter.

It was half of the work of every page, and nothing is decided by it: the rows a list shows, what somebody may do, and
what an action checks are read anew each time. One's own acts are in it at once, what others did after some seconds.
"""

import time
from collections.abc import Callable, Hashable
from typing import Any

SECONDS = 15
MOST = 10_000
"""Numbers kept by one process; it starts anew beyond."""

_kept: dict[Hashable, tuple[float, Any]] = {}


def of(key: Hashable, since: float, read: Callable[[], Any]) -> Any:
    """What `read` gave for this key within the last seconds and after `since` (seconds since 1970), else gives now."""
    now = time.time()
    made, value = _kept.get(key, (0.0, None))
    if made <= since or not 0 <= now - made < SECONDS:  # below 0 when the machine's clock was put back
        value = read()
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = (now, value)
    return value
