"""The writes of approvals. Each locks, in this order: person, record, approval, step; then checks, writes, logs."""

import datetime as dt
from collections.abc import Mapping, Sequence

from baomi.approvals import procedures, progress, queries, routes, rules
from baomi.approvals.choices import LIVE_STATES, Decision, Phase, Result, State, StepState
from baomi.approvals.declarations import Procedure
from baomi.approvals.models import Approval, ApprovalStep, Delegation, Round, Route, Signature
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import NotFound, Refusal, StaleRecord
from baomi.organization import policy
from baomi.organization.models import Department, Staff, User
from baomi.registers.declarations import registry
from baomi.registers.models import Attachment

STOPPING = {Decision.RETURN: State.RETURNED, Decision.REFUSE: State.REFUSED}


def submit(by: User, procedure_code: str, record, note: str = "", *, signs: bool = True) -> Approval:
    """Hand a record in: begin its approval, or the next round after a return or withdrawal.

    The route in force is copied into rows; the first steps open. If the first step is the person's own (本人) and
    he is the one who hands in, this is his signature, with `note` as his words; not with `signs=False`, when the
    form is put before him by something else he did and he has not read it. Raises NotPermitted or NotFound for
    who may not change the record, Refusal when it is in approval, decided, or not ready.
    """
    procedure, note = procedures.get(procedure_code), note.strip()
    if len(note) > rules.LONGEST_COMMENT:
        raise Refusal(f"送审说明太长，最多 {rules.LONGEST_COMMENT} 字")
    with ledger.unit(by):
        record = _lock_record(record)
        policy.require(by, registry.by_name(procedure.register).permission("change"), record)
        require(rules.may_submit(procedure, record))
        approval = (
            _next_round(by, record, note) if record.approval_id else _begin(by, procedure, record, note)
        )
        progress.copy_steps(approval, procedure, record)
        progress.call(procedure.on_submitted, by, record, approval)
        progress.advance(by, record, approval, procedure)
        progress.note_version(approval, record, changed=False)
        if signs:
            _sign_own_step(by, approval, note)
        approval.refresh_from_db()
    return approval


def sign(
    by: User,
    step: ApprovalStep,
    decision: str,
    comment: str = "",
    *,
    version: int | None = None,
    judgements: Mapping[str, str] | None = None,
) -> Approval:
    """Sign an open step: 同意, 退回 or 不同意; returns the approval as it stands afterwards.

    The signature that completes a phase runs the phase's effect in this transaction. 退回 ends the round, 不同意
    the approval. `version` is the record's as the signer saw it, `judgements` maps the labels of checks left to a
    person to met or not_met. Signs in somebody's name when a delegation gives the reach. Raises AlreadySigned when
    the same person has signed this step, NotFound for who may not see the form, StaleRecord when the record
    changed, Refusal for everything else; then nothing is written.
    """
    decision, comment = _decision(decision), comment.strip()
    with ledger.unit(by):
        record, approval = _locked(step.approval)
        step = ApprovalStep.objects.select_for_update().get(pk=step.pk)
        step.approval = approval
        standing = queries.standing_for(by, step)
        if standing is None:
            if not queries.may_see(by, approval):
                raise NotFound
            raise rules.cannot_sign(by, step)
        if version is not None and record.version != version:
            raise StaleRecord(record, "这份表在您打开之后改过，没有签署", how="请看过现在的内容再签")
        procedure = routes.procedure_of(approval)
        changed = queries.changed_since(approval, record, step)
        signature = _signature(standing, step, procedure, record, decision, comment, judgements or {})
        writing.create(by, signature, action=f"approvals.signature.{decision}", reason=comment)
        _consequences(by, record, approval, step, procedure, signature)
        progress.note_version(approval, record, changed=changed)
    return approval


