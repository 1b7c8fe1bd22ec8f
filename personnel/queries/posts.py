"""Reusable reads of projects and posts."""

from django.db import models

from personnel.choices.people import ProjectState


class ProjectQuerySet(models.QuerySet):
    def running(self):
        return self.filter(state=ProjectState.RUNNING)


class PostQuerySet(models.QuerySet):
    def in_force(self):
        """Approved and not withdrawn: a person can be cleared for it."""
        return self.filter(approved_on__isnull=False, closed_on__isnull=True)
