"""The one place where a person's stage, post and grade change, each time with a period of his history (P3).

Called by the effects of procedures inside their unit. Each locks the person of the staff register first.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from baomi.approvals.models import Approval
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.organization import handing, policy
from baomi.organization.actions import staff
from baomi.organization.models import Department
from baomi.registers.numbering import next_label
from personnel.actions import posts
from personnel.choices.people import ON_DUTY, OVER, PersonStatus
from personnel.models import ClearedPerson, Post, StatusPeriod
from personnel.queries.posts import HOLDING
from personnel.rules import people as rules

CHANGEABLE = ("kind", "leader", "remark")
"""What is not decided by a signature."""


def add_candidate(by, values: Mapping[str, Any]) -> ClearedPerson:
    """Name somebody for a post (拟任). Raises Refusal for a post not in force, ValidationError for one already there.

    He is nobody yet: vetting, training and pledge come first, in that order. Department is the post's.
    """
    person = ClearedPerson(**values)
    person.department, person.grade = person.post.department, person.post.grade
    policy.require(by, "personnel.people.add", person)
    with ledger.unit(by):
        handing.lock_person(person.staff)
        require(rules.may_be_candidate(person.kind, writing.lock(person.post)))
        person.number = next_label("RY", clock.today().year, "RY-{year}-{n:04}")
        person = writing.create(by, person)
        _open_period(person, clock.today(), "拟任", None)
    return person


def open_past(by, person: ClearedPerson, cause: str) -> ClearedPerson:
    """The row of somebody of the ledger kept before this system, with his periods since the day he came to be.

    `person` has its stage and dates: in post, or cooling off since `left_on` and in post until the day before.
    """
    with ledger.unit(by):
        person.number = next_label("RY", clock.today().year, "RY-{year}-{n:04}")
        person = writing.create(by, person, action="personnel.clearedperson.take_over")
        if person.left_on:
            _open_period(person, person.left_on, cause, None)
            served = StatusPeriod(person=person, starts=person.entered_on, ends=_day_before(person.left_on))
            _fill(served, person, cause, None)
            served.status = PersonStatus.IN_POST
            served.save()
        else:
            _open_period(person, person.entered_on, cause, None)
        _tell_staff(by, person)
    return person


def correct_past(by, person: ClearedPerson, values: Mapping[str, Any]) -> ClearedPerson:
    """Other dates for what `open_past` wrote, row and periods together, so that day follows day as before."""
    with ledger.unit(by):
        person = writing.change(by, person, values, action="personnel.clearedperson.correct")
        periods = list(person.periods.select_for_update().order_by("starts", "pk"))
        periods[0].starts = person.entered_on
        if person.left_on:
            periods[0].ends = _day_before(person.left_on)
            periods[1].starts = person.left_on
        for period in periods:
            period.save(update_fields=["starts", "ends"])
    return person


def change_notes(by, person: ClearedPerson, values: Mapping[str, Any], version: int) -> ClearedPerson:
    """Leader and remark of anybody whose row lives, and the kind of a candidate; the rest is said by procedures.

    Raises Refusal for a row that is over and for the kind of somebody in post, StaleRecord when somebody was faster.
    """
    policy.require(by, "personnel.people.change", person)
    with ledger.unit(by):
        handing.lock_person(person.staff)
        current = writing.lock(person)
        require(rules.may_note(current))
        require(rules.may_change_kind(current, values.get("kind", current.kind)))
        changed = {name: values[name] for name in CHANGEABLE if name in values}
        return writing.change(by, person, changed, version=version)


def enter_post(by, person: ClearedPerson, approval: Approval | None) -> ClearedPerson:
    """上岗: from today in the post. Whether vetting, training and pledge are there is asked by the entry's effect."""
    today = clock.today()
    return _move(by, person, PersonStatus.IN_POST, "enter", {"entered_on": today}, "上岗", approval)


