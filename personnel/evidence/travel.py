"""What others ask of journeys and documents; and who is asked about incidents before a journey."""

from baomi.core.holdings import Holding, held_things
from baomi.core.providers import Provider
from personnel.choices.travel import OPEN_TRIP, Custody
from personnel.models import TravelDocument, Trip

open_incidents = Provider("open_incidents")
"""fn(staff key) -> [a Chinese sentence for each incident in which he is involved and which is not closed, …]

Filled by the register of incidents above; without it the condition is left to a person to judge.
"""


@held_things.register
def documents_held(staff_id: int) -> list[Holding]:
    """Documents that are not in custody: with the person, or handed out to him."""
    rows = TravelDocument.objects.filter(
        person__staff=staff_id, custody__in=(Custody.OUT, Custody.WITH_PERSON)
    ).order_by("pk")
    rows = rows.only("kind", "number", "deposited_on", "custody")
    return [
        Holding(
            key=f"personnel.traveldocument:{row.pk}",
            kind="出入境证件",
            label=row.get_kind_display(),
            number=row.number or "",
            since=row.deposited_on,
            url=f"/personnel/documents/{row.pk}/",
            how="请交人事处或研究生院保管" if row.custody == Custody.WITH_PERSON else "请归还领出的证件",
        )
        for row in rows
    ]


@held_things.register
def open_trips(staff_id: int) -> list[Holding]:
    """A journey that is not closed is an open matter of the person (B1)."""
    rows = Trip.objects.filter(person__staff=staff_id, stage__in=OPEN_TRIP).order_by("pk")
    rows = rows.only("kind", "number", "stage", "planned_out")
    return [
        Holding(
            key=f"personnel.trip:{row.pk}",
            kind="出国（境）",
            label=f"{row.get_kind_display()}出国（境）{row.get_stage_display()}",
            number=row.number or "",
            since=row.planned_out,
            url=f"/personnel/trips/{row.pk}/",
            how="请先办结或撤销这次出国（境）",
        )
        for row in rows
    ]
