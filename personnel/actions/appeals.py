"""Writes of appeals against a vetting's conclusion (P9): the person, or the officer for him, lodges; the chair decides."""

from collections.abc import Mapping
from typing import Any

from baomi.approvals.models import Approval
from baomi.approvals.rules import editable
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import handing, policy
from baomi.registers.numbering import next_label
from personnel.models import VettingAppeal
from personnel.rules import vetting as rules

PROCEDURE = "personnel.appeal"
DECIDING = "chair"
"""The step whose opinion is the decision."""


def lodge(by, values: Mapping[str, Any]) -> VettingAppeal:
    """Write an appeal against a failed vetting; numbered SS-2026-001, not yet handed in.

    Raises NotFound out of reach, Refusal when there is nothing to appeal against.
    """
    appeal = VettingAppeal(**values)
    appeal.person, appeal.department = appeal.vetting.person, appeal.vetting.person.department
    policy.require(by, "personnel.appeals.add", appeal)
    with ledger.unit(by):
        handing.lock_person(appeal.person.staff)
        require(rules.may_appeal(writing.lock(appeal.vetting)))
        appeal.number = next_label("SS", clock.today().year, "SS-{year}-{n:03}")
        return writing.create(by, appeal)


def change(by, appeal: VettingAppeal, values: Mapping[str, Any], version: int) -> VettingAppeal:
    """Put the grounds right before it is handed in or after a return; the vetting stays. Raises Refusal, StaleRecord."""
    policy.require(by, "personnel.appeals.change", appeal)
    with ledger.unit(by):
        handing.lock_person(appeal.person.staff)
        require(editable(writing.lock(appeal)))
        return writing.change(by, appeal, {"grounds": values["grounds"]}, version=version)


def submitted(by, appeal: VettingAppeal, approval: Approval) -> None:
    """An appeal is the person's own; the officer hands it in for somebody without an account."""
    require(rules.may_hand_in(by, appeal))


def uphold(by, appeal: VettingAppeal, approval: Approval) -> None:
    """申诉成立: a new vetting may begin; the one before stays as it was signed."""
    writing.change(by, appeal, {"upheld": True}, action="personnel.vettingappeal.uphold")


def dismiss(by, appeal: VettingAppeal, approval: Approval) -> None:
    """申诉不成立: the conclusion stands. The chair alone decides; the office gives its opinion and hands it on."""
    last = approval.signatures.select_related("step").order_by("-pk").first()
    if last.step.slug != DECIDING:
        raise Refusal("申诉由保密委员会主任决定", how="请写明意见后签“同意”转呈，材料不全的可退回")
    writing.change(by, appeal, {"upheld": False}, action="personnel.vettingappeal.dismiss")
