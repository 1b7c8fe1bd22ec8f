"""The one clock. Tests, `remind --on` and the demo move it; login sessions use the real time instead."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A clock moved to a mere day stands at the start of that day's office hours.
OFFICE_OPENS = time(8, 0)

_moved: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in Asia/Shanghai."""
    return (_moved or datetime.now(UTC)).astimezone(SHANGHAI)


def today() -> date:
    """The present day in Asia/Shanghai, whatever zone the server or the database runs in."""
    return now().date()


def written(instant: datetime | None) -> str:
    """2026-12-10 17:30 as the clock stands in Shanghai; empty where there is no instant."""
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if instant else ""


@contextmanager
def at(moment: datetime | date):
    """Stop the clock at this instant, or at 08:00 of this day, for the whole process.

    Nests; leaving restores what was before. A datetime without zone is read as Asia/Shanghai.
    """
    global _moved
    before = _moved
    _moved = _instant(moment)
    try:
        yield _moved
    finally:
        _moved = before


def _instant(moment: datetime | date) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, OFFICE_OPENS)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
