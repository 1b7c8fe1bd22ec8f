"""Idempotency: a creating form carries a token; sent twice (double click, retry, back button) it makes one record."""

import secrets

from django.db import IntegrityError, transaction

from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.registers.models import UsedToken


class AlreadyDone(Refusal):
    """The form was handed in before; `url` leads to what it made."""

    def __init__(self, url: str):
        super().__init__("这份内容已经登记过，没有重复登记")
        self.url = url


def fresh() -> str:
    """A new token for a form."""
    return secrets.token_urlsafe(24)


def claim(user, token: str) -> UsedToken:
    """Use the token up inside the writing unit. Raises AlreadyDone with the first result's address.

    A transaction that rolls back gives the token back.
    """
    if not token:
        raise Refusal("这个页面已失效", how="请刷新后重新填写")
    try:
        with transaction.atomic():
            return UsedToken.objects.create(user=user, token=token[:64], used_at=clock.now())
    except IntegrityError:
        first = UsedToken.objects.get(user=user, token=token[:64])
        raise AlreadyDone(first.url) from None


def done_before(user, token: str) -> AlreadyDone | None:
    """The answer to a form handed in before, for a page that would otherwise find fault with the repetition."""
    first = UsedToken.objects.filter(user=user, token=token[:64]).first() if token else None
    return AlreadyDone(first.url) if first else None


def remember_result(used: UsedToken, url: str) -> None:
    """Note where the token's record lives."""
    used.url = url
    used.save(update_fields=["url"])
