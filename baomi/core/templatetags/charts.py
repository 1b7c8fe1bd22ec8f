"""Charts as inline SVG: the figures are laid out here, drawn in templates/components/charts/.

Every chart has a title and gives the same figures as a table to readers who cannot see it; colours are classes,
so the strict content policy holds. Lengths are SVG user units (pixels at natural width).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from math import ceil

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

STEP_LEFT, STEP_TOP, STEP_PLOT = 34, 14, 158
STEP_ROOM_FOR_NAMES = 104
CALENDAR_LABELS, CALENDAR_LANE, CALENDAR_HEAD = 116, 30, 40
# So many days' width a week's label takes.
CALENDAR_NAME_DAYS = 4
# A lane's single day with this many duties is drawn solid: it is the day the office must not overlook.
CROWDED = 20


@register.inclusion_tag("components/charts/steps.html")
def step_chart(
    daily: Mapping[dt.date, int] | Iterable[tuple[dt.date, int]],
    start: dt.date,
    deadline: dt.date,
    total: int,
    until: dt.date,
    last_year: Iterable[tuple[int, int]] = (),
    title: str = "每日报齐与累计",
    unit: str = "个",
    width: int = 760,
) -> dict:
    """Cumulative line with daily bars up to `until`, last year dashed, the deadline as a line.

    `daily` gives the count of each day; `last_year` gives (days before the deadline, cumulative count), so two years
    lie over each other by their distance from the deadline. `total` is the upper end of the scale.
    """
    counts = dict(daily)
    days = [start + dt.timedelta(n) for n in range((deadline - start).days + 1)]
    pitch = (width - STEP_LEFT - STEP_ROOM_FOR_NAMES) / max(len(days) - 1, 1)
    spent = [day for day in days if day <= until]
    sums = list(accumulate(counts.get(day, 0) for day in spent))
    earlier = sorted((deadline - dt.timedelta(before), count) for before, count in last_year)
    earlier = [(day, count) for day, count in earlier if start <= day <= deadline]
    top = max([total, *sums, *(count for _, count in earlier), 1])

    def x(day: dt.date) -> float:
        return round(STEP_LEFT + (day - start).days * pitch, 1)

    def y(count: int) -> float:
        return round(STEP_TOP + STEP_PLOT * (1 - count / top), 1)

    line = _stairs([(x(day), y(count)) for day, count in zip(spent, sums, strict=True)])
    last = _stairs([(x(start), y(0)), *((x(day), y(count)) for day, count in earlier)]) if earlier else ""
    if earlier and earlier[-1][0] < deadline:
        last += f"H{x(deadline)}"
    figures = [(day, counts.get(day, 0), count) for day, count in zip(spent, sums, strict=True)]
    this_y, last_y = (y(sums[-1]) if sums else y(0)), (y(earlier[-1][1]) if earlier else None)
    return {
        "title": title,
        "unit": unit,
        "width": width,
        "height": STEP_TOP + STEP_PLOT + 24,
        "left": STEP_LEFT,
        "base": y(0),
        "grid": [{"y": y(tick), "label": tick} for tick in _ticks(top)],
        "weeks": [{"x": x(day), "label": f"{day:%m-%d}"} for day in days[::7]],
        "bars": [
            {"x": x(day) - 5, "y": y(n), "height": round(y(0) - y(n), 1), "label": f"{day:%m-%d} {n} {unit}"}
            for day, n in sorted(counts.items())
            if n and start <= day <= min(until, deadline)
        ],
        "line": line,
        "last": last,
        "end": {"x": x(spent[-1]), "y": this_y, "count": sums[-1], "year": spent[-1].year} if spent else None,
        "last_end": {"y": last_y, "count": earlier[-1][1], "year": deadline.year - 1} if earlier else None,
        "labels": _spread(this_y + 4, None if last_y is None else last_y + 4),
        "deadline_x": x(deadline),
        "deadline_label": f"{deadline:%m-%d} 截止",
        "figures": figures,
    }


@register.simple_tag
def split_bar(yes: int, no: int, total: int, majority: float | None = None, pale: bool = False) -> SafeString:
    """One row of a count: agreed, against, the rest ground, on a scale of `total`; a mark at `majority`.

    The scale is the same in every row; the mark moves where recusals take votes out. Figures stand in the table.
    """
    width, scale = 232, 232 / max(total, 1)
    mark = ""
    if majority is not None:
        at = round(majority * scale, 1)
        mark = format_html('<line x1="{0}" x2="{0}" y1="0" y2="14" class="split-mark"/>', at)
    return format_html(
        '<svg class="split-bar" width="{w}" height="14" viewBox="0 0 {w} 14" role="img"><title>{title}</title>'
        '<rect x="0" y="3" width="{w}" height="8" class="split-ground"/>'
        '<rect x="0" y="3" width="{yes}" height="8" class="split-yes{pale}"/>'
        '<rect x="{yes}" y="3" width="{no}" height="8" class="split-no"/>{mark}</svg>',
        w=width,
        title=f"同意 {yes}，不同意 {no}，应投 {total}",
        yes=round(yes * scale, 1),
        no=round(no * scale, 1),
        pale=" pale" if pale else "",
        mark=mark,
    )


@register.inclusion_tag("components/charts/bars.html")
def bar_chart(
    bars: Sequence[Mapping], title: str, unit: str = "", width: int = 520, label_width: int = 120
) -> dict:
    """Horizontal bars, one per row of `bars` (label, value, url, tone); each leads to the list it counts.

    The lengths are handed to the template as text: it asks of every number how the language writes it.
    """
    top = max([bar["value"] for bar in bars] or [0]) or 1
    room = width - label_width - 56
    rows = [
        {
            **bar,
            "y": str(n * 28),
            "middle": str(n * 28 + 18),
            "length": str(round(bar["value"] / top * room, 1)),
            "end": str(round(label_width + bar["value"] / top * room + 8, 1)),
        }
        for n, bar in enumerate(bars)
    ]
    return {
        "title": title,
        "unit": unit,
        "width": str(width),
        "height": str(len(bars) * 28 + 4),
        "left": str(label_width),
        "bars": rows,
    }


@register.inclusion_tag("components/charts/calendar.html")
def calendar_strip(
    lanes: Sequence[Mapping],
    start: dt.date,
    days: int = 30,
    off: Iterable[dt.date] = (),
    title: str = "30 天内到期",
    width: int = 772,
) -> dict:
    """Days across, one lane per kind of duty: a circle with the count on each day it falls due.

    Each of `lanes` has label, dues (mapping day → count or day → {count, url, label, tone}), optional url. `off` are the
    days nobody works (grey ground).
    """
    pitch = (width - CALENDAR_LABELS - 44) / days
    free = set(off)
    columns = []
    for n in range(days):
        day, x = start + dt.timedelta(n), round(CALENDAR_LABELS + n * pitch, 1)
        columns.append(
            {
                "x": x,
                "middle": round(x + pitch / 2, 1),
                "day": day,
                "off": day in free,
                "week": day.weekday() == 0,
            }
        )
    rows = [_lane(lane, n, start, days, pitch) for n, lane in enumerate(lanes)]
    weeks = _weeks(columns)
    return {
        "title": title,
        "width": width,
        "height": CALENDAR_HEAD + len(rows) * CALENDAR_LANE + 2,
        "head": CALENDAR_HEAD,
        "left": CALENDAR_LABELS,
        "right": round(CALENDAR_LABELS + days * pitch, 1),
        "pitch": round(pitch, 1),
        "columns": columns,
        "weeks": weeks,
        "lanes": rows,
    }


def _weeks(columns: list[dict]) -> list[dict]:
    """The label over each week. What is left of the first one stays unnamed where the next would run over it."""
    firsts = [(n, column) for n, column in enumerate(columns) if column["week"] or n == 0]
    room = len(firsts) < 2 or firsts[1][0] >= CALENDAR_NAME_DAYS
    names = ["本周", "下周"] if room else ["", "下周"]
    labels = []
    for place, (_, column) in enumerate(firsts):
        name = names[place] if place < len(names) else ""
        shown = place > 0 or room
        labels.append({"x": column["x"], "label": f"{column['day']:%m-%d}" if shown else "", "name": name})
    return labels


@register.simple_tag
def meter(done: float, total: float, tone: str = "", width: int = 0, title: str = "") -> SafeString:
    """A bar of `done` out of `total`; as wide as its place unless `width` is given. Tones: met, warn, ink."""
    share = 0 if not total else max(0, min(100, round(done / total * 100, 2)))
    return format_html(
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none"{size} role="img"><title>{title} {done} / {total}</title>'
        '<rect width="100" height="6" class="bar-ground"/><rect width="{share}" height="6" class="bar-done {tone}"/></svg>',
        size=format_html(' width="{0}" data-fixed', width) if width else "",
        title=title,
        done=done,
        total=total,
        share=share,
        tone=tone,
    )


@register.simple_tag
def hours_bar(done: float, wanted: float) -> SafeString:
    """The small bar in a list cell: grey-blue when met, amber when short, the figure beside it."""
    tone = "met" if done >= wanted else "warn"
    length = 36 if not wanted else round(min(1, done / wanted) * 36, 1)
    return format_html(
        '<span class="hours {tone}"><svg width="36" height="4" viewBox="0 0 36 4" aria-hidden="true">'
        '<rect width="36" height="4" class="bar-ground"/><rect width="{length}" height="4" class="bar-done {tone}"/></svg>'
        "{done}</span>",
        tone=tone,
        length=length,
        done=done,
    )


@register.simple_tag
def segments(done: int, total: int, over: int = 0, tone: str = "", title: str = "") -> SafeString:
    """`total` equal pieces, `done` of them filled, then `over` more in amber beyond the quota."""
    count = max(total, done) + over
    pitch = 280 / max(count, 1)
    pieces = format_html_join(
        "",
        '<rect x="{}" width="{}" height="7" class="segment-{}"/>',
        (
            (
                round(n * pitch, 2),
                round(pitch - 3, 2),
                f"on {tone}" if n < done else ("over" if n >= count - over else "off"),
            )
            for n in range(count)
        ),
    )
    return format_html(
        '<svg class="segments" viewBox="0 0 280 7" preserveAspectRatio="none" role="img"><title>{} {} / {}</title>{}</svg>',
        title,
        done,
        total,
        pieces,
    )


def _stairs(points: Sequence[tuple[float, float]]) -> str:
    """An SVG path that goes level to each point, then up."""
    if not points:
        return ""
    (x, y), *rest = points
    return f"M{x} {y}" + "".join(f"H{right}V{up}" for right, up in rest)


def _ticks(top: int) -> list[int]:
    step = ceil(top / 4)
    ticks = list(range(0, top, step))
    return [*ticks, top] if top - ticks[-1] >= step / 2 else [*ticks[:-1], top]


def _spread(this_y: float, last_y: float | None) -> dict:
    """Heights of the two end labels, pushed 18 apart when the years end close together, and below the deadline's."""
    floor = STEP_TOP + 4 + 18
    if last_y is None:
        return {"this": max(this_y, floor), "last": None}
    upper, lower = sorted((this_y, last_y))
    upper = max(upper, floor)
    lower = max(lower, upper + 18)
    return {"this": upper, "last": lower} if this_y < last_y else {"this": lower, "last": upper}


def _lane(lane: Mapping, number: int, start: dt.date, days: int, pitch: float) -> dict:
    middle = CALENDAR_HEAD + number * CALENDAR_LANE + CALENDAR_LANE / 2
    dues = []
    for day, due in sorted(lane["dues"].items()):
        place = (day - start).days
        if not 0 <= place < days:
            continue
        facts = due if isinstance(due, Mapping) else {"count": due}
        x = round(CALENDAR_LABELS + (place + 0.5) * pitch, 1)
        words = facts.get("label", "")
        # A label near the right edge stands left of its circle, else it would leave the picture.
        left = bool(words) and place > days * 2 / 3
        dues.append(
            {
                **facts,
                "day": day,
                "x": x,
                "solid": bool(words) or facts["count"] >= CROWDED,
                "wide": facts["count"] > 9,
                "label_x": x - 19 if left else x + 15,
                "anchor": "end" if left else "start",
            }
        )
    return {
        "label": lane["label"],
        "url": lane.get("url"),
        "middle": middle,
        "text_y": middle + 4.5,
        "bottom": CALENDAR_HEAD + (number + 1) * CALENDAR_LANE,
        "dues": dues,
        "total": lane.get("total", sum(due["count"] for due in dues)),
    }
