"""One search box over every register, each within what the user may see: names, numbers, pinyin, initials."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q

from baomi.organization import policy
from baomi.registers import cells
from baomi.registers.declarations import Register, registry
from baomi.registers.index import declared, reading, words
from baomi.registers.paging import count_up_to

SHOWN = 8
COUNTED = 1000
"""Hits of one register that are counted; more are 「1000 条以上」."""
LONGEST = 80
WORDS_SHOWN = 4
PLAIN_KINDS = {"text", "code", "name", "department", "date"}


@dataclass(frozen=True)
class Hit:
    """A found record: its heading, a few of its columns and what else was matched, its state."""

    label: str
    url: str
    words: str
    status: tuple[str, str] | None


@dataclass(frozen=True)
class Found:
    """The hits of one register, the nearest first; `total` counts all up to a bound, `url` is its list with the same words."""

    register: Register
    hits: list[Hit]
    total: int
    url: str

    @property
    def total_words(self) -> str:
        """As a person reads it: 12 人, 1000 人以上."""
        unit = self.register.unit_word
        return f"{COUNTED} {unit}以上" if self.total > COUNTED else f"{self.total} {unit}"


def search(user, text: str) -> list[Found]:
    """The registers in which something was found, in the menu's order.

    One query for a register with nothing to show, two for one with a few hits, three where they have to be counted.
    """
    text = text.strip()[:LONGEST]
    if not words.typed(text):
        return []
    found = (_in_register(register, user, text) for register in _searchable(user))
    return [item for item in found if item]


def _searchable(user) -> list[Register]:
    offered = [
        register
        for register in registry.all()
        if register.search_fields and policy.can(user, register.permission("view"))
    ]
    return sorted(offered, key=lambda register: register.menu_order)


def _in_register(register: Register, user, text: str) -> Found | None:
    visible = register.visible(user)
    entries = reading.found(register, user, text).filter(Exists(visible.filter(pk=OuterRef("object_id"))))
    nearest = entries.order_by(reading.nearness(text), "object_id").values_list("object_id", flat=True)
    keys = list(nearest[: SHOWN + 1])
    if not keys:
        return None
    total = len(keys) if len(keys) <= SHOWN else count_up_to(entries, COUNTED)
    hits = _hits(register, user, keys[:SHOWN], text)
    return Found(register, hits, total, _list_url(register, text))


def _hits(register: Register, user, keys: list[int], text: str) -> list[Hit]:
    """The records in the order of the keys, with the values of the fields they were looked for in."""
    paths = [path for realm in declared.open_to(register, user) for path in realm.fields]
    values = {f"found_in_{number}": F(path) for number, path in enumerate(paths)}
    rows = register.visible(user).filter(pk__in=keys).annotate(**values)
    records = {record.pk: record for record in rows}
    return [
        _hit(register, user, records[key], [getattr(records[key], name) for name in values], text)
        for key in keys
        if key in records
    ]


def _hit(register: Register, user, record, searched: Iterable[str | None], text: str) -> Hit:
    label = register.heading(record)
    columns = [column for column in register.columns_for(user) if column.shown and column.kind in PLAIN_KINDS]
    told = [word for column in columns if (word := cells.plain(column, record)) and word not in label]
    told = told[:WORDS_SHOWN]
    told += _why(searched, [label, *told], text)
    return Hit(label, register.record_url(record), "　".join(told), register.status_for(user, record))


def _why(searched: Iterable[str | None], told: Iterable[str], text: str) -> list[str]:
    """Values that a typed word stands in, where the row does not show it yet: a former name, an archive number."""
    shown = words.plain("".join(told))
    missing = [word.text for word in words.typed(text) if word.text not in shown]
    found = [value for value in searched if value and any(word in words.plain(value) for word in missing)]
    return list(dict.fromkeys(found))[:1]


def _list_url(register: Register, text: str) -> str:
    """The list with the same words, in the view that leaves nothing out."""
    whole = next((view.slug for view in register.views if view.condition == Q()), register.views[0].slug)
    return f"{register.url}?{urlencode({'view': whole, 'q': text})}"
