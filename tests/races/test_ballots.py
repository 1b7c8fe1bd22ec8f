"""Votes at the closing instant and one member in two sessions, on both databases, with real transactions."""

import pytest
from django.db import connection

from awards.actions import ballots, counting
from awards.choices import BallotState, Choice
from awards.models import Ballot, Participation, SealedChoice
from baomi.core import clock
from tests.factories.ballots import CLOSING, NOW, Committee
from tests.races.together import refused, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def committee():
    with clock.at(NOW):
        yield Committee(collectives=2)


@pytest.fixture
def ballot(committee):
    return committee.open()


def test_one_member_in_three_sessions_votes_once(committee, ballot):
    member = committee.members[1]
    votes = [committee.choices(ballot, member, {committee.collectives[0]: choice}) for choice in Choice]
    answers = together(*[lambda vote=vote: ballots.cast(member, ballot, vote) for vote in votes])
    assert refused(answers) == 2
    assert Participation.objects.filter(ballot=ballot).count() == 1
    assert SealedChoice.objects.exclude(sealed="").count() == 2


def test_all_members_at_once_are_all_counted(committee, ballot):
    first, second = committee.collectives
    votes = [
        (member, committee.choices(ballot, member, {first: Choice.AGREE, second: Choice.ABSTAIN}))
        for member in committee.members
    ]
    answers = together(*[lambda vote=vote: ballots.cast(vote[0], ballot, vote[1]) for vote in votes])
    assert refused(answers) == 0
    committee.close(ballot)
    assert list(ballot.candidates.values_list("agree", "against", "abstain")) == [(9, 0, 0), (0, 0, 9)]


def test_a_vote_against_the_closing_is_counted_or_refused_never_lost(committee, ballot):
    first = committee.collectives[0]
    for member in committee.members[:8]:
        committee.vote(ballot, member, {first: Choice.AGREE})
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=CLOSING)
    last = committee.members[8]
    vote = committee.choices(ballot, last, {first: Choice.AGREE})
    together(
        lambda: ballots.cast(last, ballot, vote),
        lambda: counting.close(committee.office, ballot),
        lambda: counting.close(committee.chair, ballot),
    )
    ballot.refresh_from_db()
    if ballot.state == BallotState.OPEN:  # both closings came before the last vote and were refused
        committee.close(ballot)
    voted = Participation.objects.filter(ballot=ballot).count()
    assert voted == 9
    assert ballot.candidates.get(nomination=first).agree == voted


def test_closing_twice_counts_once(committee, ballot):
    committee.vote_all(ballot, {committee.collectives[0]: 6})
    answers = together(
        lambda: counting.close(committee.office, ballot), lambda: counting.close(committee.chair, ballot)
    )
    assert refused(answers) == 1
    ballot.refresh_from_db()
    assert ballot.digest == counting.result_digest(ballot)


def test_two_offices_open_one_ballot(committee):
    answers = together(
        *[lambda: ballots.open_ballot(committee.office, committee.round, closes_at=CLOSING)] * 2
    )
    assert refused(answers) == 1
    assert Ballot.objects.count() == 1


@pytest.mark.parametrize("voters", [6, 8])
def test_at_the_closing_instant_the_count_is_what_took_part(committee, ballot, voters):
    """The clock stands on the end: late votes are refused whichever session comes first."""
    first = committee.collectives[0]
    for member in committee.members[:voters]:
        committee.vote(ballot, member, {first: Choice.AGREE})
    late = committee.members[voters]
    vote = committee.choices(ballot, late, {first: Choice.AGREE})
    with clock.at(CLOSING):
        answers = together(
            lambda: counting.close(committee.office, ballot), lambda: ballots.cast(late, ballot, vote)
        )
    assert refused(answers) == 1
    assert ballot.candidates.get(nomination=first).agree == voters
    assert Participation.objects.filter(ballot=ballot).count() == voters


@pytest.mark.postgres_only
def test_no_slot_bears_the_mark_of_its_voters_transaction(committee, ballot):
    """PostgreSQL keeps in every row the transaction that wrote it; it must not pair a voter with his slots."""
    for member in committee.members[:5]:
        committee.vote(ballot, member, {})
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM awards_sealedchoice")
            assert cursor.fetchone() == (1,)
