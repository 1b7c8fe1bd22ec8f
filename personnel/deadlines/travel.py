"""What falls due abroad: documents to come back and to expire, visits, returns nobody has told (domain: P7, P8)."""

from collections.abc import Iterable
from typing import ClassVar

from baomi.core import clock
from baomi.organization import policy
from baomi.organization.models import User
from baomi.organization.roles import Role
from baomi.reminders import deadlines
from baomi.reminders.choices import Kind
from baomi.reminders.deadlines import Deadline, DueItem, Stage, record_ref
from personnel.choices.people import PersonKind
from personnel.choices.travel import Custody, TripStage
from personnel.models import ClearedPerson, DocumentMovement, TravelDocument, Trip, Visit

GROUP = "出国（境）"
BACK, EXPIRY, VISIT, RETURN = (
    "personnel.document_back",
    "personnel.document_expiry",
    "personnel.visit",
    "personnel.trip_return",
)
RULES = "涉密人员管理规定"
CHASING = (
    Stage(-3, "assignee", Kind.AHEAD),
    Stage(0, "assignee", Kind.ON_DAY),
    Stage(1, "assignee", Kind.OVERDUE),
    Stage(1, "officer", Kind.OVERDUE),
    Stage(1, "keeper", Kind.OVERDUE),
    Stage(3, "head", Kind.ESCALATION),
    Stage(3, "office", Kind.ESCALATION),
)


class Told:
    """Who is told of the duties of these people: each himself, and who keeps his documents.

    Three queries in all, none for nobody.
    """

    RELATIONS: ClassVar = {"assignee": "本人", "keeper": "人事处或研究生院"}

    def __init__(self, people: Iterable[ClearedPerson]):
        self.accounts: dict[int, list[int]] = {}
        keys = {person.staff_id for person in people}
        for pk, staff in User.objects.filter(staff__in=keys, is_active=True).values_list("pk", "staff"):
            self.accounts.setdefault(staff, []).append(pk)
        self.keepers = {role: _holders(role) for role in (Role.HR, Role.GRAD)} if keys else {}

    def of(self, person: ClearedPerson) -> dict[str, list[int]]:
        keeper = Role.GRAD if person.kind == PersonKind.STUDENT else Role.HR
        return {"assignee": self.accounts.get(person.staff_id, []), "keeper": self.keepers[keeper]}


def _holders(role: Role) -> list[int]:
    return list(policy.users_holding(role).values_list("pk", flat=True))


def _back(rows) -> list[DueItem]:
    """Documents handed out and not back."""
    rows = list(rows.filter(back_on__isnull=True).select_related("document__person__staff"))
    told = Told(row.document.person for row in rows)
    return [
        DueItem(
            record=record_ref(row),
            label=f"归还{row.document.get_kind_display()} {row.document.person.staff.name}",
            url=f"/personnel/documents/{row.document_id}/",
            due=row.due_on,
            department_id=row.document.department_id,
            people=told.of(row.document.person),
            detail="领出的证件应在期限内归还；逾期暂停下一次审批",
        )
        for row in rows
    ]


def _back_due(until) -> list[DueItem]:
    return _back(DocumentMovement.objects.filter(due_on__lte=_day(until)).order_by("pk"))


def _back_of(record) -> list[DueItem]:
    if isinstance(record, TravelDocument):
        return _back(record.movements.order_by("pk"))
    return _back(record.movements.order_by("pk")) if isinstance(record, Trip) else []


def _expiring(rows) -> list[DueItem]:
    """Documents of ours that run out."""
    kept = (Custody.HELD, Custody.OUT, Custody.WITH_PERSON)
    rows = list(rows.filter(custody__in=kept).select_related("person__staff"))
    told = Told(row.person for row in rows)
    return [
        DueItem(
            record=record_ref(row),
            label=f"{row.get_kind_display()}到期 {row.person.staff.name}",
            url=f"/personnel/documents/{row.pk}/",
            due=row.expires_on,
            department_id=row.department_id,
            people=told.of(row.person),
            detail="到期前换发或注销，并改登记",
        )
        for row in rows
    ]


