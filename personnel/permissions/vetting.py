"""Vettings: who starts and fills them in, who reads the dossier in the clear, who gives an appointment up."""

from baomi.organization.policy import Reach, allow
from baomi.organization.roles import Role
from personnel.permissions.base import DEPARTMENT, DOSSIER, KEEPERS, LEADER, OFFICE, OFFICER, OWN

SIGHT = DOSSIER | DEPARTMENT | OWN | LEADER | {Role.PI: Reach.OWN}
STARTING = DOSSIER | OFFICER | OWN
FILLING = OFFICE | OFFICER | OWN
APPEAL_SIGHT = DOSSIER | OFFICER | OWN | {Role.CHAIR: Reach.ALL}

allow("personnel.vetting.read_dossier", DOSSIER)
"""Read the dossier of others in the clear, each time with a reason (security: reveals are logged)."""
allow("personnel.vetting.print_dossier", DOSSIER | OWN)
"""F-12 and F-14 with what was filled in."""
allow("personnel.vetting.print_worker", KEEPERS | OWN)
"""F-19b; no student is one of the 工勤人员."""
allow("personnel.vetting.give_up", DOSSIER)
