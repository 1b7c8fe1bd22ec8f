"""What a person keeps of a list for himself: views, columns. No business rows, hence not in the log."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.http import QueryDict

from baomi.core.errors import NotFound, Refusal
from baomi.organization.models import User
from baomi.registers.declarations import Register
from baomi.registers.listing import KEPT_KEYS
from baomi.registers.models import ColumnChoice, StoredView

NAME_LENGTH = 20
QUERY_LENGTH = 500


def view_of(user: User, register: Register, pk: int) -> StoredView:
    """The user's own view. Raises NotFound for somebody else's and for one that does not exist."""
    row = StoredView.objects.filter(user=user, register=register.name, pk=pk).first()
    if row is None:
        raise NotFound("没有这个视图")
    return row


def keep_view(user: User, register: Register, name: str, query: str) -> StoredView:
    """Keep the list as it stands under a name; the same name again takes the new conditions."""
    row, _ = StoredView.objects.update_or_create(
        user=user, register=register.name, name=_name(name), defaults={"query": _kept(register, query)}
    )
    return row


def rename_view(row: StoredView, name: str) -> None:
    """Raises Refusal for an empty name and for one the user already has in this list."""
    row.name = _name(name)
    try:
        with transaction.atomic():
            row.save(update_fields=["name"])
    except IntegrityError:
        raise Refusal("已有同名视图", where=row.name, how="请换一个名称") from None


def renew_view(row: StoredView, register: Register, query: str) -> None:
    """The view takes the conditions of the list as it stands."""
    row.query = _kept(register, query)
    row.save(update_fields=["query"])


def open_first(row: StoredView, wanted: bool) -> None:
    """The list opens with this view, or as before."""
    with transaction.atomic():
        StoredView.objects.filter(user=row.user, register=row.register, opens_first=True).update(
            opens_first=False
        )
        StoredView.objects.filter(pk=row.pk).update(opens_first=wanted)


def drop_view(row: StoredView) -> None:
    row.delete()


def keep_columns(user: User, register: Register, wanted: Sequence[str]) -> None:
    """Show these columns in this order; unknown names and those the user may not see are left out.

    Raises Refusal when none is left.
    """
    offered = {column.name for column in register.columns_for(user)}
    names = [name for name in dict.fromkeys(wanted) if name in offered]
    if not names:
        raise Refusal("至少要显示一列", how="请勾选要看的列")
    ColumnChoice.objects.update_or_create(user=user, register=register.name, defaults={"columns": names})


def forget_columns(user: User, register: Register) -> None:
    """Show the columns that the register shows by itself."""
    ColumnChoice.objects.filter(user=user, register=register.name).delete()


def _name(text: str) -> str:
    name = text.strip()[:NAME_LENGTH]
    if not name:
        raise Refusal("视图还没有名称", how="请写一个名称再保存")
    return name


def _kept(register: Register, query: str) -> str:
    """The part of a query string that is conditions of this list. Raises Refusal when it is too long to keep."""
    asked = QueryDict(query)
    known = {key for key in asked if key in KEPT_KEYS or key.rsplit("_m", 1)[0] in register.filters}
    kept = urlencode([(key, value) for key in asked if key in known for value in asked.getlist(key)])
    if len(kept) > QUERY_LENGTH:
        raise Refusal("条件太多，存不成视图", how="请减少几个条件再存")
    return kept
