"""What the ledger kept before this system said of people already in post (F-15), line by line."""

from django.db import models
from django.db.models import F, Q

from baomi.organization.models import Staff
from baomi.registers.models import Record
from personnel.choices.people import PersonKind
from personnel.models.people import ClearedPerson
from personnel.models.posts import Post


class Takeover(Record):
    """One line of the old ledger, kept as it was brought in; `person` is the row it opened."""

    OWN_LOOKUP = "staff_id"

    staff = models.ForeignKey(Staff, verbose_name="姓名", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("人员类别", max_length=20, choices=PersonKind.choices, default=PersonKind.STAFF)
    post = models.ForeignKey(Post, verbose_name="工作岗位", on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey(
        Staff,
        verbose_name="项目（课题）组负责人或导师",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    entered_on = models.DateField("成为涉密人员时间")
    vetted_on = models.DateField("最近审查日期")
    vetting_due_on = models.DateField("下次复审期限", null=True, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)
    person = models.OneToOneField(
        ClearedPerson, verbose_name="涉密人员", on_delete=models.PROTECT, related_name="takeover", editable=False
    )  # fmt: skip

    class Meta:
        verbose_name = "原台账转入"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff"],
                name="takeover_once",
                violation_error_message="此人已从原台账转入。请打开涉密人员台账办理。",
            ),
            models.CheckConstraint(
                condition=Q(vetting_due_on__isnull=True) | Q(vetting_due_on__gt=F("vetted_on")),
                name="takeover_vetting_in_order",
                violation_error_message="下次复审期限须晚于最近审查日期。请核对后改正。",
            ),
        ]

    def __str__(self) -> str:
        return self.staff.name
