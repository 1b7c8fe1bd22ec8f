"""Reusable reads of projects and posts."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from baomi.core.levels import PersonGrade
from personnel.choices.people import GRADE_FOR, PersonStatus, PostBasis, ProjectState

HOLDING = (PersonStatus.CANDIDATE, PersonStatus.IN_POST, PersonStatus.LEAVING)
"""Named for a post or in it; who cools off has left it."""

GRADE_DIFFERS = Q(basis=PostBasis.PROJECT) & reduce(
    or_, (Q(project__level=level) & ~Q(grade=grade) for level, grade in GRADE_FOR.items())
)
"""Posts whose project has another level by now than their grade answers to."""


def below_level(level: str, person: str) -> Q:
    """Rows whose person is not in post, or not cleared for the level that stands at the path `level`."""
    too_low = (
        Q(**{level: secret, f"{person}__grade__in": [each for each in PersonGrade if each.rank < grade.rank]})
        for secret, grade in GRADE_FOR.items()
    )
    return ~Q(**{f"{person}__status": PersonStatus.IN_POST}) | reduce(or_, too_low)


UNFIT = below_level("project__level", "person")
"""Members of a project who have to leave it."""


class ProjectQuerySet(models.QuerySet):
    def running(self):
        return self.filter(state=ProjectState.RUNNING)

    def with_members(self):
        """Each with the number of people on its know-list now, as `team`."""
        return self.annotate(team=_count(self.model, "members", left_on__isnull=True))


class PostQuerySet(models.QuerySet):
    def in_force(self):
        """Approved and not withdrawn: a person can be cleared for it."""
        return self.filter(approved_on__isnull=False, closed_on__isnull=True)

    def unfounded(self):
        """In force, but the project is closed or has another level: to be approved anew, or closed."""
        return self.in_force().filter(Q(project__state=ProjectState.CLOSED) | GRADE_DIFFERS)

    def replaced(self):
        """In force, with a successor approved: whoever is in it has to be moved."""
        successors = self.model.objects.filter(replaces=OuterRef("pk"), approved_on__isnull=False)
        return self.in_force().filter(Exists(successors))

    def with_standing(self):
        """Each with the number of people in it or named for it (`holders`), and whether it is replaced or unfounded."""
        own = self.model.objects.filter(pk=OuterRef("pk"))
        return self.annotate(
            holders=_count(self.model, "people", status__in=HOLDING),
            is_replaced=Exists(own.replaced()),
            is_unfounded=Exists(own.unfounded()),
        )


def _count(model: type[models.Model], name: str, **conditions) -> Coalesce:
    """How many related rows of that name meet the conditions; a subquery, so that the list itself is not grouped."""
    relation = model._meta.get_field(name)
    back = relation.field.name
    rows = relation.related_model._base_manager.filter(**{back: OuterRef("pk")}, **conditions)
    return Coalesce(Subquery(rows.order_by().values(back).annotate(found=Count("pk")).values("found")), 0)
