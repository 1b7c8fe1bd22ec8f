"""Pure checks of approvals: what may be handed in, signed, withdrawn; what a route may look like."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db.models import Q
from django.utils import timezone

from baomi.approvals import routes
from baomi.approvals.choices import OPEN_TO_CHANGE, Decision, Phase, Relation, Result, State, StepState
from baomi.approvals.declarations import Check, Procedure
from baomi.approvals.models import Approval, ApprovalStep, Delegation
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.core.errors import Refusal
from baomi.organization import policy
from baomi.organization.policy import Reach
from baomi.organization.roles import ADMINISTRATORS, DEPARTMENT_ROLES, Role
from baomi.registers.declarations import registry

Answer = Allowed | Denied

FAR_ENOUGH = {
    Relation.OWN: set(Reach),
    Relation.DEPARTMENT: {Reach.DEPARTMENT, Reach.ALL},
    Relation.LINE: {Reach.ALL},
    Relation.UNIVERSITY: {Reach.ALL},
}
"""How far the register's view permission of a role must reach for it to sign in this relation."""

LONGEST_COMMENT = 300
EDITABLE = Q(approval=None) | Q(approval__state__in=OPEN_TO_CHANGE)
"""The applications of which `editable` is true."""


class AlreadySigned(Refusal):
    """The same person sends the same opinion again: nothing is wrong, nothing is written."""


def editable(record) -> Answer:
    """An application is changed before it is handed in, after a return, and after a withdrawal."""
    if record.approval_id is None or record.approval.state in OPEN_TO_CHANGE:
        return Allowed()
    if record.approval.state in (State.RUNNING, State.PAPER):
        return Denied("正在审批，不能修改", how="如需修改，请送审人撤回，或请审批人退回")
    return Denied("已审批完毕，不能修改")


def may_submit(procedure: Procedure, record) -> Answer:
    """Not while it is in approval, not after it is decided, and only when the procedure finds it ready."""
    if record.approval_id and record.approval.state not in OPEN_TO_CHANGE:
        if record.approval.state in (State.RUNNING, State.PAPER):
            return Denied("这份表已在审批中，没有重复送审")
        return Denied(f"这份表{record.approval.get_state_display()}，不能再送审")
    return procedure.ready(record) if procedure.ready else Allowed()


def may_withdraw(user, approval: Approval) -> Answer:
    """The person who handed it in may take it back until it is decided."""
    if approval.state not in (State.RUNNING, State.PAPER):
        return Denied(f"这份表{approval.get_state_display()}，不能撤回")
    if approval.started_by_id != user.pk:
        return Denied(f"只有送审人{approval.started_by}可以撤回")
    return Allowed()


def may_record_paper(user, approval: Approval) -> Answer:
    """The wet-signed form is recorded once, after all have signed, by the procedure's paper roles."""
    if approval.state != State.PAPER:
        return Denied("现在不用登记纸质件")
    wanted = routes.procedure_of(approval).paper_roles
    if not policy.held(user).roles & set(wanted):
        return Denied(f"纸质件由{'、'.join(role.label for role in wanted)}登记")
    return Allowed()


def cannot_sign(user, step: ApprovalStep) -> Refusal:
    """Why a user who sees the form cannot sign this step, in his words."""
    mine = step.signatures.filter(signer=user).first()
    if mine:
        return AlreadySigned("您已签署过这份表，没有重复签署")
    if step.state == StepState.DONE:
        last = step.signatures.select_related("signer__staff").last()
        at = timezone.localtime(last.signed_at)
        return Refusal(f"这份表已由{last.signer}于 {at:%m-%d %H:%M} 办理（{last.get_decision_display()}）")
    if step.state == StepState.SKIPPED:
        return Refusal(f"这份表{step.approval.get_state_display()}，这一步不用再签")
    if step.state == StepState.WAITING:
        return Refusal(f"还没有轮到“{step.label}”", how=f"现在待{step.approval.waiting_for}")
    if _own(user, step):
        return Refusal("不能审批自己提出的或关于自己的事项", how=f"请由其他{Role(step.role).label}签署")
    signed = step.approval.signatures.filter(round=step.round, phase=step.phase)
    if signed.filter(signer=user).exists() or signed.filter(on_behalf_of=user).exists():
        return Refusal("同一份表一人只签一次", how="这一步请由他人签署")
    return Refusal(f"这一步由{step.label}办理")


def _own(user, step: ApprovalStep) -> bool:
    approval = step.approval
    if step.phase != Phase.APPROVE:
        return False
    started = approval.rounds.filter(submitted_by=user).exists()
    return started or (user.staff_id is not None and approval.person_id == user.staff_id)


def settled_checks(checks: Sequence[Check], judgements: Mapping[str, str]) -> list[Check]:
    """The checks with what people have judged put in the place of 请判断; unmet first, then the unjudged."""
    order = (Result.NOT_MET, Result.JUDGE, Result.MET)
    settled = [_settled(check, judgements.get(check.label)) for check in checks]
    return sorted(settled, key=lambda check: order.index(check.result))


