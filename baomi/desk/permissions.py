"""Who may open the desk's own pages. The log belongs to neither office nor system administrator (三员分立)."""

from baomi.organization.policy import Reach, allow
from baomi.organization.roles import Role

allow("audit.log.view", {Role.AUDITOR: Reach.ALL, Role.SECADMIN: Reach.ALL})
allow("audit.log.verify", {Role.AUDITOR: Reach.ALL})
allow("audit.log.export", {Role.AUDITOR: Reach.ALL})
allow("audit.opening.view", {Role.AUDITOR: Reach.ALL, Role.SECADMIN: Reach.ALL})
allow("audit.opening.request", {Role.AUDITOR: Reach.ALL})
allow("audit.opening.decide", {Role.SECADMIN: Reach.ALL})
allow("desk.health.view", {Role.SYSADMIN: Reach.ALL})
