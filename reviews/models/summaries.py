"""A department's yearly summary with its list of records (R11, F-03): one application per department and year."""

from django.db import models
from django.db.models import Q

from baomi.approvals.models import Application
from baomi.organization.models import Staff
from reviews.choices import HandIn, ItemAnswer, ItemCategory, Requirement
from reviews.models.campaigns import Campaign
from reviews.queries import SummaryQuerySet

PARTS = ("leadership", "education", "integration", "management", "inspection", "exams")
"""The six parts the notice asks for, in its order."""


class Summary(Application):
    """The six parts, the ticked list, the receipt. Its stage of life follows the approval, never an edit.

    `handed_in_at` is the head's signature of the current round, `first_handed_in_at` that of the first round which
    reached the office: a summary once handed in on time and returned is late only past `correction_due`.
    """

    campaign = models.ForeignKey(
        Campaign, verbose_name="年度报送", on_delete=models.PROTECT, related_name="summaries"
    )
    leadership = models.TextField("领导小组建设、责任制与例会", blank=True)
    education = models.TextField("学习贯彻与宣传教育", blank=True)
    integration = models.TextField("保密要求融入业务制度", blank=True)
    management = models.TextField("日常管理制度落实", blank=True)
    inspection = models.TextField("检查、自查自评与整改", blank=True)
    exams = models.TextField("国家统一考试试卷保密", blank=True)
    reporter = models.ForeignKey(
        Staff, verbose_name="报送人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hand_in = models.CharField(
        "报送状态", max_length=20, choices=HandIn.choices, default=HandIn.IN_WORK, editable=False
    )
    handed_in_at = models.DateTimeField("报送时间", null=True, blank=True, editable=False)
    first_handed_in_at = models.DateTimeField("首次报送时间", null=True, blank=True, editable=False)
    returned_at = models.DateTimeField("退回时间", null=True, blank=True, editable=False)
    correction_due = models.DateTimeField("补正期限", null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField("接收时间", null=True, blank=True, editable=False)
    receiver = models.ForeignKey(
        Staff,
        verbose_name="接收人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    late_reason = models.CharField("逾期接收原因", max_length=300, blank=True, editable=False)
    receipt_number = models.CharField(
        "回执号", max_length=40, null=True, blank=True, unique=True, editable=False
    )

    objects = SummaryQuerySet.as_manager()

    class Meta:
        verbose_name = "部门年度总结"
        ordering = ["-campaign__year", "department__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "department"],
                name="summary_once",
                violation_error_message="本部门这一年度的总结已经建立。请打开原有的一份。",
            ),
            models.CheckConstraint(
                condition=~Q(hand_in=HandIn.ACCEPTED_LATE) | ~Q(late_reason=""),
                name="summary_late_reason",
                violation_error_message="逾期接收须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department.name} {self.campaign.year} 年度保密工作总结"


class SummaryItem(models.Model):
    """A row of the department's list; copied from the campaign when the summary begins."""

    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField("序号")
    name = models.CharField("材料名称", max_length=80)
    category = models.CharField("材料类别", max_length=20, choices=ItemCategory.choices)
    requirement = models.CharField("要求", max_length=20, choices=Requirement.choices)
    answer = models.CharField("是否提交", max_length=20, choices=ItemAnswer.choices, default=ItemAnswer.OPEN)
    quantity = models.CharField("份数/页数", max_length=40, blank=True)
    submitted_on = models.DateField("提交日期", null=True, blank=True)
    remark = models.CharField("审核意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "清单行"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["summary", "name"],
                name="summary_item_once",
                violation_error_message="清单里已有同名材料。",
            )
        ]

    def __str__(self) -> str:
        return self.name
