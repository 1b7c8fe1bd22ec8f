"""On a departure: the conditions of leaving. On a cooling-off period: what has happened in it."""

from baomi.organization import policy
from baomi.registers.declarations import RecordAction, Register, registry
from baomi.registers.protocols import PanelContent, add_actions, add_panel
from baomi.registers.sight import opened_by
from personnel.choices.people import PersonStatus
from personnel.choices.travel import VisitKind
from personnel.evidence import leaving as evidence
from personnel.models import ClearedPerson, CoolingOff, Departure
from personnel.pages.checklist import check_rows


@add_panel
def conditions(register: Register, record, user) -> PanelContent | None:
    """离岗条件, on the record and on the signing page: what the signer has to have read."""
    if not isinstance(record, Departure):
        return None
    items = evidence.items_of(record)
    needs = evidence.needs_of(record, items)
    settled = sum(item.settled for item in items)
    missing = sum(not need.met and not need.later for need in needs)
    return PanelContent(
        "离岗条件",
        "personnel/leaving_conditions_panel.html",
        {"checks": check_rows(record, needs, user)},
        column="main",
        order=15,
        hint=f"清退 已清 {settled} / 共 {len(items)}，{f'还差 {missing} 项' if missing else '条件齐备'}",
        link=("打开清退页面", f"/personnel/departures/{record.pk}/clearance/"),
        signing=True,
    )


@add_actions
def begin_leaving(register: Register, record, user) -> list[RecordAction]:
    """On a person's page: F-24 for somebody in post, his period for somebody cooling off."""
    if not isinstance(record, ClearedPerson):
        return []
    if record.status == PersonStatus.IN_POST and policy.can(user, "personnel.departures.add", record):
        return [RecordAction("办理离岗", f"/personnel/departures/new/?person={record.pk}")]
    period = CoolingOff.objects.filter(person=record).first() if record.left_on else None
    return [RecordAction("查看脱密期", f"/personnel/cooling/{period.pk}/")] if period else []


@add_panel
def course(register: Register, record, user) -> PanelContent | None:
    """Longer, exceptions, enquiries, visits and the release of one period, each with its link where the user sees it."""
    if not isinstance(record, CoolingOff):
        return None
    rows = sorted(_matters(record, user), key=lambda row: row["day"], reverse=True)
    context = {"rows": rows, "open": opened_by(user, (row["url"] for row in rows))}
    return PanelContent(
        "脱密期办理情况", "personnel/cooling_course_panel.html", context, column="main", order=20
    )


def _matters(cooling: CoolingOff, user) -> list[dict]:
    found = []
    for slug, words, rows in (
        ("extensions", "延长脱密期", cooling.changes.select_related("approval")),
        ("exceptions", "例外审批", cooling.exceptions.select_related("approval")),
        ("releases", "解除审批", cooling.releases.select_related("approval")),
    ):
        found += [_row(slug, row, words, row.created_at, row.tone) for row in rows]
    if policy.can(user, "personnel.enquiries.view"):
        status = registry.get("personnel", "enquiries").status
        found += [
            _row("enquiries", row, f"来函 {row.asked_by}", row.asked_on, status(row))
            for row in cooling.enquiries.all()
        ]
    for visit in cooling.person.visits.filter(kind=VisitKind.COOLING, concluded_on__isnull=False):
        found.append(_row("visits", visit, "回访", visit.held_on or visit.concluded_on, ("closed", "已回访")))
    return found


def _row(slug: str, record, words: str, day, status: tuple[str, str]) -> dict:
    return {
        "words": words,
        "number": record.number,
        "url": f"/personnel/{slug}/{record.pk}/",
        "day": f"{day:%Y-%m-%d}" if day else "",
        "tone": status[0],
        "status": status[1],
    }
