"""The abstract base of every row that people edit: identity, version, display history."""

import uuid

from django.db import models
from django.dispatch import receiver
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from baomi.core import clock


class Versioned(models.Model):
    """A row with a stable uuid, a version against lost updates, and a history for people to compare.

    The history is for display; the proof is the audit log. Rows are written through `writing` alone, which
    raises the version with every change.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField("登记时间", editable=False, null=True)
    updated_at = models.DateTimeField("修改时间", editable=False, null=True)
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Fill the columns that follow from others of the row; every door of writing calls it before it saves."""


@receiver(pre_create_historical_record)
def date_by_the_house_clock(history_instance, **kwargs) -> None:
    """History and log tell the same instant, also where the clock was moved (tests, the demo)."""
    history_instance.history_date = clock.now()
