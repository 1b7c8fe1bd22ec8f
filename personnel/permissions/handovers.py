from baomi.organization.policy import Reach, allow
from baomi.organization.roles import Role
from personnel.permissions.base import HR, OFFICE, OFFICER

allow("personnel.handover.write", OFFICE | OFFICER)
"""Begin a hand-over, count together, correct it while it is not being signed."""
allow("personnel.handover.switch", {Role.OFFICE_HEAD: Reach.ALL})
"""The last signature: it confirms the successor's grant and ends the predecessor's."""
allow("personnel.joint_check.write", OFFICE | HR)
