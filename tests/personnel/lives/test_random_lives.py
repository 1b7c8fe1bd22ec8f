"""Lives lived by chance: whatever is tried in whatever order, no stage comes before its papers.

Most moves are refused at most moments; anything but a refusal fails. How far the lives get is asserted too: a walk
that never leaves the first stage proves nothing.
"""

import pytest

from baomi.audit.verify import verify
from personnel.choices.people import PersonStatus
from personnel.models import StatusPeriod, Trip
from tests.personnel.lives.life import Life

pytestmark = [pytest.mark.django_db]

STEPS, LONG = 200, 300
SEEDS = (0, 2, 5, 6)
"""A member of 工勤, two of the staff, a student."""


def reached(lives: list[Life]) -> dict[str, int]:
    """How many of the lives came to each stage, and how many went abroad with a document of ours."""
    stages = dict.fromkeys((*PersonStatus.values, "abroad"), 0)
    out = set(Trip.objects.filter(movements__isnull=False).values_list("person__staff", flat=True))
    for life in lives:
        staff = life.world.staff.pk
        for status in set(StatusPeriod.objects.filter(person__staff=staff).values_list("status", flat=True)):
            stages[status] += 1
        stages["abroad"] += staff in out
    return stages


def test_no_order_of_events_breaks_a_rule():
    lives = [Life(seed).live(STEPS) for seed in SEEDS]
    assert verify().bad_id is None
    found = reached(lives)
    assert found["in_post"] == 4, found
    assert found["abroad"] >= 2, found
    assert found["leaving"] >= 2, found
    assert found["released"] >= 1, found
    assert sum(len(life.done) for life in lives) > STEPS
    assert all(life.refused for life in lives)


@pytest.mark.proof
@pytest.mark.parametrize("first", range(100, 160, 5))
def test_many_long_lives(first):
    lives = [Life(seed).live(LONG) for seed in range(first, first + 5)]
    assert verify().bad_id is None
    found = reached(lives)
    assert found["abroad"] >= 3, found
    assert found["leaving"] >= 3, found
    assert found["released"] >= 1, found
