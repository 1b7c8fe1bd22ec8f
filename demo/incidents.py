"""Incidents of the three years: one unfounded, one minor and settled, one serious and still open."""

import datetime as dt

from baomi.organization.models import Staff
from demo.timeline import Timeline
from demo.world import World, moment
from reviews.actions import incidents
from reviews.choices import IncidentKind, IncidentState


def tell(world: World, timeline: Timeline) -> None:
    """Put registering and settling of the incidents on the timeline."""
    year = world.anchor.year
    _settled(world, timeline, "ie", IncidentKind.LEAK, dt.date(year - 2, 10, 15), IncidentState.DISMISSED,
             "实验室报称一份资料去向不明，当日在柜内找到。", "经核实资料未离开涉密场所，不属实。")  # fmt: skip
    _settled(world, timeline, "me1", IncidentKind.MINOR, dt.date(year - 1, 5, 20), IncidentState.CLOSED,
             "课题组成员未按规定登记移动存储介质的使用。", "批评教育，补登记，课题组内通报。")  # fmt: skip
    _open(world, timeline)


def _settled(world, timeline, slug, kind, day, state, outline, conclusion) -> None:
    found = []

    def register():
        found.append(_register(world, slug, kind, day, outline))

    def settle():
        incidents.settle(world.user("office"), found[0], state, conclusion)

    timeline.add(moment(day + dt.timedelta(days=1), dt.time(9, 40)), register)
    timeline.add(moment(day + dt.timedelta(days=13), dt.time(16, 20)), settle)


def _open(world: World, timeline: Timeline) -> None:
    """In a 课题组, so that it bars the 学院 above it; a few weeks before the notice, where the year allows."""
    published = world.anchor.published
    day = published - dt.timedelta(days=24)
    day = day if day.year == published.year else published
    outline = "课题组一台内网计算机接入过非涉密存储介质，未造成泄密，正在核查。"
    timeline.add(
        moment(day + dt.timedelta(days=1), dt.time(10, 10)),
        lambda: _register(world, "ms1", IncidentKind.SERIOUS, day, outline),
    )


def _register(world: World, slug: str, kind: IncidentKind, day: dt.date, outline: str):
    department = world.departments[slug]
    responsible = Staff.objects.filter(department=department, grade__gt="").order_by("number")[:1]
    values = {
        "department": department,
        "kind": kind,
        "occurred_on": day,
        "discovered_at": moment(day + dt.timedelta(days=1), dt.time(8, 30)),
        "outline": outline,
        "responsible": [] if kind == IncidentKind.LEAK else list(responsible),
    }
    return incidents.register_incident(world.user("office"), values)
