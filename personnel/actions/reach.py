"""Permission for what concerns a person: the policy line, and for the graduate school students alone."""

from baomi.core.errors import NotFound
from baomi.organization import policy
from personnel.models import ClearedPerson
from personnel.queries.sight import narrow_to_students


def require_reach(by, permission: str, record) -> None:
    """Raise NotPermitted or NotFound unless `by` may do this with the record of a person (its `person`)."""
    policy.require(by, permission, record)
    person = ClearedPerson.objects.filter(pk=record.person_id)
    if not narrow_to_students(by, permission, person).exists():
        raise NotFound("没有这条记录")
