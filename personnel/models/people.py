"""The register of cleared people (P3): one row for each time somebody comes, and the periods of his life in it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baomi.approvals.models import Approval
from baomi.core.levels import PersonGrade
from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from baomi.registers.models import Record
from personnel.choices.people import LIVE, PersonKind, PersonStatus
from personnel.models.posts import Post
from personnel.queries.people import PeriodQuerySet, PersonQuerySet


class ClearedPerson(Record):
    """A person on the way to, in, or after a classified post. `department` answers for him.

    `grade` comes from the post (P1). Status, post and grade are moved by the effects of procedures alone
    (`personnel.actions.people`), each move with a `StatusPeriod`. Who comes again after his release gets a new row.
    """

    OWN_LOOKUP = "staff_id"
    OWN_LOOKUP_OF: ClassVar = {Role.PI: "leader_id"}
    """A project leader sees those he leads."""
    NAMED_BY = ("number", "staff__number", "staff__name")
    """How a sheet names him: by 工号 or name, as offices do."""

    staff = models.ForeignKey(Staff, verbose_name="姓名", on_delete=models.PROTECT, related_name="clearances")
    kind = models.CharField("人员类别", max_length=20, choices=PersonKind.choices, default=PersonKind.STAFF)
    status = models.CharField(
        "状态", max_length=20, choices=PersonStatus.choices, default=PersonStatus.CANDIDATE, editable=False
    )
    post = models.ForeignKey(Post, verbose_name="涉密岗位", on_delete=models.PROTECT, related_name="people")
    grade = models.CharField("涉密等级", max_length=20, choices=PersonGrade.choices, editable=False)
    leader = models.ForeignKey(
        Staff,
        verbose_name="项目（课题）组负责人或导师",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_clearances",
    )
    entered_on = models.DateField("成为涉密人员时间", null=True, blank=True, editable=False)
    vetted_on = models.DateField("最近审查日期", null=True, blank=True, editable=False)
    vetting_due_on = models.DateField("下次复审期限", null=True, blank=True, editable=False)
    left_on = models.DateField("批准离岗日期", null=True, blank=True, editable=False)
    cooling_until = models.DateField("脱密期止", null=True, blank=True, editable=False)
    released_on = models.DateField("解除日期", null=True, blank=True, editable=False)
    remark = models.CharField("备注", max_length=200, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "涉密人员"
        ordering = ["staff__pinyin", "staff__number", "-id"]
        indexes = [
            models.Index(fields=["department", "status"], name="person_of_department"),
            models.Index(fields=["status", "vetting_due_on"], name="person_vetting_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(status__in=LIVE),
                name="person_one_live",
                violation_error_message="此人已在涉密人员台账中。请打开原有记录办理。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=PersonStatus.values),
                name="person_status_known",
                violation_error_message="人员状态不在可选范围内。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[PersonStatus.IN_POST, PersonStatus.LEAVING])
                | Q(entered_on__isnull=False, vetted_on__isnull=False),
                name="person_in_post_was_vetted",
                violation_error_message="没有保密审查结论，不能在岗。",
            ),
            models.CheckConstraint(
                condition=~Q(status=PersonStatus.COOLING)
                | Q(
                    left_on__isnull=False, cooling_until__isnull=False, cooling_until__gte=models.F("left_on")
                ),
                name="person_cooling_has_end",
                violation_error_message="脱密期须有起止日期，且止不早于起。",
            ),
            models.CheckConstraint(
                condition=~Q(status=PersonStatus.RELEASED) | Q(released_on__isnull=False),
                name="person_released_has_day",
                violation_error_message="解除须有日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.staff.name


class StatusPeriod(models.Model):
    """What a person was from day to day: stage, grade, post, department; the end is included.

    The truth behind allowances, figures of the past and the timeline. Written beside the person by
    `personnel.actions.people` alone, never changed afterwards but for its end and by a signed correction of what was
    taken over from the old ledger.
    """

    person = models.ForeignKey(ClearedPerson, on_delete=models.PROTECT, related_name="periods")
    status = models.CharField("状态", max_length=20, choices=PersonStatus.choices)
    grade = models.CharField("涉密等级", max_length=20, choices=PersonGrade.choices)
    post = models.ForeignKey(Post, verbose_name="涉密岗位", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(
        Department, verbose_name="部门", on_delete=models.PROTECT, related_name="+"
    )
    starts = models.DateField("起")
    ends = models.DateField("止", null=True, blank=True)
    cause = models.CharField("依据", max_length=120)
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "任职经历"
        ordering = ["person", "starts", "id"]
        indexes = [models.Index(fields=["status", "starts", "ends"], name="period_by_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ends__isnull=True),
                name="period_one_open",
                violation_error_message="此人的状态刚被别人办理。请刷新后查看。",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("starts")),
                name="period_in_order",
                violation_error_message="止日期早于起日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_status_display()}"
