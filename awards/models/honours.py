"""公示 objections, the 表彰 decision and the honours register (A6)."""

from django.db import models
from django.db.models import Q

from awards.choices import AwardKind, ObjectionState
from awards.models.nominations import Nomination
from awards.models.rounds import AwardRound
from baomi.organization.models import Staff
from baomi.registers.models import Record


class Objection(Record):
    """An objection received while the list is public; the decision waits until it is settled."""

    round = models.ForeignKey(
        AwardRound, verbose_name="评选", on_delete=models.PROTECT, related_name="objections"
    )
    nomination = models.ForeignKey(
        Nomination, verbose_name="对象", on_delete=models.PROTECT, related_name="objections"
    )
    received_on = models.DateField("收到日期")
    raised_by = models.CharField("提出人（单位）", max_length=60)
    content = models.TextField("异议内容")
    state = models.CharField(
        "状态", max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN, editable=False
    )
    finding = models.TextField("核实结果", blank=True, editable=False)
    settled_on = models.DateField("办结日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "公示异议"
        ordering = ["-received_on", "-id"]


class Decision(Record):
    """The 表彰 decision of a round; takes effect when its signed scan or archive number is recorded."""

    round = models.OneToOneField(
        AwardRound, verbose_name="评选", on_delete=models.PROTECT, related_name="decision"
    )
    document_number = models.CharField("文号", max_length=40)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("正文")
    decided_on = models.DateField("决定日期")
    archive_number = models.CharField("归档号", max_length=60, blank=True, editable=False)
    effective_at = models.DateTimeField("生效时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "表彰决定"
        ordering = ["-decided_on"]

    def __str__(self) -> str:
        return f"{self.document_number} {self.title}"


class Honour(Record):
    """A department's or person's honour of a year; names are kept as they were."""

    round = models.ForeignKey(
        AwardRound,
        verbose_name="评选",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="honours",
    )
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("奖项", max_length=20, choices=AwardKind.choices)
    award_name = models.CharField("荣誉名称", max_length=60)
    staff = models.ForeignKey(
        Staff, verbose_name="获奖人", on_delete=models.PROTECT, null=True, blank=True, related_name="honours"
    )
    recipient = models.CharField("获奖部门或姓名", max_length=60)
    document_number = models.CharField("表彰文号", max_length=40, blank=True)
    certificate_number = models.CharField("证书编号", max_length=40, null=True, blank=True, unique=True)
    received_on = models.DateField("领取日期", null=True, blank=True)

    class Meta:
        verbose_name = "荣誉"
        ordering = ["-year", "kind", "department__path", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "department"],
                condition=Q(kind=AwardKind.COLLECTIVE),
                name="honour_collective_once",
                violation_error_message="这个部门这一年度的集体荣誉已经登记。",
            ),
            models.UniqueConstraint(
                fields=["year", "staff"],
                condition=Q(kind=AwardKind.INDIVIDUAL),
                name="honour_individual_once",
                violation_error_message="这个人这一年度的个人荣誉已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(kind=AwardKind.COLLECTIVE, staff__isnull=True)
                | Q(kind=AwardKind.INDIVIDUAL, staff__isnull=False),
                name="honour_kind_subject",
                violation_error_message="先进工作者须写明获奖人；先进集体不写获奖人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.recipient} {self.award_name}"
