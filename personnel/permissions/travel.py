"""Who may do what with trips, documents in custody, talks and visits."""

from baomi.organization.policy import Reach, allow
from baomi.organization.roles import Role
from personnel.permissions.base import DEPARTMENT, DOSSIER, KEEPERS, OFFICER, OWN, WATCHING

CONCERNED = DEPARTMENT | OWN
"""The person and his department: they see the case, masked where it is of the dossier."""
SEES_TRIPS = DOSSIER | WATCHING | CONCERNED
SEES_PAPERS = DOSSIER | CONCERNED
"""Documents, talks and visits: whom the leaders do not need them for."""
APPLIES = OWN | OFFICER
"""The person himself; for who has no account his department's officer."""
CUSTODY = {Role.HR: Reach.ALL, Role.GRAD: Reach.ALL}
"""人事处 keeps the documents of staff, the graduate school those of students."""
ARRANGES = DOSSIER | OFFICER
"""Who writes down a talk or a visit. Whoever hands the sheet in does not sign it as talker or visitor."""

allow("personnel.trip.apply", APPLIES)
allow("personnel.trip.cancel", APPLIES | DOSSIER)
allow("personnel.trip.mark", DOSSIER)
"""Record the opinion of the organs that the journey may endanger national security."""
allow("personnel.trip.report_return", OWN | DOSSIER)
allow("personnel.document.keep", CUSTODY)
"""Take documents in, hand them out and take them back, note a loss."""
allow("personnel.document.reveal", DOSSIER)
allow("personnel.document.count", CUSTODY | KEEPERS)
"""Hold a stock-take of the documents in custody."""
allow("personnel.talk.arrange", ARRANGES)
"""Not the person: what he was reminded of is written down by those who reminded him."""
allow("personnel.visit.write", ARRANGES)
