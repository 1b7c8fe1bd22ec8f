"""Training (P15): planned and held sessions, who was there, certificates with an end."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from baomi.organization.models import Staff
from baomi.registers.models import Record
from personnel.choices.yearly import TrainingKind, TrainingState

HOURS = (MinValueValidator(0, "学时不能小于 0。"), MaxValueValidator(200, "一次培训的学时不超过 200。"))
SCORE = (MaxValueValidator(100, "成绩不超过 100 分。"),)


class TrainingSession(Record):
    """One training: planned, then held with its attendance. `department` organises it."""

    title = models.CharField("培训名称", max_length=100)
    kind = models.CharField("类别", max_length=20, choices=TrainingKind.choices)
    topics = models.JSONField("内容", default=list)
    """Codes of TrainingTopic (实施条例 9)."""
    content = models.CharField("主要内容（脱敏）", max_length=300, blank=True)
    planned_on = models.DateField("计划日期")
    held_on = models.DateField("举办日期", null=True, blank=True)
    hours = models.DecimalField("学时", max_digits=5, decimal_places=1, validators=HOURS)
    place = models.CharField("地点", max_length=60, blank=True)
    lecturer = models.CharField("主讲人", max_length=60, blank=True)
    audience = models.CharField("培训对象", max_length=100, blank=True)
    has_exam = models.BooleanField("组织考试", default=False)
    pass_mark = models.PositiveSmallIntegerField("合格分数线", null=True, blank=True, editable=False)
    state = models.CharField(
        "状态", max_length=20, choices=TrainingState.choices, default=TrainingState.PLANNED, editable=False
    )
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "保密教育培训"
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=TrainingState.HELD) | Q(held_on__isnull=False),
                name="training_held_on",
                violation_error_message="已举办的培训须有举办日期。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=TrainingKind.PRE_POST) | Q(has_exam=True),
                name="training_pre_post_has_exam",
                violation_error_message="上岗前培训须组织考试。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(Record):
    """One person at one session: hours earned and the mark of its exam. `department` is the person's at the time."""

    OWN_LOOKUP = "staff_id"

    session = models.ForeignKey(
        TrainingSession, verbose_name="培训", on_delete=models.PROTECT, related_name="attendances"
    )
    staff = models.ForeignKey(
        Staff, verbose_name="参加人", on_delete=models.PROTECT, related_name="trainings"
    )
    hours = models.DecimalField("学时", max_digits=5, decimal_places=1, validators=HOURS)
    score = models.DecimalField(
        "成绩", max_digits=5, decimal_places=1, null=True, blank=True, validators=SCORE
    )
    passed = models.BooleanField("合格", null=True, blank=True, editable=False)
    """By the session's pass mark; empty without an exam."""

    class Meta:
        verbose_name = "培训记录"
        ordering = ["-session__held_on", "staff__pinyin", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "staff"],
                name="attendance_once",
                violation_error_message="此人已在这次培训的签到名单中。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.session}"


class Certificate(Record):
    """A certificate needed to hold a post (持证上岗), with its end."""

    OWN_LOOKUP = "staff_id"

    staff = models.ForeignKey(
        Staff, verbose_name="持证人", on_delete=models.PROTECT, related_name="certificates"
    )
    name = models.CharField("证书名称", max_length=80)
    certificate_number = models.CharField("证书编号", max_length=60)
    issuer = models.CharField("发证机构", max_length=80)
    issued_on = models.DateField("发证日期")
    expires_on = models.DateField("有效期至", null=True, blank=True)

    class Meta:
        verbose_name = "培训证书"
        ordering = ["expires_on", "staff__pinyin", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate_number", "issuer"],
                name="certificate_once",
                violation_error_message="这张证书已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=models.F("issued_on")),
                name="certificate_in_order",
                violation_error_message="有效期早于发证日期。请核对后改正。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.name}"