def withdraw(by: User, approval: Approval, reason: str) -> Approval:
    """The starter takes the form back before it is decided; it may be changed and handed in again."""
    reason = _needed(reason, "撤回须写明原因")
    with ledger.unit(by, reason=reason):
        record, approval = _locked(approval)
        _must_see(by, approval)
        require(rules.may_withdraw(by, approval))
        before = approval.state
        progress.stop(approval, State.WITHDRAWN, reason)
        ledger.record("approvals.approval.withdraw", approval, changes={"state": (before, approval.state)})
        progress.call(routes.procedure_of(approval).on_withdrawn, by, record, approval)
    return approval


def lapse(by: User, approval: Approval, reason: str) -> Approval:
    """End a form nobody has finished because the matter it is for goes on without it; as after 退回 it may be sent anew.

    For the deed of a domain that closes the matter, after its own permission, holding the record's lock; `reason`
    stands in the round. No callback of the procedure runs. Nothing happens to a form that is not being signed.
    """
    with ledger.unit(by, reason=reason):
        approval = Approval.objects.select_for_update().get(pk=approval.pk)
        if approval.state == State.RUNNING:
            progress.stop(approval, State.RETURNED, reason)
            changes = {"state": (State.RUNNING, approval.state)}
            ledger.record("approvals.approval.lapse", approval, changes=changes)
    return approval


def drop(by: User, approval: Approval, reason: str) -> Approval:
    """End a form whose matter is given up: `lapse` for one being signed, no carrying-out for an approved one.

    As `lapse`: for the deed of a domain, after its own permission, holding the record's lock. Nothing happens to a
    form that is over.
    """
    with ledger.unit(by, reason=reason):
        approval = lapse(by, approval, reason)
        if approval.state == State.APPROVED and approval.finished_at is None:
            waiting = approval.waiting_for
            progress.leave_off(approval, reason)
            changes = {"waiting_for": (waiting, approval.waiting_for)}
            ledger.record("approvals.approval.lapse", approval, changes=changes)
    return approval


def call_off(by: User, approval: Approval, reason: str) -> Approval:
    """Take a form back whose matter has fallen, wherever it waits, for its wet-signed copy included.

    As `lapse` for the deed of a domain; unlike it nobody is asked to send the form anew. Nothing happens to a form
    that is decided or taken back.
    """
    with ledger.unit(by, reason=reason):
        approval = Approval.objects.select_for_update().get(pk=approval.pk)
        if approval.state in LIVE_STATES:
            before = approval.state
            progress.stop(approval, State.WITHDRAWN, reason)
            changes = {"state": (before, approval.state)}
            ledger.record("approvals.approval.call_off", approval, changes=changes)
    return approval


def record_paper(
    by: User, approval: Approval, archive_number: str = "", scan: Attachment | None = None
) -> Approval:
    """Record the wet-signed form by its archive number or its scan; only now a procedure on paper takes effect."""
    archive_number = archive_number.strip()
    if not archive_number and scan is None:
        raise Refusal("还没有纸质件的归档号或扫描件", how="请填写归档号，或选择已上传的扫描件")
    with ledger.unit(by):
        record, approval = _locked(approval)
        _must_see(by, approval)
        require(rules.may_record_paper(by, approval))
        if scan is not None and not _hangs_on(scan, approval):
            raise Refusal("这份扫描件不在本表的附件中", how="请先把扫描件上传到本表")
        approval.paper_number, approval.paper_scan = archive_number, scan
        approval.paper_by, approval.paper_at = by, clock.now()
        changes = {"paper_number": ("", archive_number), "paper_scan": (None, scan and scan.pk)}
        ledger.record("approvals.approval.paper", approval, changes=changes)
        changed = queries.changed_since(approval, record)
        progress.advance(by, record, approval, routes.procedure_of(approval))
        progress.note_version(approval, record, changed=changed)
    return approval


