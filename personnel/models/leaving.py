"""Leaving the post (P12, F-24) with the clearing of everything held (B1, F-29), and the cooling-off period (P13)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from baomi.approvals.models import Application
from baomi.audit.records import Versioned
from baomi.core.fields import EncryptedTextField
from baomi.organization.models import Staff
from baomi.registers.models import Record
from personnel.choices.leaving import (
    ASKED_FOR,
    DepartureReason,
    ExceptionKind,
    ManagedBy,
    Settlement,
    UnitNature,
)
from personnel.models.people import ClearedPerson


class Departure(Application):
    """脱离涉密岗位审批 F-24. Approved it begins the cooling-off period; it cannot be while anything is held."""

    OWN_LOOKUP = "person__staff_id"

    person = models.ForeignKey(
        ClearedPerson, verbose_name="离岗人", on_delete=models.PROTECT, related_name="departures"
    )
    reason = models.CharField("脱密原因", max_length=20, choices=DepartureReason.choices)
    reason_text = models.CharField("原因说明", max_length=200, blank=True)
    unit = models.CharField("去向单位", max_length=100, blank=True)
    unit_nature = models.CharField("单位性质", max_length=20, choices=UnitNature.choices, blank=True)
    unit_address = models.CharField("单位地址", max_length=120, blank=True)
    postcode = models.CharField("邮编", max_length=10, blank=True)
    new_post = models.CharField("新岗位", max_length=60, blank=True)
    leaves_on = models.DateField("拟离岗日期")
    access_returned = models.CharField("场所出入权限回收情况", max_length=200, blank=True)
    managed_by = models.CharField(
        "脱密期管理", max_length=20, choices=ManagedBy.choices, default=ManagedBy.US
    )
    cooling_months = models.PositiveSmallIntegerField("脱密期（月）", null=True, blank=True, editable=False)
    longer_reason = models.CharField("延长脱密期的理由", max_length=200, blank=True, editable=False)
    approved_on = models.DateField("批准日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "脱离涉密岗位"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.person} 离岗"

    def clean(self) -> None:
        """The cells that the reason asks for."""
        missing = [name for name in ASKED_FOR.get(self.reason, ()) if not getattr(self, name)]
        if missing:
            words = f"脱密原因为“{self.get_reason_display()}”的必填。"
            raise ValidationError(dict.fromkeys(missing, words))


class ClearanceLine(Versioned):
    """One thing the leaver had, and how it was cleared with whose signature; typed by hand or found by a register."""

    departure = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="lines")
    key = models.CharField(max_length=120)
    """The holding's key; "typed:<n>" for what was typed by hand."""
    kind = models.CharField("类别", max_length=40)
    label = models.CharField("名称（代号）", max_length=120)
    item_number = models.CharField("编号", max_length=60, blank=True)
    level = models.CharField("密级", max_length=20, blank=True)
    quantity = models.PositiveIntegerField("数量", default=1)
    pages = models.PositiveIntegerField("页数", null=True, blank=True)
    electronic = models.BooleanField("电子载体", default=False)
    typed = models.BooleanField("手填", default=False)
    typed_by = models.ForeignKey(
        Staff, verbose_name="填写人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settlement = models.CharField("清退去向", max_length=20, choices=Settlement.choices, blank=True)
    receiver = models.ForeignKey(
        Staff, verbose_name="接收人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    received_at = models.DateTimeField("核定时间", null=True, blank=True)

    class Meta:
        verbose_name = "清退明细"
        ordering = ["departure", "kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["departure", "key"],
                name="clearance_line_once",
                violation_error_message="这一项已在清退单上。",
            ),
            models.CheckConstraint(
                condition=Q(typed_by__isnull=True)
                | Q(receiver__isnull=True)
                | ~Q(typed_by=models.F("receiver")),
                name="clearance_line_two_people",
                violation_error_message="填写人不能核定自己填写的一项。",
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | (Q(receiver__isnull=False) & ~Q(settlement="")),
                name="clearance_line_signed",
                violation_error_message="核定须有接收人和去向。",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class CoolingOff(Record):
    """脱密期 of one person: from the day leaving was approved until its end; longer is allowed, shorter is not."""

    OWN_LOOKUP = "person__staff_id"

    person = models.OneToOneField(
        ClearedPerson, verbose_name="人员", on_delete=models.PROTECT, related_name="cooling_off"
    )
    departure = models.OneToOneField(
        Departure,
        verbose_name="离岗审批",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="cooling_off",
    )
    """Empty for who was cooling off before this system: his paper is named by the line of the old ledger."""
    starts = models.DateField("脱密期起", editable=False)
    least_until = models.DateField("规定的脱密期止", editable=False)
    until = models.DateField("脱密期止", editable=False)
    managed_by = models.CharField("管理单位", max_length=20, choices=ManagedBy.choices, editable=False)
    unit = models.CharField("现单位", max_length=100, blank=True)
    unit_address = models.CharField("现单位地址", max_length=120, blank=True)
    contact = models.CharField("单位联系人", max_length=40, blank=True)
    phone = EncryptedTextField("联系电话", blank=True)
    insurance_place = models.CharField("社保关系所在地", max_length=60, blank=True)
    insurance_number = EncryptedTextField("社保编号", blank=True)
    letter_number = models.CharField("通知书、委托书编号", max_length=60, blank=True, editable=False)
    letter_on = models.DateField("发出日期", null=True, blank=True, editable=False)
    receipt_due_on = models.DateField("回执期限", null=True, blank=True, editable=False)
    receipt_on = models.DateField("回执日期", null=True, blank=True, editable=False)
    released_on = models.DateField("解除日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "脱密期"
        ordering = ["until", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=models.F("least_until"), least_until__gte=models.F("starts")),
                name="cooling_not_shorter",
                violation_error_message="脱密期不能短于规定的期限。",
            ),
            models.CheckConstraint(
                condition=Q(released_on__isnull=True) | Q(released_on__gt=models.F("until")),
                name="cooling_released_after_end",
                violation_error_message="脱密期未满，不能解除。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} 脱密期"


class CoolingChange(Application):
    """A longer cooling-off period: until when and why."""

    OWN_LOOKUP = "cooling__person__staff_id"

    cooling = models.ForeignKey(
        CoolingOff, verbose_name="脱密期", on_delete=models.PROTECT, related_name="changes"
    )
    until = models.DateField("延长至")
    reason = models.CharField("延长理由", max_length=200)

    class Meta:
        verbose_name = "延长脱密期"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.cooling.person} 延长脱密期"


class CoolingException(Application):
    """What is refused in the cooling-off period (P12, P13), excepted by a leader and noted in the personnel file."""

    OWN_LOOKUP = "cooling__person__staff_id"

    cooling = models.ForeignKey(
        CoolingOff, verbose_name="脱密期", on_delete=models.PROTECT, related_name="exceptions"
    )
    kind = models.CharField("事项", max_length=20, choices=ExceptionKind.choices)
    unit = models.CharField("去向单位", max_length=100)
    unit_nature = models.CharField("单位性质", max_length=20, choices=UnitNature.choices)
    foreign = models.BooleanField("境外机构或外商独资企业", default=False)
    reason = models.CharField("理由", max_length=200)
    file_noted_on = models.DateField("记入人事档案日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "脱密期例外审批"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.cooling.person} {self.get_kind_display()}"


class Enquiry(Record):
    """A new employer asks about somebody in his cooling-off period; the answer is kept."""

    OWN_LOOKUP = "cooling__person__staff_id"

    cooling = models.ForeignKey(
        CoolingOff, verbose_name="脱密期", on_delete=models.PROTECT, related_name="enquiries"
    )
    asked_by = models.CharField("来函单位", max_length=100)
    asked_on = models.DateField("来函日期")
    due_on = models.DateField("答复期限", editable=False)
    question = models.CharField("询问事项（脱敏）", max_length=200)
    answer = models.CharField("答复意见（脱敏）", max_length=300, blank=True, editable=False)
    answered_on = models.DateField("答复日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "用人单位来函"
        ordering = ["-asked_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | ~Q(answer=""),
                name="enquiry_answer",
                violation_error_message="答复须写明意见。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked_by} 询问 {self.cooling.person}"


class Release(Application):
    """脱密期满解除: signed when the period is over, then taken from the bureau's list."""

    OWN_LOOKUP = "cooling__person__staff_id"

    cooling = models.ForeignKey(
        CoolingOff, verbose_name="脱密期", on_delete=models.PROTECT, related_name="releases"
    )
    note = models.CharField("脱密期表现（脱敏）", max_length=300)
    filed_on = models.DateField("撤销备案日期", null=True, blank=True, editable=False)
    filing_number = models.CharField("撤销备案文号", max_length=60, blank=True, editable=False)

    class Meta:
        verbose_name = "解除脱密"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooling"],
                name="release_once",
                violation_error_message="此人的解除审批已经建立。请打开原有的一份。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cooling.person} 解除脱密"


class Absence(Record):
    """擅自离职: somebody who left without permission, or broke the rules gravely; reported to the bureau (实施条例 54)."""

    OWN_LOOKUP = "person__staff_id"

    person = models.ForeignKey(
        ClearedPerson, verbose_name="人员", on_delete=models.PROTECT, related_name="absences"
    )
    noticed_on = models.DateField("发现日期")
    due_on = models.DateField("上报期限", editable=False)
    outline = models.CharField("简要情况（脱敏）", max_length=300)
    measures = models.CharField("已采取的措施（脱敏）", max_length=300, blank=True)
    bureau_on = models.DateField("上报日期", null=True, blank=True, editable=False)
    bureau_number = models.CharField("上报文号", max_length=60, blank=True, editable=False)

    class Meta:
        verbose_name = "擅自离岗离职"
        ordering = ["-noticed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(bureau_on__isnull=True) | ~Q(bureau_number=""),
                name="absence_report_number",
                violation_error_message="上报须登记文号。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} 擅自离岗离职"
