"""Giving a person anything: his row is locked first, and whoever is about to leave is given nothing more."""

from baomi.audit import writing
from baomi.core import holdings
from baomi.core.errors import Refusal
from baomi.organization.models import Staff


def lock_person(staff: Staff) -> Staff:
    """The person's row, locked until the transaction ends: the first lock of every action about what he holds."""
    return writing.lock(staff)


def lock_for_handing(staff: Staff) -> Staff:
    """As `lock_person`, for an action that gives him something. Raises Refusal when a register bars it."""
    locked = lock_person(staff)
    obstacles = holdings.handing_obstacles.collect(locked.pk)
    if obstacles:
        raise Refusal("；".join(obstacles), where=locked.name)
    return locked