def reckon_provisional_days(by: User | None) -> int:
    """Reckon the due days marked 暂定 anew from the calendar as it is now; returns how many steps changed.

    For the office after it has loaded a year's calendar, and for the daily sweep (`by` None).
    """
    changed = 0
    with ledger.unit(by):
        for step in ApprovalStep.objects.filter(state=StepState.OPEN, due_provisional=True).order_by("pk"):
            approval = Approval.objects.select_for_update().get(pk=step.approval_id)
            before = step.due_on
            if progress.reckon(step):
                progress.settle(approval)
                changes = {"due_on": (before, step.due_on)}
                ledger.record("approvals.approval.due", approval, changes=changes, reason="日历已更新")
                changed += 1
    return changed


def set_route(by: User, procedure: Procedure, steps: Sequence[dict], *, version: int | None = None) -> Route:
    """Set the steps that forms handed in from now on will get; running ones keep theirs.

    `steps` as `Leg.as_data`. `version` is the Route's as the editor saw it (None: there was none). Raises
    NotPermitted, StaleRecord, or Refusal when a step by law is missing or a role cannot see the form.
    """
    policy.require(by, "approvals.routes.change")
    legs = routes.legs_of(procedure, steps)
    require(rules.may_set_route(procedure, legs))
    data = [leg.as_data() for leg in legs]
    with ledger.unit(by):
        row = Route.objects.select_for_update().filter(procedure=procedure.code).first()
        if row is None:
            return writing.create(by, Route(procedure=procedure.code, steps=data))
        if version is None:
            raise StaleRecord(row)
        return writing.change(by, row, {"steps": data}, version=version)


def delegate(
    by: User,
    to_user: User,
    role: str,
    *,
    starts: dt.date,
    ends: dt.date,
    reason: str,
    department: Department | None = None,
) -> Delegation:
    """Let another person sign in one's name for a period, for one role one holds. Raises Refusal otherwise."""
    reason = _needed(reason, "委托代签须写明事由")
    delegation = Delegation(
        from_user=by,
        to_user=to_user,
        role=role,
        department=department,
        starts=starts,
        ends=ends,
        reason=reason,
    )
    with ledger.unit(by, reason=reason):
        require(rules.may_delegate(delegation))
        return writing.create(by, delegation)


def end_delegation(by: User, delegation: Delegation) -> Delegation:
    """The person who gave it, or the one who holds it, ends a delegation at once."""
    if by.pk not in (delegation.from_user_id, delegation.to_user_id):
        raise NotFound("没有这项委托")
    if delegation.ended_at:
        raise Refusal("这项委托已经终止")
    with ledger.unit(by):
        return writing.change(by, delegation, {"ended_at": clock.now()}, action="approvals.delegation.end")


def _lock_record(record):
    """Person before record: every action that touches a person's standing locks the person's row first."""
    person = person_of(record)
    if person:
        Staff.objects.select_for_update().get(pk=person)
    return writing.lock(record)


def _locked(approval: Approval):
    """(record, approval), locked and fresh."""
    record = _lock_record(queries.record_of(approval))
    return record, Approval.objects.select_for_update().get(pk=approval.pk)


def person_of(record) -> int | None:
    """The key of the person a record is about, where its model names one (`OWN_LOOKUP`)."""
    value = record
    for name in policy.own_lookup(type(record)).split("__"):
        value = getattr(value, name, None)
    return value


def _begin(by, procedure: Procedure, record, note: str) -> Approval:
    register = registry.by_name(procedure.register)
    approval = Approval(
        procedure=procedure.code,
        register=register.name,
        record_pk=record.pk,
        label=f"{procedure.label} {register.heading(record)}"[:120],
        department=record.department,
        business_line=_line_of(record.department),
        person_id=person_of(record),
        started_by=by,
        started_at=clock.now(),
    )
    writing.create(by, approval, action="approvals.approval.submit", reason=note)
    _note_round(by, approval, note)
    # The pointer is no content of the record: it neither raises its version nor adds to its history.
    record.approval = approval
    type(record)._base_manager.filter(pk=record.pk).update(approval=approval)
    return approval


