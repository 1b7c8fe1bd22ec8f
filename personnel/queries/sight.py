"""Sight narrower than the policy line: the graduate school has to do with students alone."""

from django.db import models
from django.db.models import Q

from baomi.organization import policy
from baomi.organization.policy import Reach
from baomi.organization.roles import Role
from personnel.choices.people import PersonKind


def narrow_to_students(
    user, permission: str, queryset: models.QuerySet, lookup: str = "kind"
) -> models.QuerySet:
    """Of rows in sight by `permission`, what GRAD may see of them: students' rows, and what another of his roles gives.

    `lookup` is the way from the row to the person's kind. Whoever reaches everything by another role keeps everything.
    """
    held = policy.held(user)
    mine = {role: reach for role, reach in policy.reach_by_role(permission).items() if role in held.roles}
    reach_of_grad = mine.pop(Role.GRAD, None)
    if reach_of_grad is None or Reach.ALL in mine.values():
        return queryset
    condition = Q(**{lookup: PersonKind.STUDENT})
    for role, reach in mine.items():
        if reach is Reach.DEPARTMENT:
            own = sorted(held.by_department.get(role, ()))
            condition |= Q(**{f"{policy.department_lookup(queryset.model)}__in": own})
        elif user.staff_id:
            condition |= Q(**{policy.own_lookup(queryset.model, role): user.staff_id})
    return queryset.filter(condition)
