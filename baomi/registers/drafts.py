"""Private drafts: what a user typed is kept under a key until it becomes a record or is thrown away."""

from typing import Any

from baomi.core import clock
from baomi.registers.models import Draft


def save(user, key: str, data: dict[str, Any]) -> Draft:
    """Keep `data`; returns the draft with its time. A draft is no business row: no audit entry."""
    draft, _ = Draft.objects.update_or_create(
        user=user, key=key, defaults={"data": data, "saved_at": clock.now()}
    )
    return draft


def load(user, key: str) -> Draft | None:
    return Draft.objects.filter(user=user, key=key).first()


def discard(user, key: str) -> None:
    Draft.objects.filter(user=user, key=key).delete()
