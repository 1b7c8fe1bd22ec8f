"""Who signs for the department when its head is the one concerned: nobody approves himself."""

from baomi.approvals.queries import nobody_else
from baomi.organization.models import Department
from baomi.organization.roles import Role


def only_head(record, department: Department | None = None) -> bool:
    """Whether no head of the record's department (or of the one given) is left to sign but the person himself.

    Then the leader in charge signs in his place.
    """
    return nobody_else(Role.HEAD, department or record.department, {record.person.staff_id})


def another_head(record) -> bool:
    """Somebody other than the person signs for the department, or will once there is a head."""
    return not only_head(record)
