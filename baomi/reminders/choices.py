"""Enumerations of the reminders."""

from django.db import models


class Unit(models.TextChoices):
    """In what a stage's distance from the due date is counted."""

    CALENDAR_DAY = "calendar_day", "天"
    WORKING_DAY = "working_day", "个工作日"
    HOUR = "hour", "小时"


class Kind(models.TextChoices):
    """What a notice says: the four kinds of a stage, urging by the office, the end of a job."""

    AHEAD = "ahead", "提前"
    ON_DAY = "on_day", "到期"
    OVERDUE = "overdue", "逾期"
    ESCALATION = "escalation", "上报"
    URGE = "urge", "催报"
    JOB = "job", "任务"


STAGE_KINDS = (Kind.AHEAD, Kind.ON_DAY, Kind.OVERDUE, Kind.ESCALATION)
REPLACEABLE_KINDS = (Kind.AHEAD, Kind.ON_DAY)
"""Of several that have passed, only the latest is delivered; overdue and escalation are delivered one and all."""


class Shown(models.TextChoices):
    """How exactly a notice's due date is meant."""

    NONE = "none", "无期限"
    DAY = "day", "到日"
    TIME = "time", "到时刻"


class Mail(models.TextChoices):
    """How far the e-mail of a notice has come."""

    NONE = "none", "不发"
    WAITING = "waiting", "待发"
    SENT = "sent", "已发"
    FAILED = "failed", "未发出"
