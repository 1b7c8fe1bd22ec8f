"""Members who have not voted are reminded a day and two hours before the ballot closes; the office when 公示 ends."""

import datetime as dt
from collections.abc import Iterable

from awards.choices import RoundState
from awards.models import AwardRound, Ballot
from awards.wording import subject_of
from baomi.core import clock
from baomi.organization.models import User
from baomi.reminders import deadlines
from baomi.reminders.choices import Kind, Unit
from baomi.reminders.deadlines import Deadline, DueItem, Stage, record_ref

VOTE, DECISION = "awards.vote", "awards.decision"
MEMBERS = "missing_members"


def _votes_due(until: dt.datetime) -> Iterable[DueItem]:
    return _vote_items(Ballot.objects.running().filter(closes_at__lte=until))


def _vote_of_record(record) -> Iterable[DueItem]:
    return _vote_items(Ballot.objects.running().filter(pk=record.pk)) if isinstance(record, Ballot) else []


def _vote_items(ballots) -> list[DueItem]:
    """One item a ballot, with the accounts of the members who have not voted; three queries however many there are."""
    found = list(ballots.select_related("round").prefetch_related("members", "participations").order_by("pk"))
    missing = {ballot.pk: _missing_staff(ballot) for ballot in found}
    wanted = set().union(*missing.values()) if missing else set()
    users = User.objects.filter(is_active=True, staff_id__in=wanted).values_list("staff_id", "pk")
    account = dict(users)
    return [
        DueItem(
            record=record_ref(ballot),
            label=subject_of(ballot),
            url=f"/awards/ballots/{ballot.pk}/",
            due=ballot.closes_at,
            department_id=ballot.department_id,
            people={MEMBERS: sorted(account[key] for key in missing[ballot.pk] if key in account)},
            detail="您还没有投票，截止后不能补投",
        )
        for ballot in found
        if missing[ballot.pk]
    ]


def _missing_staff(ballot: Ballot) -> set[int]:
    voted = {row.member_id for row in ballot.participations.all()}
    return {member.staff_id for member in ballot.members.all() if member.pk not in voted}


def _decisions_due(until: dt.datetime) -> Iterable[DueItem]:
    day = until.astimezone(clock.SHANGHAI).date()
    return _decision_items(_public().filter(publicity_until__lte=day))


def _decision_of_record(record) -> Iterable[DueItem]:
    return _decision_items(_public().filter(pk=record.pk)) if isinstance(record, AwardRound) else []


def _public():
    return AwardRound.objects.filter(state=RoundState.PUBLICITY, publicity_until__isnull=False)


def _decision_items(rounds) -> list[DueItem]:
    return [
        DueItem(
            record=record_ref(row),
            label=f"{row.year} 年度拟表彰名单公示期满",
            url=f"/awards/rounds/{row.pk}/publicity/",
            due=row.publicity_until,
            department_id=row.department_id,
            detail="公示期满后办结异议，作出表彰决定",
        )
        for row in rounds.order_by("pk")
    ]


deadlines.add(
    Deadline(
        key=VOTE,
        label="评选表决",
        due=_votes_due,
        group="先进评选",
        stages=(
            Stage(-1, MEMBERS, Kind.AHEAD),
            Stage(-2, MEMBERS, Kind.AHEAD, unit=Unit.HOUR),
        ),
        for_record=_vote_of_record,
        clause="保密委员会议事规则",
        relations={MEMBERS: "未投票的委员"},
    )
)
deadlines.add(
    Deadline(
        key=DECISION,
        label="公示期满",
        due=_decisions_due,
        group="先进评选",
        stages=(Stage(0, "office", Kind.ON_DAY), Stage(3, "office", Kind.OVERDUE)),
        for_record=_decision_of_record,
        clause="评选通知第二条第（四）项",
    )
)
