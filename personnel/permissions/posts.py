"""Who keeps the projects, who settles a post's grade, who closes a post."""

from baomi.organization.policy import Reach, allow
from baomi.organization.roles import Role
from personnel.permissions.base import HR, KEEPERS, OFFICE

PROJECT_KEEPERS = OFFICE | {Role.RESEARCH: Reach.ALL}

allow("personnel.project.keep", PROJECT_KEEPERS)
"""Members in and out, closing."""
allow("personnel.post.grade", HR)
"""核定等级 before 人事处 signs F-10."""
allow("personnel.post.close", KEEPERS)
