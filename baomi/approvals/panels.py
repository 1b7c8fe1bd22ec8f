"""What approvals hang on a register's record page: the case, the trail, and the buttons that move it."""

from collections.abc import Sequence

from django.urls import reverse

from baomi.approvals import procedures, queries, routes, rules, trail
from baomi.approvals.choices import LIVE_STATES, OPEN_TO_CHANGE, State
from baomi.approvals.declarations import Procedure
from baomi.approvals.models import Application, Approval, ApprovalStep
from baomi.organization import policy
from baomi.registers.declarations import RecordAction, Register
from baomi.registers.protocols import PanelContent, add_actions, add_panel


@add_panel
def case_panel(register: Register, record, user) -> PanelContent | None:
    """The running case across the main column."""
    approval = approval_of(record)
    if approval is None or approval.state not in LIVE_STATES or approval.state == State.RETURNED:
        return None
    return PanelContent(
        label=procedures.get(approval.procedure).label,
        template="approvals/case_panel.html",
        context={"steps": trail.steps_across(approval), "approval": approval},
        column="main",
        order=10,
        hint=f"{trail.moment(approval.started_at)} 送审",
        link=("打开审批单", reverse("approval", args=[approval.pk])),
    )


@add_panel
def trail_panel(register: Register, record, user) -> PanelContent | None:
    """Who signed, with the words, every round."""
    approval = approval_of(record)
    if approval is None:
        return None
    rounds = trail.rounds(approval)
    return PanelContent(
        label="签字",
        template="approvals/trail_panel.html",
        context={"rounds": rounds, "approval": approval},
        order=10,
        hint=trail.round_hint(approval),
        link=("打开审批单", reverse("approval", args=[approval.pk])),
    )


@add_actions
def buttons(register: Register, record, user) -> Sequence[RecordAction]:
    """送审, 签署意见, 撤回, 登记纸质件: visible for who may, locked with the reason when the state forbids."""
    if not isinstance(record, Application):
        return []
    approval = approval_of(record)
    found: list[RecordAction] = []
    if policy.can(user, register.permission("change"), record):
        if approval is None or approval.state in OPEN_TO_CHANGE:
            found += [submit_button(register, record, item) for item in _open_procedures(register, approval)]
        elif approval.state in (State.RUNNING, State.PAPER):
            found.append(_withdraw_button(user, approval))
    step = queries.step_to_sign(user, approval) if approval is not None else None
    if step is not None:
        found.append(_sign_button(register, record, step))
    if approval is not None and rules.may_record_paper(user, approval):
        found.append(RecordAction("登记纸质件", reverse("approval-paper", args=[approval.pk]), primary=True))
    return found


def _sign_button(register: Register, record, step: ApprovalStep) -> RecordAction:
    """One button for the step: its own page where it has one, else the signing page."""
    page = routes.page_of(step, record)
    if page is None:
        return RecordAction("签署意见", reverse("approval", args=[step.approval_id]), primary=True)
    return RecordAction(page.label, f"{register.record_url(record)}{page.tail}/", primary=True)


def _open_procedures(register: Register, approval: Approval | None) -> list[Procedure]:
    """After a return or withdrawal the same procedure goes on; before, any of the register's."""
    return [procedures.get(approval.procedure)] if approval else procedures.of_register(register.name)


def submit_button(register: Register, record, procedure: Procedure) -> RecordAction:
    """The button that hands the record in, locked with the reason while it is not ready."""
    decision = rules.may_submit(procedure, record)
    label = procedure.submit_label if record.approval_id is None else f"再次{procedure.submit_label}"
    return RecordAction(
        label,
        reverse("approval-submit"),
        primary=True,
        post=True,
        locked=not decision,
        reason=decision.reason,
        fields={"procedure": procedure.code, "record": str(record.pk)},
    )


def _withdraw_button(user, approval: Approval) -> RecordAction:
    decision = rules.may_withdraw(user, approval)
    url = reverse("approval-withdraw", args=[approval.pk])
    return RecordAction("撤回", url, danger=True, locked=not decision, reason=decision.reason)


def approval_of(record) -> Approval | None:
    """The approval of an application; None for a ledger's row and before the first handing-in."""
    return record.approval if isinstance(record, Application) and record.approval_id else None