def _expiring_due(until) -> list[DueItem]:
    return _expiring(TravelDocument.objects.filter(expires_on__lte=_day(until)).order_by("pk"))


def _expiring_of(record) -> list[DueItem]:
    if not isinstance(record, TravelDocument):
        return []
    return _expiring(TravelDocument.objects.filter(pk=record.pk))


def _visits(rows) -> list[DueItem]:
    """Visits planned and not concluded."""
    rows = list(
        rows.filter(concluded_on__isnull=True, dropped_on__isnull=True).select_related("person__staff")
    )
    told = Told(row.person for row in rows)
    return [
        DueItem(
            record=record_ref(row),
            label=f"{row.get_kind_display()} {row.person.staff.name}",
            url=f"/personnel/visits/{row.pk}/",
            due=row.due_on,
            department_id=row.department_id,
            people=told.of(row.person),
            detail="回访后登记情况，送回访人签字",
        )
        for row in rows
    ]


def _visits_due(until) -> list[DueItem]:
    return _visits(Visit.objects.filter(due_on__lte=_day(until)).order_by("pk"))


def _visits_of(record) -> list[DueItem]:
    if isinstance(record, Visit):
        return _visits(Visit.objects.filter(pk=record.pk))
    return _visits(record.visits.order_by("pk")) if isinstance(record, Trip) else []


def _returns(rows) -> list[DueItem]:
    """Journeys that should be over and of which nobody has told."""
    rows = list(rows.filter(stage=TripStage.AWAY).select_related("person__staff"))
    told = Told(row.person for row in rows)
    return [
        DueItem(
            record=record_ref(row),
            label=f"登记回国情况 {row.person.staff.name}",
            url=f"/personnel/trips/{row.pk}/",
            due=row.planned_in,
            department_id=row.department_id,
            people=told.of(row.person),
            detail="计划返回日期已到，请登记实际回国（境）情况；延期的先报告",
        )
        for row in rows
    ]


def _returns_due(until) -> list[DueItem]:
    return _returns(Trip.objects.filter(planned_in__lte=_day(until)).order_by("pk"))


def _returns_of(record) -> list[DueItem]:
    if not isinstance(record, Trip) or record.stage != TripStage.AWAY:
        return []
    return _returns(Trip.objects.filter(pk=record.pk))


def _day(until):
    return until.astimezone(clock.SHANGHAI).date()


deadlines.add(
    Deadline(
        BACK,
        "证件归还",
        _back_due,
        group=GROUP,
        stages=CHASING,
        for_record=_back_of,
        clause=RULES,
        relations=Told.RELATIONS,
    )
)
deadlines.add(
    Deadline(
        EXPIRY,
        "证件到期",
        _expiring_due,
        group=GROUP,
        stages=(
            Stage(-180, "keeper", Kind.AHEAD),
            Stage(-30, "assignee", Kind.AHEAD),
            Stage(-30, "keeper", Kind.AHEAD),
            Stage(-30, "officer", Kind.AHEAD),
            Stage(0, "keeper", Kind.ON_DAY),
        ),
        for_record=_expiring_of,
        relations=Told.RELATIONS,
    )
)
deadlines.add(
    Deadline(
        VISIT,
        "回访",
        _visits_due,
        group=GROUP,
        stages=(
            Stage(-7, "office", Kind.AHEAD),
            Stage(-3, "officer", Kind.AHEAD),
            Stage(0, "office", Kind.ON_DAY),
            Stage(0, "keeper", Kind.ON_DAY),
            Stage(1, "office", Kind.OVERDUE),
            Stage(1, "keeper", Kind.OVERDUE),
            Stage(3, "office_head", Kind.ESCALATION),
        ),
        for_record=_visits_of,
        clause=RULES,
        relations=Told.RELATIONS,
    )
)
deadlines.add(
    Deadline(
        RETURN,
        "回国登记",
        _returns_due,
        group=GROUP,
        stages=CHASING,
        for_record=_returns_of,
        clause=RULES,
        relations=Told.RELATIONS,
    )
)
