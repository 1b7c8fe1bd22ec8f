"""A ballot in words: what it is about, by which rule it is counted. Used on pages and papers alike."""

from awards.choices import BallotMethod, Choice
from awards.models import Ballot, BallotCandidate

SHARES = {"1/2": "半数", "2/3": "三分之二", "3/5": "五分之三", "3/4": "四分之三"}


def subject_of(ballot: Ballot) -> str:
    """What the ballot is called."""
    if ballot.sequence > 1:
        return f"{ballot.round.title}{ballot.get_kind_display()}同票再投"
    return f"{ballot.round.title}表决"


def secrecy_word(ballot: Ballot) -> str:
    return "无记名" if ballot.secret else "记名"


def rule_in_words(ballot: Ballot) -> str:
    """The rule the ballot is counted by, as it stood when it opened."""
    return (
        f"参加表决的委员须达到在任委员的{SHARES[ballot.quorum]}；同意票须超过应投有效票的{SHARES[ballot.majority]}；"
        "回避的不计入该项分母。过半数的多于名额时按同意票多少取；名额边缘同票的再投一次，仍同票的由主任委员决定。"
    )


def voted_by_name(ballot: Ballot, rows: list[BallotCandidate]) -> list[tuple[str, str]]:
    """Of a counted vote by name, who chose what for each candidate; empty for any other, where nothing is known."""
    if ballot.secret or ballot.method != BallotMethod.BROWSER:
        return []
    found = []
    for row in rows:
        named = row.choices.select_related("member__staff").order_by("member__staff__pinyin", "member_id")
        words = [
            f"{choice.label}：{'、'.join(item.member.staff.name for item in named if item.choice == choice) or '无'}"
            for choice in Choice
        ]
        found.append((row.nomination.subject, "；".join(words)))
    return found
