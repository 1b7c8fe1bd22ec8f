"""Reading the audit log: who sees which entries, the conditions of the list, the last verification."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from baomi.audit.models import AuditEntry, Outcome
from baomi.core import clock
from baomi.desk.models import Opening
from baomi.organization import policy
from baomi.organization.roles import Role

LONGEST = 60
VERIFIED = "audit.log.verify"
"""The action under which every verification writes down what it found."""


def visible(user) -> models.QuerySet[AuditEntry]:
    """The entries the user may read, the newest first.

    The auditor reads all. SECADMIN reviews what users, the system administrator and the auditor did, but not what
    security administrators did: nobody reviews himself (三员分立).
    """
    if not policy.can(user, "audit.log.view"):
        return AuditEntry.objects.none()
    entries = AuditEntry.objects.order_by("-id")
    if Role.AUDITOR in policy.held(user).roles:
        return entries
    # The roles are a JSON list; as text they read the same on both databases.
    return (
        entries.annotate(roles_text=Cast("roles", models.TextField()))
        .exclude(roles_text__contains=f'"{Role.SECADMIN.value}"')
        .exclude(actor_id=user.pk)
    )


@dataclass(frozen=True)
class Conditions:
    """What a query string asks of the log. A date that does not exist filters nothing and is named in `wrong`."""

    since: dt.date | None = None
    until: dt.date | None = None
    actor: str = ""
    action: str = ""
    object: str = ""
    outcome: str = ""
    wrong: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, params) -> "Conditions":
        wrong: list[str] = []
        outcome = params.get("outcome", "")
        return cls(
            since=_day(params.get("since", ""), wrong),
            until=_day(params.get("until", ""), wrong),
            actor=_text(params, "actor"),
            action=_text(params, "action"),
            object=_text(params, "object"),
            outcome=outcome if outcome in Outcome.values else "",
            wrong=wrong,
        )

    def filter(self, entries: models.QuerySet) -> models.QuerySet:
        if self.since:
            entries = entries.filter(at__gte=_start(self.since))
        if self.until:
            entries = entries.filter(at__lt=_start(self.until + dt.timedelta(days=1)))
        if self.actor:
            entries = entries.filter(Q(actor_name__icontains=self.actor) | Q(actor_number=self.actor))
        if self.action:
            entries = entries.filter(action__startswith=self.action)
        if self.object:
            entries = entries.filter(Q(label__icontains=self.object) | Q(object=self.object))
        return entries.filter(outcome=self.outcome) if self.outcome else entries

    def words(self) -> str:
        """The conditions in Chinese, for the sheet and the log."""
        parts = [
            f"自 {self.since}" if self.since else "",
            f"至 {self.until}" if self.until else "",
            f"操作人 {self.actor}" if self.actor else "",
            f"操作 {self.action}" if self.action else "",
            f"对象 {self.object}" if self.object else "",
            f"结果 {Outcome(self.outcome).label}" if self.outcome else "",
        ]
        return "，".join(part for part in parts if part) or "全部"


def last_verification() -> AuditEntry | None:
    """The entry of the latest verification; `outcome` says whether the chain stood."""
    return AuditEntry.objects.filter(action=VERIFIED).order_by("-id").first()


def refusals_by_day(user, days: int) -> dict[dt.date, int]:
    """Refused things per day, today included, of the entries the user may read."""
    first = clock.today() - dt.timedelta(days=days - 1)
    moments = (
        visible(user).filter(outcome=Outcome.REFUSED, at__gte=_start(first)).values_list("at", flat=True)
    )
    found = {first + dt.timedelta(days=n): 0 for n in range(days)}
    for moment in moments.iterator(chunk_size=2000):
        day = moment.astimezone(clock.SHANGHAI).date()
        if day in found:
            found[day] += 1
    return found


def opening_of(user, entry_id: int) -> Opening | None:
    """The user's latest request for an entry."""
    return (
        Opening.objects.filter(entry_id=entry_id, asked_by=user).select_related("decided_by__staff").first()
    )


def _text(params, name: str) -> str:
    """Without NUL, which PostgreSQL refuses to look for."""
    return params.get(name, "").replace("\0", "").strip()[:LONGEST]


def _day(text: str, wrong: list[str]) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        wrong.append(f"日期“{text[:20]}”不存在，没有用作条件。请写成 2026-03-02 这样。")
        return None


def _start(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.SHANGHAI)
