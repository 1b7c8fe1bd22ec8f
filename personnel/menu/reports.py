"""零报告名单: who has reported for the year and who has not."""

from baomi.desk.menu import Entry, add_entries
from baomi.organization import policy
from personnel.evidence.reports import MISSING_URL


@add_entries
def missing(user) -> list[Entry]:
    if not policy.can(user, "personnel.report.missing"):
        return []
    return [Entry("教育与考核", 271, "零报告名单", MISSING_URL)]
