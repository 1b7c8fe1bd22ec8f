"""The signature trail as the pages show it: every round, its steps, who signed when with which words."""

import datetime as dt

from django.utils import timezone

from baomi.approvals import routes
from baomi.approvals.choices import Decision, Phase, State, StepState
from baomi.approvals.declarations import Procedure
from baomi.approvals.models import Application, Approval, ApprovalStep, Round, Signature
from baomi.core import clock

TONES = {Decision.AGREE: "done", Decision.RETURN: "returned", Decision.REFUSE: "refused"}


def rounds(approval: Approval, mine: ApprovalStep | None = None, name: str = "") -> list[dict]:
    """The rounds, newest last, for the trail component; `mine` is the open step that `name` may sign now.

    Three queries. A step still to be signed by several shows one line per signature and one for those missing.
    """
    signatures: dict[int, list[Signature]] = {}
    for signature in approval.signatures.select_related("signer__staff", "on_behalf_of__staff"):
        signatures.setdefault(signature.step_id, []).append(signature)
    steps: dict[int, list[ApprovalStep]] = {}
    for step in approval.steps.all():
        steps.setdefault(step.round, []).append(step)
    shown = []
    for row in approval.rounds.select_related("submitted_by__staff"):
        lines = []
        for step in steps.get(row.number, []):
            waiting_name = f"{name}（您）" if mine and mine.pk == step.pk else ""
            lines += _lines(step, signatures.get(step.pk, []), waiting_name)
        shown.append(
            {
                "number": row.number,
                "submitted": f"{row.submitted_by} {moment(row.submitted_at)} 送审",
                "note": row.note,
                "steps": lines + _unsigned_end(row, lines),
            }
        )
    return shown


def steps_across(approval: Approval) -> list[dict]:
    """The running round as a line of circles, side by side."""
    last = {signature.step_id: signature for signature in approval.signatures.select_related("signer__staff")}
    states = {StepState.DONE: "done", StepState.OPEN: "now"}
    shown = []
    for step in approval.steps.filter(round=approval.round):
        signature = last.get(step.pk)
        detail = ""
        if step.state == StepState.DONE and signature:
            detail = f"{timezone.localtime(signature.signed_at):%m-%d} {signature.signer}"
        elif step.state == StepState.OPEN:
            detail = f"待办，限 {step.due_on:%m-%d}"
        shown.append({"label": step.label, "detail": detail, "state": states.get(step.state, "todo")})
    return shown


def round_hint(approval: Approval) -> str:
    """第 2 轮；第 1 轮已退回. Empty in the first round."""
    if approval.round == 1:
        return ""
    before = approval.rounds.get(number=approval.round - 1)
    return f"第 {approval.round} 轮；第 {before.number} 轮{before.get_outcome_display()}"


def opinions(approval: Approval) -> dict[str, list[str]]:
    """The words of the last round by step slug, for a printed form. Names and dates are left to the pen."""
    said: dict[str, list[str]] = {}
    rows = approval.signatures.filter(round=approval.round).select_related("step")
    for signature in rows:
        words = signature.comment or signature.get_decision_display()
        said.setdefault(signature.step.slug, []).append(words)
    return said


def opinion_rows(record: Application, procedure: Procedure) -> list[dict]:
    """The opinion rows of a printed form: {slug, caption, text, seal} per approving step, in order.

    From the steps of the running round, or, before handing in, from the route the form would get. `text` is what was
    said in the system; signature, seal and date stay empty for the pen.
    """
    approval = record.approval if record.approval_id else None
    if approval:
        steps = list(approval.steps.filter(round=approval.round))
    else:
        steps = [leg for leg in routes.in_force(procedure) if leg.applies(record)]
    said = opinions(approval) if approval else {}
    return [
        {
            "slug": step.slug,
            "caption": step.label,
            "text": "；".join(said.get(step.slug, [])),
            "seal": bool((declared := procedure.step(step.slug)) and declared.needs_seal),
        }
        for step in steps
        if step.phase == Phase.APPROVE
    ]


def moment(at: dt.datetime) -> str:
    """12-02 09:18, with the year when it is not this one."""
    local = timezone.localtime(at)
    return f"{local:%m-%d %H:%M}" if local.year == clock.today().year else f"{local:%Y-%m-%d %H:%M}"


def due_words(day: dt.date | None, provisional: bool = False) -> tuple[str, str]:
    """(words, tone) of a step's due day: 限 12-09, 今天到期, 逾期 2 天."""
    if day is None:
        return "", ""
    left = (day - clock.today()).days
    if left < 0:
        return f"逾期 {-left} 天", "bad"
    if left == 0:
        return "今天到期", "bad"
    return f"限 {day:%m-%d}{'（暂定）' if provisional else ''}", ""


def _lines(step: ApprovalStep, signatures: list[Signature], waiting_name: str) -> list[dict]:
    lines = [_signed(step, signature) for signature in signatures]
    if step.state == StepState.OPEN:
        words, tone = due_words(step.due_on, step.due_provisional)
        missing = f"还差 {step.signers - len(signatures)} 人" if signatures else ""
        lines.append(_line(step, "now", name=waiting_name, when=words, due_tone=tone, comment=missing))
    elif not signatures:
        lines.append(_line(step, "todo", comment=_skipped(step)))
    return lines


def _signed(step: ApprovalStep, signature: Signature) -> dict:
    name = str(signature.signer)
    if signature.on_behalf_of_id:
        name = f"{name}（代{signature.on_behalf_of}）"
    words = signature.comment
    if not words:
        agreed = signature.get_decision_display() if step.phase == Phase.APPROVE else "已办理"
        words = agreed if signature.decision == Decision.AGREE else ""
    return _line(step, TONES[signature.decision], name=name, when=moment(signature.signed_at), comment=words)


def _line(step: ApprovalStep, state: str, **more) -> dict:
    return {"n": step.position, "label": step.label, "state": state, **more}


def _skipped(step: ApprovalStep) -> str:
    return "未办理" if step.state == StepState.SKIPPED else ""


def _unsigned_end(row: Round, lines: list[dict]) -> list[dict]:
    """How a round ended that no signature ended: taken back by the sender, or 退回 because the matter went on without it."""
    end = {"n": len(lines) + 1, "state": "todo", "comment": row.reason}
    if row.outcome == State.WITHDRAWN:
        return [end | {"label": "送审人撤回", "name": str(row.submitted_by), "when": moment(row.closed_at)}]
    if row.outcome == State.RETURNED and not any(line["state"] == "returned" for line in lines):
        return [end | {"label": "未办完退回", "state": "returned", "when": moment(row.closed_at)}]
    return []
