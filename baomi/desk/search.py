"""One search box over every register, each within what the user may see: names, numbers, pinyin, initials."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from baomi.organization import policy
from baomi.registers import cells
from baomi.registers.declarations import Register, registry
from baomi.registers.index import declared, reading, words

SHOWN = 8
COUNTED = 1000
"""Hits of one register that are counted and put in order; more are 「1000 条以上」."""
LONGEST = 80
WORDS_SHOWN = 4
LINE = 40
"""Characters of a long text shown around what was matched."""
PLAIN_KINDS = {"text", "code", "name", "department", "date"}


@dataclass(frozen=True)
class Hit:
    """A found record: its heading, a few of its columns and what else was matched, its state. `typed` made it found."""

    label: str
    url: str
    words: str
    status: tuple[str, str] | None
    typed: str

    @property
    def marked_label(self) -> SafeString:
        return _marked(self.label, self.typed)

    @property
    def marked_words(self) -> SafeString:
        return _marked(self.words, self.typed)


@dataclass(frozen=True)
class Found:
    """The hits of one register, the nearest first; `total` counts all up to a bound, `url` is its list with the same words."""

    register: Register
    hits: list[Hit]
    total: int
    url: str

    @property
    def more(self) -> bool:
        """Whether there are more than are shown."""
        return self.total > len(self.hits)

    @property
    def total_words(self) -> str:
        """As a person reads it: 12 人, 1000 人以上."""
        unit = self.register.unit_word
        return f"{COUNTED} {unit}以上" if self.total > COUNTED else f"{self.total} {unit}"


def search(user, text: str) -> list[Found]:
    """The registers in which something was found, in the menu's order.

    One query for a register without the words, three for one with them.
    """
    text = text.strip()[:LONGEST]
    if not words.typed(text):
        return []
    found = (_in_register(register, user, text) for register in _searchable(user))
    return [item for item in found if item]


def told(text: str, found: Sequence[Found]) -> str:
    """What was found for `text`, in a sentence; empty before anything that can be looked for is typed."""
    if not words.typed(text):
        return ""
    total = sum(min(item.total, COUNTED) for item in found)
    more = "以上" if any(item.total > COUNTED for item in found) else ""
    return f"“{text}”在您可查看的范围内找到 {total} 条{more}"


def _searchable(user) -> list[Register]:
    offered = [
        register
        for register in registry.all()
        if register.search_fields and policy.can(user, register.permission("view"))
    ]
    return sorted(offered, key=lambda register: register.menu_order)


def _in_register(register: Register, user, text: str) -> Found | None:
    entries = reading.found(register, user, text)
    # Most registers have nothing: who may see what need not be asked. No exists(): to find a single row PostgreSQL
    # hopes to meet one early, leaves the index aside, and reads the whole table where there is none.
    if not entries.values_list("pk")[: COUNTED + 1]:
        return None
    seen = entries.filter(Exists(register.visible(user).filter(pk=OuterRef("object_id"))))
    # Beyond the bound nothing is weighed: a letter that everybody's name begins with has no nearest.
    some = seen.values_list("object_id", "text")[: COUNTED + 1]
    asked = words.typed(text)
    keys = [key for _, key in sorted((reading.distance(entry, asked), key) for key, entry in some)]
    if not keys:
        return None
    return Found(register, _hits(register, user, keys[:SHOWN], text), len(keys), _list_url(register, text))


def _hits(register: Register, user, keys: list[int], text: str) -> list[Hit]:
    """The records in the order of the keys, with the values of the fields they were looked for in."""
    paths = [path for realm in declared.open_to(register, user) for path in realm.fields]
    values = {
        f"found_in_{number}": F(path) for number, path in enumerate(paths) if not path.endswith("initials")
    }
    rows = {record.pk: record for record in register.visible(user).filter(pk__in=keys).annotate(**values)}
    found = [rows[key] for key in keys if key in rows]
    return [
        _hit(register, user, record, [getattr(record, name) for name in values], text) for record in found
    ]


def _hit(register: Register, user, record, searched: Iterable[str | None], text: str) -> Hit:
    label = register.heading(record)
    columns = [column for column in register.columns_for(user) if column.shown and column.kind in PLAIN_KINDS]
    shown = [word for column in columns if (word := cells.plain(column, record)) and word not in label]
    shown = shown[:WORDS_SHOWN]
    line = "　".join(_around(word, text) for word in [*shown, *_why(searched, [label, *shown], text)])
    status = register.status_for(user, record)
    return Hit(label, register.record_url(record), line, status, text)


def _why(searched: Iterable[str | None], shown: Iterable[str], text: str) -> list[str]:
    """The value that a typed word stands in, where the row does not show it yet: a former name, a pinyin."""
    seen = words.plain("".join(shown))
    missing = [word.text for word in words.typed(text) if word.text not in seen]
    return [value for value in searched if value and any(word in words.plain(value) for word in missing)][:1]


def _around(value: str, text: str) -> str:
    """A long text cut to the place where the typed words stand."""
    if len(value) <= LINE:
        return value
    places = [at for word in text.split() if (at := value.casefold().find(word.casefold())) >= 0]
    start = max(0, min(places, default=0) - LINE // 2)
    cut = value[start : start + LINE]
    return f"{'…' if start else ''}{cut}{'…' if start + LINE < len(value) else ''}"


def _marked(line: str, typed: str) -> SafeString:
    """The line with what was typed marked, as far as it stands there letter for letter."""
    longest_first = sorted(typed.split(), key=len, reverse=True)
    pattern = "|".join(re.escape(word) for word in longest_first)
    # Every second piece is a match: the group keeps it.
    pieces = re.split(f"({pattern})", line, flags=re.IGNORECASE)
    marked = (format_html("<mark>{}</mark>", piece) if at % 2 else piece for at, piece in enumerate(pieces))
    return format_html_join("", "{}", ((piece,) for piece in marked))


def _list_url(register: Register, text: str) -> str:
    """The list with the same words, in the view that leaves nothing out."""
    whole = next((view.slug for view in register.views if view.condition == Q()), register.views[0].slug)
    return f"{register.url}?{urlencode({'view': whole, 'q': text})}"
