"""Incidents, as far as the honours need them (R7): what happened when, where, and who answers for it."""

from django.db import models

from baomi.organization.models import Staff
from baomi.registers.models import Record
from reviews.choices import IncidentKind, IncidentState
from reviews.queries import IncidentQuerySet


class Incident(Record):
    """A leak or violation, by code and without secret content. `responsible` are those found personally so."""

    kind = models.CharField("性质", max_length=20, choices=IncidentKind.choices)
    occurred_on = models.DateField("发生日期")
    discovered_at = models.DateTimeField("发现时间")
    outline = models.CharField("简要情况（脱敏）", max_length=300)
    responsible = models.ManyToManyField(Staff, verbose_name="责任人", blank=True, related_name="incidents")
    state = models.CharField(
        "状态", max_length=20, choices=IncidentState.choices, default=IncidentState.OPEN, editable=False
    )
    conclusion = models.CharField("处理结果", max_length=300, blank=True, editable=False)
    closed_on = models.DateField("结案日期", null=True, blank=True, editable=False)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = "泄密与违规事件"
        ordering = ["-discovered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=IncidentKind.values),
                name="incident_kind_known",
                violation_error_message="事件性质不在可选范围内。",
            )
        ]
