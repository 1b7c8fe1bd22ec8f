"""The first lines of every action: may this user do it, on what ground, and whose rights are being changed?"""

from collections.abc import Sequence

from django.db import models

from baomi.core.errors import NotFound, Refusal
from baomi.organization import policy
from baomi.organization.models import Staff, User

AT_ONCE = 500


def permit(by, permission: str, obj=None) -> None:
    """Raise NotPermitted or NotFound. `by` None is the system itself (first day, seeding), which no request is."""
    if by is not None:
        policy.require(by, permission, obj)


def permit_all(by, permission: str, rows: Sequence[models.Model]) -> None:
    """`permit` for many rows of one model; saved ones are looked up by the batch. Raises NotPermitted or NotFound."""
    if by is None:
        return
    policy.require(by, permission)
    for row in rows:
        if row.pk is None:
            policy.require(by, permission, row)
    saved = [row.pk for row in rows if row.pk is not None]
    for start in range(0, len(saved), AT_ONCE):
        some = type(rows[0])._base_manager.filter(pk__in=saved[start : start + AT_ONCE])
        if policy.scope(by, permission, some).count() < some.count():
            raise NotFound("没有这条记录")


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
