"""Writes of key places: applied for (F-60), confirmed by the bureau, checked, withdrawn (F-61) (P17)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from baomi.approvals import actions as approvals
from baomi.approvals import queries
from baomi.approvals.choices import Decision
from baomi.approvals.models import Approval
from baomi.approvals.rules import editable
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import policy
from baomi.registers.numbering import next_label
from personnel.models import KeyPlace, PlaceCheck, PlaceWithdrawal
from personnel.rules import places as rules


def create_place(by, values: Mapping[str, Any]) -> KeyPlace:
    """Write the application to designate a place, from page or sheet. Numbered YB-2026-001."""
    place = KeyPlace(**values)
    policy.require(by, "personnel.places.add", place)
    with ledger.unit(by):
        place.number = next_label("YB", clock.today().year, "YB-{year}-{n:03}")
        return writing.create(by, place)


def change_place(by, place: KeyPlace, values: Mapping[str, Any], version: int | None = None) -> KeyPlace:
    """Correct the application; of a designated place only what is kept up to date (head, telephone, protection)."""
    policy.require(by, "personnel.places.change", place)
    with ledger.unit(by):
        current = writing.lock(place)
        require(rules.may_change(current, values))
        return writing.change(by, current, values, version=version)


def designate(by, place: KeyPlace, approval: Approval) -> None:
    """The committee has decided: a key place from today, to be checked within the cycle."""
    today = clock.today()
    values = {"designated_on": today, "check_due_on": rules.next_check(today)}
    writing.change(by, place, values, action="personnel.keyplace.designate")


def refuse(by, place: KeyPlace, approval: Approval) -> None:
    """Not designated: the name is free for another application."""
    writing.change(by, place, {"refused_on": clock.today()}, action="personnel.keyplace.refuse")


def confirm(by, place: KeyPlace, number: str, day: dt.date) -> KeyPlace:
    """Record the bureau's confirmation (实施条例 31) and sign the step that waits for it."""
    if not queries.turn(by, place, {rules.CONFIRMING}):
        policy.require(by, "personnel.place.confirm", place)
    with ledger.unit(by):
        current = writing.lock(place)
        require(rules.may_confirm(current, number, day))
        values = {"bureau_number": number.strip(), "bureau_on": day}
        current = writing.change(by, current, values, action="personnel.keyplace.confirm")
        sign_waiting(by, current, rules.CONFIRMING, f"确认文号 {number.strip()}")
    return current


def sign_waiting(by, record, slug: str, comment: str) -> None:
    """Sign the open step of that slug on the record's form, where there is one that `by` may sign."""
    step = queries.turn(by, record, {slug})
    if step is not None:
        approvals.sign(by, step, Decision.AGREE, comment)


def confirmed(by, place: KeyPlace, approval: Approval) -> None:
    """The step is closed by the number, not by a signature alone."""
    if not place.bureau_number:
        raise Refusal("还没有登记确认文号", how="请在要害部门部位页面登记确认")


def create_withdrawal(by, values: Mapping[str, Any]) -> PlaceWithdrawal:
    """Write the application to withdraw a designation, for the department of the place. Numbered CX-2026-001."""
    withdrawal = PlaceWithdrawal(**values)
    withdrawal.department = withdrawal.key_place.department
    policy.require(by, "personnel.withdrawals.add", withdrawal)
    require(rules.may_withdraw(withdrawal))
    with ledger.unit(by):
        withdrawal.number = next_label("CX", clock.today().year, "CX-{year}-{n:03}")
        return writing.create(by, withdrawal)


def change_withdrawal(
    by, withdrawal: PlaceWithdrawal, values: Mapping[str, Any], version: int | None = None
) -> PlaceWithdrawal:
    """Correct the application; the place stays."""
    policy.require(by, "personnel.withdrawals.change", withdrawal)
    with ledger.unit(by):
        current = writing.lock(withdrawal)
        require(editable(current))
        if "key_place" in values and values["key_place"] != current.key_place:
            raise Refusal("不能换成另一个要害部门部位", how="请撤回这一份，另行申请")
        return writing.change(by, current, values, version=version)


def withdraw(by, withdrawal: PlaceWithdrawal, approval: Approval) -> None:
    """F-61 is signed: withdrawn from today, nobody may enter any longer by a permission for it."""
    place = writing.lock(withdrawal.key_place)
    require(rules.in_force(place))
    today = clock.today()
    for access in place.accesses.current().order_by("pk"):
        values = {"revoked_on": today, "revoke_reason": f"要害部门部位撤销（{withdrawal.number}）"}
        writing.change(by, access, values, action="personnel.placeaccess.revoke")
    values = {"withdrawn_on": today, "check_due_on": None}
    writing.change(by, place, values, action="personnel.keyplace.withdraw")


def create_check(by, values: Mapping[str, Any]) -> PlaceCheck:
    """Record a yearly check; the next one is due a cycle later. Numbered JC-2026-001."""
    check = PlaceCheck(**values)
    check.department, check.year = check.key_place.department, check.checked_on.year
    policy.require(by, "personnel.inspections.add", check)
    require(rules.sound_check(check))
    with ledger.unit(by):
        place = writing.lock(check.key_place)
        require(rules.in_force(place))
        check.number = next_label("JC", check.year, "JC-{year}-{n:03}")
        check = writing.create(by, check)
        _reckon_next(by, place)
    return check


def change_check(by, check: PlaceCheck, values: Mapping[str, Any], version: int | None = None) -> PlaceCheck:
    """Correct a check or record that its findings are rectified; the place stays."""
    policy.require(by, "personnel.inspections.change", check)
    values = dict(values)
    if values.pop("key_place", check.key_place) != check.key_place:
        raise Refusal("不能换成另一个要害部门部位", how="请另行登记检查")
    with ledger.unit(by):
        place = writing.lock(check.key_place)
        if "checked_on" in values:
            values["year"] = values["checked_on"].year
        changed = writing.change(by, check, values, version=version)
        require(rules.sound_check(changed))
        _reckon_next(by, place)
    return changed


def _reckon_next(by, place: KeyPlace) -> None:
    """Note on the place when it is due next: after the last check, else after the designation.

    It follows from the check, whose own entry stands in the log; a withdrawn place is checked no more.
    """
    if not rules.in_force(place):
        return
    last = place.checks.order_by("-checked_on").values_list("checked_on", flat=True).first()
    place.check_due_on = rules.next_check(max(filter(None, (last, place.designated_on))))
    writing.touch(by, place)