def _next_round(by, record, note: str) -> Approval:
    """The old round's steps and signatures stay as they are; person and department are read anew."""
    approval = Approval.objects.select_for_update().get(pk=record.approval_id)
    before = (approval.state, approval.round)
    approval.state, approval.phase, approval.round = State.RUNNING, Phase.APPROVE, approval.round + 1
    approval.department, approval.person_id = record.department, person_of(record)
    approval.business_line = _line_of(record.department)
    approval.started_by, approval.started_at, approval.finished_at = by, clock.now(), None
    approval.paper_number, approval.paper_scan, approval.paper_by, approval.paper_at = "", None, None, None
    approval.save()
    _note_round(by, approval, note)
    changes = {"state": (before[0], approval.state), "round": (before[1], approval.round)}
    ledger.record("approvals.approval.submit", approval, changes=changes, reason=note)
    record.approval = approval
    return approval


def _note_round(by, approval: Approval, note: str) -> None:
    Round.objects.create(
        approval=approval,
        number=approval.round,
        submitted_by=by,
        submitted_at=clock.now(),
        note=note,
    )


def _line_of(department: Department) -> str:
    """The business line of the department, or of the nearest one above that has one."""
    node = department
    while node and not node.business_line:
        node = node.parent
    return node.business_line if node else ""


def _sign_own_step(by, approval: Approval, note: str) -> None:
    step = approval.steps.filter(round=approval.round, state=StepState.OPEN, relation="own").first()
    if step and by.staff_id and by.staff_id == approval.person_id:
        sign(by, step, Decision.AGREE, note)


def _signature(standing, step, procedure, record, decision, comment, judgements) -> Signature:
    """The signature to be written; raises Refusal when the opinion is not complete."""
    checks = list(procedure.checks(record)) if procedure.checks else []
    mine = {label: value for label, value in judgements.items() if _to_judge(checks, label)}
    settled = rules.settled_checks(checks, {**queries.judgements(step.approval), **mine})
    require(rules.opinion(step, decision, comment, settled))
    unmet = [check.label for check in settled if check.result == Result.NOT_MET]
    overruled = unmet if decision == Decision.AGREE and step.phase == Phase.APPROVE else []
    return Signature(
        step=step,
        approval=step.approval,
        round=step.round,
        phase=step.phase,
        place=step.signatures.count() + 1,
        signer=standing.user,
        on_behalf_of=standing.on_behalf_of,
        decision=decision,
        comment=comment,
        overruled=overruled,
        judgements=mine,
        signed_at=clock.now(),
    )


def _to_judge(checks, label: str) -> bool:
    return any(check.label == label and check.result == Result.JUDGE for check in checks)


def _consequences(by, record, approval, step, procedure, signature) -> None:
    stopping = STOPPING.get(signature.decision)
    if stopping:
        _finish(step)
        progress.stop(approval, stopping, signature.comment)
        callback = procedure.on_returned if stopping == State.RETURNED else procedure.on_refused
        progress.call(callback, by, record, approval)
        return
    if signature.place >= step.signers:
        _finish(step)
        progress.call(procedure.on_signed.get(step.slug), by, record, approval)
    progress.advance(by, record, approval, procedure)


def _finish(step: ApprovalStep) -> None:
    step.state = StepState.DONE
    step.save(update_fields=["state"])


def _decision(raw: str) -> Decision:
    try:
        return Decision(raw)
    except ValueError:
        raise Refusal("还没有选择意见", how="请选同意、退回修改或不同意") from None


def _needed(text: str, sentence: str) -> str:
    if not text.strip():
        raise Refusal(sentence, how="请写明后再办")
    if len(text.strip()) > 200:
        raise Refusal("写得太长，最多 200 字")
    return text.strip()


def _must_see(by, approval: Approval) -> None:
    if not queries.may_see(by, approval):
        raise NotFound


def _hangs_on(scan: Attachment, approval: Approval) -> bool:
    return (
        scan.register == approval.register
        and scan.record_pk == approval.record_pk
        and scan.withdrawn_at is None
    )
