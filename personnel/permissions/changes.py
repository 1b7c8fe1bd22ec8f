"""Changes of post: who may print what of the dossier stands on F-13."""

from baomi.organization.policy import allow
from personnel.permissions.base import DOSSIER

allow("personnel.changes.print_dossier", DOSSIER)
