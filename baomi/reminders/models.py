"""Stages of the rules, notices made from them, runs of the sweep, and the pulse of the background processes."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from baomi.audit.records import Versioned
from baomi.core import clock
from baomi.reminders.choices import STAGE_KINDS, Kind, Mail, Shown, Unit
from baomi.reminders.queries import NoticeQuerySet

MAIL_DOMAIN = "baomi.invalid"
"""The right side of a Message-ID; no address, so that nobody answers to it."""


class ReminderStage(Versioned):
    """One rung of a rule's ladder: so long before or after the due date, this relation is told.

    Seeded from the rule's declaration, then the office head's: never deleted, only switched off. A change works
    on what has not been told yet; notices already made stay as they are.
    """

    rule = models.CharField("提醒事项", max_length=80, editable=False)
    offset = models.SmallIntegerField("时距", help_text="负数为到期前，0 为到期当日，正数为逾期后")
    unit = models.CharField("单位", max_length=20, choices=Unit.choices, default=Unit.CALENDAR_DAY)
    relation = models.CharField("提醒对象", max_length=40)
    kind = models.CharField("类别", max_length=20, choices=[(kind.value, kind.label) for kind in STAGE_KINDS])
    paper = models.CharField(
        "纸质单据", max_length=20, blank=True, help_text="到这一级须打印的表号，如督办单"
    )
    enabled = models.BooleanField("启用", default=True, editable=False)

    class Meta:
        verbose_name = "提醒级别"
        ordering = ["rule", "offset", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "offset", "unit", "relation"],
                name="stage_once",
                violation_error_message="这一时距已经提醒同一对象。请改时距，或启用原来的级别。",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.AHEAD, offset__lt=0)
                | Q(kind=Kind.ON_DAY, offset=0)
                | Q(kind__in=[Kind.OVERDUE, Kind.ESCALATION], offset__gt=0),
                name="stage_side",
                violation_error_message="时距与类别不符：提前为负数，到期为 0，逾期和上报为正数。",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=Unit.values),
                name="stage_unit_known",
                violation_error_message="单位不在可选范围内。",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """「到期前 30 天」「到期当日」「逾期后 3 个工作日」."""
        if self.offset == 0:
            return "到期时" if self.unit == Unit.HOUR else "到期当日"
        side = "到期前" if self.offset < 0 else "逾期后"
        return f"{side} {abs(self.offset)} {self.get_unit_display()}"


class SweepRun(models.Model):
    """One sweep. At most one is unfinished; its lease ends a minute after its process stops renewing it."""

    name = models.CharField(max_length=20, default="sweep", editable=False)
    holder = models.CharField(max_length=80)
    until = models.DateTimeField("截至")
    started_at = models.DateTimeField("开始")
    finished_at = models.DateTimeField("结束", null=True, blank=True)
    lease_until = models.DateTimeField()
    made = models.PositiveIntegerField("新提醒", default=0)
    skipped = models.PositiveIntegerField("略过", default=0)
    mailed = models.PositiveIntegerField("邮件", default=0)
    unaddressed = models.PositiveIntegerField("无接收人", default=0)
    error = models.TextField("说明", blank=True)

    class Meta:
        verbose_name = "巡查"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(finished_at__isnull=True),
                name="sweep_one_at_a_time",
                violation_error_message="另一次巡查正在进行。",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Notice(models.Model):
    """One person is told one thing once: the inbox line, and the e-mail's state beside it.

    Texts are kept as they were told. A `skipped` (略过) notice records a rung that had passed together with a
    later one; it is shown to nobody and sent to nobody.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rule = models.CharField("提醒事项", max_length=80)
    record = models.CharField("对象", max_length=120)
    due_at = models.DateTimeField("期限")
    due_shown = models.CharField(max_length=10, choices=Shown.choices, default=Shown.DAY)
    stage = models.CharField("级别", max_length=40)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="接收人", on_delete=models.PROTECT, related_name="notices"
    )
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    duty = models.CharField("督办事项", max_length=80, blank=True)
    subject = models.CharField("事项对象", max_length=200, blank=True)
    department_name = models.CharField("承办部门", max_length=60, blank=True)
    title = models.CharField("标题", max_length=200)
    body = models.CharField("内容", max_length=500, blank=True)
    url = models.CharField(max_length=300, blank=True)
    paper = models.CharField("纸质单据", max_length=20, blank=True)
    made_at = models.DateTimeField("提醒时间")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    run = models.ForeignKey(SweepRun, on_delete=models.PROTECT, null=True, related_name="notices")
    skipped = models.BooleanField("略过", default=False)
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    mail_state = models.CharField("邮件", max_length=10, choices=Mail.choices, default=Mail.NONE)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_error = models.CharField(max_length=300, blank=True)
    mailed_at = models.DateTimeField("发出时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "提醒"
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "record", "due_at", "stage", "recipient"],
                name="notice_once",
                violation_error_message="这条提醒已经发过，不重复发。",
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "read_at", "-made_at"], name="notice_inbox"),
            models.Index(fields=["record"], name="notice_of_record"),
            models.Index(fields=["id"], condition=Q(mail_state=Mail.WAITING), name="notice_mail_waiting"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def due(self):
        """The due date as it was meant: a day, an instant, or None."""
        if self.due_shown == Shown.NONE:
            return None
        return self.due_at if self.due_shown == Shown.TIME else self.due_at.astimezone(clock.SHANGHAI).date()

    @property
    def message_id(self) -> str:
        """The same for every sending, so that a mail sent twice is shown once."""
        return f"<notice.{self.uuid}@{MAIL_DOMAIN}>"


class Heartbeat(models.Model):
    """When a background process last showed that it works: `worker`, `sweep`."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField("时间")
    holder = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.name} {self.at}"
