"""The small marks of the house as template tags: icon, level, grade, status, hand-in, deadline, dash.

Every mark carries its word, because colour is never the only sign.
"""

import datetime as dt
from functools import lru_cache
from math import ceil

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from baomi.core import clock

register = template.Library()
_kept = lru_cache(maxsize=1024)
"""A page shows the same few marks a hundred times; each is written once."""

# Line icons on a 16 × 16 field; the stroke comes from the style sheet.
ICONS = {
    "arrow-left": "M10 4 6 8l4 4",
    "arrow-right": "m6 4 4 4-4 4",
    "bell": "M4 11V7a4 4 0 0 1 8 0v4l1 1H3zM7 14h2",
    "chevron": "m4 6 4 4 4-4",
    "clip": "m12.5 7.5-4.8 4.8a2.8 2.8 0 0 1-4-4l5-5a1.9 1.9 0 0 1 2.7 2.7l-5 5a.9.9 0 0 1-1.3-1.3l4.4-4.4",
    "cross": "m4.5 4.5 7 7m0-7-7 7",
    "download": "M8 2.5v8m-3.5-3L8 11l3.5-3.5M3 13.5h10",
    "lock": "M3.5 7h9v6.5h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
    "menu": "M2.5 4h11m-11 4h11m-11 4h11",
    "plus": "M8 3v10M3 8h10",
    "question": "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12M6.4 6.3a1.6 1.6 0 1 1 2.3 1.5c-.5.3-.7.6-.7 1.1M8 11v.1",
    "search": "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10m3.6-1.4L14 14",
    "tick": "m3.5 8.5 3 3 6-7",
}
LEVELS = {
    "top_secret": "绝密",
    "secret": "机密",
    "confidential": "秘密",
    "internal": "内部",
    "public": "公开",
}
GRADES = {"core": (3, "核心"), "important": (2, "重要"), "ordinary": (1, "一般")}
HANDINS = {
    "full": '<rect x="0" y="0" width="10" height="10" rx="2" class="handin-full"/>',
    "half": '<rect x=".5" y=".5" width="9" height="9" rx="1.5" class="handin-half-ground"/>'
    '<path d="M2 0h3v10H2a2 2 0 0 1-2-2V2a2 2 0 0 1 2-2" class="handin-full"/>',
    "returned": '<rect x="1" y="1" width="8" height="8" rx="1.5" class="handin-amber"/>',
    "empty": '<rect x=".5" y=".5" width="9" height="9" rx="1.5" class="handin-outline"/>',
    "none": '<path d="M0 5h10" class="handin-dash"/>',
}


@register.simple_tag
@_kept
def icon(name: str, size: int = 16) -> SafeString:
    """The line icon `name` (a key of ICONS); hidden from readers, so a word must stand beside it."""
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 16 16" aria-hidden="true"><path d="{1}"/></svg>',
        size,
        ICONS[name],
    )


@register.simple_tag
@_kept
def brand_mark(size: int = 18) -> SafeString:
    """The house's mark in the accent colour."""
    return format_html(
        '<svg class="brand-mark" width="{0}" height="{0}" viewBox="0 0 {0} {0}" aria-hidden="true">'
        '<rect x="1" y="1" width="{1}" height="{1}" rx="2.5" fill="none" stroke="currentColor" stroke-width="2"/>'
        '<rect x="6" y="6" width="{2}" height="{2}" fill="currentColor"/></svg>',
        size,
        size - 2,
        size - 12,
    )


@register.simple_tag
@_kept
def level_mark(level: str) -> SafeString:
    """The secrecy level (value or Chinese word) as a box with its word; 公开 is plain text, nothing is 「–」."""
    value = str(getattr(level, "value", level) or "")
    name = next((key for key, word in LEVELS.items() if value in (key, word)), "")
    if not name:
        return dash(level)
    if name == "public":
        return mark_safe(LEVELS[name])
    return format_html('<span class="level level-{}">{}</span>', name, LEVELS[name])


@register.simple_tag
@_kept
def grade_bars(grade: str) -> SafeString:
    """A person's grade (value or word) as three bars and the word: 核心 3, 重要 2, 一般 1."""
    value = str(getattr(grade, "value", grade) or "")
    found = next((GRADES[key] for key in GRADES if value in (key, GRADES[key][1])), None)
    if found is None:
        return dash(grade)
    filled, word = found
    bars = "".join(
        f'<rect x="{x}" y="0" width="3" height="10" class="grade-{"on" if n < filled else "off"}"/>'
        for n, x in enumerate((0, 5, 10))
    )
    return format_html(
        '<span class="grade"><svg width="13" height="10" viewBox="0 0 13 10" aria-hidden="true">{}</svg>{}</span>',
        mark_safe(bars),
        word,
    )


@register.simple_tag
@_kept
def status(tone: str, label: str) -> SafeString:
    """A dot and its word. Tones: ok in force, wait for someone, warn, bad, draft (hollow), closed."""
    return format_html(
        '<span class="status status-{}"><span class="status-dot" aria-hidden="true"></span>{}</span>',
        tone,
        label,
    )


@register.simple_tag
@_kept
def handin_mark(state: str, label: str) -> SafeString:
    """A 10 px square and its word or count. States: full, half, returned, empty, none (not applicable)."""
    return format_html(
        '<span class="handin handin-{}"><svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">{}</svg>'
        "{}</span>",
        state,
        mark_safe(HANDINS[state]),
        label,
    )


@register.simple_tag
def deadline(due: dt.date | None, warn_days: int = 7, show: str = "both", clock_hours: int = 0) -> SafeString:
    """A due date or instant as words, with its tone.

    Plain at first; amber from `warn_days` (the first reminder stage of its rule) before; red with the hour on the
    day; 「逾期 n 天」 after. `show` is both, date or left. A rule with `clock_hours` (24 or less) counts hours and
    minutes as soon as no more than so many are left.
    """
    if due is None:
        return dash(None)
    instant = timezone.localtime(due) if isinstance(due, dt.datetime) else None
    day = instant.date() if instant else due
    left = (day - clock.today()).days
    if instant and clock_hours:
        seconds = (instant - clock.now()).total_seconds()
        if 0 < seconds <= clock_hours * 3600:
            return format_html('<span class="due due-clock">{}</span>', _hours_left(seconds))
    if left < 0 or (instant and instant < clock.now()):
        return status("bad", _overdue(left, instant))
    if left == 0:
        words = f"今天 {instant:%H:%M}" if instant else "今天"
        return format_html('<span class="due due-today">{}</span>', words)
    soon = left <= warn_days
    if show == "left":
        words = f"{left} 天"
    elif show == "both" and soon:
        words = f"{day:%Y-%m-%d}　{left} 天"
    else:
        words = f"{day:%Y-%m-%d}"
    return format_html('<span class="due{}">{}</span>', " due-soon" if soon else "", words)


def _overdue(left: int, instant: dt.datetime | None) -> str:
    if left < 0:
        return f"逾期 {-left} 天"
    minutes = ceil((clock.now() - instant).total_seconds() / 60)
    return f"逾期 {minutes // 60} 小时" if minutes >= 60 else f"逾期 {minutes} 分"


def _hours_left(seconds: float) -> str:
    hours, minutes = divmod(int(seconds // 60), 60)
    return f"还剩 {hours} 小时 {minutes} 分"


@register.filter
def dash(value: object) -> object:
    """Nothing shows as 「–」; zero is something."""
    return "–" if value is None or value == "" else value
