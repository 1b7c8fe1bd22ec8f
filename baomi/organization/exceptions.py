"""The one reading of named exceptions. guardian's own shortcuts know no end date and are banned by the linter."""

from django.db import models

from baomi.core import clock
from baomi.organization.models.exceptions import NamedException


def exceptions(user, codename: str, rows: type[NamedException]) -> models.QuerySet[NamedException]:
    """The rows that open a record to the user today: his own, of that permission, the last day included.

    Nothing comes of a disabled account, of an ended row, or of a permission on the whole table: guardian's
    model-wide rows are not asked.
    """
    return rows.objects.in_force(clock.today()).filter(user_id=user.pk, permission__codename=codename)
