"""Leaving the post and cooling off: who clears what is held, decides the period, sends the letters, answers."""

from baomi.organization.policy import allow
from personnel.permissions.base import DEPARTMENT, GRAD, KEEPERS, OFFICE, OFFICER, OWN

allow("personnel.clearance.write", KEEPERS | GRAD | OFFICER | OWN)
"""Put on the clearance sheet by hand what no register knows."""
allow("personnel.clearance.receive", KEEPERS | GRAD | DEPARTMENT)
"""Sign in what the leaver hands back; never the leaver himself, never who typed the line."""
allow("personnel.clearance.access", KEEPERS | GRAD | DEPARTMENT)
"""Note that keys, cards and fingerprints are taken back (F-24)."""
allow("personnel.departure.decide", OFFICE)
"""Fix the months of the cooling-off period and who manages it."""
allow("personnel.cooling.letter", KEEPERS | GRAD)
"""Issue the notice or the letter of entrustment (F-26, F-27), note its receipt, print F-28."""
allow("personnel.cooling.reveal", KEEPERS | GRAD)
allow("personnel.enquiry.answer", KEEPERS)
allow("personnel.release.file", OFFICE)
"""Note that the person has been taken from the bureau's list (撤销备案)."""
allow("personnel.absence.report", OFFICE)
"""Note that the bureau has been told of somebody who left without permission (实施条例 54)."""
