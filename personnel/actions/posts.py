"""Writes of classified posts: applied for (F-10), graded by 人事处, closed (P1). What signing does stands in `procedures`."""

from collections.abc import Mapping
from typing import Any

from baomi.approvals import queries
from baomi.approvals.models import Approval
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import policy
from baomi.registers.numbering import next_label
from personnel.models import Post
from personnel.queries.posts import HOLDING
from personnel.rules import posts as rules

NUMBER = "GW-{year}-{n:03}"


def create_post(by, values: Mapping[str, Any]) -> Post:
    """Write the application for a post, from page or sheet; a post only once F-10 is signed. Numbered GW-2026-001."""
    post = Post(**values)
    policy.require(by, "personnel.posts.add", post)
    require(rules.may_propose(post))
    with ledger.unit(by):
        post.number = next_label("GW", clock.today().year, NUMBER)
        return writing.create(by, post)


def change_post(by, post: Post, values: Mapping[str, Any], version: int | None = None) -> Post:
    """Correct an application that nobody holds in approval. An approved post is replaced, never changed."""
    policy.require(by, "personnel.posts.change", post)
    with ledger.unit(by):
        current = writing.lock(post)
        require(rules.may_edit(current))
        changed = writing.change(by, current, values, version=version)
        require(rules.may_propose(changed))
        return changed


def settle_grade(by, post: Post, grade: str, version: int | None = None) -> Post:
    """核定等级: 人事处 sets the grade it will sign for, the one proposed or another, within 以项定岗.

    Only who can sign 人事处's step of this form now; the signature is refused without it.
    """
    if not queries.turn(by, post, {rules.GRADE_STEP}):
        policy.require(by, "personnel.post.grade", post)
    with ledger.unit(by):
        current = writing.lock(post)
        require(rules.may_settle_grade(current))
        if not queries.turn(by, current, {rules.GRADE_STEP}):
            raise Refusal("这份表的人事处意见由他人签署", how="请由签署人核定等级")
        require(rules.may_have_grade(current, grade))
        return writing.change(by, current, {"grade": grade}, version=version, action="personnel.post.grade")


def take_effect(by, post: Post, approval: Approval) -> None:
    """F-10 is signed: in force from today, in the grade settled. The post it replaces goes when nobody is in it."""
    if not post.grade:
        raise Refusal("还没有核定等级", how="请人事处先在岗位页面核定等级，再签署")
    require(rules.may_have_grade(post, post.grade))
    writing.change(by, post, {"approved_on": clock.today()}, action="personnel.post.approve")
    if post.replaces_id:
        close_if_left(by, post.replaces)


def forget_grade(by, post: Post, approval: Approval) -> None:
    """Returned, refused, taken back: what 人事处 had settled was for that form."""
    writing.change(by, post, {"grade": ""}, action="personnel.post.grade")


def close_post(by, post: Post, reason: str) -> Post:
    """撤销岗位; refused while somebody is in it or named for it."""
    policy.require(by, "personnel.post.close", post)
    if not reason.strip():
        raise Refusal("没有写明撤销原因", how="请填写后再办")
    with ledger.unit(by):
        current = writing.lock(post)
        require(rules.may_close(current))
        return _close(by, current, reason.strip())


def close_if_left(by, post: Post) -> Post:
    """Close a post that has been replaced once nobody is in it; called whenever somebody has moved out of one."""
    with ledger.unit(by):
        current = writing.lock(post)
        successor = current.successors.filter(approved_on__isnull=False).first()
        open_still = current.approved_on is not None and current.closed_on is None
        if successor is None or not open_still or current.people.filter(status__in=HOLDING).exists():
            return current
        return _close(by, current, f"由 {successor.number} 替代")


def _close(by, post: Post, reason: str) -> Post:
    values = {"closed_on": clock.today(), "close_reason": reason}
    return writing.change(by, post, values, action="personnel.post.close", reason=reason)
