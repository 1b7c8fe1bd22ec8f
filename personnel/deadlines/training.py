"""What falls due in training: the hours of the year (31 October, 30 November, 31 December), certificates that run out."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from baomi.core import clock
from baomi.organization.models import User
from baomi.reminders import deadlines
from baomi.reminders.choices import Kind
from baomi.reminders.deadlines import Deadline, DueItem, Stage, record_ref
from personnel.choices.people import ON_DUTY
from personnel.deadlines.yearly import Owed, YearlyDuty
from personnel.evidence import training as evidence
from personnel.models import Certificate, ClearedPerson

HOURS, CERTIFICATE = "personnel.hours", "personnel.certificate"
GROUP = "教育与考核"
HOURS_URL = "/personnel/training/hours/"


def shortfall_words(row: evidence.Standing) -> str:
    """还差 3 学时、1 次."""
    parts = [f"{row.short_hours.normalize():f} 学时"] if row.short_hours else []
    parts += [f"{row.short_sessions} 次"] if row.short_sessions else []
    return f"还差 {'、'.join(parts)}"


def _short(year: int) -> list[Owed]:
    return [Owed(row.person, shortfall_words(row)) for row in evidence.shortfalls(year)]


def _hours_owed(person: ClearedPerson, year: int) -> str:
    if person.status not in ON_DUTY:
        return ""
    standing = evidence.standing_of(person, year)
    return shortfall_words(standing) if standing.short else ""


YearlyDuty(
    key=HOURS,
    label="年度培训学时",
    due=lambda year: dt.date(year, 12, 31),
    owing=_short,
    owed_by=_hours_owed,
    url=lambda year: f"{HOURS_URL}?year={year}&short=1",
    own_url=lambda person: "/personnel/attendance/?view=year",
    group=GROUP,
    clause="《保密法》第四十三条",
    ahead=(61, 31),
).declare()


def running_out() -> QuerySet[Certificate]:
    """Certificates with an end, of people still here, that no later one of the same name replaces."""
    later = Certificate.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gt=OuterRef("expires_on")),
        staff=OuterRef("staff"),
        name=OuterRef("name"),
    )
    found = Certificate.objects.filter(expires_on__isnull=False, staff__active=True).exclude(Exists(later))
    return found.select_related("staff")


def _items(certificates: QuerySet[Certificate]) -> list[DueItem]:
    rows = list(certificates.order_by("expires_on", "pk"))
    accounts = User.objects.filter(is_active=True, staff__in=[row.staff_id for row in rows])
    users = dict(accounts.values_list("staff_id", "pk")) if rows else {}
    return [
        DueItem(
            record=record_ref(row),
            label=f"证书到期 {row.staff.name} {row.name}",
            url=f"/personnel/certificates/{row.pk}/",
            due=row.expires_on,
            department_id=row.department_id,
            people={"assignee": [users[row.staff_id]] if row.staff_id in users else []},
            detail="到期前办理换证，并登记新证书",
        )
        for row in rows
    ]


def _certificates_due(until: dt.datetime) -> list[DueItem]:
    return _items(running_out().filter(expires_on__lte=until.astimezone(clock.SHANGHAI).date()))


def _of_record(record) -> list[DueItem]:
    return _items(running_out().filter(pk=record.pk)) if isinstance(record, Certificate) else []


deadlines.add(
    Deadline(
        key=CERTIFICATE,
        label="培训证书到期",
        due=_certificates_due,
        group=GROUP,
        stages=tuple(
            Stage(-days, relation, Kind.AHEAD if days else Kind.ON_DAY)
            for days in (60, 30, 0)
            for relation in ("officer", "assignee")
        ),
        for_record=_of_record,
    )
)
