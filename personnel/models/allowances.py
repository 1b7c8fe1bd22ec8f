"""保密津贴 (P10): a month's list per department, from the status history; deductions F-43."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from baomi.approvals.models import Application
from baomi.core.levels import PersonGrade
from baomi.organization.models import Staff
from personnel.models.people import ClearedPerson

DEDUCTION_MONTHS = ((1, "1 个月"), (3, "3 个月"), (6, "6 个月"), (12, "12 个月"))


class AllowanceList(Application):
    """One department's list of one month; its lines are computed when it is made and frozen when handed in."""

    month = models.DateField("月份")
    """The first day of the month."""
    total = models.DecimalField("合计", max_digits=12, decimal_places=2, default=0, editable=False)
    computed_at = models.DateTimeField("计算时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "保密津贴发放表"
        ordering = ["-month", "department__path", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "month"],
                name="allowance_once",
                violation_error_message="这个部门当月的津贴表已经建立。请打开原有的一份。",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="allowance_month_first",
                violation_error_message="月份须是当月 1 日。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department.name} {self.month:%Y-%m} 保密津贴"


class AllowanceLine(models.Model):
    """What one person is due for the days of one grade in the month; a change in mid-month gives two lines.

    A line whose days lie in the month before puts right what the list of that month paid: more, or with `deducted`
    alone, less.
    """

    sheet = models.ForeignKey(AllowanceList, on_delete=models.PROTECT, related_name="lines")
    staff = models.ForeignKey(Staff, verbose_name="姓名", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        ClearedPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="allowances"
    )
    """Empty for a secrecy manager who is not cleared himself."""
    grade = models.CharField("岗位密级", max_length=20, choices=PersonGrade.choices, blank=True)
    first = models.DateField("起")
    last = models.DateField("止")
    rate = models.DecimalField("月标准", max_digits=10, decimal_places=2)
    due = models.DecimalField("应发", max_digits=10, decimal_places=2)
    deducted = models.DecimalField("扣发", max_digits=10, decimal_places=2, default=0)
    paid = models.DecimalField("实发", max_digits=10, decimal_places=2)
    reason = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "津贴明细"
        ordering = ["sheet", "staff__pinyin", "first", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "staff", "first"], name="allowance_line_once"),
            models.CheckConstraint(
                condition=Q(paid=models.F("due") - models.F("deducted"), deducted__gte=0),
                name="allowance_line_adds_up",
                violation_error_message="实发须等于应发减扣发。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.staff}"


class Deduction(Application):
    """扣发通知 F-43: so many months' allowance withheld from a month on, with the reason."""

    OWN_LOOKUP = "person__staff_id"

    person = models.ForeignKey(
        ClearedPerson, verbose_name="当事人", on_delete=models.PROTECT, related_name="deductions"
    )
    first_month = models.DateField("自何月起")
    months = models.PositiveSmallIntegerField(
        "扣发月数", choices=DEDUCTION_MONTHS, validators=(MinValueValidator(1),)
    )
    reason = models.CharField("扣发原因（脱敏）", max_length=300)
    clause = models.CharField("依据", max_length=100, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True, editable=False)
    refused_on = models.DateField("未批准日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "津贴扣发"
        ordering = ["-first_month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "first_month"],
                condition=Q(refused_on__isnull=True),
                name="deduction_once",
                violation_error_message="此人从这个月起的扣发已经登记。请打开原有的一份。",
            ),
            models.CheckConstraint(
                condition=Q(first_month__day=1),
                name="deduction_month_first",
                violation_error_message="月份须是当月 1 日。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} 扣发 {self.months} 个月"
