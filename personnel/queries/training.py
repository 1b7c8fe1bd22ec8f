"""Reads of training that actions, pages and figures share."""

import datetime as dt
from collections.abc import Collection

from django.db.models import QuerySet

from baomi.organization import policy
from personnel.choices.people import PersonStatus
from personnel.models import Assessment, Attendance, ClearedPerson, TrainingSession, Vetting


def in_sight(user, session: TrainingSession) -> QuerySet[Attendance]:
    """The lines of a session's list that the user may see, by name."""
    rows = policy.scope(user, "personnel.attendance.view", session.attendances.all())
    return rows.select_related("staff", "department").order_by("staff__pinyin", "pk")


def candidates_vetted(staff_ids: Collection[int]) -> dict[int, dt.date | None]:
    """Of these people the candidates, with the day their vetting was passed (None: not passed). Two queries."""
    candidates = dict(
        ClearedPerson.objects.filter(staff__in=staff_ids, status=PersonStatus.CANDIDATE)
        .order_by()
        .values_list("pk", "staff_id")
    )
    passed = Vetting.objects.filter(person__in=candidates, passed=True).order_by("concluded_on")
    days = dict(passed.values_list("person_id", "concluded_on"))
    return {staff_id: days.get(person_id) for person_id, staff_id in candidates.items()}


def assessed(staff_ids: Collection[int], year: int) -> set[int]:
    """Which of these people have a concluded assessment of the year."""
    rows = Assessment.objects.filter(
        person__staff__in=staff_ids, year=year, concluded_on__isnull=False
    ).order_by()
    return set(rows.values_list("person__staff_id", flat=True))
