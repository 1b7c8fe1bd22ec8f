"""Requests of the auditor to read the values of one log entry, decided by a second person."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from baomi.core import clock

MINUTES_OPEN = 30


class OpeningState(models.TextChoices):
    ASKED = "asked", "待批准"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未同意"


class Opening(models.Model):
    """One entry's values, asked for with a reason; readable for 30 minutes from the approval by who asked.

    The entry is named by number, without foreign key: nothing hangs on the log.
    """

    entry_id = models.BigIntegerField("日志序号", db_index=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="申请人", on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("申请时间")
    reason = models.CharField("事由", max_length=200)
    state = models.CharField("状态", max_length=10, choices=OpeningState.choices, default=OpeningState.ASKED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="批准人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    comment = models.CharField("意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "内容查阅"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry_id", "asked_by"],
                condition=Q(state=OpeningState.ASKED),
                name="opening_asked_once",
                violation_error_message="这一条已经申请查阅，正等安全保密管理员批准。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="opening_two_persons",
                violation_error_message="申请人不能批准自己的申请。",
            ),
            models.CheckConstraint(
                condition=Q(state=OpeningState.ASKED, decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    state__in=[OpeningState.APPROVED, OpeningState.REFUSED],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="opening_decided_by_somebody",
                violation_error_message="申请的状态与批准人不符。",
            ),
        ]

    def __str__(self) -> str:
        return f"日志第 {self.entry_id} 条"

    @property
    def closes_at(self) -> dt.datetime | None:
        """Until when the values may be read; None unless approved."""
        if self.state != OpeningState.APPROVED:
            return None
        return self.decided_at + dt.timedelta(minutes=MINUTES_OPEN)

    @property
    def is_open(self) -> bool:
        return self.closes_at is not None and clock.now() < self.closes_at

    @property
    def tone(self) -> tuple[str, str]:
        """(tone, words) of the status mark."""
        if self.state == OpeningState.ASKED:
            return ("wait", "待批准")
        if self.state == OpeningState.REFUSED:
            return ("closed", "未同意")
        return ("ok", "可查阅") if self.is_open else ("closed", "已过时限")
