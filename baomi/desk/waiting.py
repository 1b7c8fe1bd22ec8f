"""What waits for a user: the open steps he may sign, and what the rooms add (a grant to confirm, a summary to write).

The desk shows the first of it, the inbox all, the menu how many.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from baomi.approvals import procedures
from baomi.approvals.choices import Phase
from baomi.approvals.models import ApprovalStep, Signature
from baomi.approvals.queries import inbox, inbox_count
from baomi.core import clock

FAR_OFF = dt.date.max


@dataclass(frozen=True)
class Item:
    """One thing to be done: what, about whom, of which department, who had it last, since when, until when."""

    kind: str
    subject: str
    department: str
    before: str
    since: dt.datetime | None
    due: dt.date | dt.datetime | None
    url: str
    verb: str = "办理"

    @property
    def waited(self) -> str:
        """「今天」 or 「3 天」."""
        if self.since is None:
            return ""
        days = (clock.today() - self.since.astimezone(clock.SHANGHAI).date()).days
        return f"{days} 天" if days > 0 else "今天"

    @property
    def due_day(self) -> dt.date:
        if isinstance(self.due, dt.datetime):
            return self.due.astimezone(clock.SHANGHAI).date()
        return self.due or FAR_OFF

    @property
    def overdue(self) -> bool:
        if isinstance(self.due, dt.datetime):
            return self.due < clock.now()
        return self.due_day < clock.today()


@dataclass(frozen=True)
class Source:
    """Where items come from. `count` answers for the menu of every page, in at most one query."""

    items: Callable[..., Iterable[Item]]
    count: Callable[..., int]


_sources: list[Source] = []


def add_source(items: Callable[..., Iterable[Item]], count: Callable[..., int]) -> None:
    """Register what else waits for users: items(user) and count(user), which must agree."""
    _sources.append(Source(items, count))


def items(user) -> list[Item]:
    """Everything that waits for the user, the most urgent first, what has no date last."""
    found = [*of_approvals(user), *(item for source in _sources for item in source.items(user))]
    return sorted(found, key=lambda item: item.due_day)


def count(user) -> int:
    """How many things wait for the user."""
    return inbox_count(user) + sum(source.count(user) for source in _sources)


def of_approvals(user) -> list[Item]:
    """The open steps the user may sign. One query more than the inbox itself, however many there are."""
    steps = list(inbox(user))
    last = _last_signatures(steps)
    return [_item(step, last.get((step.approval_id, step.round))) for step in steps]


def _last_signatures(steps: list[ApprovalStep]) -> dict[tuple[int, int], Signature]:
    """The latest signature of each approval and round."""
    signatures = Signature.objects.filter(approval__in={step.approval_id for step in steps})
    return {(row.approval_id, row.round): row for row in signatures.select_related("step").order_by("pk")}


def _item(step: ApprovalStep, last: Signature | None) -> Item:
    approval = step.approval
    kind = _procedure_label(approval.procedure)
    return Item(
        kind=kind or approval.label,
        subject=approval.label.removeprefix(kind).strip() if kind else "",
        department=approval.department.short_name or approval.department.name,
        before=f"{last.step.label} {last.get_decision_display()}" if last else f"{approval.started_by} 送审",
        since=step.opened_at or approval.started_at,
        due=step.due_on,
        url=f"/approvals/{approval.pk}/",
        verb="审批" if step.phase == Phase.APPROVE else "办理",
    )


def _procedure_label(code: str) -> str:
    """Empty for a procedure that is no longer declared; its forms are still there to be signed."""
    return next((procedure.label for procedure in procedures.all() if procedure.code == code), "")
