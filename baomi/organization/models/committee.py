"""Seats of the committees, bound to a person for a term."""

from django.core.exceptions import ValidationError
from django.db import models

from baomi.audit.records import Versioned
from baomi.organization.choices import CommitteeBody, SeatRank
from baomi.organization.models.departments import Department
from baomi.organization.models.staff import Staff
from baomi.organization.queries import SeatQuerySet


class CommitteeSeat(Versioned):
    """One seat: who, in which body, answering for which departments' line, from when until when.

    An ex-officio seat names the post; when the post changes hands the seat ends and a new one begins, so that
    past votes keep their voters. Roles of a term end with it.
    """

    body = models.CharField(
        "机构", max_length=20, choices=CommitteeBody.choices, default=CommitteeBody.SECRECY
    )
    department = models.ForeignKey(
        Department, verbose_name="所属部门", on_delete=models.PROTECT, null=True, blank=True, related_name="seats",
        help_text="部门保密工作领导小组填写",
    )  # fmt: skip
    staff = models.ForeignKey(Staff, verbose_name="委员", on_delete=models.PROTECT, related_name="seats")
    rank = models.CharField("职务", max_length=20, choices=SeatRank.choices, default=SeatRank.MEMBER)
    ex_officio = models.CharField("依职务担任", max_length=60, blank=True)
    business_line = models.CharField("分管业务线", max_length=40, blank=True)
    starts = models.DateField("任期起")
    ends = models.DateField("任期止", null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "委员席位"
        ordering = ["body", "rank", "starts", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "department", "staff", "starts"],
                condition=models.Q(department__isnull=False),
                name="seat_once",
                violation_error_message="这位委员的同一任期已经登记。",
            ),
            models.UniqueConstraint(
                fields=["body", "staff", "starts"],
                condition=models.Q(department__isnull=True),
                name="seat_once_university",
                violation_error_message="这位委员的同一任期已经登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_body_display()}{self.get_rank_display()} {self.staff.name}"

    def clean(self) -> None:
        if self.ends and self.starts and self.ends < self.starts:
            raise ValidationError({"ends": "任期止早于任期起。请核对后改正。"})
        if self.body == CommitteeBody.DEPARTMENT and not self.department_id:
            raise ValidationError({"department": "部门保密工作领导小组须填写所属部门。"})
