"""Who may do what in the award round beyond looking at the registers."""

from baomi.organization.policy import Reach, allow
from baomi.organization.roles import Role

OFFICE = {Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL}
COMMITTEE = {Role.CHAIR: Reach.ALL, Role.MEMBER: Reach.ALL}
WATCHING = OFFICE | {Role.LEADER: Reach.ALL, Role.CHAIR: Reach.ALL}
FOLLOWING = WATCHING | COMMITTEE
CONCERNED = {Role.OFFICER: Reach.DEPARTMENT, Role.HEAD: Reach.DEPARTMENT, Role.PERSON: Reach.OWN}
"""Those a nomination or an honour is about, each his own."""

allow("awards.round.run", OFFICE)
"""Open, publish, screen, rank and propose."""
allow("awards.nomination.nominate", {Role.OFFICER: Reach.DEPARTMENT})
allow("awards.nomination.recommend", {Role.OFFICE: Reach.ALL})
allow("awards.nomination.write", {Role.OFFICER: Reach.DEPARTMENT, Role.OFFICE: Reach.ALL})
"""Open the nomination form: departments nominate, the office recommends."""
allow("awards.nomination.judge", OFFICE)
allow("awards.nomination.follow", FOLLOWING)
"""See who is on the list, at which place, and how the vote went before the 公示."""
allow("awards.nomination.see_checks", FOLLOWING)

allow("awards.ballot.open", OFFICE)
"""Open a ballot or a second one, record a show of hands."""
allow("awards.ballot.vote", COMMITTEE)
allow("awards.ballot.follow", FOLLOWING)
"""See who has voted and, once closed, the result."""
allow("awards.ballot.close", OFFICE | {Role.CHAIR: Reach.ALL})
allow("awards.ballot.break_tie", {Role.CHAIR: Reach.ALL})
allow("awards.publicity.run", OFFICE)
allow("awards.decision.write", OFFICE)
allow("awards.honour.write", OFFICE)
