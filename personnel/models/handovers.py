"""Officer hand-over day (B16), and the yearly joint check of the register with HR (P3)."""

from django.db import models
from django.db.models import Q

from baomi.approvals.models import Application
from baomi.organization.models import Grant, Staff
from baomi.registers.models import Record


class Handover(Application):
    """A department's secrecy officer hands over: joint stock-take, open tasks listed, both sign, rights switch at once.

    The successor's grant is proposed by SECADMIN beforehand; the last signature, OFFICE HEAD's, confirms it and ends
    the old one in the same transaction.
    """

    OWN_LOOKUP = "outgoing_id"

    outgoing = models.ForeignKey(
        Staff, verbose_name="移交人", on_delete=models.PROTECT, related_name="handovers_out"
    )
    incoming = models.ForeignKey(
        Staff, verbose_name="接收人", on_delete=models.PROTECT, related_name="handovers_in"
    )
    grant = models.ForeignKey(
        Grant, verbose_name="接收人授权", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )  # fmt: skip
    stocktake = models.JSONField("共同清点", default=list, blank=True)
    """[{label, expected, found, note}, …] as both counted."""
    open_tasks = models.JSONField("未办事项", default=list, blank=True, editable=False)
    """[{label, due, url}, …] as they stood when it was handed in."""
    remark = models.CharField("其他交接事项", max_length=300, blank=True)
    switched_at = models.DateTimeField("权限切换时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "保密员交接"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outgoing=models.F("incoming")),
                name="handover_two_people",
                violation_error_message="移交人和接收人须是不同的人。",
            ),
            models.UniqueConstraint(
                fields=["outgoing"],
                condition=Q(switched_at__isnull=True),
                name="handover_one_open",
                violation_error_message="这位保密员的交接已经建立。请打开原有的一份。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outgoing} 移交 {self.incoming}"


class JointCheck(Record):
    """The yearly check of the register of cleared people together with HR (P3)."""

    year = models.PositiveSmallIntegerField("年度")
    held_on = models.DateField("检查日期")
    checkers = models.CharField("检查人", max_length=100)
    outside_list = models.CharField("比对名单", max_length=100, help_text="名单名称和日期")
    same = models.PositiveIntegerField("一致人数", default=0)
    differing = models.PositiveIntegerField("内容不同人数", default=0)
    only_here = models.PositiveIntegerField("仅台账有", default=0)
    only_there = models.PositiveIntegerField("仅名单有", default=0)
    findings = models.CharField("发现问题", max_length=300, blank=True)
    measures = models.CharField("处理情况", max_length=300, blank=True)

    class Meta:
        verbose_name = "人员联合检查"
        ordering = ["-year", "-held_on", "id"]

    def __str__(self) -> str:
        return f"{self.year} 年涉密人员联合检查"
