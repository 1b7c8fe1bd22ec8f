"""The first line of every action: may this user do it?"""

from baomi.organization import policy


def permit(by, permission: str, obj=None) -> None:
    """Raise NotPermitted or NotFound. `by` None is the system itself (first day, seeding), which no request is."""
    if by is not None:
        policy.require(by, permission, obj)
