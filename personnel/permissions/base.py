"""How far each role reaches among the registers of cleared people; the subjects' own lines rest on these."""

from baomi.organization.policy import Reach
from baomi.organization.roles import Role

OFFICE = {Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL}
HR = {Role.HR: Reach.ALL}
GRAD = {Role.GRAD: Reach.ALL}
"""Whose rows a register narrows to students (`personnel.registers.students`)."""
KEEPERS = OFFICE | HR
"""Those who keep the dossiers: the office and the personnel department."""
DOSSIER = KEEPERS | GRAD
WATCHING = {Role.LEADER: Reach.ALL, Role.CHAIR: Reach.ALL}
LEADER = {Role.LEADER: Reach.ALL}
"""Signs in the place of a head whom the form is about."""
OFFICER = {Role.OFFICER: Reach.DEPARTMENT}
DEPARTMENT = OFFICER | {Role.HEAD: Reach.DEPARTMENT}
OWN = {Role.PERSON: Reach.OWN}
