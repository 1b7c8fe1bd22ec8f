"""Counting a ballot (A5), pure: numbers in, standings out.

The base of a nominee is the members in term who are not recused from him; who stays away counts as not agreeing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from awards.choices import Outcome


@dataclass(frozen=True)
class Count:
    """The votes on one candidate."""

    candidate: int
    base: int
    agree: int
    against: int
    abstain: int

    @property
    def cast(self) -> int:
        return self.agree + self.against + self.abstain


@dataclass(frozen=True)
class Standing:
    """A candidate's place (1 = most votes; equals share it) and what came of it."""

    count: Count
    place: int
    outcome: Outcome


def quorum_needed(members: int, share: str) -> int:
    """The fewest voters that make the ballot valid: 2/3 of 9 members are 6, of 10 are 7."""
    return ceil(Fraction(share) * members)


def passes(count: Count, share: str) -> bool:
    """More than the share of the base has agreed; exactly half is not more than half."""
    return Fraction(count.agree) > Fraction(share) * count.base


def standings(counts: Iterable[Count], seats: int, share: str) -> list[Standing]:
    """Order the candidates by votes of 同意 and fill the seats.

    More passed than seats: by votes. Equal votes across the edge of the seats are TIED, whoever has more is PASSED,
    whoever has less OVER_QUOTA; who did not reach the majority is FAILED.
    """
    ordered = sorted(counts, key=lambda count: (-count.agree, count.candidate))
    passed = [count for count in ordered if passes(count, share)]
    edge = _edge(passed, seats)
    return [
        Standing(count, _place(count, ordered), _outcome(count, passed, seats, edge)) for count in ordered
    ]


def _edge(passed: Sequence[Count], seats: int) -> int | None:
    """The votes at which equal candidates outnumber the seats left; None when everybody fits or nobody ties."""
    if len(passed) <= seats or seats == 0:
        return None
    last_in, first_out = passed[seats - 1].agree, passed[seats].agree
    return last_in if last_in == first_out else None


def _place(count: Count, ordered: Sequence[Count]) -> int:
    return 1 + sum(other.agree > count.agree for other in ordered)


def _outcome(count: Count, passed: Sequence[Count], seats: int, edge: int | None) -> Outcome:
    if count not in passed:
        return Outcome.FAILED
    if edge is not None and count.agree == edge:
        return Outcome.TIED
    better = sum(other.agree > count.agree for other in passed)
    if edge is not None:
        return Outcome.PASSED if count.agree > edge else Outcome.OVER_QUOTA
    return Outcome.PASSED if better < seats else Outcome.OVER_QUOTA
