import datetime as dt

import pytest

from baomi.core import clock
from tests.factories.leaving_steps import House

DAY = dt.date(2026, 12, 1)


@pytest.fixture
def house(db):
    """It is 2026-12-01."""
    with clock.at(DAY):
        yield House()
