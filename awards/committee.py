"""What the vote and what follows it hang on the desk and on the round's page."""

from awards import honour_rules
from awards.choices import RoundState
from awards.models import AwardRound, Ballot
from awards.registers.ballots import status_of
from awards.wording import subject_of
from baomi.core import clock
from baomi.desk.home import Card, add_card
from baomi.organization import policy
from baomi.registers.declarations import RecordAction
from baomi.registers.protocols import PanelContent, add_actions, add_panel

BALLOTS = "/awards/ballots/"
AFTER_VOTE = (RoundState.PUBLICITY, RoundState.DECIDED)


@add_card
def own_votes(user) -> Card | None:
    """The ballots that wait for the user's own vote."""
    if not policy.can(user, "awards.ballot.vote"):
        return None
    rows = list(Ballot.objects.waiting_for(user).select_related("round").order_by("closes_at"))
    if not rows:
        return None
    waiting = [{"label": subject_of(row), "url": f"{BALLOTS}{row.pk}/", "due": row.closes_at} for row in rows]
    return Card(
        "我的表决",
        "awards/ballot_card.html",
        {"rows": waiting},
        column="main",
        order=10,
        hint=f"{len(rows)} 次待投票",
    )


@add_actions
def round_actions(register, record, user) -> list[RecordAction]:
    """The next step of a round whose candidates are named."""
    if not isinstance(record, AwardRound):
        return []
    url = register.record_url(record)
    found = []
    if record.state == RoundState.PROPOSED and policy.can(user, "awards.ballot.open", record):
        found.append(RecordAction("开始表决", f"{url}ballot/", primary=True))
    latest = record.ballots.order_by("-opened_at", "-pk").first()
    if latest and policy.can(user, "awards.ballot.follow", record):
        word = "表决" if record.state == RoundState.VOTING else "表决结果"
        found.append(RecordAction(word, f"{BALLOTS}{latest.pk}/", primary=record.state == RoundState.VOTING))
    if policy.can(user, "awards.publicity.run", record):
        found += _publicity_actions(record, url)
    if record.state == RoundState.DECIDED and policy.can(user, "awards.honours.view"):
        found.append(RecordAction("荣誉与证书", f"/awards/honours/?year={record.year}"))
    return found


def _publicity_actions(award_round: AwardRound, url: str) -> list[RecordAction]:
    if award_round.state == RoundState.VOTED:
        decision = honour_rules.may_publish(award_round)
        return [
            RecordAction(
                "开始公示",
                f"{url}publicity/",
                primary=bool(decision),
                locked=not decision,
                reason=decision.reason,
            )
        ]
    if award_round.state not in AFTER_VOTE or award_round.publicity_from is None:
        return []
    found = [RecordAction("公示与异议", f"{url}publicity/")]
    if award_round.state == RoundState.PUBLICITY:
        decision = honour_rules.may_decide(award_round, clock.today())
        found.append(
            RecordAction(
                "拟写表彰决定",
                f"{url}decision/",
                primary=bool(decision),
                locked=not decision,
                reason=decision.reason,
            )
        )
    return found


@add_panel
def ballots_of_round(register, record, user) -> PanelContent | None:
    """The round's ballots with their state."""
    if not isinstance(record, AwardRound) or not policy.can(user, "awards.ballot.follow", record):
        return None
    rows = [
        {"ballot": row, "label": subject_of(row), "url": f"{BALLOTS}{row.pk}/", "status": status_of(row)}
        for row in record.ballots.select_related("round").order_by("opened_at", "pk")
    ]
    return PanelContent("表决", "awards/ballot_panel.html", {"rows": rows}, order=30) if rows else None
