"""Who may do what in the organisation, beyond looking at the registers.

Names are `organization.<thing>.<verb>`, the thing in the singular (a person, as the register is `staff`): the
registers of the same tables declare their own lines for list, sheet and form.
"""

from baomi.organization.policy import Reach, allow
from baomi.organization.roles import ADMINISTRATORS, Role

BY_SYSADMIN = {Role.SYSADMIN: Reach.ALL}
BY_SECADMIN = {Role.SECADMIN: Reach.ALL}
BY_PERSONNEL = {Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL, Role.HR: Reach.ALL}
"""Those who keep what is known of people."""

for verb in ("create", "change", "move", "merge", "close"):
    allow(f"organization.department.{verb}", BY_SYSADMIN)
allow("organization.place.write", {Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL})

for verb in ("create", "change"):
    # The system administrator enters people so that they can have accounts; what is secret of them it does not write (`actions.staff.SECRECY_FIELDS`).
    allow(f"organization.person.{verb}", BY_PERSONNEL | BY_SYSADMIN)
allow("organization.person.change_secrecy", BY_PERSONNEL)
allow("organization.person.see_secrecy", {role: Reach.ALL for role in Role if role not in ADMINISTRATORS})
"""涉密等级 and 保密工作身份 of the people one sees are business: the system administrator keeps people without (三员)."""
allow("organization.person.reveal", BY_PERSONNEL)
allow(
    "organization.person.set_photo", BY_PERSONNEL | {Role.OFFICER: Reach.DEPARTMENT, Role.PERSON: Reach.OWN}
)
allow(
    "organization.person.see_photo",
    BY_PERSONNEL
    | {
        Role.LEADER: Reach.ALL,
        Role.OFFICER: Reach.DEPARTMENT,
        Role.HEAD: Reach.DEPARTMENT,
        Role.PERSON: Reach.OWN,
        Role.MEMBER: Reach.ALL,
    },
)

for verb in ("create", "disable", "enable", "unlock", "reset_password", "reset_second_factor"):
    allow(f"organization.account.{verb}", BY_SYSADMIN)

allow("organization.grant.propose", BY_SECADMIN)
allow("organization.grant.end", BY_SECADMIN | {Role.OFFICE_HEAD: Reach.ALL})
allow("organization.grant.decide", {Role.OFFICE_HEAD: Reach.ALL, Role.AUDITOR: Reach.ALL})

for verb in ("grant", "end"):
    allow(f"organization.exception.{verb}", {Role.OFFICE_HEAD: Reach.ALL})

for verb in ("appoint", "change", "end"):
    allow(f"organization.seat.{verb}", {Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL})

allow("organization.parameter.view", dict.fromkeys(Role, Reach.ALL))
allow(
    "organization.parameter.set",
    {Role.OFFICE_HEAD: Reach.ALL, Role.SECADMIN: Reach.ALL, Role.SYSADMIN: Reach.ALL},
)
allow("organization.calendar.set", {Role.OFFICE: Reach.ALL, Role.OFFICE_HEAD: Reach.ALL})
