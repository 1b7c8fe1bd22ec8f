"""What the organisation answers to the rooms below it."""

from baomi.audit import context
from baomi.organization import policy


@context.actor_roles.register
def roles_of(user) -> list[str]:
    """The role codes an audit entry keeps beside its actor, as they were at that moment."""
    return sorted(role.value for role in policy.held(user).roles)
