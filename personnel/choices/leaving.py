"""Enumerations of leaving the post and of the cooling-off period."""

from django.db import models


class DepartureReason(models.TextChoices):
    """Why somebody leaves the post; the groups of F-24."""

    TRANSFER = "transfer", "调离学校"
    INTERNAL = "internal", "校内调动"
    RETIRE = "retire", "退休"
    GRADUATE = "graduate", "毕业"
    RESIGN = "resign", "辞职"
    DISMISS = "dismiss", "辞退、解聘"
    PROJECT = "project", "项目结束"
    OTHER = "other", "其他"


OUT_OF_HOUSE = (
    DepartureReason.TRANSFER,
    DepartureReason.RESIGN,
    DepartureReason.DISMISS,
    DepartureReason.GRADUATE,
)
"""After these the person works or studies elsewhere."""


ASKED_FOR = {
    DepartureReason.TRANSFER: ("unit", "unit_nature"),
    DepartureReason.INTERNAL: ("unit", "new_post"),
    DepartureReason.GRADUATE: ("unit",),
    DepartureReason.OTHER: ("reason_text",),
}
"""The cells of F-24 that a reason asks for."""


class UnitNature(models.TextChoices):
    STATE = "state", "机关、国防企事业"
    PUBLIC = "public", "公有"
    PRIVATE = "private", "非公"
    OTHER = "other", "其他"


class ManagedBy(models.TextChoices):
    """Who manages the cooling-off period (P13)."""

    US = "us", "本校管理"
    RECEIVER = "receiver", "委托接收单位管理"
    BUREAU = "bureau", "保密行政管理部门管理"


class Settlement(models.TextChoices):
    """How a thing held was cleared at the end (F-29)."""

    HANDED_OVER = "handed_over", "移交"
    TURNED_IN = "turned_in", "上交"
    DESTROYED = "destroyed", "销毁"
    REVOKED = "revoked", "注销、收回"


class ExceptionKind(models.TextChoices):
    """What is refused in the cooling-off period unless a leader excepts it."""

    TRANSFER = "transfer", "调动"
    RESIGN = "resign", "辞职"
    JOB = "job", "从业"
