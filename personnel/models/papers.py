"""What a person signs on paper (P4, P5): pledges and yearly responsibility letters; and the yearly assessment F-17."""

from django.db import models
from django.db.models import Q

from baomi.approvals.models import Application
from baomi.core.levels import PersonGrade
from personnel.choices.people import PostKind
from personnel.choices.yearly import AssessmentResult, PledgeKind
from personnel.models.people import ClearedPerson
from personnel.models.posts import Project


class Pledge(Application):
    """One paper of one person. It counts from the day its wet-signed copy is recorded (`signed_on`)."""

    OWN_LOOKUP = "person__staff_id"

    person = models.ForeignKey(
        ClearedPerson, verbose_name="承诺人", on_delete=models.PROTECT, related_name="pledges"
    )
    kind = models.CharField("文书", max_length=20, choices=PledgeKind.choices)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    """Of the yearly letter alone."""
    project = models.ForeignKey(
        Project, verbose_name="项目", on_delete=models.PROTECT, null=True, blank=True, related_name="pledges"
    )
    trip = models.ForeignKey(
        "personnel.Trip", verbose_name="出国（境）", on_delete=models.PROTECT, null=True, blank=True, related_name="pledges"
    )  # fmt: skip
    departure = models.ForeignKey(
        "personnel.Departure", verbose_name="离岗", on_delete=models.PROTECT, null=True, blank=True, related_name="pledges"
    )  # fmt: skip
    copies = models.PositiveSmallIntegerField("份数", default=2, editable=False)
    signed_on = models.DateField("签订日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "承诺书、责任书"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(kind__in=[PledgeKind.ENTRY, PledgeKind.WORKER]),
                name="pledge_entry_once",
                violation_error_message="此人的承诺书已经建立。请打开原有的一份。",
            ),
            models.UniqueConstraint(
                fields=["person", "year"],
                condition=Q(kind=PledgeKind.YEARLY),
                name="pledge_yearly_once",
                violation_error_message="此人这一年度的责任书已经建立。请打开原有的一份。",
            ),
            models.UniqueConstraint(
                fields=["person", "project"],
                condition=Q(kind=PledgeKind.PROJECT),
                name="pledge_project_once",
                violation_error_message="此人的项目承诺书已经建立。请打开原有的一份。",
            ),
            models.UniqueConstraint(
                fields=["trip"],
                condition=Q(kind=PledgeKind.ABROAD),
                name="pledge_trip_once",
                violation_error_message="这次出国（境）的承诺书已经建立。",
            ),
            models.UniqueConstraint(
                fields=["departure"],
                condition=Q(kind=PledgeKind.COOLING),
                name="pledge_departure_once",
                violation_error_message="这次离岗的脱密期承诺书已经建立。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=PledgeKind.YEARLY) | Q(year__isnull=False),
                name="pledge_yearly_has_year",
                violation_error_message="责任书须写明年度。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()}"


class Assessment(Application):
    """年度考核 F-17: what the year showed, the person's confirmation, the department's opinion, HR's check."""

    OWN_LOOKUP = "person__staff_id"

    person = models.ForeignKey(
        ClearedPerson, verbose_name="被考核人", on_delete=models.PROTECT, related_name="assessments"
    )
    year = models.PositiveSmallIntegerField("年度")
    grade = models.CharField("涉密等级", max_length=20, choices=PersonGrade.choices, editable=False)
    post_kind = models.CharField("岗位类型", max_length=20, choices=PostKind.choices, editable=False)
    letter_signed = models.BooleanField("签订保密责任书", default=False)
    duties_done = models.CharField("履行保密责任情况", max_length=300, blank=True)
    unfinished = models.CharField("未完成事项", max_length=300, blank=True)
    educated = models.BooleanField("参加保密教育达到要求", default=False)
    cooperated = models.BooleanField("配合保密检查", default=True)
    trips_approved = models.BooleanField("出国（境）均经审批并受行前教育", default=True)
    violated = models.BooleanField("有违反保密规定的问题", default=False)
    violation_text = models.CharField("违规情况说明（脱敏）", max_length=300, blank=True)
    leaked = models.BooleanField("发生泄密事件", default=False)
    result = models.CharField("考核结果", max_length=20, choices=AssessmentResult.choices, blank=True)
    result_reason = models.CharField("部门意见说明", max_length=200, blank=True)
    concluded_on = models.DateField("考核完成日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "年度考核"
        ordering = ["-year", "person__staff__pinyin", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "year"],
                name="assessment_once",
                violation_error_message="此人这一年度的考核表已经建立。请打开原有的一份。",
            ),
            models.CheckConstraint(
                condition=Q(violated=False) | ~Q(violation_text=""),
                name="assessment_violation_told",
                violation_error_message="有违规问题的，须写明情况。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.year} 年度考核"
