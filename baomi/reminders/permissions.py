"""Who may look at and change the ladders, and who may urge. Inbox and jobs are everybody's own."""

from baomi.organization import policy
from baomi.organization.policy import Reach
from baomi.organization.roles import Role

policy.allow("reminders.rules.view", {Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL})
policy.allow("reminders.rules.change", {Role.OFFICE_HEAD: Reach.ALL})
policy.allow("reminders.urge", {Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL})
