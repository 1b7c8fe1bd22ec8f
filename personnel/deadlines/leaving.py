"""What falls due after somebody has left: the end of the period, receipts, answers, reports to the bureau."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from baomi.core import clock
from baomi.reminders import deadlines
from baomi.reminders.choices import Kind
from baomi.reminders.deadlines import Deadline, DueItem, Stage, record_ref
from personnel.models import Absence, CoolingOff, Enquiry, Release

GROUP = "离岗与脱密"
END, RECEIPT, ENQUIRY, ABSENCE, FILING = (
    "personnel.cooling_end",
    "personnel.cooling_receipt",
    "personnel.enquiry",
    "personnel.absence",
    "personnel.release_filing",
)
FILING_DAYS = 30
"""Days after the release; when the bureau takes somebody off its list is not for the house to fix."""


def _day(until: dt.datetime) -> dt.date:
    return until.astimezone(clock.SHANGHAI).date()


def _running() -> QuerySet[CoolingOff]:
    rows = CoolingOff.objects.filter(released_on__isnull=True)
    return rows.select_related("person__staff__account").order_by("pk")


def _own(cooling: CoolingOff) -> list[int]:
    account = getattr(cooling.person.staff, "account", None)
    return [account.pk] if account else []


def _end_item(cooling: CoolingOff) -> DueItem:
    return DueItem(
        record=record_ref(cooling),
        label=f"脱密期满 {cooling.person.staff.name}",
        url=f"/personnel/cooling/{cooling.pk}/",
        due=cooling.until,
        department_id=cooling.department_id,
        people={"assignee": _own(cooling)},
        detail="脱密期含当日；次日起办理解除审批，并撤销备案",
    )


def _ends(until: dt.datetime) -> Iterable[DueItem]:
    return [_end_item(cooling) for cooling in _running().filter(until__lte=_day(until))]


def _end_of(record) -> Iterable[DueItem]:
    return [_end_item(record)] if isinstance(record, CoolingOff) and record.released_on is None else []


def _entrusted() -> QuerySet[CoolingOff]:
    return _running().filter(receipt_due_on__isnull=False, receipt_on__isnull=True)


def _receipt_item(cooling: CoolingOff) -> DueItem:
    return DueItem(
        record=record_ref(cooling),
        label=f"委托管理书回执 {cooling.person.staff.name}",
        url=f"/personnel/cooling/{cooling.pk}/",
        due=cooling.receipt_due_on,
        department_id=cooling.department_id,
        detail=f"{cooling.letter_number} 已于 {cooling.letter_on:%Y-%m-%d} 发出，还没有收到回执",
    )


def _receipts(until: dt.datetime) -> Iterable[DueItem]:
    return [_receipt_item(cooling) for cooling in _entrusted().filter(receipt_due_on__lte=_day(until))]


def _receipt_of(record) -> Iterable[DueItem]:
    if not isinstance(record, CoolingOff):
        return []
    return [_receipt_item(cooling) for cooling in _entrusted().filter(pk=record.pk)]


def _enquiry_item(enquiry: Enquiry) -> DueItem:
    return DueItem(
        record=record_ref(enquiry),
        label=f"答复来函 {enquiry.asked_by}",
        url=f"/personnel/enquiries/{enquiry.pk}/",
        due=enquiry.due_on,
        department_id=enquiry.department_id,
        detail="如实答复其脱密期和从业限制情况",
    )


def _enquiries(until: dt.datetime) -> Iterable[DueItem]:
    rows = Enquiry.objects.filter(answered_on__isnull=True, due_on__lte=_day(until)).order_by("pk")
    return [_enquiry_item(enquiry) for enquiry in rows]


def _enquiry_of(record) -> Iterable[DueItem]:
    return [_enquiry_item(record)] if isinstance(record, Enquiry) and record.answered_on is None else []


def _absence_item(absence: Absence) -> DueItem:
    return DueItem(
        record=record_ref(absence),
        label=f"上报擅自离岗离职 {absence.person.staff.name}",
        url=f"/personnel/absences/{absence.pk}/",
        due=absence.due_on,
        department_id=absence.department_id,
        detail="及时报告同级保密行政管理部门",
    )


def _absences(until: dt.datetime) -> Iterable[DueItem]:
    rows = Absence.objects.filter(bureau_on__isnull=True, due_on__lte=_day(until))
    return [_absence_item(absence) for absence in rows.select_related("person__staff").order_by("pk")]


def _absence_of(record) -> Iterable[DueItem]:
    return [_absence_item(record)] if isinstance(record, Absence) and record.bureau_on is None else []


def _unfiled() -> QuerySet[Release]:
    rows = Release.objects.filter(filed_on__isnull=True, cooling__released_on__isnull=False)
    return rows.select_related("cooling__person__staff").order_by("pk")


def _filing_item(release: Release) -> DueItem:
    return DueItem(
        record=record_ref(release),
        label=f"撤销备案 {release.cooling.person.staff.name}",
        url=f"/personnel/releases/{release.pk}/",
        due=release.cooling.released_on + dt.timedelta(days=FILING_DAYS),
        department_id=release.department_id,
        detail="脱密期已解除，还没有登记撤销备案",
    )


def _filings(until: dt.datetime) -> Iterable[DueItem]:
    last = _day(until) - dt.timedelta(days=FILING_DAYS)
    return [_filing_item(release) for release in _unfiled().filter(cooling__released_on__lte=last)]


def _filing_of(record) -> Iterable[DueItem]:
    if not isinstance(record, Release):
        return []
    return [_filing_item(release) for release in _unfiled().filter(pk=record.pk)]


AT_THE_OFFICE = (
    Stage(-3, "office", Kind.AHEAD),
    Stage(0, "office", Kind.ON_DAY),
    Stage(1, "office", Kind.OVERDUE),
    Stage(3, "office_head", Kind.ESCALATION),
)

deadlines.add(
    Deadline(
        key=END,
        label="脱密期满",
        due=_ends,
        group=GROUP,
        stages=(
            Stage(-30, "office", Kind.AHEAD),
            Stage(-30, "assignee", Kind.AHEAD),
            Stage(0, "office", Kind.ON_DAY),
            Stage(0, "officer", Kind.ON_DAY),
            Stage(7, "office", Kind.OVERDUE),
            Stage(30, "office_head", Kind.ESCALATION),
        ),
        for_record=_end_of,
        clause="《保密法》第四十六条",
        relations={"assignee": "脱密人员"},
    )
)
deadlines.add(
    Deadline(
        key=RECEIPT,
        label="委托管理书回执",
        due=_receipts,
        group=GROUP,
        stages=(Stage(0, "office", Kind.ON_DAY), Stage(7, "office", Kind.OVERDUE)),
        for_record=_receipt_of,
        clause="校内约定",
    )
)
deadlines.add(
    Deadline(
        key=ENQUIRY,
        label="用人单位来函答复",
        due=_enquiries,
        group=GROUP,
        stages=AT_THE_OFFICE,
        for_record=_enquiry_of,
        clause="校内约定",
    )
)
deadlines.add(
    Deadline(
        key=ABSENCE,
        label="擅自离岗离职上报",
        due=_absences,
        group=GROUP,
        stages=AT_THE_OFFICE,
        for_record=_absence_of,
        clause="《实施条例》第五十四条",
    )
)
deadlines.add(
    Deadline(
        key=FILING,
        label="撤销备案",
        due=_filings,
        group=GROUP,
        stages=(Stage(0, "office", Kind.ON_DAY), Stage(7, "office", Kind.OVERDUE)),
        for_record=_filing_of,
    )
)
