"""Reusable reads of the yearly summary and of incidents."""

from django.db import models
from django.db.models import Case, Count, DateTimeField, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from baomi.core import clock
from reviews.choices import BARRING_INCIDENTS, CampaignState, IncidentState, ItemAnswer


class CampaignQuerySet(models.QuerySet):
    def open(self):
        """Published and not closed."""
        return self.filter(state=CampaignState.PUBLISHED)


class SummaryQuerySet(models.QuerySet):
    def with_items(self):
        """Adds `items_total` and `items_done`: the rows of the list and those answered."""
        answered = Count("items", filter=~Q(items__answer=ItemAnswer.OPEN))
        return self.annotate(items_total=Count("items"), items_done=answered)

    def with_due(self):
        """Adds `deadline_at`, the department's deadline, and `due_at`, a correction included (`rules.due_at`)."""
        addressees = self.model.campaign.field.related_model.addressees.rel.related_model
        own = addressees.objects.filter(campaign=OuterRef("campaign"), department=OuterRef("department"))
        deadline = Coalesce(Subquery(own.values("extended_to")[:1]), F("campaign__deadline"))
        corrected = When(
            correction_due__isnull=False,
            first_handed_in_at__lte=F("deadline_at"),
            then=Greatest(F("deadline_at"), F("correction_due")),
        )
        due = Case(corrected, default=F("deadline_at"), output_field=DateTimeField())
        return self.annotate(deadline_at=deadline).annotate(due_at=due)

    @staticmethod
    def late_condition() -> Q:
        """Handed in, or still not, after `due_at`; needs `with_due`."""
        return Q(handed_in_at__gt=F("due_at")) | Q(handed_in_at__isnull=True, due_at__lt=clock.now())


class IncidentQuerySet(models.QuerySet):
    def barring(self, year: int):
        """Leaks and serious violations of the year that were not dismissed."""
        return self.filter(kind__in=BARRING_INCIDENTS, occurred_on__year=year).exclude(
            state=IncidentState.DISMISSED
        )

    def in_department(self, department):
        """Of the department and everything below it: 课题组 count with their 学院."""
        return self.filter(department__path__startswith=department.path)

    def of_person(self, staff):
        """For which the person was found personally responsible."""
        return self.filter(responsible=staff)
