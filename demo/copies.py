"""Copies of signed forms through the bulk door: the approval of one original with its rounds, steps and signatures.

For mass rows, where playing each signature would take minutes. A copy bears the same days as its original; who signed
it may be another.
"""

from collections.abc import Callable, Sequence

from django.db import models

from baomi.approvals.models import Approval, ApprovalStep, Round, Signature
from baomi.audit import bulk
from baomi.organization.models import Department, Staff, User

Pair = tuple[Approval, models.Model]
"""An original's approval, and the saved record that gets a copy of it."""


def copy_row(row: models.Model, **changed) -> models.Model:
    """A new unsaved row with the same columns, key and uuid excepted, and these values instead of the row's own."""
    replaced = {"id", "uuid", "version", *changed}
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in replaced
    }
    return type(row)(**values, **changed)


def copy_approvals(
    by: User,
    pairs: Sequence[Pair],
    *,
    reason: str,
    label: Callable[[Approval, models.Model], str],
    person: Callable[[Approval, models.Model], Staff | None],
    department: Callable[[ApprovalStep, models.Model], Department],
    signer: Callable[[Signature, models.Model], User] = lambda signature, record: signature.signer,
) -> None:
    """Hang a copy of its original's approval on each record, and point the record to it."""
    approvals = [
        copy_row(
            original,
            record_pk=record.pk,
            department=record.department,
            person=person(original, record),
            label=label(original, record)[:120],
        )
        for original, record in pairs
    ]
    bulk.create(by, approvals, action="approvals.approval.submit", reason=reason)
    for (_, record), approval in zip(pairs, approvals, strict=True):
        record.approval = approval
    records = [record for _, record in pairs]
    type(records[0])._base_manager.bulk_update(records, ["approval"])
    hung = _by_original(pairs)
    steps = _copy_steps(hung, department)
    Round.objects.bulk_create(
        copy_row(row, approval=record.approval)
        for row in Round.objects.filter(approval__in=hung).order_by("pk")
        for record in hung[row.approval_id]
    )
    _copy_signatures(by, hung, steps, signer, reason)


def _by_original(pairs: Sequence[Pair]) -> dict[int, list[models.Model]]:
    hung: dict[int, list[models.Model]] = {}
    for original, record in pairs:
        hung.setdefault(original.pk, []).append(record)
    return hung


def _copy_steps(hung, department) -> dict[tuple[int, int], ApprovalStep]:
    """The copied steps by the original's key and the copied approval's."""
    made = [
        (row.pk, copy_row(row, approval=record.approval, department=department(row, record)))
        for row in ApprovalStep.objects.filter(approval__in=hung).select_related("department").order_by("pk")
        for record in hung[row.approval_id]
    ]
    ApprovalStep.objects.bulk_create(step for _, step in made)
    return {(key, step.approval_id): step for key, step in made}


def _copy_signatures(by, hung, steps, signer, reason: str) -> None:
    by_decision: dict[str, list[Signature]] = {}
    rows = Signature.objects.filter(approval__in=hung).select_related("signer", "step").order_by("pk")
    for row in rows:
        for record in hung[row.approval_id]:
            step = steps[row.step_id, record.approval_id]
            copy = copy_row(row, approval=record.approval, step=step, signer=signer(row, record))
            by_decision.setdefault(row.decision, []).append(copy)
    for decision, signatures in by_decision.items():
        bulk.create(by, signatures, action=f"approvals.signature.{decision}", reason=reason)
