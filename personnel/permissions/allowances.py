"""Who keeps the lists of allowances and the deductions from them."""

from baomi.organization.policy import allow
from personnel.permissions.base import KEEPERS, OFFICE, OFFICER

allow("personnel.allowance.make", KEEPERS)
"""Compute a month's lists, and compute one anew."""
allow("personnel.deduction.write", OFFICE | OFFICER)
