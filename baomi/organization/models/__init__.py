from baomi.organization.models.accounts import Grant, PasswordMemory, User
from baomi.organization.models.committee import CommitteeSeat
from baomi.organization.models.departments import Department, Place
from baomi.organization.models.exceptions import NamedException, StaffException
from baomi.organization.models.site import CalendarDay, Parameter
from baomi.organization.models.staff import Staff

__all__ = [
    "CalendarDay",
    "CommitteeSeat",
    "Department",
    "Grant",
    "NamedException",
    "Parameter",
    "PasswordMemory",
    "Place",
    "Staff",
    "StaffException",
    "User",
]
