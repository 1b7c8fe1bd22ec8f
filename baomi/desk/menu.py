"""The menu: every register the user may view, and the pages that rooms add. Only what the role may open is shown.

A group stands where the first of its entries stands, so that nobody keeps a list of all groups.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from baomi.core import kept
from baomi.desk import duties, waiting
from baomi.organization import policy
from baomi.organization.roles import Role
from baomi.registers.declarations import registry

ALL_OPEN = 18
"""A menu of no more entries than this stands open; a longer one folds all groups but the one in use."""


KEEPS_PARAMETERS = frozenset({Role.OFFICE, Role.OFFICE_HEAD, Role.SYSADMIN, Role.SECADMIN})
"""Parameters may be read by everyone, beside the field they rule; only their keepers need the whole list daily."""

SYSTEM_PAGES = (
    ("approvals.routes.change", 965, "审批流程", "/approvals/routes/"),
    ("reminders.rules.view", 966, "提醒设置", "/reminders/rules/"),
    ("audit.log.view", 985, "操作记录", "/audit/"),
    ("audit.opening.view", 986, "内容查阅", "/audit/openings/"),
    ("desk.health.view", 990, "运行状况", "/health/details/"),
)
"""(permission, order, label, address)."""


@dataclass(frozen=True)
class Entry:
    """A line of the menu. `count` is its total or its open work, `alert` shows it red: overdue or an incident."""

    group: str
    order: int
    label: str
    url: str
    count: int | str | None = None
    alert: bool = False
    key: str = ""


Source = Callable[..., Iterable[Entry]]

_sources: list[Source] = []


def add_entries(source: Source) -> Source:
    """Register a source of entries: fn(user) -> Entries the user may open."""
    _sources.append(source)
    return source


@add_entries
def own_pages(user) -> list[Entry]:
    """The desk itself, then the pages of the kernel that are no register."""
    found = [
        Entry("", 1, "工作台", "/", key="w"),
        Entry("", 2, "待办", "/inbox/", waiting.count(user) or None, key="d"),
    ]
    if duties.watched_by(user):
        found.append(Entry("", 3, "到期事项", "/duties/"))
    if policy.held(user).roles & KEEPS_PARAMETERS:
        found.append(Entry("单位", 950, "参数", "/organization/parameters/"))
        found.append(Entry("单位", 960, "日历", "/organization/calendar/"))
    return found + [
        Entry("系统", order, label, url)
        for permission, order, label, url in SYSTEM_PAGES
        if policy.can(user, permission)
    ]


def groups(user, path: str) -> list[dict]:
    """The user's menu as the frame shows it; the entry whose address leads to `path` is current."""
    key = ("menu", user.pk, policy.held(user).key)
    entries = kept.of(key, user.acted_at, partial(_entries, user))
    current = _current(entries, path)
    found: dict[str, list[dict]] = {}
    for entry in entries:
        shown = {
            "label": entry.label,
            "url": entry.url,
            "count": entry.count,
            "alert": entry.alert,
            "key": entry.key,
            "current": entry is current,
        }
        found.setdefault(entry.group, []).append(shown)
    few = len(entries) <= ALL_OPEN
    return [
        {
            "label": label,
            "entries": lines,
            "open": few or not label or any(line["current"] for line in lines),
            "alert": any(line["alert"] for line in lines),
        }
        for label, lines in found.items()
    ]


def _entries(user) -> list[Entry]:
    found = [*_register_entries(user), *(entry for source in _sources for entry in source(user))]
    first: dict[str, int] = {}
    for entry in found:
        first[entry.group] = min(entry.order, first.get(entry.group, entry.order))
    return sorted(found, key=lambda entry: (first[entry.group], entry.group, entry.order))


def _register_entries(user) -> list[Entry]:
    return [
        Entry(
            register.menu_group, register.menu_order, register.label, register.url, register.menu_count(user)
        )
        for register in registry.all()
        if register.menu_group and policy.can(user, register.permission("view"))
    ]


def _current(entries: list[Entry], path: str) -> Entry | None:
    """The entry with the longest address that leads to the page."""
    leading = [
        entry for entry in entries if path == entry.url or (entry.url != "/" and path.startswith(entry.url))
    ]
    return max(leading, key=lambda entry: len(entry.url), default=None)
