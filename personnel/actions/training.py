"""Writes of training: sessions planned, held and cancelled; who was there with hours and mark; certificates (P15)."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from baomi.audit import bulk, ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import parameters, policy
from baomi.organization.actions.permitted import given_reason
from baomi.organization.models import Staff
from baomi.registers import jobs
from baomi.registers.models import Job
from baomi.registers.numbering import next_label
from personnel.choices.yearly import TrainingState
from personnel.models import Attendance, Certificate, TrainingSession
from personnel.parameters import EXAM_PASS
from personnel.rules import training as rules

ENROL = "personnel.training.enrol"
HOURS_EXPORT, HOURS_PRINT = "personnel.hours_export", "personnel.hours_print"


@dataclass(frozen=True)
class Line:
    """One person of the list: without hours he gets the session's."""

    staff: Staff
    hours: Decimal | None = None
    score: Decimal | None = None


def plan(by, values: Mapping[str, Any]) -> TrainingSession:
    """Write a session into the plan, or, with a day of holding, as held. Numbered PX-2026-001."""
    session = TrainingSession(**values)
    policy.require(by, "personnel.trainings.add", session)
    require(rules.may_be_saved(session))
    _follow(session)
    with ledger.unit(by):
        year = (session.held_on or session.planned_on).year
        session.number = next_label("PX", year, "PX-{year}-{n:03}")
        return writing.create(by, session)


def change(
    by, session: TrainingSession, values: Mapping[str, Any], version: int | None = None
) -> TrainingSession:
    """Change a session; with the day of holding it is held, and the exam's pass mark of that day is kept with it.

    What the list already says stays true: raises Refusal for fewer hours than somebody has, an exam taken away from
    those with a mark, another year after somebody's assessment.
    """
    policy.require(by, "personnel.trainings.change", session)
    with ledger.unit(by):
        current = writing.lock(session)
        require(rules.may_change(current))
        before = current.held_on
        for name, value in values.items():
            setattr(current, name, value)
        require(rules.may_be_saved(current))
        _follow(current)
        lines = list(current.attendances.select_related("staff"))
        if lines:
            _still_true(current, lines, before)
        kept = {name: getattr(current, name) for name in (*values, "state", "pass_mark")}
        changed = writing.change(by, session, kept, version=version)
        _judge_anew(by, changed, lines)
    return changed


def cancel(by, session: TrainingSession, reason: str) -> TrainingSession:
    """Take a planned session off the plan, with the reason."""
    policy.require(by, "personnel.trainings.change", session)
    reason = given_reason(reason)
    with ledger.unit(by, reason=reason):
        current = writing.lock(session)
        require(rules.may_cancel(current))
        values = {"state": TrainingState.CANCELLED, "cancel_reason": reason[:200]}
        return writing.change(by, current, values, action="personnel.trainingsession.cancel")


def attend(by, session: TrainingSession, lines: Sequence[Line]) -> int:
    """Write down who was there; who is on the list already gets the new hours and mark. Returns how many changed.

    All or nothing. Raises NotFound for somebody out of reach, Refusal for a candidate not yet vetted, for hours or a
    mark that cannot be, and for a year already assessed.
    """
    policy.require(by, "personnel.training.attend", session)
    with ledger.unit(by):
        session = writing.lock(session)
        require(rules.may_take_attendance(session))
        _sound(by, session, lines)
        known = {row.staff_id: row for row in session.attendances.filter(staff__in=[x.staff for x in lines])}
        new = [_attendance(session, line) for line in lines if line.staff.pk not in known]
        bulk.create(by, new)
        changed = len(new)
        for line in lines:
            if line.staff.pk in known:
                row = known[line.staff.pk]
                after = writing.change(by, row, _earned(session, line))
                changed += after.version != row.version
    return changed


def register_attendance(by, values: Mapping[str, Any]) -> Attendance:
    """One line by itself, as a sheet brings it. Raises as `attend`, and for somebody already on the list."""
    session, line = values["session"], Line(values["staff"], values.get("hours"), values.get("score"))
    policy.require(by, "personnel.training.attend", session)
    with ledger.unit(by):
        session = writing.lock(session)
        require(rules.may_take_attendance(session))
        _sound(by, session, [line])
        return writing.create(by, _attendance(session, line))


def change_attendance(
    by, attendance: Attendance, values: Mapping[str, Any], version: int | None = None
) -> Attendance:
    """Other hours or another mark; person and session stay."""
    policy.require(by, "personnel.training.attend", attendance.session)
    for name in ("session", "staff"):
        if name in values and values[name].pk != getattr(attendance, f"{name}_id"):
            raise Refusal("培训和参加人不能更换", how="请移除这一条，另行登记")
    hours, score = values.get("hours", attendance.hours), values.get("score", attendance.score)
    line = Line(attendance.staff, hours, score)
    with ledger.unit(by):
        session = writing.lock(attendance.session)
        _sound(by, session, [line])
        return writing.change(by, attendance, _earned(session, line), version=version)


