"""The people of a journey, and a clock that stands four months before it."""

import pytest

from baomi.core import clock
from tests.factories.personnel_journey import NOVEMBER, Journey


@pytest.fixture(autouse=True)
def november():
    with clock.at(NOVEMBER):
        yield


@pytest.fixture
def journey(db) -> Journey:
    return Journey()
