"""The committee's ballot (A5). Who voted and what was voted are kept apart.

A secret ballot holds one `Participation` per member. For each candidate empty `SealedChoice` slots are laid out when
the ballot opens, one per member entitled to vote on him; a vote is sealed into slots drawn by lot, so that no row
tells by member, time or order whose it is. Closing counts and blanks the slots. These tables keep no history and
are in no register: a choice reaches no log, history or export.
"""

import uuid

from django.db import models
from django.db.models import Q

from awards.choices import AwardKind, BallotMethod, BallotState, Choice, Outcome
from awards.models.nominations import Nomination
from awards.models.rounds import AwardRound
from awards.queries import BallotQuerySet
from baomi.organization.models import Staff
from baomi.registers.models import Record


class Ballot(Record):
    """One vote over the round's candidates. The first has number 1; a second ballot among the tied has number 2."""

    round = models.ForeignKey(
        AwardRound, verbose_name="评选", on_delete=models.PROTECT, related_name="ballots"
    )
    sequence = models.PositiveSmallIntegerField("第几次", default=1)
    kind = models.CharField("奖项", max_length=20, choices=AwardKind.choices, blank=True)
    seats = models.PositiveSmallIntegerField("剩余名额", null=True, blank=True)
    method = models.CharField(
        "方式", max_length=10, choices=BallotMethod.choices, default=BallotMethod.BROWSER
    )
    secret = models.BooleanField("无记名", default=True)
    quorum = models.CharField("有效人数", max_length=10)
    majority = models.CharField("通过比例", max_length=10)
    opened_at = models.DateTimeField("开始时间")
    closes_at = models.DateTimeField("截止时间")
    closed_at = models.DateTimeField("开票时间", null=True, blank=True)
    closed_by_name = models.CharField("开票人", max_length=40, blank=True)
    state = models.CharField("状态", max_length=10, choices=BallotState.choices, default=BallotState.OPEN)
    meeting = models.CharField("会议", max_length=100, blank=True)
    digest = models.CharField("摘要（SM3）", max_length=64, blank=True)

    objects = BallotQuerySet.as_manager()

    class Meta:
        verbose_name = "表决"
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "kind"],
                condition=Q(state=BallotState.OPEN),
                name="ballot_one_open",
                violation_error_message="这一轮评选已有一次表决正在进行。",
            )
        ]


class BallotMember(models.Model):
    """A member entitled to vote, fixed when the ballot opens: members in term, by name."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="members")
    staff = models.ForeignKey(Staff, verbose_name="委员", on_delete=models.PROTECT, related_name="+")
    chair = models.BooleanField("主任", default=False)

    class Meta:
        ordering = ["-chair", "staff__pinyin", "id"]
        constraints = [models.UniqueConstraint(fields=["ballot", "staff"], name="ballot_member_once")]


class BallotCandidate(models.Model):
    """A nominee on the ballot; the counts are filled by closing and frozen with it."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="candidates")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="candidatures")
    order = models.PositiveSmallIntegerField("序号")
    base = models.PositiveSmallIntegerField("应投票数", null=True, blank=True)
    agree = models.PositiveSmallIntegerField("同意", null=True, blank=True)
    against = models.PositiveSmallIntegerField("不同意", null=True, blank=True)
    abstain = models.PositiveSmallIntegerField("弃权", null=True, blank=True)
    recused = models.PositiveSmallIntegerField("回避", null=True, blank=True)
    place = models.PositiveSmallIntegerField("名次", null=True, blank=True)
    outcome = models.CharField("结果", max_length=20, choices=Outcome.choices, blank=True)
    decided_by_chair = models.BooleanField("由主任决定", default=False)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["ballot", "nomination"], name="ballot_candidate_once")]


class Recusal(models.Model):
    """A member kept out of one nominee's vote, with the reason (own department, or himself)."""

    member = models.ForeignKey(BallotMember, on_delete=models.PROTECT, related_name="recusals")
    candidate = models.ForeignKey(BallotCandidate, on_delete=models.PROTECT, related_name="recusals")
    reason = models.CharField("回避原因", max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "candidate"], name="recusal_once")]


class Participation(models.Model):
    """That a member voted; never what. One per member and ballot."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="participations")
    member = models.ForeignKey(BallotMember, on_delete=models.PROTECT, related_name="participations")
    voted_at = models.DateTimeField("投票时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "member"],
                name="participation_once",
                violation_error_message="您已投票，投出后不能修改、不能撤回。",
            )
        ]


class SealedChoice(models.Model):
    """One choice for one candidate.

    Secret: a slot, encrypted when filled, without member or time; blanked by closing. Open ballot (记名): the member
    is named and the choice stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidate = models.ForeignKey(BallotCandidate, on_delete=models.PROTECT, related_name="choices")
    sealed = models.CharField(max_length=200, blank=True)
    member = models.ForeignKey(
        BallotMember, on_delete=models.PROTECT, null=True, blank=True, related_name="choices"
    )
    choice = models.CharField("表决", max_length=10, choices=Choice.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "member"], condition=Q(member__isnull=False), name="open_choice_once"
            )
        ]
