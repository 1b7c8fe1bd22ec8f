"""What journeys, documents and stock-takes hang on record pages: the loop, what is still owed, every movement."""

from baomi.core import clock
from baomi.core.fields import masked
from baomi.registers.protocols import PanelContent, add_panel
from baomi.registers.sight import opened_by
from personnel.choices.travel import OPEN_TRIP, TripStage
from personnel.models import DocumentStocktake, TravelDocument, Trip
from personnel.rules import travel as rules

LOOP = (
    (TripStage.APPLIED, "申请审批"),
    (TripStage.APPROVED, "行前教育"),
    (TripStage.READY, "承诺书、领证件"),
    (TripStage.AWAY, "出行"),
    (TripStage.RETURNED, "交回、回访"),
    (TripStage.CLOSED, "办结"),
)
"""The stages with what is done in each."""


@add_panel
def loop(register, record, user) -> PanelContent | None:
    """Where a journey stands between application and end, and what it waits for."""
    if not isinstance(record, Trip) or record.stage not in (*OPEN_TRIP, TripStage.CLOSED):
        return None
    stages = [stage for stage, _ in LOOP]
    at = stages.index(TripStage(record.stage))
    closed = record.stage == TripStage.CLOSED
    steps = [
        {
            "label": label,
            "detail": "",
            "state": "done" if place < at or closed else ("now" if place == at else "todo"),
        }
        for place, (_, label) in enumerate(LOOP)
    ]
    content = {
        "steps": steps,
        "waits": [{"words": words, "late": rules.LATE in words} for words in _waits_for(record)],
    }
    return PanelContent("办理进度", "personnel/travel_loop_panel.html", content, column="main", order=5)


def _waits_for(trip: Trip) -> list[str]:
    """What has to be done next, in words."""
    if trip.stage in (TripStage.APPROVED, TripStage.READY):
        talk, pledge = rules.talked(trip), rules.pledged(trip)
        found = [] if talk else ["由两人作行前保密教育并签字（F-21）"]
        found += [] if pledge else ["签订出国（境）保密承诺书并登记纸质件"]
        if talk and pledge:
            found = ["到人事处或研究生院领取证件"] if trip.document_id else ["回国后登记回国情况，交存新证件"]
        return found
    return rules.outstanding(trip)


@add_panel
def journey_papers(register, record, user) -> PanelContent | None:
    """The talk, the pledge, the visit and the documents of a journey, each with its page for whoever sees it."""
    if not isinstance(record, Trip):
        return None
    rows = [
        *_papers(record.talks.select_related("approval"), "行前教育", "talks", "held_at"),
        *_pledges(record.pledges.select_related("approval")),
        *_papers(record.visits.select_related("approval"), "回访", "visits", "held_on"),
    ]
    for movement in record.movements.select_related("document"):
        document = movement.document
        rows.append(
            {
                "label": document.get_kind_display(),
                "url": f"/personnel/documents/{document.pk}/",
                "detail": f"{movement.out_on:%Y-%m-%d} 领出，应还 {movement.due_on:%Y-%m-%d}",
                "state": f"{movement.back_on:%Y-%m-%d} 归还" if movement.back_on else "在外",
                "late": movement.back_on is None and movement.due_on < clock.today(),
            }
        )
    if not rows:
        return None
    return PanelContent(
        "教育、承诺书、证件与回访",
        "personnel/travel_papers_panel.html",
        {"rows": rows, "open": opened_by(user, (row["url"] for row in rows))},
        column="main",
        order=15,
    )


def _pledges(pledges) -> list[dict]:
    return [
        {
            "label": f"{pledge.get_kind_display()} {pledge.number}",
            "url": f"/personnel/pledges/{pledge.pk}/",
            "detail": "",
            "state": f"{pledge.signed_on:%Y-%m-%d} 签订" if pledge.signed_on else pledge.tone[1],
            "late": False,
        }
        for pledge in pledges
    ]


def _papers(records, label: str, slug: str, day: str) -> list[dict]:
    rows = []
    for record in records:
        held = getattr(record, day)
        concluded = record.concluded_on
        rows.append(
            {
                "label": f"{label} {record.number}",
                "url": f"/personnel/{slug}/{record.pk}/",
                "detail": f"{held:%Y-%m-%d}" if held else f"期限 {record.due_on:%Y-%m-%d}",
                "state": f"{concluded:%Y-%m-%d} 完成" if concluded else record.tone[1],
                "late": slug == "visits" and not concluded and record.due_on < clock.today(),
            }
        )
    return rows


@add_panel
def movements(register, record, user) -> PanelContent | None:
    """Every time a document went out and came back."""
    if not isinstance(record, TravelDocument):
        return None
    rows = record.movements.select_related("trip", "handed_by", "received_by")
    return PanelContent(
        "领还记录",
        "personnel/documents_movements_panel.html",
        {"rows": rows, "today": clock.today()},
        column="main",
        order=20,
        hint=f"{len(rows)} 次",
    )


@add_panel
def counted(register, record, user) -> PanelContent | None:
    """The lines of a stock-take, what was not found first."""
    if not isinstance(record, DocumentStocktake):
        return None
    lines = list(record.lines.select_related("document__person__staff", "document__department"))
    order = {False: 0, None: 1, True: 2}
    rows = [
        {"line": line, "number": masked(line.document, "document_number")}
        for line in sorted(lines, key=lambda line: (order[line.found], line.pk))
    ]
    missing = sum(line.found is False for line in lines)
    return PanelContent(
        "清点结果",
        "personnel/documents_count_panel.html",
        {"rows": rows},
        column="main",
        order=20,
        hint=f"应在库 {len(lines)} 本，不在库 {missing} 本",
    )
