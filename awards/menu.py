"""The vote in the menu."""

from awards.models import Ballot
from baomi.desk.menu import Entry, add_entries
from baomi.organization import policy

BALLOTS = "/awards/ballots/"


@add_entries
def menu(user) -> list[Entry]:
    """我的表决 for the committee with what waits for the own vote; 评选表决 for who follows it."""
    if policy.can(user, "awards.ballot.vote"):
        waiting = Ballot.objects.waiting_for(user).count()
        return [Entry("", 30, "我的表决", BALLOTS, count=waiting or None)]
    if policy.can(user, "awards.ballot.follow"):
        return [Entry("年度", 640, "评选表决", BALLOTS, count=Ballot.objects.running().count() or None)]
    return []
