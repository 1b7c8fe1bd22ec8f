"""Policy lines of the approvals pages that belong to no register.

Signing needs no line of its own: who may sign is the step's role and relation.
"""

from baomi.organization import policy
from baomi.organization.policy import Reach
from baomi.organization.roles import Role

policy.allow("approvals.routes.change", {Role.OFFICE_HEAD: Reach.ALL})
