"""What holds for a classified project: who may know it, and when it may be changed or closed (P16)."""

import datetime as dt
from collections.abc import Iterable

from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.core.levels import SecrecyLevel
from personnel.choices.people import ProjectState
from personnel.models import ClearedPerson, Project, ProjectMember
from personnel.rules.people import cleared_for

Answer = Allowed | Denied


def running(project: Project) -> Answer:
    """A closed project stays as it was closed."""
    if project.state == ProjectState.CLOSED:
        return Denied(f"项目 {project.code} 已于 {project.closed_on:%Y-%m-%d} 结题，不能再改")
    return Allowed()


def may_join(project: Project, person: ClearedPerson, joined_on: dt.date) -> Answer:
    """In post and cleared at or above the project's level, from a day that has come."""
    decision = running(project)
    if not decision:
        return decision
    if joined_on > clock.today():
        return Denied("加入日期晚于今天", how="请核对后改正")
    return cleared_for(person, project.level)


def may_have_level(level: str, members: Iterable[ProjectMember]) -> Answer:
    """Every member must be cleared for the level; the answer names all who are not."""
    lacking = [member.person.staff.name for member in members if not cleared_for(member.person, level)]
    if lacking:
        return Denied(
            f"{'、'.join(lacking)}不具备{SecrecyLevel(level).label}级所需的涉密等级",
            clause="《保密法》第四十三条",
            how="请先办理等级变更，或登记退出项目",
        )
    return Allowed()


def may_leave(member: ProjectMember, left_on: dt.date) -> Answer:
    """Once, not before joining, not in the future."""
    if member.left_on is not None:
        return Denied(f"{member.person.staff.name}已于 {member.left_on:%Y-%m-%d} 退出项目")
    if left_on > clock.today():
        return Denied("退出日期晚于今天", how="请核对后改正")
    if left_on < member.joined_on:
        return Denied(f"退出日期早于加入日期（{member.joined_on:%Y-%m-%d}）", how="请核对后改正")
    return Allowed()
