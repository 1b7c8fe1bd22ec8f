"""When a document of a cleared person may change hands (P8)."""

import datetime as dt

from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.organization import parameters
from personnel.choices.people import OVER
from personnel.choices.travel import OPEN_TRIP, Custody
from personnel.choices.vetting import DocumentKind
from personnel.models import DocumentStocktake, TravelDocument, Trip
from personnel.parameters import OFFICIAL_RETURN_DAYS, PRIVATE_RETURN_DAYS, UNUSED_RETURN_DAYS
from personnel.rules import travel

Answer = Allowed | Denied

GONE = (Custody.GIVEN_BACK, Custody.CANCELLED, Custody.LOST)
"""A document in one of these is not ours to keep any more."""


def may_change(document: TravelDocument) -> Answer:
    """What is written of a document is corrected as long as it is one of ours."""
    if document.custody in GONE:
        return Denied(f"这本证件{document.get_custody_display()}，不再修改")
    return Allowed()


def may_deposit(document: TravelDocument) -> Answer:
    if document.custody != Custody.WITH_PERSON:
        return Denied(f"这本证件{document.get_custody_display()}，不用交存")
    return Allowed()


def is_held(document: TravelDocument) -> Answer:
    """Only what lies in custody is handed out: one holder at a time."""
    if document.custody == Custody.HELD:
        return Allowed()
    if document.custody == Custody.OUT:
        return Denied("这本证件已经领出，还没有归还", how="归还后才能再领")
    return Denied(f"这本证件{document.get_custody_display()}，不能领出")


def may_go_with(document: TravelDocument, trip: Trip) -> Answer:
    """For a journey of its holder that is approved, with the talk done and the pledge signed."""
    if trip.person_id != document.person_id:
        return Denied("这本证件不是申请人的", how="请选申请人自己的证件")
    return is_held(document) and travel.prepared(trip)


def may_go_without_trip(document: TravelDocument, reason: str, due_on: dt.date | None) -> Answer:
    """For another reason, such as renewal: said in words, with a day of return, and never beside an open journey."""
    decision = is_held(document)
    if not decision:
        return decision
    open_trip = Trip.objects.filter(person=document.person_id, stage__in=OPEN_TRIP).first()
    if open_trip is not None:
        return Denied(f"持有人有出国（境）{open_trip.number}正在办理", how="请按这次出国（境）领出")
    if not reason.strip():
        return Denied("没有写明领出事由", how="请写明，如换发证件")
    if due_on is None or due_on < clock.today():
        return Denied("应还日早于今天", how="请改正应还日")
    return Allowed()


def may_take_back(document: TravelDocument) -> Answer:
    if document.custody != Custody.OUT:
        return Denied(f"这本证件{document.get_custody_display()}，没有领出的记录")
    return Allowed()


def may_give_back(document: TravelDocument) -> Answer:
    """Custody goes on through the cooling-off period; it ends with the release."""
    if document.custody != Custody.HELD:
        return Denied(f"这本证件{document.get_custody_display()}，不能退还")
    person = document.person
    if person.status not in OVER:
        return Denied(
            f"{person.staff.name}现为“{person.get_status_display()}”，证件继续由学校保管",
            clause="涉密人员管理规定",
            how="脱密期满解除后退还本人",
        )
    return Allowed()


def may_end(document: TravelDocument) -> Answer:
    """Cancelled by the authority, or lost."""
    if document.custody in GONE:
        return Denied(f"这本证件{document.get_custody_display()}")
    return Allowed()


def return_days(kind: str, on: dt.date) -> int:
    """Days after the return within which a document of the kind has to be back, as in force on that day."""
    key = OFFICIAL_RETURN_DAYS if kind == DocumentKind.OFFICIAL else PRIVATE_RETURN_DAYS
    return parameters.value(key, on=on)


def due_after_return(document: TravelDocument, day: dt.date) -> dt.date:
    """Until when the document is back of a journey that ended, or is to end, on the day."""
    return day + dt.timedelta(days=return_days(document.kind, day))


def due_unused(day: dt.date) -> dt.date:
    """Until when an unused document is back, from the day it was told."""
    return day + dt.timedelta(days=parameters.value(UNUSED_RETURN_DAYS, on=day))


def may_count(stocktake: DocumentStocktake) -> Answer:
    if stocktake.finished_at is not None:
        return Denied("这次清点已经完成", how="如需再清点，请另建一次")
    return Allowed()


def may_finish(stocktake: DocumentStocktake) -> Answer:
    """Every document that was to be there has been looked for."""
    decision = may_count(stocktake)
    if not decision:
        return decision
    left = stocktake.lines.filter(found__isnull=True).count()
    if left:
        return Denied(f"还有 {left} 本没有清点", how="请逐本选“在库”或“不在库”")
    return Allowed()
