"""When a journey may be applied for, begun, told of and closed (P7, B9; 保密法 45, 实施条例 52)."""

import datetime as dt

from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.core.levels import PersonGrade
from personnel.choices.people import BOUND, PersonKind, PersonStatus
from personnel.choices.travel import OPEN_TRIP, Custody, TripStage
from personnel.choices.yearly import PledgeKind
from personnel.models import ClearedPerson, DocumentMovement, Pledge, TravelDocument, Trip, Visit
from personnel.rules.heads import only_head

Answer = Allowed | Denied

CLAUSE = "《保密法》第四十五条"
LATE = "逾期"
ENDANGERING = "主管机关认为出境将对国家安全造成危害"


def may_begin(person: ClearedPerson) -> Answer:
    """Who asks before going abroad: on duty or cooling off; a leaver waits until his leaving is approved."""
    if person.status == PersonStatus.LEAVING:
        return Denied(
            f"{person.staff.name}正在办理离岗", clause=CLAUSE, how="离岗批准后按脱密期人员申请，或先撤回离岗"
        )
    if person.status not in BOUND:
        return Denied(
            f"{person.staff.name}现为“{person.get_status_display()}”，不办理涉密人员出国（境）审批",
            clause=CLAUSE,
        )
    return Allowed()


def nothing_open(person: ClearedPerson, but: Trip | None = None) -> Answer:
    """No earlier journey is open and no document is overdue or kept by the person; else the reason (B9)."""
    earlier = Trip.objects.filter(person=person, stage__in=OPEN_TRIP)
    earlier = earlier.exclude(pk=but.pk).first() if but is not None and but.pk else earlier.first()
    if earlier is not None:
        left = "；".join(outstanding(earlier)) or earlier.get_stage_display()
        return Denied(
            f"上一次出国（境）{earlier.number}还没有办结：{left}",
            clause="涉密人员管理规定",
            how="办结后再申请；逾期未还证件或未回访的，暂停审批",
        )
    late = DocumentMovement.objects.filter(
        document__person=person, back_on__isnull=True, due_on__lt=clock.today()
    ).select_related("document").first()  # fmt: skip
    if late is not None:
        return Denied(
            f"{late.document.get_kind_display()}应于 {late.due_on:%Y-%m-%d} 归还，已逾期",
            clause="涉密人员管理规定",
            how="请先归还证件",
        )
    return Allowed()


def ready(trip: Trip) -> Answer:
    """Whether the application may be handed in."""
    if trip.stage != TripStage.DRAFT:
        return Denied(f"这份申请{trip.get_stage_display()}，不能送审")
    if not trip.promised:
        return Denied("还没有作出个人承诺", how="请在表中勾选个人承诺")
    if trip.planned_out < clock.today():
        return Denied("计划外出日期已过", how="请改正后再送审")
    for decision in (may_begin(trip.person), nothing_open(trip.person, trip), documents_fit(trip)):
        if not decision:
            return decision
    return Allowed()


def documents_fit(trip: Trip) -> Answer:
    """Every document of the person is in custody, and the chosen one is his and lasts until he is back.

    Without a chosen one the first document is still to be issued, or another office keeps it for the journey.
    """
    kept = TravelDocument.objects.filter(person=trip.person, custody=Custody.WITH_PERSON).first()
    if kept is not None:
        return Denied(f"{kept.get_kind_display()}还没有上交", how="请先交人事处或研究生院保管，再送审")
    document = trip.document
    if document is None:
        return Allowed()
    if document.person_id != trip.person_id:
        return Denied("所选证件不是申请人的", how="请选申请人自己的证件，或不选")
    if document.custody != Custody.HELD:
        return Denied(f"所选证件{document.get_custody_display()}", how="请先交存，或另选证件")
    if document.expires_on < trip.planned_in:
        return Denied(
            f"所选证件 {document.expires_on:%Y-%m-%d} 到期，早于计划返回日期", how="请先换发，或另选证件"
        )
    return Allowed()


def for_staff(trip) -> bool:
    """人事处 answers for everybody but students."""
    return trip.person.kind != PersonKind.STUDENT


def for_student(trip) -> bool:
    return trip.person.kind == PersonKind.STUDENT


def signed_by_leader(trip: Trip) -> bool:
    """The leader decides about 核心 people, about heads, and where the organs have been asked."""
    return trip.person.grade == PersonGrade.CORE or trip.endangers or only_head(trip)


def may_mark(trip: Trip) -> Answer:
    """The organs' opinion counts while the application is being signed."""
    if trip.stage != TripStage.APPLIED:
        return Denied(f"这份申请{trip.get_stage_display()}，不再登记主管机关意见")
    return Allowed()


