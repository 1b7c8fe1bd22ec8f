"""What handing in and signing set in motion: steps copied and opened, phases completed, effects run.

Called by `actions` alone, inside its unit and after its locks.
"""

from django.utils import timezone

from baomi.approvals import routes
from baomi.approvals.choices import PHASES, Phase, State, StepState
from baomi.approvals.declarations import Effect, Procedure
from baomi.approvals.models import Approval, ApprovalStep
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.organization import calendar
from baomi.organization.models import Department, Staff, User


def copy_steps(approval: Approval, procedure: Procedure, record) -> None:
    """Write the route in force into rows for the approval's round, leaving out what the record does not need.

    Raises Refusal when no approving step is left, or when the department or person that is to sign one is not known.
    """
    legs = [leg for leg in routes.in_force(procedure) if leg.applies(record)]
    if not any(leg.phase == Phase.APPROVE for leg in legs):
        raise Refusal("这份表没有适用的审批环节", where=procedure.label, how="请保密办主任核对审批流程")
    groups = sorted({_group(leg) for leg in legs})
    ApprovalStep.objects.bulk_create(
        ApprovalStep(
            approval=approval,
            round=approval.round,
            position=groups.index(_group(leg)) + 1,
            slug=leg.slug,
            label=leg.label,
            phase=leg.phase,
            role=leg.role,
            relation=leg.relation,
            department=_department_of(leg, approval, record),
            person=_person_of(leg, record),
            signers=leg.signers,
            judges=leg.judges,
            workdays=leg.workdays,
        )
        for leg in legs
    )


def _department_of(leg, approval: Approval, record) -> Department:
    """The department whose people sign: the form's own, or the one the step is declared for."""
    if leg.department is None:
        return approval.department
    department = leg.department(record)
    if department is None:
        raise Refusal(f"不知道“{leg.label}”由哪个部门签", how="请先在表中填好该部门，再送审")
    return department


def _person_of(leg, record) -> Staff | None:
    """The one named to sign; he needs an account, or the form would wait for ever."""
    if leg.person is None:
        return None
    person = leg.person(record)
    if person is None:
        raise Refusal(f"不知道“{leg.label}”由谁签", how="请先在表中填好，再送审")
    if not User.objects.filter(staff=person, is_active=True).exists():
        raise Refusal(
            f"{person.name}没有可用的账号，不能签“{leg.label}”", how="请先由系统管理员建立账号，或另选一人"
        )
    return person


def _group(leg) -> tuple[int, int]:
    return (PHASES.index(leg.phase), leg.order)


def advance(by, record, approval: Approval, procedure: Procedure) -> None:
    """Open the next steps; when a phase is complete run its effect and go on. Saves the approval.

    With nothing left to do the approval is finished. A Refusal of an effect goes through and undoes everything.
    """
    while not _steps(approval, StepState.OPEN).exists():
        waiting = _steps(approval, StepState.WAITING).filter(phase=approval.phase)
        if waiting.exists():
            _open(waiting)
            break
        if not _complete_phase(by, record, approval, procedure):
            break
    settle(approval)


def _steps(approval: Approval, state: StepState):
    return approval.steps.filter(round=approval.round, state=state)


def _open(waiting) -> None:
    """The next group: all steps of the lowest position, side by side."""
    position = waiting.order_by("position").first().position
    for step in waiting.filter(position=position):
        step.state, step.opened_at = StepState.OPEN, clock.now()
        step.save(update_fields=["state", "opened_at"])
        reckon(step)


def reckon(step: ApprovalStep) -> bool:
    """Set the due day of an open step by the calendar; True when it, or its being 暂定, changed."""
    due = calendar.add_workdays(timezone.localtime(step.opened_at).date(), step.workdays)
    if (due.day, due.provisional) == (step.due_on, step.due_provisional):
        return False
    step.due_on, step.due_provisional = due.day, due.provisional
    step.save(update_fields=["due_on", "due_provisional"])
    return True


def _complete_phase(by, record, approval: Approval, procedure: Procedure) -> bool:
    """Take the effect of the approval's phase and move to the next; False when there is nothing more to do now."""
    if approval.finished_at:
        return False
    if approval.phase == Phase.APPROVE:
        if procedure.paper and not approval.paper_at:
            approval.state = State.PAPER
            return False
        approval.state = State.APPROVED
    # The effect reads the approval it is given; what it finds in the database must be the same.
    settle(approval)
    call(procedure.effects.get(Phase(approval.phase)), by, record, approval)
    index = PHASES.index(Phase(approval.phase)) + 1
    if index == len(PHASES):
        approval.finished_at = clock.now()
        _close_round(approval, State.APPROVED, "")
        return False
    approval.phase = PHASES[index]
    return True


def note_version(approval: Approval, record, *, changed: bool) -> None:
    """Keep which version the procedure has left, so that what people change afterwards can be told from it."""
    version = type(record)._base_manager.values_list("version", flat=True).get(pk=record.pk)
    approval.record_version, approval.changed = version, changed
    approval.save(update_fields=["record_version", "changed"])


def call(effect: Effect | None, by, record, approval: Approval) -> None:
    """Run a callback of the procedure, where it has one, on the record as the callbacks before have left it."""
    if effect:
        record.refresh_from_db()
        effect(by, record, approval)


def stop(approval: Approval, state: State, reason: str) -> None:
    """End the round with 退回, 不同意 or 撤回: what is open or still to come is not signed any more."""
    unfinished = (StepState.WAITING, StepState.OPEN)
    approval.steps.filter(round=approval.round, state__in=unfinished).update(state=StepState.SKIPPED)
    approval.state = state
    approval.finished_at = None if state == State.RETURNED else clock.now()
    _close_round(approval, state, reason)
    settle(approval)


def leave_off(approval: Approval, reason: str) -> None:
    """End an approved form whose carrying-out is wanted no more: its open and later steps are not signed."""
    unfinished = (StepState.WAITING, StepState.OPEN)
    approval.steps.filter(round=approval.round, state__in=unfinished).update(state=StepState.SKIPPED)
    approval.finished_at = clock.now()
    _close_round(approval, State.APPROVED, reason)
    settle(approval)


def _close_round(approval: Approval, outcome: State, reason: str) -> None:
    approval.rounds.filter(number=approval.round, closed_at__isnull=True).update(
        closed_at=clock.now(), outcome=outcome, reason=reason
    )


def settle(approval: Approval) -> None:
    """Repeat the open steps on the approval, for lists, and save it."""
    steps = list(_steps(approval, StepState.OPEN).order_by("position", "pk"))
    approval.waiting_for = "、".join(step.label for step in steps)[:200]
    approval.due_on = min((step.due_on for step in steps), default=None)
    approval.save()
