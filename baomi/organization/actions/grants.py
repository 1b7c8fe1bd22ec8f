"""Roles by two people: SECADMIN proposes, OFFICE HEAD decides; either may end a grant."""

import datetime as dt

from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied, require
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization import policy, rules
from baomi.organization.actions.permitted import given_reason, lock_person, permit
from baomi.organization.choices import LIVE_GRANTS, GrantState
from baomi.organization.models import Department, Grant, User
from baomi.organization.roles import Role


def propose_grant(
    by,
    user: User,
    role: Role,
    *,
    department: Department | None = None,
    starts: dt.date | None = None,
    ends: dt.date | None = None,
    reason: str = "",
) -> Grant:
    """Propose a role for an account; it gives nothing until it is confirmed.

    Raises Refusal when the role does not go with those the account has (三员分立), with its department, or when the
    same role is already held or proposed. The person's row is locked first, so that two proposals cannot pass
    each other.
    """
    permit(by, "organization.grant.propose")
    with ledger.unit(by, reason=reason):
        user = lock_person(user)
        if not user.is_active:
            raise Refusal("这个账号已停用", where=user.username, how="请先由系统管理员启用")
        require(rules.may_hold(user, Role(role), department))
        grant = Grant(
            user=user,
            role=role,
            department=department,
            starts=starts or clock.today(),
            ends=ends,
            reason=reason,
            proposed_by=by,
        )
        return writing.create(by, grant, action="organization.grant.propose", reason=reason)


def confirm_grant(by, grant: Grant, reason: str = "") -> Grant:
    """Put a proposed grant in force; from its first day on it works with the person's next request.

    Raises Refusal for one's own proposal or one's own role, and when it is no longer waiting.
    """
    with ledger.unit(by, reason=reason):
        current = _lock_waiting(by, grant)
        require(rules.may_hold(current.user, Role(current.role), current.department))
        values = {"state": GrantState.CONFIRMED, "confirmed_by": by, "confirmed_at": clock.now()}
        return writing.change(by, current, values, action="organization.grant.confirm", reason=reason)


def refuse_grant(by, grant: Grant, reason: str) -> Grant:
    """Turn a proposed grant down; the proposal is kept."""
    with ledger.unit(by, reason=given_reason(reason)):
        current = _lock_waiting(by, grant)
        values = {"state": GrantState.REFUSED, "confirmed_by": by, "confirmed_at": clock.now()}
        return writing.change(by, current, values, action="organization.grant.refuse", reason=reason)


def end_grant(by, grant: Grant, reason: str) -> Grant:
    """End a grant now, or withdraw a proposal; works with the person's next request.

    Ending the last SECADMIN is refused: nobody could propose any more.
    """
    permit(by, "organization.grant.end", grant)
    with ledger.unit(by, reason=given_reason(reason)):
        lock_person(grant.user)
        current = writing.lock(grant)
        if current.state not in LIVE_GRANTS:
            raise Refusal("这项授权已经终止", how="请刷新后查看")
        _keep_one_secadmin(current)
        values = {"state": GrantState.ENDED}
        if current.state == GrantState.CONFIRMED:
            # Today is the last day on paper; the state alone already takes the role away.
            values["ends"] = max(clock.today(), current.starts)
        return writing.change(by, current, values, action="organization.grant.end", reason=reason)


def may_decide(by, grant: Grant) -> Allowed | Denied:
    """Whether `by` is the one who confirms or refuses this proposal: for the buttons of the page."""
    try:
        _check_decider(by, grant)
    except Refusal as refusal:
        return Denied(refusal.what, how=refusal.how)
    return rules.may_confirm(by, grant)


def _lock_waiting(by, grant: Grant) -> Grant:
    _check_decider(by, grant)
    lock_person(grant.user)
    current = writing.lock(grant)
    if current.state != GrantState.PROPOSED:
        raise Refusal("这项授权已经处理过", where=current.get_state_display(), how="请刷新后查看")
    require(rules.may_confirm(by, current))
    return current


def _check_decider(by, grant: Grant) -> None:
    """OFFICE HEAD decides; the first OFFICE HEAD is confirmed by AUDITOR, while there is none.

    Without that the first proposal would wait for ever (docs/decisions: 首位保密办主任). The roles of the three
    administrators are decided by OFFICE HEAD like any other.
    """
    policy.require(by, "organization.grant.decide", grant)
    if Role.OFFICE_HEAD in policy.held(by).roles:
        return
    if Role(grant.role) is not Role.OFFICE_HEAD:
        raise NotPermitted("授权由保密办主任确认", how="安全审计员只确认首位保密办主任")
    if policy.users_holding(Role.OFFICE_HEAD).exists():
        raise NotPermitted("已有保密办主任，授权由保密办主任确认")


def _keep_one_secadmin(grant: Grant) -> None:
    if grant.role != Role.SECADMIN or grant.state != GrantState.CONFIRMED:
        return
    if not policy.users_holding(Role.SECADMIN).exclude(pk=grant.user_id).exists():
        raise Refusal("这是唯一的安全保密管理员，终止后无人能再提出授权", how="请先授权接任的人")
