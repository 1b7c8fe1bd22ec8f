"""Major events F-19 and the December zero-report (P6); filings with the bureau (P14)."""

from django.db import models
from django.db.models import Q

from baomi.approvals.models import Application
from baomi.core.fields import EncryptedTextField
from baomi.registers.models import Record
from personnel.choices.people import PersonStatus
from personnel.choices.yearly import FilingMatter, FilingState, ReportKind
from personnel.models.people import ClearedPerson


class MajorReport(Application):
    """What a person reports of himself: on an event, or in December that there was none.

    `matters` are the six blocks of F-19 as JSON text, encrypted; `personnel.rules.reports` has their columns.
    """

    OWN_LOOKUP = "person__staff_id"

    person = models.ForeignKey(
        ClearedPerson, verbose_name="报告人", on_delete=models.PROTECT, related_name="reports"
    )
    kind = models.CharField("报告类别", max_length=20, choices=ReportKind.choices)
    year = models.PositiveSmallIntegerField("年度")
    serving = models.CharField("在职状态", max_length=20, choices=PersonStatus.choices, editable=False)
    happened_on = models.DateField("发生日期", null=True, blank=True)
    due_on = models.DateField("报告期限", editable=False)
    """Fixed when it is begun, by the parameter of the event's day; a zero-report's is 31 December."""
    reported_on = models.DateField("报告日期", null=True, blank=True, editable=False)
    """The day it was handed in; empty again while it is returned or taken back."""
    paper_number = models.CharField("纸质报告归档号", max_length=60, blank=True)
    """Of somebody without an account, who signs on paper alone."""
    subjects = models.JSONField("报告事项", default=list, blank=True)
    """Codes of the blocks filled in; empty for a zero-report."""
    matters = EncryptedTextField("事项内容", blank=True)
    abnormal = models.BooleanField("异常情况", default=False, editable=False)
    handling = models.CharField("处理意见", max_length=200, blank=True, editable=False)
    handled_on = models.DateField("阅处日期", null=True, blank=True, editable=False)
    bureau_due_on = models.DateField("上报期限", null=True, blank=True, editable=False)
    bureau_on = models.DateField("上报保密行政管理部门日期", null=True, blank=True, editable=False)
    bureau_number = models.CharField("上报文号", max_length=60, blank=True, editable=False)

    class Meta:
        verbose_name = "重大事项报告"
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "year"],
                condition=Q(kind=ReportKind.ZERO),
                name="zero_report_once",
                violation_error_message="此人这一年度的零报告已经建立。请打开原有的一份。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ReportKind.EVENT) | Q(happened_on__isnull=False),
                name="report_event_has_day",
                violation_error_message="重大事项须填发生日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.year} {self.get_kind_display()}"


class Filing(Record):
    """备案: people, changes and trips since the last filing, as they were handed to the bureau."""

    covers_from = models.DateField("起")
    covers_until = models.DateField("止")
    state = models.CharField(
        "状态", max_length=20, choices=FilingState.choices, default=FilingState.DRAFT, editable=False
    )
    filed_on = models.DateField("报备日期", null=True, blank=True, editable=False)
    receipt = models.CharField("备案回执号", max_length=60, blank=True, editable=False)

    class Meta:
        verbose_name = "涉密人员备案"
        ordering = ["-covers_until", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(covers_until__gte=models.F("covers_from")),
                name="filing_in_order",
                violation_error_message="止日期早于起日期。",
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=FilingState.DRAFT),
                name="filing_one_draft",
                violation_error_message="已有一份待报备的清单。请先报备或打开修改。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.covers_from:%Y-%m-%d} 至 {self.covers_until:%Y-%m-%d} 备案"


class FilingLine(models.Model):
    """One matter of a filing, in words, as it was when the filing was made."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="lines")
    matter = models.CharField("事项", max_length=20, choices=FilingMatter.choices)
    person = models.ForeignKey(ClearedPerson, on_delete=models.PROTECT, related_name="filings")
    happened_on = models.DateField("日期")
    detail = models.CharField("内容", max_length=200)
    source = models.CharField(max_length=80)
    """"app.model:pk": a matter is filed once."""

    class Meta:
        verbose_name = "备案事项"
        ordering = ["filing", "matter", "happened_on", "id"]
        constraints = [models.UniqueConstraint(fields=["matter", "source"], name="filing_line_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.get_matter_display()}"
