"""Reusable reads of cleared people."""

import datetime as dt

from django.db import models
from django.db.models import Q

from personnel.choices.people import BOUND, LIVE, ON_DUTY, PersonStatus


class PersonQuerySet(models.QuerySet):
    def live(self):
        """Candidates, in post, leaving, cooling off."""
        return self.filter(status__in=LIVE)

    def on_duty(self):
        """In the post, those about to leave included."""
        return self.filter(status__in=ON_DUTY)

    def bound(self):
        """On duty or cooling off: they report events and ask before going abroad."""
        return self.filter(status__in=BOUND)

    def cooling(self):
        return self.filter(status=PersonStatus.COOLING)

    def vetting_due(self, day: dt.date):
        """On duty, with a vetting that has to be repeated by the day."""
        return self.on_duty().filter(vetting_due_on__lte=day)


class PeriodQuerySet(models.QuerySet):
    def touching(self, first: dt.date, last: dt.date):
        """Periods with at least one day from `first` to `last`, both included."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=first), starts__lte=last)

    def on(self, day: dt.date):
        """The periods in force on the day; of a person at most one."""
        return self.touching(day, day)
