"""Nominations (F-01, F-02) and what screening found about them (A2, A3)."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from awards.choices import LIVE_STAGES, Assessment, AwardKind, Category, CheckResult, NominationStage
from awards.models.rounds import AwardRound
from awards.queries import NominationQuerySet
from baomi.approvals.models import Application
from baomi.organization.models import Staff

PERCENT = (MaxValueValidator(100, "百分比不超过 100。"),)
HOURS = (MaxValueValidator(2000, "一年的学时不超过 2000。"),)


class Nomination(Application):
    """A department or a person put forward. `department` is the department that nominates and answers for it.

    Facts that a register knows are taken from it; `sources` keeps which (field name → register). All others were
    typed by hand and are marked 手填 wherever they are shown. `handed_in_at` is the moment the department's head
    signed: that is when it left the department.
    """

    OWN_LOOKUP = "staff_id"

    round = models.ForeignKey(
        AwardRound, verbose_name="评选", on_delete=models.PROTECT, related_name="nominations"
    )
    kind = models.CharField("奖项", max_length=20, choices=AwardKind.choices)
    recommended = models.BooleanField("保密办推荐", default=False, editable=False)
    stage = models.CharField(
        "阶段", max_length=20, choices=NominationStage.choices, default=NominationStage.DRAFT, editable=False
    )
    handed_in_at = models.DateTimeField("申报时间", null=True, blank=True, editable=False)
    rank = models.PositiveSmallIntegerField("排序", null=True, blank=True, editable=False)
    deeds = models.TextField("主要事迹", blank=True)
    sources = models.JSONField("由台账带出", default=dict, blank=True, editable=False)

    # F-01 先进集体
    secrecy_leader = models.CharField("保密工作负责人", max_length=40, blank=True)
    secrecy_officers = models.CharField("专（兼）职保密干部", max_length=100, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    core_people = models.PositiveIntegerField("核心涉密人员数", null=True, blank=True)
    important_people = models.PositiveIntegerField("重要涉密人员数", null=True, blank=True)
    ordinary_people = models.PositiveIntegerField("一般涉密人员数", null=True, blank=True)
    projects = models.PositiveIntegerField("涉密项目数", null=True, blank=True)
    training_attendance = models.PositiveIntegerField("年度培训人次", null=True, blank=True)
    training_rate = models.DecimalField(
        "学时达标率（%）", max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    self_checks = models.PositiveIntegerField("自查次数", null=True, blank=True)
    findings = models.PositiveIntegerField("发现问题数", null=True, blank=True)
    rectified_rate = models.DecimalField(
        "整改完成率（%）", max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )

    # F-02 先进工作者
    staff = models.ForeignKey(
        Staff,
        verbose_name="申报人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="nominations",
    )
    category = models.CharField("申报类别", max_length=20, choices=Category.choices, blank=True)
    secrecy_since = models.DateField("从事保密工作起始时间", null=True, blank=True)
    assessment = models.CharField("年度考核结果", max_length=20, choices=Assessment.choices, blank=True)
    training_hours = models.DecimalField(
        "年度培训学时", max_digits=5, decimal_places=1, null=True, blank=True, validators=HOURS
    )

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = "先进申报"
        ordering = ["-round__year", "kind", "department__path", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "department"],
                condition=Q(kind=AwardKind.COLLECTIVE, stage__in=LIVE_STAGES),
                name="nomination_collective_once",
                violation_error_message="这个部门本年度的集体申报已经建立。请打开原有的一份。",
            ),
            models.UniqueConstraint(
                fields=["round", "staff"],
                condition=Q(kind=AwardKind.INDIVIDUAL, stage__in=LIVE_STAGES),
                name="nomination_individual_once",
                violation_error_message="这个人本年度的申报已经建立。请打开原有的一份。",
            ),
            models.CheckConstraint(
                condition=Q(kind=AwardKind.COLLECTIVE, staff__isnull=True)
                | Q(kind=AwardKind.INDIVIDUAL, staff__isnull=False),
                name="nomination_kind_subject",
                violation_error_message="先进工作者须写明申报人；先进集体不写申报人。",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """Who would be honoured: the department's or the person's name."""
        return self.staff.name if self.kind == AwardKind.INDIVIDUAL else self.department.name

    @property
    def late(self) -> bool:
        """Left the department after the round's deadline."""
        return bool(self.handed_in_at and self.handed_in_at > self.round.deadline)


class ScreeningCheck(models.Model):
    """One condition for one nomination: what the books say, and how a person judged or overrode it.

    `judged_on` is what the books said when it was judged, so that a later change is seen.
    """

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="checks")
    condition = models.CharField(max_length=40)
    label = models.CharField("条件", max_length=100)
    computed = models.CharField("核对", max_length=10, choices=CheckResult.choices)
    evidence = models.CharField("依据的记录", max_length=300)
    evidence_url = models.CharField(max_length=200, blank=True)
    clause = models.CharField("条款", max_length=100)
    judged = models.CharField("认定", max_length=10, choices=CheckResult.choices, blank=True)
    judged_on = models.CharField("认定时的核对", max_length=10, choices=CheckResult.choices, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    judged_by_name = models.CharField("认定人", max_length=40, blank=True)
    judged_at = models.DateTimeField("认定时间", null=True, blank=True)
    computed_at = models.DateTimeField("核对时间")

    class Meta:
        verbose_name = "条件核对"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "condition"], name="screening_once"),
            models.CheckConstraint(
                condition=Q(judged="")
                | Q(judged_on=CheckResult.JUDGE)
                | Q(judged=F("judged_on"))
                | ~Q(reason=""),
                name="screening_override_reason",
                violation_error_message="认定与核对不一致时须写明理由。",
            ),
        ]

    @property
    def result(self) -> str:
        """The judgement where there is one, else what was computed."""
        return self.judged or self.computed

    @property
    def moved(self) -> bool:
        """The books say something else now than when a person judged."""
        return bool(self.judged) and self.judged_on != self.computed

    @property
    def overridden(self) -> bool:
        """A person decided against what the books said."""
        return bool(self.judged) and self.judged_on not in (CheckResult.JUDGE, self.judged)

    @property
    def settled(self) -> bool:
        """Met, and not on the strength of a judgement that the books have since turned against."""
        if self.result != CheckResult.MET:
            return False
        return not (self.moved and self.computed == CheckResult.NOT_MET)
