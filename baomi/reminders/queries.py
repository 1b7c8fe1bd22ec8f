"""Reusable reads of notices."""

from django.db import models


class NoticeQuerySet(models.QuerySet):
    def shown(self):
        """What was really told; skipped rungs are left out."""
        return self.filter(skipped=False)

    def of(self, user):
        """A user's own inbox: unread first, then the newest."""
        read = models.ExpressionWrapper(models.Q(read_at__isnull=False), output_field=models.BooleanField())
        return self.shown().filter(recipient=user).order_by(read, "-made_at", "-pk")

    def unread(self):
        return self.filter(read_at__isnull=True)
