"""People: who reads the whole file of a person, the overview; everybody's page about himself."""

from baomi.organization.policy import allow
from personnel.permissions.base import DEPARTMENT, DOSSIER, OWN, WATCHING

allow("personnel.people.file", DOSSIER | DEPARTMENT | OWN)
allow("personnel.dossier.open", DOSSIER | OWN)
"""Open the copies beside vettings, journeys, documents and in the cooling-off period: 户口簿, 结婚证, passports."""
allow("personnel.overview.view", DOSSIER | WATCHING | DEPARTMENT)
allow("personnel.mine.view", OWN)