def may_agree(trip: Trip) -> Answer:
    """What the organs have called a danger is refused, and nothing else (保密法 45)."""
    if trip.endangers:
        return Denied(ENDANGERING, clause=CLAUSE, how="只能签“不同意”")
    return Allowed()


def may_cancel(trip: Trip) -> Answer:
    """Given up before a document was handed out; afterwards it is told as 未成行."""
    if trip.stage in (TripStage.DRAFT, TripStage.APPROVED, TripStage.READY):
        return Allowed()
    if trip.stage == TripStage.APPLIED:
        return Denied("正在审批，不能撤销", how="请送审人先撤回")
    if trip.stage == TripStage.AWAY:
        return Denied("证件已领出，不能撤销", how="没有成行的，请按“登记未成行”")
    return Denied(f"这次出国（境）{trip.get_stage_display()}，不能撤销")


def talked(trip: Trip) -> bool:
    """The talk by two is signed by all (F-21)."""
    return trip.talks.filter(concluded_on__isnull=False).exists()


def pledged(trip: Trip) -> bool:
    """The pledge for going abroad is signed on paper and recorded."""
    return Pledge.objects.filter(trip=trip, kind=PledgeKind.ABROAD, signed_on__isnull=False).exists()


def prepared(trip: Trip) -> Answer:
    """Approved, talked to, pledged: only now a document goes out."""
    if trip.stage in (TripStage.DRAFT, TripStage.APPLIED, TripStage.REFUSED, TripStage.CANCELLED):
        return Denied(
            f"这次出国（境）{trip.get_stage_display()}，没有批准", clause=CLAUSE, how="批准后才能领取证件"
        )
    if trip.stage in (TripStage.RETURNED, TripStage.CLOSED):
        return Denied("这次出国（境）已经返回", how="再次出行请重新申请")
    if not talked(trip):
        return Denied(
            "还没有完成行前保密教育（F-21）", clause="《实施条例》第五十二条", how="请先由两人谈话并签字"
        )
    if not pledged(trip):
        return Denied(
            "还没有签订出国（境）保密承诺书", clause="《实施条例》第五十二条", how="请先签订并登记纸质件"
        )
    return Allowed()


def may_report_return(trip: Trip) -> Answer:
    """Told once, by who has set out; without a document of ours the journey begins with talk and pledge."""
    if trip.stage == TripStage.AWAY:
        return Allowed()
    if trip.stage in (TripStage.RETURNED, TripStage.CLOSED):
        return Denied("回国情况已经登记")
    decision = prepared(trip)
    if not decision:
        return decision
    if trip.document_id:
        return Denied("证件还没有领出", how="没有成行的，请撤销这次申请")
    return Allowed()


def dates_told(trip: Trip, actual_out: dt.date, actual_in: dt.date) -> Answer:
    """In order, not of the future, not before a document was handed out."""
    if actual_in < actual_out:
        return Denied("实际回国（境）日期早于出国（境）日期", how="请核对后改正")
    if actual_in > clock.today():
        return Denied("实际回国（境）日期晚于今天", how="回国后再登记")
    first = trip.movements.order_by("out_on").values_list("out_on", flat=True).first()
    if first and actual_out < first:
        return Denied(f"实际出国（境）日期早于领出证件的 {first:%Y-%m-%d}", how="请核对后改正")
    return Allowed()


def outstanding(trip: Trip) -> list[str]:
    """What keeps the loop open, in words; empty when it may be closed or has been."""
    today, found = clock.today(), []
    if trip.stage not in (TripStage.AWAY, TripStage.RETURNED):
        return []
    if trip.stage == TripStage.AWAY:
        found.append("还没有登记回国情况")
    for movement in trip.movements.filter(back_on__isnull=True).select_related("document"):
        found.append(_due(f"归还{movement.document.get_kind_display()}", movement.due_on, today))
    if (
        trip.stage == TripStage.RETURNED
        and TravelDocument.objects.filter(person=trip.person, custody=Custody.WITH_PERSON).exists()
    ):
        found.append("还有证件没有上交")
    for visit in Visit.objects.filter(trip=trip, concluded_on__isnull=True, dropped_on__isnull=True):
        found.append(_due("完成回访", visit.due_on, today))
    return found


def _due(words: str, day: dt.date, today: dt.date) -> str:
    late = f"，{LATE} {(today - day).days} 天" if day < today else ""
    return f"{day:%Y-%m-%d} 前{words}{late}"


def may_close(trip: Trip) -> bool:
    """Returned, told, documents back, visited."""
    return trip.stage == TripStage.RETURNED and not outstanding(trip)
