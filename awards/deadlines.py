"""What falls due in the round: nominating, told ahead to departments that have not; correcting a returned nomination."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from awards import vote_deadlines  # noqa: F401 - importing it declares the deadlines of the vote
from awards.choices import NominationStage, RoundState
from awards.models import AwardRound, Nomination
from baomi.organization.models import Department
from baomi.reminders import deadlines
from baomi.reminders.choices import Kind
from baomi.reminders.deadlines import Deadline, DueItem, Stage, record_ref
from reviews.models import Addressee

NOMINATING, CORRECTING = "awards.nominating", "awards.correcting"
CLAUSE = "评选通知第三条"
AHEAD = tuple(Stage(days, "officer", Kind.AHEAD) for days in (-30, -7, -1))
"""Nominating is a right, not a duty: nobody is told afterwards."""


def nominating_due(until: dt.datetime) -> list[DueItem]:
    """Addressed classified departments of open rounds without any nomination of their own or of a 课题组 below."""
    rounds = {
        row.campaign_id: row
        for row in AwardRound.objects.filter(state=RoundState.OPEN, deadline__lte=until).order_by("pk")
    }
    if not rounds:
        return []
    busy: dict[int, list[str]] = {}
    live = Nomination.objects.live().filter(round__in=rounds.values())
    for campaign, path in live.values_list("round__campaign", "department__path"):
        busy.setdefault(campaign, []).append(path)
    addressed = Addressee.objects.filter(
        campaign__in=rounds, department__classified=True, department__active=True
    )
    return [
        _nominating_item(rounds[row.campaign_id], row.department)
        for row in addressed.select_related("department").order_by("pk")
        if not any(path.startswith(row.department.path) for path in busy.get(row.campaign_id, ()))
    ]


def _nominating_item(award_round: AwardRound, department: Department) -> DueItem:
    return DueItem(
        record=f"{record_ref(award_round)}/{department.pk}",
        label=f"{award_round.year} 年度先进申报 {department.name}",
        url=f"/awards/rounds/{award_round.pk}/",
        due=award_round.deadline,
        department_id=department.pk,
        detail="申报先进集体或先进工作者的，请在截止前经部门负责人签字送出",
    )


def correcting_due(until: dt.datetime) -> list[DueItem]:
    """Returned nominations of rounds that still receive: due on the round's deadline."""
    rows = _returned().filter(round__deadline__lte=until)
    return [_correcting_item(row) for row in rows.order_by("pk")]


def correcting_of(record) -> Iterable[DueItem]:
    if not isinstance(record, Nomination):
        return []
    return [_correcting_item(row) for row in _returned().filter(pk=record.pk)]


def _returned():
    open_rounds = AwardRound.objects.filter(pk=OuterRef("round"), state=RoundState.OPEN)
    rows = Nomination.objects.filter(Exists(open_rounds), stage=NominationStage.RETURNED, recommended=False)
    return rows.select_related("round", "department", "staff")


def _correcting_item(nomination: Nomination) -> DueItem:
    return DueItem(
        record=record_ref(nomination),
        label=f"申报退回修改 {nomination.subject}",
        url=f"/awards/nominations/{nomination.pk}/",
        due=nomination.round.deadline,
        department_id=nomination.department_id,
        detail="按退回意见修改后再次送部门负责人签字",
    )


deadlines.add(Deadline(NOMINATING, "先进申报", nominating_due, group="先进评选", stages=AHEAD, clause=CLAUSE))
deadlines.add(
    Deadline(
        CORRECTING,
        "申报退回修改",
        correcting_due,
        group="先进评选",
        stages=(*AHEAD[1:], Stage(0, "officer", Kind.ON_DAY)),
        for_record=correcting_of,
        clause=CLAUSE,
    )
)
