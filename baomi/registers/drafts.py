"""Private drafts: what a user typed is kept under a key until it becomes a record or is thrown away."""

import datetime as dt
import json
from typing import Any

from django.http import QueryDict

from baomi.core import clock, crypto
from baomi.registers.models import Draft

UNKEPT = {"csrfmiddlewaretoken", "version", "save", "token"}
"""What a posted form carries besides what was typed."""


def save(user, key: str, data: dict[str, Any]) -> Draft:
    """Keep `data`; returns the draft with its time. A draft is no business row: no audit entry."""
    draft, _ = Draft.objects.update_or_create(
        user=user, key=key, defaults={"data": data, "saved_at": clock.now()}
    )
    return draft


def keep_typed(user, key: str, typed: QueryDict) -> Draft:
    """As `save`, for a form of what is encrypted on its record: sealed, so that it never lies in the clear."""
    lists = {name: typed.getlist(name) for name in typed if name not in UNKEPT}
    text = json.dumps(lists, ensure_ascii=False)
    return save(user, key, {"sealed": crypto.encrypt(text, _bound(user, key))})


def typed_since(user, key: str, saved: dt.datetime | None) -> tuple[QueryDict, dt.datetime] | None:
    """What `keep_typed` has kept, with its time; nothing when the record was saved after it."""
    draft = load(user, key)
    if draft is None or (saved and draft.saved_at < saved):
        return None
    typed = QueryDict(mutable=True)
    for name, values in json.loads(crypto.decrypt(draft.data["sealed"], _bound(user, key))).items():
        typed.setlist(name, values)
    return typed, draft.saved_at


def _bound(user, key: str) -> bytes:
    return f"draft\x1f{key}\x1f{user.pk}".encode()


def load(user, key: str) -> Draft | None:
    return Draft.objects.filter(user=user, key=key).first()


def discard(user, key: str) -> None:
    Draft.objects.filter(user=user, key=key).delete()
