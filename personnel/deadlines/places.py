"""The yearly check of key places: due a cycle after the last one, or after the designation (P17)."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from baomi.reminders import deadlines
from baomi.reminders.deadlines import Deadline, DueItem, record_ref
from personnel.models import KeyPlace

CHECK = "personnel.place_check"


def _due(until: dt.datetime) -> list[DueItem]:
    day = timezone.localtime(until).date()
    return [_item(place) for place in KeyPlace.objects.check_due(day).order_by("pk")]


def _of_record(record) -> Iterable[DueItem]:
    if not isinstance(record, KeyPlace) or record.check_due_on is None:
        return []
    return [_item(record)]


def _item(place: KeyPlace) -> DueItem:
    return DueItem(
        record=record_ref(place),
        label=f"要害部门部位检查 {place.name}",
        url=f"/personnel/places/{place.pk}/",
        due=place.check_due_on,
        department_id=place.department_id,
        detail="检查防护措施、出入权限和来访登记，结果登记在要害部门部位检查",
    )


deadlines.add(
    Deadline(
        CHECK, "要害部门部位检查", _due, group="要害部门部位", for_record=_of_record, clause="《实施条例》第三十一条"
    )
)  # fmt: skip
