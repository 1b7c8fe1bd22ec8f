"""Writes of a change of post: begin, change, take effect (P11)."""

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
from personnel.actions import people
from personnel.models import PostChange
from personnel.rules import changes as rules

PROCEDURE = "personnel.change"


def begin_change(by, values: Mapping[str, Any]) -> PostChange:
    """Write F-11 or F-13 for a person in post, numbered GB-2026-001; the old post and grade are noted as they are.

    Raises Refusal when he is not in post, the new post is not in force or his own, or a change of his is still open.
    """
    change = PostChange(**values)
    change.department = change.person.department
    policy.require(by, "personnel.changes.add", change)
    with ledger.unit(by):
        handing.lock_person(change.person.staff)
        change.person = person = writing.lock(change.person)
        require(rules.may_move(person, change.new_post))
        _only_one(person)
        change.old_post, change.old_grade = person.post, person.grade
        change.new_department = change.new_post.department
        change.number = next_label("GB", clock.today().year, "GB-{year}-{n:03}")
        return writing.create(by, change)


def change_change(
    by, change: PostChange, values: Mapping[str, Any], version: int | None = None
) -> PostChange:
    """Correct the form while nobody holds it in approval; the person stays. Raises as `begin_change`, StaleRecord."""
    policy.require(by, "personnel.changes.change", change)
    with ledger.unit(by):
        handing.lock_person(change.person.staff)
        current = writing.lock(change)
        require(editable(current))
        post = values.get("new_post", current.new_post)
        require(rules.may_move(current.person, post))
        _only_one(current.person, current)
        written = {name: value for name, value in values.items() if name != "person"}
        person = current.person
        derived = {
            "old_post": person.post,
            "old_grade": person.grade,
            "department": person.department,
            "new_department": post.department,
        }
        return writing.change(by, change, derived | written, version=version)


def take_effect(by, change: PostChange, approval: Approval) -> None:
    """From today in the new post, with its grade and unit; a vetting follows where none was made for it (P9)."""
    change = writing.lock(change)
    require(rules.may_take_effect(change))
    due = rules.vetting_due_after(change)
    people.change_post(
        by, change.person, change.new_post, change.new_department, approval, vetting_due_on=due
    )
    writing.change(by, change, {"takes_effect_on": clock.today()}, action="personnel.postchange.take_effect")


def _only_one(person, but: PostChange | None = None) -> None:
    other = rules.another_open(person, but)
    if other:
        raise Refusal(
            f"{person.staff.name}已有一份岗位变更在办（{other.number}）", how="请打开原有的一份办理"
        )
