"""Writes of classified projects: kept, their know-lists, closed (P16)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import handing, policy
from baomi.registers.numbering import next_label
from personnel.choices.people import ProjectState
from personnel.models import ClearedPerson, Project, ProjectMember
from personnel.rules import projects as rules

NUMBER = "XM-{year}-{n:03}"


def create_project(by, values: Mapping[str, Any]) -> Project:
    """Enter a running project, from page or sheet. Numbered XM-2026-001."""
    project = Project(**values)
    policy.require(by, "personnel.projects.add", project)
    with ledger.unit(by):
        project.number = next_label("XM", clock.today().year, NUMBER)
        return writing.create(by, project)


def change_project(by, project: Project, values: Mapping[str, Any], version: int | None = None) -> Project:
    """Correct a running project. Another level is refused while a member is not cleared for it; it names them all."""
    policy.require(by, "personnel.projects.change", project)
    with ledger.unit(by):
        current = writing.lock(project)
        require(rules.running(current))
        if "level" in values:
            require(rules.may_have_level(values["level"], current.present_members()))
        return writing.change(by, current, values, version=version)


def add_members(
    by, project: Project, people: Iterable[ClearedPerson], joined_on: dt.date, task: str = ""
) -> list[ProjectMember]:
    """Put people on the know-list; all of them or nobody.

    Each is locked before the project, so that nobody joins while he is being cleared out. Raises Refusal for who is
    not cleared for the level or about to leave, ValidationError for who is on the list already.
    """
    policy.require(by, "personnel.project.keep", project)
    people = sorted(people, key=lambda person: person.staff_id)
    if not people:
        raise Refusal("还没有填写成员", how="请填写工号")
    with ledger.unit(by):
        for person in people:
            handing.lock_for_handing(person.staff)
        current = writing.lock(project)
        return [_join(by, current, person, joined_on, task) for person in people]


def _join(by, project: Project, person: ClearedPerson, joined_on: dt.date, task: str) -> ProjectMember:
    person = ClearedPerson.objects.select_related("staff").get(pk=person.pk)
    require(rules.may_join(project, person, joined_on))
    member = ProjectMember(project=project, person=person, joined_on=joined_on, task=task.strip())
    return writing.create(by, member, action="personnel.project.join")


def remove_member(by, member: ProjectMember, left_on: dt.date, reason: str = "") -> ProjectMember:
    """Take somebody off the know-list from a day on; the line stays with both dates."""
    policy.require(by, "personnel.project.keep", member.project)
    with ledger.unit(by, reason=reason.strip()):
        writing.lock(member.project)
        current = ProjectMember.objects.select_for_update().get(pk=member.pk)
        require(rules.may_leave(current, left_on))
        return _leave(current, left_on)


def close_project(by, project: Project) -> Project:
    """结题: closed today, everybody leaves its know-list. Posts resting on it are then listed to be approved anew."""
    policy.require(by, "personnel.project.keep", project)
    with ledger.unit(by):
        current = writing.lock(project)
        require(rules.running(current))
        for member in current.members.select_for_update().filter(left_on__isnull=True):
            _leave(member, max(clock.today(), member.joined_on))
        values = {"state": ProjectState.CLOSED, "closed_on": clock.today()}
        return writing.change(by, current, values, action="personnel.project.close")


def _leave(member: ProjectMember, left_on: dt.date) -> ProjectMember:
    member.left_on = left_on
    member.save(update_fields=["left_on"])
    ledger.record("personnel.project.leave", member, changes={"left_on": (None, left_on)})
    return member
