"""Reusable reads of the organisation."""

from django.db import models
from django.db.models import Q

from baomi.core import clock
from baomi.organization.choices import CommitteeBody, GrantState


class DepartmentQuerySet(models.QuerySet):
    def active(self):
        """Departments that exist today; merged ones stay for the past."""
        return self.filter(active=True)

    def classified(self):
        """涉密部门."""
        return self.filter(classified=True, active=True)

    def under(self, department):
        """The department itself and everything below it, 课题组 included."""
        return self.filter(path__startswith=department.path)


class StaffQuerySet(models.QuerySet):
    def active(self):
        return self.filter(active=True)


class GrantQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Confirmed, begun and not ended on that day (today without one)."""
        day = on or clock.today()
        return self.filter(state=GrantState.CONFIRMED, starts__lte=day).filter(
            Q(ends__isnull=True) | Q(ends__gte=day)
        )


class SeatQuerySet(models.QuerySet):
    def in_term(self, on=None):
        """Seats whose term covers the day (today without one)."""
        day = on or clock.today()
        return self.filter(starts__lte=day).filter(Q(ends__isnull=True) | Q(ends__gte=day))

    def running_or_to_come(self, on=None):
        """Seats whose term is not over on the day (today without one)."""
        day = on or clock.today()
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day))

    def committee(self):
        """Seats of the 保密委员会, the body that decides."""
        return self.filter(body=CommitteeBody.SECRECY)


class ExceptionQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Begun, not past their last day and not ended before it (today without a day); of accounts in use."""
        day = on or clock.today()
        return self.filter(starts__lte=day, ends__gte=day, ended_at__isnull=True, user__is_active=True)
