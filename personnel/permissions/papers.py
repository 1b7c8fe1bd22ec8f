"""Who begins pledges, letters and assessments, and who judges."""

from baomi.organization.policy import Reach, allow
from baomi.organization.roles import Role
from personnel.permissions.base import DEPARTMENT, DOSSIER, OFFICE, OFFICER, OWN

allow("personnel.papers.begin", OFFICE | OFFICER)
"""Of cleared people: whom one asks to sign the year's letter, whose wet-signed papers one records."""
allow("personnel.pledge.ask", DOSSIER | OFFICER)
"""Of cleared people: whom one asks by a page to sign one pledge; the graduate school asks students."""
allow("personnel.pledge.begin", DOSSIER | {Role.LEADER: Reach.ALL} | DEPARTMENT | OWN)
"""Of pledges: begun also by whoever's signature makes one due (a vetting, a journey, a departure)."""
allow("personnel.assessment.start", OFFICE | OFFICER)
"""Of cleared people: whose yearly assessment one begins."""
allow("personnel.assessment.judge", {Role.HEAD: Reach.DEPARTMENT, Role.LEADER: Reach.ALL})
"""The department's opinion with the result; of a head himself the leader in charge gives it."""
