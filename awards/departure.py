"""When a nomination left its department: the instant of the department's signature, which decides about 逾期."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Max

from baomi.approvals.choices import Decision, Phase, State
from baomi.approvals.models import Approval, Round, Signature

DEPARTMENT_STEPS = ("head", "leader", "office_head")
"""The signature with which a nomination leaves the department (or the office that recommends)."""


def left_department_at(approval: Approval) -> dt.datetime | None:
    """When the department's signature was first given since the last withdrawal; None when it has not been.

    A return for correction does not make a timely nomination late.
    """
    return departures([approval.pk]).get(approval.pk)


def departures(approvals: Collection[int]) -> dict[int, dt.datetime]:
    """As `left_department_at` for many approvals by key, in two queries; those not signed are left out."""
    if not approvals:
        return {}
    withdrawn = dict(
        Round.objects.filter(approval__in=approvals, outcome=State.WITHDRAWN)
        .order_by()
        .values_list("approval")
        .annotate(Max("number"))
    )
    signed = Signature.objects.filter(
        approval__in=approvals,
        decision=Decision.AGREE,
        step__slug__in=DEPARTMENT_STEPS,
        phase=Phase.APPROVE,
    ).order_by("signed_at")
    found: dict[int, dt.datetime] = {}
    for approval, number, at in signed.values_list("approval", "round", "signed_at"):
        if number > withdrawn.get(approval, 0):
            found.setdefault(approval, at)
    return found
