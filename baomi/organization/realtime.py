"""The real time, for sessions and the age of passwords.

`core.clock` is moved by tests, by `remind --on` and by the demo; a moved clock must neither end a session nor
keep one alive, and must not make a password old.
"""

import time
from datetime import UTC, datetime

DAY = 86_400


def seconds() -> int:
    """Seconds since 1970."""
    return int(time.time())


def instant() -> datetime:
    """The present instant, aware."""
    return datetime.fromtimestamp(time.time(), tz=UTC)


def days_since(moment: datetime) -> int:
    """Whole days from `moment` until now."""
    return (seconds() - int(moment.timestamp())) // DAY
