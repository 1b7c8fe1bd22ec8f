"""Major events: who reads what is reported, who handles it; who keeps the filings with the bureau."""

from baomi.organization.policy import allow
from personnel.permissions.base import DEPARTMENT, KEEPERS, OFFICE, OWN

allow("personnel.report.read", KEEPERS | OWN)
"""What was reported, on the page and on F-19; a department sees only that there is a report."""
allow("personnel.report.outcome", KEEPERS)
"""What the office made of it; the person himself is not told by the system that he was reported to the bureau."""
allow("personnel.report.handle", OFFICE)
"""阅处, and telling the bureau of what is abnormal."""
allow("personnel.report.missing", KEEPERS | DEPARTMENT)
"""Who has not made the year's zero-report."""
allow("personnel.filing.keep", OFFICE)
"""Draw the filing up, compute it anew, note that it is filed."""
