"""The page of a key place: who may enter, who has visited, what the checks found."""

from baomi.core import clock
from baomi.organization import policy
from baomi.registers.declarations import Register, registry
from baomi.registers.protocols import PanelContent, add_panel
from personnel.models import KeyPlace, PlaceVisit

SHOWN = 20
"""Lines of each kind on the place's page; the registers show the rest."""


@add_panel
def accesses(register: Register, record, user) -> PanelContent | None:
    """出入权限 given now, those to be taken back marked."""
    if not isinstance(record, KeyPlace) or record.designated_on is None:
        return None
    known = registry.get("personnel", "accesses")
    if not policy.can(user, known.permission("view")):
        return None
    rows = list(known.visible(user).filter(key_place=record, revoked_on__isnull=True))
    wrong = sum(row.is_to_revoke for row in rows)
    return PanelContent(
        "出入权限",
        "personnel/places_accesses_panel.html",
        {"rows": rows[:SHOWN], "may_revoke": bool(policy.can(user, "personnel.access.revoke", record))},
        column="main",
        order=20,
        hint=f"{len(rows)} 人" + (f"，{wrong} 人应收回" if wrong else ""),
    )


@add_panel
def visits(register: Register, record, user) -> PanelContent | None:
    """The last pages of the visitor book, and who is expected."""
    if not isinstance(record, KeyPlace) or record.designated_on is None:
        return None
    known = registry.get("personnel", "entries")
    if not policy.can(user, known.permission("view")):
        return None
    rows = list(known.visible(user).filter(key_place=record)[:SHOWN])
    return PanelContent(
        "来访",
        "personnel/places_visits_panel.html",
        {"rows": [{"visit": row, "status": known.status(row)} for row in rows]},
        column="main",
        order=30,
        link=("来访登记簿", f"/personnel/entries/?view=book&key_place={record.pk}"),
    )


@add_panel
def checks(register: Register, record, user) -> PanelContent | None:
    """The checks, the newest first, and whether one is overdue."""
    if not isinstance(record, KeyPlace) or record.designated_on is None:
        return None
    known = registry.get("personnel", "inspections")
    if not policy.can(user, known.permission("view")):
        return None
    rows = list(known.visible(user).filter(key_place=record).order_by("-checked_on", "-pk")[:SHOWN])
    late = record.check_due_on is not None and record.check_due_on < clock.today()
    context = {"rows": [{"check": row, "status": known.status(row)} for row in rows], "late": late}
    return PanelContent("检查", "personnel/places_checks_panel.html", context, order=20)


@add_panel
def visitors(register: Register, record, user) -> PanelContent | None:
    """Who comes, beside the form and on the signing page."""
    if not isinstance(record, PlaceVisit):
        return None
    return PanelContent(
        "来访人员",
        "personnel/places_visitors_panel.html",
        {"rows": record.visitors},
        column="main",
        order=15,
        hint=f"共计 {len(record.visitors)} 人",
        signing=True,
    )