def strike(by, attendance: Attendance, reason: str) -> None:
    """Take somebody off the list who was not there; history and log keep the line."""
    policy.require(by, "personnel.training.attend", attendance.session)
    reason = given_reason(reason)
    with ledger.unit(by, reason=reason):
        session = writing.lock(attendance.session)
        current = writing.lock(attendance)
        _years_open([current.staff], {session.held_on.year})
        ledger.record("personnel.attendance.strike", current, label=f"{current}", reason=reason)
        current._history_user = by
        current.delete()


def register_certificate(by, values: Mapping[str, Any]) -> Certificate:
    """A certificate of somebody within reach; his department answers for it. Numbered ZS-2026-001."""
    certificate = Certificate(**values)
    certificate.department = certificate.staff.department
    policy.require(by, "personnel.certificates.add", certificate)
    with ledger.unit(by):
        certificate.number = next_label("ZS", clock.today().year, "ZS-{year}-{n:03}")
        return writing.create(by, certificate)


def change_certificate(
    by, certificate: Certificate, values: Mapping[str, Any], version: int | None = None
) -> Certificate:
    """Correct a certificate; it stays with its holder."""
    policy.require(by, "personnel.certificates.change", certificate)
    if "staff" in values and values["staff"].pk != certificate.staff_id:
        raise Refusal("持证人不能更换", how="请为另一人另行登记")
    return writing.change(by, certificate, values, version=version)


def request_hours(by, job: str, year: int, department: int | None, *, short: bool) -> Job:
    """Ask for 学时达标 of the year as a workbook (HOURS_EXPORT) or on paper (HOURS_PRINT)."""
    policy.require(by, "personnel.training.hours")
    word = {HOURS_EXPORT: "导出", HOURS_PRINT: "打印"}[job]
    params = {"year": year, "department": department, "short": short}
    return jobs.start(by, job, params, f"{word}学时达标 {year} 年")


def _follow(session: TrainingSession) -> None:
    """State and pass mark follow from the day of holding: the mark in force on that day."""
    session.state = TrainingState.HELD if session.held_on else TrainingState.PLANNED
    examined = session.held_on and session.has_exam
    session.pass_mark = parameters.value(EXAM_PASS, on=session.held_on) if examined else None


def _still_true(session: TrainingSession, lines: list[Attendance], before: dt.date | None) -> None:
    if session.held_on is None:
        raise Refusal("已登记参加人，举办日期不能留空", how="请先移除参加人")
    if session.hours < max(line.hours for line in lines):
        raise Refusal("学时少于已登记的参加学时", how="请先改参加人的学时")
    if not session.has_exam and any(line.score is not None for line in lines):
        raise Refusal("已登记成绩，不能改为没有考试", how="请先改参加人的成绩")
    vetted = rules.candidates_vetted([line.staff_id for line in lines])
    for line in lines:
        if line.staff_id in vetted:
            require(rules.candidate_is_vetted(session, line.staff, vetted[line.staff_id]))
    if before is not None and before.year != session.held_on.year:
        _years_open([line.staff for line in lines], {before.year, session.held_on.year})


def _judge_anew(by, session: TrainingSession, lines: list[Attendance]) -> None:
    for line in lines:
        passed = passed_with(session, line.score)
        if passed != line.passed:
            writing.change(by, line, {"passed": passed})


def _sound(by, session: TrainingSession, lines: Sequence[Line]) -> None:
    """Every line within reach and in order; raises for the first that is not, naming the person."""
    people = [line.staff for line in lines]
    keys = {person.pk for person in people}
    if len(keys) < len(people):
        raise Refusal("名单中有人出现两次", how="请每人只留一行")
    reached = policy.scope(by, ENROL, Staff.objects.filter(pk__in=keys)).values_list("pk", flat=True)
    outside = [person.name for person in people if person.pk not in set(reached)]
    if outside:
        raise Refusal(f"不是您部门的人员：{'、'.join(outside)}", how="请由其所在部门或保密办登记")
    vetted = rules.candidates_vetted(keys)
    for line in lines:
        if line.staff.pk in vetted:
            require(rules.candidate_is_vetted(session, line.staff, vetted[line.staff.pk]))
        hours = session.hours if line.hours is None else line.hours
        decision = rules.line_is_sound(session, hours, line.score)
        if not decision:
            raise Refusal(decision.reason, where=line.staff.name)
    _years_open(people, {session.held_on.year})


def _years_open(people: Collection[Staff], years: set[int]) -> None:
    for year in sorted(years):
        closed = rules.assessed([person.pk for person in people], year)
        for person in people:
            require(rules.year_is_open(person, year, person.pk in closed))


def _attendance(session: TrainingSession, line: Line) -> Attendance:
    department = line.staff.department
    return Attendance(session=session, staff=line.staff, department=department, **_earned(session, line))


def _earned(session: TrainingSession, line: Line) -> dict[str, Any]:
    return {
        "hours": session.hours if line.hours is None else line.hours,
        "score": line.score,
        "passed": passed_with(session, line.score),
    }


def passed_with(session: TrainingSession, score: Decimal | None) -> bool | None:
    """By the session's pass mark; None without an exam, False for who has no mark yet."""
    if session.pass_mark is None:
        return None
    return score is not None and score >= session.pass_mark
