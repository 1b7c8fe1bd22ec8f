"""What the ledgers kept before this system said, line by line: people in post (F-15), posts (F-10), key places (F-60)."""

from django.db import models
from django.db.models import F, Q

from baomi.approvals.models import Application
from baomi.core.levels import PersonGrade
from baomi.organization.models import Place, Staff
from baomi.registers.models import Record
from personnel.choices.leaving import ManagedBy
from personnel.choices.people import PersonKind
from personnel.models.people import ClearedPerson
from personnel.models.places import KeyPlace, KeyPlaceFacts
from personnel.models.posts import Post, PostFacts

COOLING_WHOLE = (
    "已离岗的，批准离岗日期、脱密期止、脱密期管理、离岗审批表和脱密期承诺书的归档号须同时填写，"
    "且离岗晚于成为涉密人员时间、脱密期止不早于离岗。请核对后改正。"
)


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
    left_on = models.DateField("批准离岗日期", null=True, blank=True)
    """Of somebody in his cooling-off period; empty for who is in post."""
    cooling_until = models.DateField("脱密期止", null=True, blank=True)
    departure_number = models.CharField("离岗审批表归档号", max_length=60, blank=True)
    pledge_number = models.CharField("脱密期承诺书归档号", max_length=60, blank=True)
    managed_by = models.CharField("脱密期管理", max_length=20, choices=ManagedBy.choices, blank=True)
    unit = models.CharField("去向单位", max_length=100, blank=True)
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
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, cooling_until__isnull=True)
                | (
                    Q(left_on__isnull=False, cooling_until__isnull=False)
                    & Q(left_on__gt=F("entered_on"), cooling_until__gte=F("left_on"))
                    & ~Q(departure_number="")
                    & ~Q(pledge_number="")
                    & ~Q(managed_by="")
                ),
                name="takeover_cooling_whole",
                violation_error_message=COOLING_WHOLE,
            ),
        ]

    def __str__(self) -> str:
        return self.staff.name


class TakeoverCorrection(Application):
    """Wrong dates of a line put right by two people, as long as nothing that came later rests on them."""

    OWN_LOOKUP = "takeover__staff_id"

    takeover = models.ForeignKey(
        Takeover, verbose_name="转入记录", on_delete=models.PROTECT, related_name="corrections"
    )
    entered_on = models.DateField("成为涉密人员时间")
    vetted_on = models.DateField("最近审查日期")
    vetting_due_on = models.DateField("下次复审期限", null=True, blank=True)
    left_on = models.DateField("批准离岗日期", null=True, blank=True)
    cooling_until = models.DateField("脱密期止", null=True, blank=True)
    reason = models.CharField("更正理由", max_length=200)
    applied_on = models.DateField("更正日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "原台账更正"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(vetting_due_on__isnull=True) | Q(vetting_due_on__gt=F("vetted_on")),
                name="correction_vetting_in_order",
                violation_error_message="下次复审期限须晚于最近审查日期。请核对后改正。",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, cooling_until__isnull=True)
                | (
                    Q(left_on__isnull=False, cooling_until__isnull=False)
                    & Q(left_on__gt=F("entered_on"), cooling_until__gte=F("left_on"))
                ),
                name="correction_cooling_in_order",
                violation_error_message="批准离岗日期须晚于成为涉密人员时间，脱密期止不早于批准离岗日期。请核对后改正。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.takeover} 原台账更正"


class PostTakeover(PostFacts, Record):
    """A post approved before this system, with the paper that approved it; `post` is the row it opened."""

    grade = models.CharField("核定涉密等级", max_length=20, choices=PersonGrade.choices)
    approved_on = models.DateField("批准日期")
    approval_number = models.CharField("审批表归档号", max_length=60)
    post = models.OneToOneField(
        Post, verbose_name="涉密岗位", on_delete=models.PROTECT, related_name="takeover", editable=False
    )

    class Meta:
        verbose_name = "原台账岗位转入"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "title", "approval_number"],
                name="post_takeover_once",
                violation_error_message="这份审批表上的岗位已从原台账转入。请打开涉密岗位台账核对。",
            ),
            models.CheckConstraint(
                condition=Q(approved_on__gte=F("meeting_on")),
                name="post_takeover_in_order",
                violation_error_message="批准日期早于研究设岗的会议日期。请核对后改正。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlaceTakeover(KeyPlaceFacts, Record):
    """A key place designated before this system, with the committee's paper; `key_place` is the row it opened."""

    place = models.ForeignKey(
        Place, verbose_name="房间", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    head = models.ForeignKey(Staff, verbose_name="负责人", on_delete=models.PROTECT, related_name="+")
    designated_on = models.DateField("审定日期")
    approval_number = models.CharField("审定文号", max_length=60)
    bureau_number = models.CharField("确认文号", max_length=60, blank=True)
    bureau_on = models.DateField("确认日期", null=True, blank=True)
    checked_on = models.DateField("最近检查日期", null=True, blank=True)
    key_place = models.OneToOneField(
        KeyPlace, verbose_name="要害部门部位", on_delete=models.PROTECT, related_name="takeover", editable=False
    )  # fmt: skip

    class Meta:
        verbose_name = "原台账部位转入"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(bureau_on__isnull=True, bureau_number="")
                | (Q(bureau_on__isnull=False, bureau_on__gte=F("designated_on")) & ~Q(bureau_number="")),
                name="place_takeover_confirmed_whole",
                violation_error_message="确认文号和确认日期须同时填写，确认日期不早于审定日期。",
            ),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True) | Q(checked_on__gte=F("designated_on")),
                name="place_takeover_checked_after",
                violation_error_message="最近检查日期早于审定日期。请核对后改正。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
