"""The order of locks in a round, so that no two deeds wait for each other.

Approvals lock person, record, approval and step before an effect runs. What follows fits behind that order:
person, nominations by key, approval, step, round, and then what hangs on them (checks, objections, decision).
"""

from awards.models import AwardRound, Nomination
from baomi.audit import writing


def round_with_nominations(award_round: AwardRound) -> AwardRound:
    """The round as it is now, locked after all its nominations; for deeds that move them or write below them.

    A nomination that comes in between the two is read after the round is locked; whoever holds it has been received
    already and waits for the round no more.
    """
    rows = Nomination.objects.filter(round=award_round).select_for_update(of=("self",)).order_by("pk")
    list(rows.values_list("pk", flat=True))
    return writing.lock(award_round)


def round_with(nomination: Nomination) -> tuple[AwardRound, Nomination]:
    """(round, nomination) as they are now, locked the nomination first."""
    current = writing.lock(nomination)
    return writing.lock(current.round), current
