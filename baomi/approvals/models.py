"""Approvals as rows: the run, its rounds, the steps copied when handed in, the signatures; routes and delegations."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from baomi.approvals.choices import LIVE_STATES, Decision, Phase, Relation, State, StepState
from baomi.audit.records import Versioned
from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from baomi.registers.models import Attachment, Record

USER = settings.AUTH_USER_MODEL


class Approval(models.Model):
    """One application on its way. Department, business line and person are those of the record when handed in.

    `waiting_for` and `due_on` repeat the open steps, so that a list shows them without reading the steps.
    `record_version` is the record's as handing in and signing have left it, `changed` whether somebody changed it in
    between, since it was last handed in.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    procedure = models.CharField("流程", max_length=60)
    register = models.CharField(max_length=80)
    record_pk = models.BigIntegerField()
    label = models.CharField("事项", max_length=120)
    department = models.ForeignKey(
        Department, verbose_name="部门", on_delete=models.PROTECT, related_name="+"
    )
    business_line = models.CharField("业务线", max_length=40, blank=True)
    person = models.ForeignKey(
        Staff, verbose_name="本人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.RUNNING)
    phase = models.CharField(max_length=20, choices=Phase.choices, default=Phase.APPROVE)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    waiting_for = models.CharField("待办环节", max_length=200, blank=True)
    due_on = models.DateField("限办日期", null=True, blank=True)
    started_by = models.ForeignKey(USER, verbose_name="送审人", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField("送审时间")
    finished_at = models.DateTimeField("办结时间", null=True, blank=True)
    record_version = models.PositiveIntegerField(default=0, editable=False)
    changed = models.BooleanField(default=False, editable=False)
    paper_number = models.CharField("归档号", max_length=60, blank=True)
    paper_scan = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    paper_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    paper_at = models.DateTimeField("纸质件登记时间", null=True, blank=True)

    class Meta:
        verbose_name = "审批"
        ordering = ["-id"]
        indexes = [models.Index(fields=["register", "record_pk"], name="approval_record")]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "record_pk"],
                condition=Q(state__in=LIVE_STATES),
                name="approval_one_live",
                violation_error_message="这份表已在审批中，没有重复送审。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="approval_state_known",
                violation_error_message="审批状态不在可选范围内。",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def tone(self) -> tuple[str, str]:
        """(tone, words) of the status mark."""
        if self.waiting_for:
            return ("wait", f"待{self.waiting_for}")
        tones = {State.APPROVED: "ok", State.RETURNED: "warn", State.REFUSED: "bad", State.WITHDRAWN: "draft"}
        return (tones.get(self.state, "wait"), self.get_state_display())


class Round(models.Model):
    """One handing-in: who, when, with what words, and how it ended. A return opens the next; none is ever changed back."""

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField("轮次")
    submitted_by = models.ForeignKey(USER, verbose_name="送审人", on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField("送审时间")
    note = models.CharField("说明", max_length=300, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    outcome = models.CharField("结果", max_length=20, choices=State.choices, blank=True)
    reason = models.CharField("事由", max_length=300, blank=True)

    class Meta:
        verbose_name = "审批轮次"
        ordering = ["approval", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["approval", "number"],
                name="round_once",
                violation_error_message="这份表已在审批中，没有重复送审。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.approval} 第 {self.number} 轮"


class ApprovalStep(models.Model):
    """A step as it stood in the route when the form was handed in; a later change of the route leaves it alone.

    `position` counts the groups of steps that run side by side, over all phases. `department` is the one whose people
    sign a step of the relation 本部门: the form's own, unless the step is declared for another. `person` is the one
    named to sign a step of the relation 指定的人.
    """

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="steps")
    round = models.PositiveSmallIntegerField("轮次")
    position = models.PositiveSmallIntegerField("次序")
    slug = models.CharField(max_length=40)
    label = models.CharField("环节", max_length=40)
    phase = models.CharField(max_length=20, choices=Phase.choices)
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    relation = models.CharField(max_length=20, choices=Relation.choices)
    department = models.ForeignKey(
        Department, verbose_name="签字部门", on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Staff, verbose_name="签字人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signers = models.PositiveSmallIntegerField("签字人数", default=1)
    judges = models.BooleanField(default=False)
    workdays = models.PositiveSmallIntegerField("时限（工作日）")
    opened_at = models.DateTimeField("收到时间", null=True, blank=True)
    due_on = models.DateField("限办日期", null=True, blank=True)
    due_provisional = models.BooleanField("暂定", default=False)
    state = models.CharField("状态", max_length=10, choices=StepState.choices, default=StepState.WAITING)

    class Meta:
        verbose_name = "审批环节"
        ordering = ["approval", "round", "position", "id"]
        indexes = [models.Index(fields=["state", "due_on"], name="step_due")]
        constraints = [
            models.UniqueConstraint(fields=["approval", "round", "slug"], name="step_once"),
            models.CheckConstraint(condition=Q(signers__gte=1), name="step_signers_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.approval} {self.label}"


class Signature(models.Model):
    """An opinion, signed once and never changed. `place` is which of the step's places it fills.

    The places keep two people from deciding one step, the signer keeps one person from deciding twice.
    """

    step = models.ForeignKey(ApprovalStep, on_delete=models.PROTECT, related_name="signatures")
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="signatures")
    round = models.PositiveSmallIntegerField("轮次")
    phase = models.CharField(max_length=20, choices=Phase.choices)
    place = models.PositiveSmallIntegerField()
    signer = models.ForeignKey(USER, verbose_name="签署人", on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        USER, verbose_name="代签", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.CharField("决定", max_length=10, choices=Decision.choices)
    comment = models.CharField("意见", max_length=300, blank=True)
    overruled = models.JSONField("未满足仍同意的条件", default=list, blank=True)
    judgements = models.JSONField("人工判断", default=dict, blank=True)
    signed_at = models.DateTimeField("签署时间")

    class Meta:
        verbose_name = "签署意见"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "place"],
                name="signature_one_decision",
                violation_error_message="这一步刚由别人办理。请刷新后查看。",
            ),
            models.UniqueConstraint(
                fields=["approval", "round", "phase", "signer"],
                name="signature_once_a_person",
                violation_error_message="同一份表一人只签一次。",
            ),
            models.UniqueConstraint(
                fields=["approval", "round", "phase", "on_behalf_of"],
                name="signature_once_on_behalf",
                violation_error_message="同一份表一人只签一次，代签也算本人已签。",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of__isnull=True) | ~Q(on_behalf_of=F("signer")),
                name="signature_not_for_oneself",
                violation_error_message="不能代自己签署。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step.label} {self.get_decision_display()}"


class Application(Record):
    """A register row that runs through signatures. It is changed only while nobody holds it in approval."""

    approval = models.OneToOneField(
        Approval,
        verbose_name="审批",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta(Record.Meta):
        abstract = True

    @property
    def state(self) -> str:
        """The approval's state, or "draft" before the first handing-in."""
        return self.approval.state if self.approval_id else "draft"

    @property
    def tone(self) -> tuple[str, str]:
        """(tone, words) for the register's status."""
        return self.approval.tone if self.approval_id else ("draft", "未送审")


class Route(Versioned):
    """A procedure's steps as the office has set them; without a row the declared ones hold.

    `steps` is a list of {slug, label, role, relation, phase, order, signers, workdays}; conditions and effects stay
    with the declaration.
    """

    procedure = models.CharField("流程", max_length=60, unique=True)
    steps = models.JSONField("环节", default=list)

    class Meta:
        verbose_name = "审批流程"
        ordering = ["procedure"]

    def __str__(self) -> str:
        return self.procedure


class Delegation(Versioned):
    """代签: for a period another person signs in somebody's name and reach, for one role. Both names are kept."""

    from_user = models.ForeignKey(
        USER, verbose_name="委托人", on_delete=models.PROTECT, related_name="given_delegations"
    )
    to_user = models.ForeignKey(
        USER, verbose_name="代签人", on_delete=models.PROTECT, related_name="held_delegations"
    )
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    department = models.ForeignKey(
        Department, verbose_name="部门范围", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts = models.DateField("起始日期")
    ends = models.DateField("终止日期")
    reason = models.CharField("事由", max_length=200)
    ended_at = models.DateTimeField("提前终止时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "代签委托"
        ordering = ["-starts", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_user=F("to_user")),
                name="delegation_to_another",
                violation_error_message="不能委托给自己。请另选代签人。",
            ),
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="delegation_period",
                violation_error_message="终止日期早于起始日期。请核对委托期限。",
            ),
            models.UniqueConstraint(
                fields=["from_user", "to_user", "role", "department", "starts"],
                condition=Q(ended_at__isnull=True, department__isnull=False),
                name="delegation_once",
                violation_error_message="同样的委托已经登记过。请先终止原委托。",
            ),
            models.UniqueConstraint(
                fields=["from_user", "to_user", "role", "starts"],
                condition=Q(ended_at__isnull=True, department__isnull=True),
                name="delegation_once_everywhere",
                violation_error_message="同样的委托已经登记过。请先终止原委托。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_user}委托{self.to_user}代签"
