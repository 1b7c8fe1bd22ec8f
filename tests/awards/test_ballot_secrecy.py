"""Nobody can tell from the database who chose what: it looks the same whoever of two members agreed.

Every table is read, whatever room it belongs to: log, history, sessions, drafts, notices, printouts, outbox.
"""

import re

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from awards.actions import counting
from awards.choices import Choice
from awards.models import SealedChoice
from baomi.audit.models import AuditEntry
from baomi.core import clock
from tests.factories.ballots import NOW, Committee

RANDOM = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}|[0-9a-f]{16,}")
WORDS = [*Choice.values, *Choice.labels]


@pytest.fixture
def committee(db):
    with clock.at(NOW):
        yield Committee(collectives=2, people=1)


@pytest.fixture
def ballot(committee):
    return committee.open()


def dump() -> dict[str, list[str]]:
    """Every row of every table as text; random keys and digests are levelled, rows sorted."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            found[table] = sorted(_levelled(table, names, row) for row in cursor.fetchall())
    return found


def _levelled(table, names, row) -> str:
    cells = []
    for name, cell in zip(names, row, strict=True):
        text = str(cell)
        if (table, name) == ("awards_sealedchoice", "sealed"):
            text = f"sealed:{len(text)}"
        if name == "history_date":  # the one hour that follows the machine's clock
            text = ""
        cells.append(f"{name}={RANDOM.sub('*', text)}")
    return "|".join(cells)


class Undo(Exception):
    pass


def seen_after(deed) -> dict[str, list[str]]:
    """The dump after the deed, which is then undone."""
    found = {}
    try:
        with transaction.atomic():
            deed()
            found = dump()
            raise Undo
    except Undo:
        _count_from_where_it_stood()
        return found


def _count_from_where_it_stood() -> None:
    """PostgreSQL does not take back the numbers a rolled-back transaction has drawn."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


def vote(committee, ballot, *, agreeing, against):
    """All vote in the same order; of the two named members one agrees to the first candidate, one does not."""
    first = committee.collectives[0]
    for member in committee.members:
        choice = {agreeing: Choice.AGREE, against: Choice.AGAINST}.get(member, Choice.ABSTAIN)
        committee.vote(ballot, member, {first: choice})


@pytest.mark.postgres
@pytest.mark.parametrize("closed", [False, True])
def test_the_database_is_the_same_whoever_of_two_agreed(committee, ballot, closed):
    one, other = committee.members[2], committee.members[6]

    def world(agreeing, against):
        def deed():
            vote(committee, ballot, agreeing=agreeing, against=against)
            if closed:
                committee.close(ballot)

        return seen_after(deed)

    straight, swapped = world(one, other), world(other, one)
    assert straight.keys() == swapped.keys()
    for table, rows in straight.items():
        assert rows == swapped[table], table


def test_the_comparison_would_notice_an_open_ballot(committee):
    """The same look at a ballot by name does tell them apart, so the test above sees what it looks for."""
    ballot = committee.open(secret=False)
    one, other = committee.members[2], committee.members[6]
    straight = seen_after(lambda: vote(committee, ballot, agreeing=one, against=other))
    swapped = seen_after(lambda: vote(committee, ballot, agreeing=other, against=one))
    assert straight["awards_sealedchoice"] != swapped["awards_sealedchoice"]


def test_no_row_written_by_a_vote_names_a_choice(committee, ballot):
    before = dump()
    vote(committee, ballot, agreeing=committee.members[2], against=committee.members[6])
    after = dump()
    for table, rows in after.items():
        new = set(rows) - set(before[table])
        assert not [row for row in new if any(word in row for word in WORDS)], table


def test_the_log_says_that_a_member_voted_and_nothing_else(committee, ballot):
    committee.vote(ballot, committee.members[3], {committee.collectives[0]: Choice.AGREE})
    entry = AuditEntry.objects.get(action="awards.ballot.vote")
    assert (entry.fields, entry.reason, entry.label) == ([], "", f"{committee.round.title} 已投票")


def test_sealed_choices_tell_nothing_by_length_and_are_distinct(committee, ballot):
    vote(committee, ballot, agreeing=committee.members[2], against=committee.members[6])
    sealed = list(SealedChoice.objects.values_list("sealed", flat=True))
    assert len({len(text) for text in sealed}) == 1
    assert len(set(sealed)) == len(sealed) == 27


def test_slots_fill_in_another_order_than_members_vote(committee, ballot):
    """With 9 slots the chance that lot and order agree for three candidates is 1 in 4·10^16."""
    first = SealedChoice.objects.order_by("pk").values_list("pk", flat=True)
    orders = []
    for candidate in ballot.candidates.all():
        filled: list = []
        orders.append((candidate, filled))
    for member in committee.members:
        committee.vote(ballot, member, {})
        for candidate, filled in orders:
            now = set(candidate.choices.exclude(sealed="").values_list("pk", flat=True))
            filled.append((now - set(filled)).pop())
    assert len(first) == 27
    assert any(filled != sorted(filled) for _, filled in orders)


def test_a_sealed_choice_moved_to_another_slot_is_noticed(committee, ballot):
    vote(committee, ballot, agreeing=committee.members[2], against=committee.members[6])
    one, other = ballot.candidates.all()[:2]
    stolen = one.choices.first().sealed
    other.choices.filter(pk=other.choices.first().pk).update(sealed=stolen)
    with pytest.raises(Exception), transaction.atomic():  # noqa: B017 - whatever the cipher raises
        committee.close(ballot)
    ballot.refresh_from_db()
    assert ballot.state == "open"


def test_closing_blanks_every_choice(committee, ballot):
    vote(committee, ballot, agreeing=committee.members[2], against=committee.members[6])
    committee.close(ballot)
    rows = SealedChoice.objects.values_list("sealed", "member", "choice")
    assert set(rows) == {("", None, "")}
    assert len(rows) == 27


def test_a_void_ballot_is_blanked_uncounted(committee, ballot):
    committee.vote(ballot, committee.chair, {committee.collectives[0]: Choice.AGREE})
    with clock.at(ballot.closes_at):
        counting.close(committee.office, ballot)
    assert not SealedChoice.objects.exclude(sealed="").exists()
    assert not ballot.candidates.filter(agree__isnull=False).exists()
