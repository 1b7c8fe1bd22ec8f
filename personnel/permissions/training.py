"""Who keeps training: sessions, who was there, certificates."""

from baomi.organization.policy import allow
from personnel.permissions.base import DEPARTMENT, HR, OFFICE, OFFICER, WATCHING

allow("personnel.training.attend", OFFICE | OFFICER)
"""Write down who was at a session: the office at every one, an officer at those his department organised."""
allow("personnel.training.enrol", OFFICE | OFFICER)
"""Of Staff: whose hours one may write down."""
allow("personnel.training.hours", OFFICE | HR | WATCHING | DEPARTMENT)
"""Of cleared people: whose hours of the year one may see, on the page 学时达标."""
