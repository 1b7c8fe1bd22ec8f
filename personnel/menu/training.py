"""学时达标, for those who see more than their own hours."""

from baomi.desk.menu import Entry, add_entries
from baomi.organization import policy
from personnel.deadlines.training import HOURS_URL


@add_entries
def hours(user) -> list[Entry]:
    if not policy.can(user, "personnel.training.hours"):
        return []
    return [Entry("教育与考核", 210, "学时达标", HOURS_URL)]
