"""What the site may change by itself: numbers of the law, and the calendar."""

from django.db import models

from baomi.audit.records import Versioned


class Parameter(Versioned):
    """A value of a declared parameter, in force from a day on. A past decision keeps the value it was made with."""

    key = models.CharField("参数", max_length=60)
    value = models.JSONField("值")
    effective_from = models.DateField("生效日期")
    source = models.CharField("依据", max_length=200)
    set_by_name = models.CharField("修改人", max_length=40, blank=True)

    class Meta:
        verbose_name = "参数"
        ordering = ["key", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "effective_from"],
                name="parameter_once_a_day",
                violation_error_message="这个参数在同一生效日期已有一个值。请改用另一个生效日期。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.effective_from}"


class CalendarDay(models.Model):
    """Whether a day is worked; the office enters each next year when the State Council publishes it."""

    day = models.DateField("日期", unique=True)
    working = models.BooleanField("工作日")
    note = models.CharField("说明", max_length=60, blank=True)
    source = models.CharField("来源", max_length=60)

    class Meta:
        verbose_name = "日历"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {'工作日' if self.working else '非工作日'}"
