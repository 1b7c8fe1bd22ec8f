"""Reusable reads of key places, of who may enter them and of visitors."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q

from personnel.queries.posts import below_level

NOT_CLEARED = below_level("key_place__level", "person")
"""Accesses of people who are not in post any more, or not cleared for the level of the place."""


class KeyPlaceQuerySet(models.QuerySet):
    def in_force(self):
        """Designated and not withdrawn."""
        return self.filter(designated_on__isnull=False, withdrawn_on__isnull=True)

    def check_due(self, day: dt.date):
        """In force, with a check that has to be made by the day."""
        return self.in_force().filter(check_due_on__lte=day)


class AccessQuerySet(models.QuerySet):
    def current(self):
        """Given and not taken back."""
        return self.filter(revoked_on__isnull=True)

    def to_revoke(self, day: dt.date):
        """Still given, though the time is over or the person is no longer cleared for the place."""
        return self.current().filter(NOT_CLEARED | Q(ends__lt=day))

    def with_standing(self, day: dt.date):
        """Each with whether it has to be taken back by then, as `is_to_revoke`."""
        return self.annotate(is_to_revoke=Exists(self.model.objects.filter(pk=OuterRef("pk")).to_revoke(day)))