def _settled(check: Check, judged: str | None) -> Check:
    if check.result != Result.JUDGE or judged not in (Result.MET, Result.NOT_MET):
        return check
    return replace(check, result=Result(judged))


def opinion(step: ApprovalStep, decision: Decision, comment: str, checks: Sequence[Check]) -> Answer:
    """Whether the opinion is one of those offered and complete.

    退回 and 不同意 need words, overruling an unmet condition needs a reason, what is to be judged needs an answer.
    """
    offered = routes.procedure_of(step.approval).decisions
    if decision not in offered:
        words = "、".join(item.label for item in offered)
        return Denied(f"这类表不能签“{decision.label}”", how=f"可选：{words}")
    if len(comment) > LONGEST_COMMENT:
        return Denied(f"意见太长，最多 {LONGEST_COMMENT} 字")
    if step.phase != Phase.APPROVE and decision != Decision.AGREE:
        return Denied("审批已经通过，这一步只登记办理结果", how="有问题请在意见中写明，并告知保密办")
    if decision != Decision.AGREE:
        word = Decision(decision).label
        return Allowed() if comment else Denied(f"选择“{word}”须写明意见", how="请在意见栏写明原因")
    if step.phase != Phase.APPROVE or step.relation == Relation.OWN:
        return Allowed()
    unjudged = [check.label for check in checks if check.result == Result.JUDGE]
    if step.judges and unjudged:
        return Denied(f"还差 {len(unjudged)} 项判断：{'、'.join(unjudged)}", how="请在条件核对中逐项选定")
    unmet = [check.label for check in checks if check.result == Result.NOT_MET]
    if unmet and not comment:
        return Denied(f"有 {len(unmet)} 项未满足：{'、'.join(unmet)}", how="仍要同意，须在意见中写明理由")
    return Allowed()


def role_sees(procedure: Procedure, role: Role, relation: Relation) -> bool:
    """Whether the register's view permission lets the role see what it would have to sign.

    One who is named for a step reads its form because of that.
    """
    if Relation(relation) is Relation.NAMED:
        return True
    register = registry.by_name(procedure.register)
    reach = policy.reach_by_role(register.permission("view")).get(Role(role))
    return reach in FAR_ENOUGH[Relation(relation)]


def may_set_route(procedure: Procedure, legs: Sequence[routes.Leg]) -> Answer:
    """A route keeps every step by law as strong as declared, has an approver, and asks only who can see the form."""
    slugs = [leg.slug for leg in legs]
    if len(set(slugs)) != len(slugs):
        return Denied("同一环节出现了两次", how="请去掉重复的环节")
    for step in procedure.steps:
        kept = next((leg for leg in legs if leg.slug == step.slug), None)
        if step.by_law and (kept is None or _weaker(kept, step)):
            return Denied(f"“{step.label}”是规定必经的环节，不能去掉，也不能换角色或减少人数")
    if not any(leg.phase == Phase.APPROVE for leg in legs):
        return Denied("流程至少要有一个审批环节")
    for leg in legs:
        if not leg.label:
            return Denied("有环节没有名称", how="请写明打印在表上的环节名称")
        if not (1 <= leg.signers <= 9 and 1 <= leg.workdays <= 60 and 1 <= leg.order <= 99):
            return Denied(
                f"“{leg.label}”的数值超出范围", how="次序 1 至 99，人数 1 至 9，时限 1 至 60 个工作日"
            )
        if not role_sees(procedure, leg.role, leg.relation):
            return Denied(
                f"{Role(leg.role).label}看不到{procedure.label}，不能签“{leg.label}”", how="请换一个角色"
            )
    return Allowed()


def _weaker(leg, step) -> bool:
    return leg.role != step.role or leg.relation != step.relation or leg.signers < step.signers


def may_delegate(delegation: Delegation) -> Answer:
    """One lends only what one holds, only forward, and never to one of the three administrators."""
    role = Role(delegation.role)
    held = policy.held(delegation.from_user)
    if role not in held.roles or role in ADMINISTRATORS:
        return Denied(f"您没有“{role.label}”的角色，不能委托他人代签")
    within = held.by_department.get(role, frozenset())
    if delegation.department_id and role not in held.everywhere and delegation.department_id not in within:
        return Denied("部门范围超出您自己的范围", how="请在您的部门内选择，或不填部门")
    if delegation.department_id and role not in DEPARTMENT_ROLES:
        return Denied(f"{role.label}面向全校，不写部门范围")
    if not delegation.to_user.is_active:
        return Denied("代签人的账号已停用", how="请另选代签人")
    if policy.held(delegation.to_user).roles & set(ADMINISTRATORS):
        return Denied("三员不能代签业务表", how="请另选代签人")
    if delegation.ends < clock.today():
        return Denied("委托期限已过", how="终止日期请不早于今天")
    return Allowed()
