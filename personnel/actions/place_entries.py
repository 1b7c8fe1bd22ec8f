"""Writes of who enters a key place: permissions given and taken back, visitors asked for (F-63) and booked (P17)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from baomi.approvals import queries
from baomi.approvals.choices import Phase
from baomi.approvals.models import Approval
from baomi.approvals.rules import editable
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import NotFound, Refusal
from baomi.organization import handing, policy
from baomi.organization.models import Department
from baomi.registers.numbering import next_label
from personnel.actions.places import sign_waiting
from personnel.models import ClearedPerson, PlaceAccess, PlaceVisit
from personnel.rules import places as rules


def give_access(by, values: Mapping[str, Any]) -> PlaceAccess:
    """Let a cleared person enter. Numbered CR-2026-001. Raises Refusal for who is not cleared for the level.

    The person is locked first, so that nothing is given to somebody who is being cleared out.
    """
    access = PlaceAccess(**values)
    access.department = access.key_place.department
    policy.require(by, "personnel.accesses.add", access)
    policy.require(by, "personnel.people.view", access.person)
    with ledger.unit(by):
        handing.lock_for_handing(access.person.staff)
        place = writing.lock(access.key_place)
        person = ClearedPerson.objects.select_related("staff").get(pk=access.person_id)
        require(rules.may_enter(place, person))
        access.number = next_label("CR", clock.today().year, "CR-{year}-{n:03}")
        return writing.create(by, access)


def change_access(
    by, access: PlaceAccess, values: Mapping[str, Any], version: int | None = None
) -> PlaceAccess:
    """Correct means and dates of a permission still given; place and person stay."""
    policy.require(by, "personnel.accesses.change", access)
    with ledger.unit(by):
        current = writing.lock(access)
        require(rules.may_revoke(current))
        for name in ("key_place", "person"):
            if name in values and values[name].pk != getattr(current, f"{name}_id"):
                raise Refusal("不能换成另一个部位或另一个人", how="请收回这一项，另行登记")
        return writing.change(by, current, values, version=version)


def revoke_access(by, access: PlaceAccess, reason: str) -> PlaceAccess:
    """Take a permission back today, with the reason."""
    policy.require(by, "personnel.access.revoke", access)
    if not reason.strip():
        raise Refusal("没有写明收回原因", how="请填写后再办")
    with ledger.unit(by):
        current = writing.lock(access)
        require(rules.may_revoke(current))
        values = {"revoked_on": clock.today(), "revoke_reason": reason.strip()}
        return writing.change(by, current, values, action="personnel.placeaccess.revoke", reason=reason)


def ask_for_visit(by, values: Mapping[str, Any]) -> PlaceVisit:
    """Write the application for outsiders to enter, for the department that asks. Numbered LF-2026-001.

    Who reaches only his own asks for his own department.
    """
    visit = PlaceVisit(**values, applicant=by.staff)
    if by.staff is None:
        raise Refusal("这个账号没有对应的人员，不能申请", how="请用本人账号登录")
    policy.require(by, "personnel.entries.add", visit)
    if not _asks_for(by, visit.department):
        raise NotFound("没有这个部门，或不在您的范围内")
    require(rules.may_visit(visit))
    with ledger.unit(by):
        visit.number = next_label("LF", clock.today().year, "LF-{year}-{n:03}")
        return writing.create(by, visit)


def _asks_for(by, department: Department) -> bool:
    """The officer for the departments of his grant, a person for the one where he works."""
    return policy.scope(by, "personnel.entries.add", Department.objects.filter(pk=department.pk)).exists()


def change_visit(by, visit: PlaceVisit, values: Mapping[str, Any], version: int | None = None) -> PlaceVisit:
    """Correct an application that nobody holds in approval."""
    policy.require(by, "personnel.entries.change", visit)
    with ledger.unit(by):
        current = writing.lock(visit)
        require(editable(current))
        changed = writing.change(by, current, values, version=version)
        if not _asks_for(by, changed.department):
            raise NotFound("没有这个部门，或不在您的范围内")
        require(rules.may_visit(changed))
        return changed


def keep_book(
    by,
    visit: PlaceVisit,
    came_at: dt.datetime,
    left_at: dt.datetime,
    checks: Mapping[str, bool],
    remark: str = "",
) -> PlaceVisit:
    """登记进出: the escort's department writes when they came and left and what was seen to; it signs its step with it.

    `checks` are the three of F-63: book_kept, phones_locked, no_recorders. A check not made needs a remark.
    """
    if not queries.turn(by, visit, {rules.ESCORTING}):
        policy.require(by, "personnel.entry.escort", visit.key_place)
    with ledger.unit(by):
        current = writing.lock(visit)
        require(rules.may_keep_book(current))
        require(rules.sound_visit(current, _approved_at(current.approval), came_at, left_at))
        if not all(checks.values()) and not remark.strip():
            raise Refusal("监督检查有未做到的项目，没有写明情况", how="请在备注中写明")
        values = {"came_at": came_at, "left_at": left_at, "remark": remark.strip(), **checks}
        current = writing.change(by, current, values, action="personnel.placevisit.book")
        sign_waiting(by, current, rules.ESCORTING, "进出已登记")
    return current


def _approved_at(approval: Approval) -> dt.datetime:
    """When the last of the two departments had signed."""
    return (
        approval.signatures.filter(round=approval.round, phase=Phase.APPROVE)
        .order_by("-signed_at")
        .values_list("signed_at", flat=True)[0]
    )


def booked(by, visit: PlaceVisit, approval: Approval) -> None:
    """The escort's step is closed by the book, not by a signature alone."""
    if visit.left_at is None:
        raise Refusal("还没有登记进出时间和监督检查", how="请在来访页面登记进出")
