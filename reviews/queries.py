"""Reusable reads of the yearly summary and of incidents."""

from django.db import models
from django.db.models import Q

from reviews.choices import BARRING_INCIDENTS, CampaignState, IncidentState


class CampaignQuerySet(models.QuerySet):
    def open(self):
        """Published and not closed."""
        return self.filter(state=CampaignState.PUBLISHED)


class IncidentQuerySet(models.QuerySet):
    def barring(self, year: int):
        """Leaks and serious violations of the year that were not dismissed."""
        return self.filter(kind__in=BARRING_INCIDENTS, occurred_on__year=year).exclude(state=IncidentState.DISMISSED)

    def in_department(self, department):
        """Of the department and everything below it: 课题组 count with their 学院."""
        return self.filter(department__path__startswith=department.path)

    def of_person(self, staff):
        """For which the person was found personally responsible."""
        return self.filter(Q(responsible=staff)).distinct()
