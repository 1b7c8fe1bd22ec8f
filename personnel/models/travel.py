"""Going abroad as one locked loop (P7, B9): F-20; talks (F-21, F-30) and visits (F-22, F-31) with their signers."""

from django.db import models
from django.db.models import Q

from baomi.approvals.models import Application
from personnel.choices.travel import OPEN_TRIP, TalkKind, TripKind, TripStage, VisitKind, VisitMethod
from personnel.models.documents import TravelDocument
from personnel.models.people import ClearedPerson


class Trip(Application):
    """One journey abroad, from the application until document and report are back."""

    OWN_LOOKUP = "person__staff_id"

    person = models.ForeignKey(
        ClearedPerson, verbose_name="申请人", on_delete=models.PROTECT, related_name="trips"
    )
    kind = models.CharField("性质", max_length=20, choices=TripKind.choices)
    stage = models.CharField(
        "阶段", max_length=20, choices=TripStage.choices, default=TripStage.DRAFT, editable=False
    )
    destinations = models.CharField("目的地及途经国家（地区）", max_length=200)
    planned_out = models.DateField("计划外出日期")
    planned_in = models.DateField("计划返回日期")
    reason = models.CharField("事由（脱敏）", max_length=200)
    group = models.CharField("团组", max_length=100, blank=True)
    funding = models.CharField("费用来源", max_length=100, blank=True)
    leave_note = models.CharField("请假情况", max_length=100, blank=True)
    document = models.ForeignKey(
        TravelDocument, verbose_name="所用证件", on_delete=models.PROTECT, null=True, blank=True, related_name="trips"
    )  # fmt: skip
    promised = models.BooleanField("个人承诺", default=False)
    endangers = models.BooleanField("可能危害国家安全", default=False, editable=False)
    organ_opinion = models.CharField("主管机关意见", max_length=200, blank=True, editable=False)
    not_gone = models.BooleanField("未成行", default=False, editable=False)
    actual_out = models.DateField("实际出国（境）日期", null=True, blank=True, editable=False)
    actual_in = models.DateField("实际回国（境）日期", null=True, blank=True, editable=False)
    exit_port = models.CharField("出境口岸", max_length=60, blank=True, editable=False)
    entry_port = models.CharField("入境口岸", max_length=60, blank=True, editable=False)
    route_change = models.CharField("行程变更、延期情况", max_length=200, blank=True, editable=False)
    abroad_report = models.TextField("在外情况汇报（脱敏）", blank=True, editable=False)
    closed_on = models.DateField("办结日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "出国（境）"
        ordering = ["-planned_out", "-id"]
        indexes = [models.Index(fields=["stage", "actual_in"], name="trip_by_stage")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(stage__in=OPEN_TRIP),
                name="trip_one_open",
                violation_error_message="上一次出国（境）还没有办结，不能再申请。",
            ),
            models.CheckConstraint(
                condition=Q(planned_in__gte=models.F("planned_out")),
                name="trip_in_order",
                violation_error_message="返回日期早于外出日期。请核对后改正。",
            ),
            models.CheckConstraint(
                condition=Q(actual_in__isnull=True)
                | Q(actual_out__isnull=False, actual_in__gte=models.F("actual_out")),
                name="trip_actual_in_order",
                violation_error_message="实际回国（境）日期早于出国（境）日期。请核对后改正。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.destinations}"


class Talk(Application):
    """A talk by at least two with the person: before a journey (F-21), before leaving the post (F-30).

    The talkers sign, neither being the person, then the person himself.
    """

    OWN_LOOKUP = "person__staff_id"

    person = models.ForeignKey(
        ClearedPerson, verbose_name="被谈话人", on_delete=models.PROTECT, related_name="talks"
    )
    kind = models.CharField("谈话类别", max_length=20, choices=TalkKind.choices)
    trip = models.ForeignKey(
        Trip, verbose_name="出国（境）", on_delete=models.PROTECT, null=True, blank=True, related_name="talks"
    )
    departure = models.ForeignKey(
        "personnel.Departure", verbose_name="离岗", on_delete=models.PROTECT, null=True, blank=True, related_name="talks"
    )  # fmt: skip
    held_at = models.DateTimeField("谈话时间")
    place = models.CharField("谈话地点", max_length=60)
    items = models.JSONField("谈话要点", default=list)
    """Codes of the reminders given; `personnel.rules.talks` has them."""
    statement = models.CharField("被谈话人意见", max_length=300, blank=True)
    concluded_on = models.DateField("完成日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "保密谈话"
        ordering = ["-held_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["trip"],
                condition=Q(trip__isnull=False),
                name="talk_trip_once",
                violation_error_message="这次出国（境）的行前教育已经登记。",
            ),
            models.UniqueConstraint(
                fields=["departure"],
                condition=Q(departure__isnull=False),
                name="talk_departure_once",
                violation_error_message="这次离岗的提醒谈话已经登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()}"


class Visit(Application):
    """A visit after a journey (F-22) or in the cooling-off period (F-31)."""

    OWN_LOOKUP = "person__staff_id"

    person = models.ForeignKey(
        ClearedPerson, verbose_name="被回访人", on_delete=models.PROTECT, related_name="visits"
    )
    kind = models.CharField("回访类别", max_length=20, choices=VisitKind.choices)
    trip = models.ForeignKey(
        Trip,
        verbose_name="出国（境）",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
    )
    due_on = models.DateField("回访期限")
    held_on = models.DateField("回访日期", null=True, blank=True)
    method = models.CharField("回访方式", max_length=20, choices=VisitMethod.choices, blank=True)
    answers = models.JSONField("回访内容", default=dict, blank=True)
    """Code of the question → words; `personnel.rules.visits` has the questions."""
    abnormal = models.BooleanField("异常情况", default=False)
    handling = models.CharField("处理意见", max_length=200, blank=True)
    concluded_on = models.DateField("完成日期", null=True, blank=True, editable=False)
    dropped_on = models.DateField("不再回访日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "回访"
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["trip"],
                condition=Q(trip__isnull=False),
                name="visit_trip_once",
                violation_error_message="这次出国（境）的回访已经建立。",
            ),
            models.UniqueConstraint(
                fields=["person", "due_on"],
                condition=Q(kind=VisitKind.COOLING),
                name="visit_cooling_once",
                violation_error_message="这一期的脱密期回访已经建立。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()}"
