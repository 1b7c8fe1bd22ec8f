import datetime as dt

import pytest

from baomi.core import clock
from tests.factories.reviews import Round

BEFORE = dt.datetime(2026, 12, 1, 10, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture
def round(db):
    """Two departments owe their summary; it is 2026-12-01, nine days before the deadline."""
    with clock.at(BEFORE):
        yield Round()
