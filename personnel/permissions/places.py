"""Who keeps the key places, who lets people in, who looks after visitors."""

from baomi.organization.policy import Reach, allow
from baomi.organization.roles import Role
from personnel.permissions.base import DEPARTMENT, OFFICE, OFFICER, OWN, WATCHING

WRITERS = OFFICE | OFFICER
SEEING = OFFICE | WATCHING | DEPARTMENT | {Role.IT: Reach.ALL}
APPLICANTS = OFFICER | OWN
"""Who asks for visitors: the officer for his department, a person for himself."""

allow("personnel.place.confirm", OFFICE)
"""Record the bureau's confirmation (实施条例 31)."""
allow("personnel.access.revoke", WRITERS)
allow("personnel.entry.escort", OFFICER)
"""Write the visitor book of a place: asked of the place, not of the visit."""
