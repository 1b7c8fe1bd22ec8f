"""People: who reads the whole file of a person."""

from baomi.organization.policy import allow
from personnel.permissions.base import DEPARTMENT, DOSSIER, OWN

allow("personnel.people.file", DOSSIER | DEPARTMENT | OWN)
