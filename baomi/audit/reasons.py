"""Why somebody reads in the clear what others see masked: asked for before it is given out, and logged with it."""

from baomi.core.errors import Refusal

SHORTEST = 2
"""Characters: a single one says nothing to whoever reads the log."""


def for_reading(words: str, where: str = "") -> str:
    """The reason as it goes into the log. Raises Refusal for one that is missing or says nothing."""
    reason = words.strip()
    if len(reason) < SHORTEST:
        raise Refusal("没有写明查看事由", where=where, how="请填写办理的事项")
    return reason
