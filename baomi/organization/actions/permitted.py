"""The first lines of every action: may this user do it, on what ground, and whose rights are being changed?"""

from baomi.core.errors import Refusal
from baomi.organization import policy
from baomi.organization.models import Staff, User


def permit(by, permission: str, obj=None) -> None:
    """Raise NotPermitted or NotFound. `by` None is the system itself (first day, seeding), which no request is."""
    if by is not None:
        policy.require(by, permission, obj)


def given_reason(text: str) -> str:
    """The reason without blanks around it. Raises Refusal when there is none."""
    if not text.strip():
        raise Refusal("没有写明事由", how="请填写原因")
    return text.strip()


def lock_person(user: User) -> User:
    """The account read anew, nothing cached of its roles; its person's row is locked, so that two changes of one
    person's rights follow each other."""
    Staff.objects.select_for_update(of=("self",)).filter(pk=user.staff_id).first()
    return User.objects.select_related("staff").get(pk=user.pk)
