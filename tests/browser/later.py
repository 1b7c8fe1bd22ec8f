"""What happens in the demo university after the day it was loaded for, so that later pages have something to show."""

import datetime as dt

from awards.actions import ballots, counting, honours, rounds, screening
from awards.choices import AwardKind, CheckResult, Choice, NominationStage
from awards.models import AwardRound, Ballot, Nomination, Objection, ScreeningCheck
from baomi.approvals import actions as approvals
from baomi.approvals import queries
from baomi.core import clock
from baomi.organization.models import User
from baomi.reminders import runner, sweep
from reviews import defaults

JUDGED = "核对材料，情况属实。"


def user(name: str) -> User:
    return User.objects.select_related("staff__department").get(username=name)


def this_round() -> AwardRound:
    return AwardRound.objects.select_related("campaign").get(campaign__year=2026)


def open_day(moment: dt.datetime) -> None:
    """The day as loaded; the minute sweep has told what is due."""
    sweep.run(moment)
    runner.run_due()


def screening_day(moment: dt.datetime) -> None:
    sweep.run(moment)
    for nomination in Nomination.objects.filter(round=this_round(), stage=NominationStage.WITH_HEAD):
        for name in ("head.cs", "head.me", "leader", "office"):
            nomination.refresh_from_db()
            step = queries.step_to_sign(user(name), nomination.approval)
            if step:
                approvals.sign(user(name), step, "agree", "同意")
    screening.start_screening(user("office"), this_round())


def proposed_day(moment: dt.datetime) -> None:
    """Everything open is judged, all that meet the conditions are proposed; one more than the quotas allow to win."""
    for check in ScreeningCheck.objects.filter(nomination__round=this_round(), computed=CheckResult.JUDGE):
        screening.judge(user("office"), check, CheckResult.MET, JUDGED)
    ranked = {kind: [] for kind in AwardKind}
    for nomination in screening.received(this_round()):
        if all(check.settled for check in ScreeningCheck.objects.filter(nomination=nomination)):
            ranked[nomination.kind].append(nomination)
    screening.propose(user("office"), this_round(), ranked)
    # Seats for one fewer than proposed, so that the vote below ends in a tie at the edge.
    AwardRound.objects.filter(pk=this_round().pk).update(
        individual_quota=len(ranked[AwardKind.INDIVIDUAL]) - 1,
        collective_quota=len(ranked[AwardKind.COLLECTIVE]),
    )


def voting_day(moment: dt.datetime) -> None:
    closes = moment.replace(hour=17, minute=0) + dt.timedelta(days=1)
    ballots.open_ballot(
        user("office"), this_round(), closes_at=closes, meeting="保密委员会 2026 年第三次会议"
    )
    for n in range(1, 7):
        _vote(f"member{n}")


def tied_day(moment: dt.datetime) -> None:
    """The last two candidates get the same number of votes."""
    with clock.at(moment.replace(hour=16)):
        for name in ("member7", "member8", "chair"):
            _vote(name)
    counting.close(user("office"), _ballot())


def voted_day(moment: dt.datetime) -> None:
    closes = moment + dt.timedelta(hours=4)
    first = _ballot()
    ballots.open_runoff(user("office"), first, AwardKind.INDIVIDUAL, closes_at=closes)
    for name in (*(f"member{n}" for n in range(1, 10)), "chair"):
        _vote(name, runoff=True)
    counting.close(user("office"), _ballot())


def publicity_day(moment: dt.datetime) -> None:
    honours.start_publicity(user("office"), this_round(), place="学校办公网、主楼公告栏")
    named = Nomination.objects.filter(round=this_round(), stage=NominationStage.PASSED).order_by("pk")
    honours.raise_objection(
        user("office"), named.individuals()[0], received_on=moment.date(), raised_by="机械学院教师",
        content="反映其年度培训学时不足，请核实。",
    )  # fmt: skip


def decided_day(moment: dt.datetime) -> None:
    """The objection is settled, and next year's notice is in preparation."""
    honours.settle_objection(
        user("office"),
        Objection.objects.get(state="open"),
        upheld=False,
        finding="查培训台账，满 18 学时，反映不实。",
    )
    deadline = moment.replace(year=2027, month=12, day=10, hour=17, minute=30)
    values = {
        "year": 2027,
        "title": defaults.title(2027),
        "document_number": "",
        "notice_text": defaults.notice_text(2027),
        "deadline": deadline,
        "contact_name": "周予安",
        "contact_phone": "024-83681026",
        "contact_place": "主楼 1329 室",
    }
    rounds.open_year(user("office"), values, {"deadline": deadline})


def _ballot() -> Ballot:
    return Ballot.objects.filter(round=this_round()).order_by("-pk")[0]


def _vote(name: str, runoff: bool = False) -> None:
    """All agree but on the last two people, refused by turns so that they tie; in the run-off the first wins."""
    voter, ballot = user(name), _ballot()
    member = ballot.members.filter(staff=voter.staff_id).first()
    if member is None:
        return
    recused = set(member.recusals.values_list("candidate", flat=True))
    last = _last_two(ballot)
    may = ballot.candidates.exclude(pk__in=recused).values_list("pk", flat=True)
    choices = dict.fromkeys(may, Choice.AGREE)
    free = _may_vote_on_everybody(ballot)
    if member.pk in free:
        turn = free.index(member.pk)
        if turn == len(free) - 1 and len(free) % 2:
            choices |= dict.fromkeys(last, Choice.ABSTAIN)
        else:
            choices[last[turn % 2]] = Choice.AGAINST
    if runoff:
        choices = {key: Choice.AGREE if key == last[0] else Choice.AGAINST for key in choices}
    ballots.cast(voter, ballot, choices)


def _last_two(ballot: Ballot) -> list[int]:
    rows = ballot.candidates.filter(nomination__kind=AwardKind.INDIVIDUAL).order_by("nomination__rank", "pk")
    return list(rows.values_list("pk", flat=True))[-2:]


def _may_vote_on_everybody(ballot: Ballot) -> list[int]:
    """They have one 同意 too many: by turns they refuse one of the last two, and an odd one abstains on both."""
    people = ballot.candidates.filter(nomination__kind=AwardKind.INDIVIDUAL)
    free = ballot.members.exclude(recusals__candidate__in=people).exclude(staff__account__username="member9")
    return list(free.order_by("pk").values_list("pk", flat=True))
