"""Counting as numbers: quorum, majority, places, the edge of the quota."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awards.choices import Outcome
from awards.tally import Count, passes, quorum_needed, standings

SHARES = st.sampled_from(["1/2", "3/5", "2/3"])
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A machine under load is no fault of the count."""


@st.composite
def count(draw, candidate=0):
    base = draw(st.integers(0, 30))
    agree = draw(st.integers(0, base))
    against = draw(st.integers(0, base - agree))
    return Count(candidate, base, agree, against, draw(st.integers(0, base - agree - against)))


@st.composite
def counts(draw):
    size = draw(st.integers(0, 12))
    return [draw(count(candidate=n)) for n in range(size)]


@pytest.mark.parametrize(
    ("members", "share", "needed"),
    [
        (9, "2/3", 6),
        (10, "2/3", 7),
        (11, "2/3", 8),
        (1, "2/3", 1),
        (9, "1/2", 5),
        (8, "1/2", 4),
        (8, "3/4", 6),
    ],
)
def test_quorum_is_the_share_rounded_up(members, share, needed):
    assert quorum_needed(members, share) == needed


@pytest.mark.parametrize(
    ("base", "agree", "passed"),
    [(9, 5, True), (9, 4, False), (8, 4, False), (8, 5, True), (1, 1, True), (0, 0, False)],
)
def test_more_than_half_of_the_base_passes_and_exactly_half_does_not(base, agree, passed):
    assert passes(Count(1, base, agree, 0, 0), "1/2") is passed


def test_who_stays_away_counts_against():
    assert not passes(Count(1, base=9, agree=4, against=0, abstain=0), "1/2")


def outcomes(agreed, seats, base=9):
    rows = standings([Count(n, base, agree, base - agree, 0) for n, agree in enumerate(agreed)], seats, "1/2")
    return {row.count.candidate: row.outcome for row in rows}


def test_more_passed_than_seats_goes_by_votes():
    assert outcomes([7, 9, 8], 2) == {1: Outcome.PASSED, 2: Outcome.PASSED, 0: Outcome.OVER_QUOTA}


def test_a_tie_at_the_edge_leaves_the_seat_open():
    assert outcomes([9, 7, 7, 6, 3], 2) == {
        0: Outcome.PASSED,
        1: Outcome.TIED,
        2: Outcome.TIED,
        3: Outcome.OVER_QUOTA,
        4: Outcome.FAILED,
    }


def test_a_tie_within_the_seats_is_no_tie():
    assert outcomes([8, 8, 6], 2) == {0: Outcome.PASSED, 1: Outcome.PASSED, 2: Outcome.OVER_QUOTA}


def test_all_equal_and_too_many_are_all_tied():
    assert set(outcomes([6, 6, 6], 2).values()) == {Outcome.TIED}


def test_equal_votes_below_the_majority_tie_with_nobody():
    assert outcomes([9, 4, 4], 2) == {0: Outcome.PASSED, 1: Outcome.FAILED, 2: Outcome.FAILED}


def test_equal_candidates_share_a_place():
    rows = standings([Count(n, 9, agree, 0, 0) for n, agree in enumerate([8, 9, 8, 5])], 4, "1/2")
    assert [(row.count.candidate, row.place) for row in rows] == [(1, 1), (0, 2), (2, 2), (3, 4)]


@UNHURRIED
@given(counts(), st.integers(0, 8), SHARES)
def test_everybody_stands_once_and_votes_are_kept(given_counts, seats, share):
    rows = standings(given_counts, seats, share)
    assert sorted(row.count.candidate for row in rows) == [item.candidate for item in given_counts]
    assert sum(row.count.cast for row in rows) == sum(item.cast for item in given_counts)


@UNHURRIED
@given(counts(), st.integers(0, 8), SHARES)
def test_seats_are_never_overfilled_and_never_left_empty_without_reason(given_counts, seats, share):
    rows = standings(given_counts, seats, share)
    by_outcome = {outcome: [row for row in rows if row.outcome == outcome] for outcome in Outcome}
    passed, tied = len(by_outcome[Outcome.PASSED]), len(by_outcome[Outcome.TIED])
    majority = sum(passes(item, share) for item in given_counts)
    assert passed <= seats
    assert passed + tied >= min(seats, majority)
    assert tied == 0 or passed < seats < passed + tied
    assert len(by_outcome[Outcome.FAILED]) == len(given_counts) - majority


@UNHURRIED
@given(counts(), st.integers(0, 8), SHARES)
def test_nobody_with_fewer_votes_is_put_before_one_with_more(given_counts, seats, share):
    rank = {Outcome.PASSED: 0, Outcome.TIED: 1, Outcome.OVER_QUOTA: 2}
    reached = [row for row in standings(given_counts, seats, share) if row.outcome != Outcome.FAILED]
    for one in reached:
        for other in reached:
            if one.count.agree > other.count.agree:
                assert rank[one.outcome] <= rank[other.outcome]
            if one.count.agree == other.count.agree:
                assert one.outcome == other.outcome


@UNHURRIED
@given(st.integers(1, 60), SHARES)
def test_the_quorum_is_the_least_number_that_reaches_the_share(members, share):
    top, bottom = (int(part) for part in share.split("/"))
    needed = quorum_needed(members, share)
    assert needed * bottom >= members * top
    assert (needed - 1) * bottom < members * top
