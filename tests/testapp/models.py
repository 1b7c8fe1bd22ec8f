"""One application about a person (借用申请), as plain as an application can be."""

from django.db import models

from baomi.approvals.models import Application
from baomi.core.levels import SecrecyLevel
from baomi.organization.models import Staff


class Request(Application):
    """A made-up application; `granted` is what its effect changes, `log` what its callbacks were told."""

    staff = models.ForeignKey(
        Staff, verbose_name="申请人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    level = models.CharField("密级", max_length=20, choices=SecrecyLevel.choices, default=SecrecyLevel.PUBLIC)
    purpose = models.CharField("事由", max_length=60, default="教学")
    hours = models.PositiveIntegerField("学时", default=20)
    granted = models.PositiveIntegerField("已生效", default=0)
    log = models.JSONField(default=list, blank=True)

    class Meta(Application.Meta):
        verbose_name = "借用申请"
        ordering = ["id"]
