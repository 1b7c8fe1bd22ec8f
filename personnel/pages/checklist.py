"""The conditions of leaving as the pages show them."""

from collections.abc import Sequence

from personnel.evidence.leaving import Need


def check_rows(needs: Sequence[Need]) -> list[dict]:
    """The checklist as components/checks_table.html takes it: what is missing first, what follows later last."""
    rows = sorted(needs, key=lambda need: (need.later, need.met))
    return [
        {
            "label": need.label,
            "result": "met" if need.met else "open" if need.later else "unmet",
            "word": "已办" if need.met else "批准后办理" if need.later else "未办",
            "evidence": need.words,
            "link_url": need.url,
            "link_label": need.link,
            "clause": need.clause,
        }
        for need in rows
    ]
