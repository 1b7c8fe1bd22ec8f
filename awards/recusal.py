"""Who stays out of which vote (A5): the own department, a department one heads, oneself."""

from collections.abc import Iterable

from awards.models import Nomination
from baomi.organization.models import Department, Staff


def reasons(members: Iterable[Staff], nominations: Iterable[Nomination]) -> dict[tuple[int, int], str]:
    """(staff id, nomination id) → the reason of recusal, for every pair that has one.

    `members` come with their department, `nominations` with department and staff. One further query.
    """
    members, nominations = list(members), list(nominations)
    headed: dict[int, list[Department]] = {}
    for department in Department.objects.filter(head__in=members):
        headed.setdefault(department.head_id, []).append(department)
    found = {}
    for member in members:
        home = member.department.top
        for nomination in nominations:
            reason = _reason(member, home, headed.get(member.pk, ()), nomination)
            if reason:
                found[member.pk, nomination.pk] = reason
    return found


def _reason(member: Staff, home: Department, headed: Iterable[Department], nomination: Nomination) -> str:
    if nomination.staff_id == member.pk:
        return "您本人是候选人"
    path = nomination.department.path
    if path.startswith(home.path):
        return "本部门"
    department = next((item for item in headed if path.startswith(item.path)), None)
    return f"您负责{department.name}" if department else ""
