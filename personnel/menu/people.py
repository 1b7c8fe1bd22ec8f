"""The pages of cleared people that are no register: the overview, everybody's own page."""

from baomi.desk.menu import Entry, add_entries
from baomi.organization import policy


@add_entries
def people_pages(user) -> list[Entry]:
    found = []
    if policy.can(user, "personnel.mine.view"):
        found.append(Entry("", 4, "我的涉密事项", "/personnel/mine/"))
    if policy.can(user, "personnel.overview.view"):
        found.append(Entry("涉密人员", 99, "涉密人员概况", "/personnel/overview/"))
    return found
