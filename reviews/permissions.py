"""Who may do what in the yearly summary beyond looking at the registers."""

from baomi.organization.policy import Reach, allow
from baomi.organization.roles import Role

OFFICE = {Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL}
WATCHING = {Role.LEADER: Reach.ALL, Role.CHAIR: Reach.ALL}
DEPARTMENT = {Role.OFFICER: Reach.DEPARTMENT, Role.HEAD: Reach.DEPARTMENT}

allow("reviews.campaign.run", OFFICE)
"""Open, change, publish, extend and close the year's campaign; urge."""
allow("reviews.campaign.status", OFFICE | WATCHING)
allow("reviews.notice.view", OFFICE | DEPARTMENT)
"""The task a department received with the notice."""
allow("reviews.summary.write", {Role.OFFICER: Reach.DEPARTMENT})
allow("reviews.summary.receive", OFFICE)
allow("reviews.incident.write", OFFICE)
