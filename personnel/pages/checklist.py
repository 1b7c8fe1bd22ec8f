"""The conditions of leaving as the pages show them."""

from collections.abc import Sequence

from baomi.organization import policy
from personnel.evidence.leaving import Need
from personnel.models import Departure

NEEDED = {"talk": "personnel.talk.arrange", "period": "personnel.departure.decide"}
"""The permission behind a link of the checklist; the others lead where whoever sees the departure may go."""


def check_rows(departure: Departure, needs: Sequence[Need], user) -> list[dict]:
    """The checklist as components/checks_table.html takes it: what is missing first, what follows later last.

    A link is there for whom it opens.
    """
    rows = sorted(needs, key=lambda need: (need.later, need.met))
    return [
        {
            "label": need.label,
            "result": "met" if need.met else "open" if need.later else "unmet",
            "word": "已办" if need.met else "批准后办理" if need.later else "未办",
            "evidence": need.words,
            "link_url": need.url if _opens(departure, need, user) else "",
            "link_label": need.link,
            "clause": need.clause,
        }
        for need in rows
    ]


def _opens(departure: Departure, need: Need, user) -> bool:
    line = NEEDED.get(need.slug)
    return line is None or bool(policy.can(user, line, departure))
