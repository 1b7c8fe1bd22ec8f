"""The year's award round (A1): names, quotas, deadline and criteria, as the notice published them."""

from django.db import models

from awards.choices import AwardKind, RoundState
from awards.queries import RoundQuerySet
from baomi.registers.models import Record
from reviews.models import Campaign


class AwardRound(Record):
    """One round; opened with the year's campaign and published together with it.

    Numbers of the vote are copied from the parameters when the ballot opens, so that a past round keeps its own.
    """

    campaign = models.OneToOneField(
        Campaign, verbose_name="年度报送", on_delete=models.PROTECT, related_name="award_round"
    )
    year = models.PositiveSmallIntegerField("年度", unique=True)
    title = models.CharField("名称", max_length=100)
    collective_name = models.CharField("集体奖名称", max_length=40, default="保密工作先进集体")
    individual_name = models.CharField("个人奖名称", max_length=40, default="保密工作先进工作者")
    cycle_years = models.PositiveSmallIntegerField("评选周期（年）", default=1)
    collective_quota = models.PositiveSmallIntegerField("集体名额")
    individual_quota = models.PositiveSmallIntegerField("个人名额")
    deadline = models.DateTimeField("申报截止")
    collective_criteria = models.TextField("集体评选条件")
    individual_criteria = models.TextField("个人评选条件")
    state = models.CharField(
        "阶段", max_length=20, choices=RoundState.choices, default=RoundState.DRAFT, editable=False
    )
    proposed_at = models.DateTimeField("提名时间", null=True, blank=True, editable=False)
    publicity_from = models.DateField("公示起", null=True, blank=True, editable=False)
    publicity_until = models.DateField("公示止", null=True, blank=True, editable=False)
    publicity_place = models.CharField("公示地点", max_length=100, blank=True, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "先进评选"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=RoundState.values),
                name="award_round_state_known",
                violation_error_message="评选阶段不在可选范围内。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def quota(self, kind: AwardKind) -> int:
        return self.collective_quota if kind == AwardKind.COLLECTIVE else self.individual_quota

    def award_name(self, kind: AwardKind) -> str:
        return self.collective_name if kind == AwardKind.COLLECTIVE else self.individual_name
