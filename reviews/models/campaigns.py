"""The year's notice (R11): its text, deadline, addressed departments and the rows of its list."""

from django.db import models

from baomi.organization.models import Department
from baomi.registers.models import Record
from reviews.choices import AppliesTo, CampaignState, ItemCategory, Requirement
from reviews.queries import CampaignQuerySet


class Campaign(Record):
    """One year's summary campaign. `department` is the office that runs it; one campaign a year."""

    year = models.PositiveSmallIntegerField(
        "年度", unique=True, error_messages={"unique": "这个年度的报送已经建立。请打开原有的一次。"}
    )
    title = models.CharField("标题", max_length=100)
    document_number = models.CharField("文号", max_length=40, blank=True)
    notice_text = models.TextField("通知正文")
    deadline = models.DateTimeField("报送截止")
    contact_name = models.CharField("联系人", max_length=40)
    contact_phone = models.CharField("联系电话", max_length=40)
    contact_place = models.CharField("报送地点", max_length=60, blank=True)
    state = models.CharField(
        "状态", max_length=20, choices=CampaignState.choices, default=CampaignState.DRAFT, editable=False
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "年度总结报送"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=CampaignState.values),
                name="campaign_state_known",
                violation_error_message="报送状态不在可选范围内。",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Addressee(models.Model):
    """A department the notice is addressed to; the choice stays as it was published."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="addressees")
    department = models.ForeignKey(
        Department, verbose_name="部门", on_delete=models.PROTECT, related_name="+"
    )
    extended_to = models.DateTimeField("延期至", null=True, blank=True)
    extension_reason = models.CharField("延期原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "报送部门"
        ordering = ["department__path", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "department"],
                name="addressee_once",
                violation_error_message="这个部门已在报送名单中。",
            )
        ]

    def __str__(self) -> str:
        return self.department.name

    @property
    def deadline(self):
        """The department's own instant: the campaign's, or its extension."""
        return self.extended_to or self.campaign.deadline


class CampaignItem(models.Model):
    """A row of the year's 材料上报清单 (F-03), editable until the notice is published."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField("序号")
    name = models.CharField("材料名称", max_length=80)
    category = models.CharField("材料类别", max_length=20, choices=ItemCategory.choices)
    requirement = models.CharField("要求", max_length=20, choices=Requirement.choices)
    applies_to = models.CharField("适用部门", max_length=20, choices=AppliesTo.choices, default=AppliesTo.ALL)

    class Meta:
        verbose_name = "清单行"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "name"],
                name="campaign_item_once",
                violation_error_message="清单里已有同名材料。",
            )
        ]

    def __str__(self) -> str:
        return self.name
