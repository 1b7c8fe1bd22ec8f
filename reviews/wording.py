"""How the pages and papers of the yearly summary write a point in time."""

import datetime as dt

from baomi.core import clock


def moment(instant: dt.datetime | None) -> str:
    """2026-12-10 17:30 as the clock stands in Shanghai; nothing where there is none."""
    return f"{instant.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if instant else ""
