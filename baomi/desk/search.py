"""One search box over every register, each within what the user may see: names, numbers, pinyin, initials."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q

from baomi.organization import policy
from baomi.registers import cells
from baomi.registers.declarations import Register, registry
from baomi.registers.listing import matching

SHOWN = 8
LONGEST = 80
WORDS_SHOWN = 4
PLAIN_KINDS = {"text", "code", "name", "department", "date"}


@dataclass(frozen=True)
class Hit:
    """A found record: its heading, a few of its columns, its state."""

    label: str
    url: str
    words: str
    status: tuple[str, str] | None


@dataclass(frozen=True)
class Found:
    """The hits of one register; `total` counts all, `url` is its list with the same words."""

    register: Register
    hits: list[Hit]
    total: int
    url: str


def search(user, text: str) -> list[Found]:
    """The registers in which something was found, in the menu's order. At most two queries per register."""
    text = text.strip()[:LONGEST]
    if not text:
        return []
    found = (_in_register(register, user, text) for register in _searchable(user))
    return [item for item in found if item.total]


def _searchable(user) -> list[Register]:
    offered = [
        register
        for register in registry.all()
        if register.search_fields and policy.can(user, register.permission("view"))
    ]
    return sorted(offered, key=lambda register: register.menu_order)


def _in_register(register: Register, user, text: str) -> Found:
    rows = matching(register, register.visible(user), text)
    records = list(rows[: SHOWN + 1])
    total = len(records) if len(records) <= SHOWN else rows.order_by().count()
    hits = [_hit(register, user, record) for record in records[:SHOWN]]
    return Found(register, hits, total, _list_url(register, text))


def _hit(register: Register, user, record) -> Hit:
    label = register.heading(record)
    columns = [column for column in register.columns_for(user) if column.shown and column.kind in PLAIN_KINDS]
    words = [cells.plain(column, record) for column in columns]
    told = [word for word in words if word and word not in label]
    return Hit(label, register.record_url(record), "　".join(told[:WORDS_SHOWN]), register.status(record))


def _list_url(register: Register, text: str) -> str:
    """The list with the same words, in the view that leaves nothing out."""
    whole = next((view.slug for view in register.views if view.condition == Q()), register.views[0].slug)
    return f"{register.url}?{urlencode({'view': whole, 'q': text})}"