def not_appoint(by, person: ClearedPerson, cause: str, approval: Approval | None) -> ClearedPerson:
    """A candidate who did not pass, or whose appointment was given up."""
    return _move(by, person, PersonStatus.NOT_APPOINTED, "not_appoint", {}, cause, approval)


def begin_leaving(by, person: ClearedPerson, approval: Approval | None) -> ClearedPerson:
    """离岗办理中: from now on he is given nothing more."""
    return _move(by, person, PersonStatus.LEAVING, "begin_leaving", {}, "申请离岗", approval)


def stop_leaving(by, person: ClearedPerson, cause: str, approval: Approval | None) -> ClearedPerson:
    """Back in post: the application was returned, refused or taken back."""
    return _move(by, person, PersonStatus.IN_POST, "stop_leaving", {}, cause, approval)


def begin_cooling(by, person: ClearedPerson, until: dt.date, approval: Approval | None) -> ClearedPerson:
    """The post left from today, the approval's day; cooling off until `until`, included (P13)."""
    values = {"left_on": clock.today(), "cooling_until": until, "vetting_due_on": None}
    return _move(by, person, PersonStatus.COOLING, "begin_cooling", values, "批准离岗", approval)


def release(by, person: ClearedPerson, approval: Approval | None) -> ClearedPerson:
    """脱密期满解除."""
    values = {"released_on": clock.today()}
    return _move(by, person, PersonStatus.RELEASED, "release", values, "脱密期满解除", approval)


def change_post(
    by,
    person: ClearedPerson,
    post: Post,
    department: Department,
    approval: Approval | None,
    *,
    vetting_due_on: dt.date | None,
) -> ClearedPerson:
    """Another post in force from today; the grade follows it (P1, P11). `vetting_due_on` is when he is vetted next."""
    values = {
        "post": post,
        "grade": post.grade,
        "department": department,
        "vetting_due_on": vetting_due_on,
    }
    with ledger.unit(by):
        handing.lock_person(person.staff)
        require(rules.takes_people(writing.lock(post)))
        return _move(by, person, PersonStatus(person.status), "change_post", values, "变更涉密岗位", approval)


def _move(by, person, status: PersonStatus, verb: str, values, cause: str, approval) -> ClearedPerson:
    with ledger.unit(by):
        handing.lock_person(person.staff)
        person = writing.lock(person)
        if status != person.status:
            require(rules.may_follow(person, status))
        left = person.post
        changed = writing.change(
            by, person, {"status": status, **values}, action=f"personnel.clearedperson.{verb}", reason=cause
        )
        _next_period(changed, cause, approval)
        _tell_staff(by, changed)
        if changed.post_id != left.pk or changed.status not in HOLDING:
            posts.close_if_left(by, left)
    return changed


def _next_period(person: ClearedPerson, cause: str, approval) -> None:
    """Close the open period the day before; one that began today is filled anew, as a day counts as it ends."""
    today = clock.today()
    current = person.periods.select_for_update().get(ends__isnull=True)
    if current.starts >= today:
        _fill(current, person, cause, approval)
        current.save()
    else:
        current.ends = _day_before(today)
        current.save(update_fields=["ends"])
        _open_period(person, today, cause, approval)
    if person.status in OVER:
        person.periods.filter(ends__isnull=True).update(ends=today)


def _open_period(person: ClearedPerson, starts: dt.date, cause: str, approval) -> None:
    period = StatusPeriod(person=person, starts=starts)
    _fill(period, person, cause, approval)
    period.save()


def _fill(period: StatusPeriod, person: ClearedPerson, cause: str, approval) -> None:
    period.status, period.grade, period.cause, period.approval = person.status, person.grade, cause, approval
    period.post_id, period.department_id = person.post_id, person.department_id


def _day_before(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=1)


def _tell_staff(by, person: ClearedPerson) -> None:
    """The staff register shows the grade of whoever is on duty, and none of anybody else."""
    grade = person.grade if person.status in ON_DUTY else ""
    if person.staff.grade != grade:
        staff.follow_grade(by, person.staff, grade)
