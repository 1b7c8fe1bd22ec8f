"""Major events reported and handled (P6): F-19 on an event, the zero-report of December."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from baomi.approvals import actions as approvals
from baomi.approvals import queries
from baomi.approvals.choices import Decision, State
from baomi.approvals.models import Approval, ApprovalStep
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied, require
from baomi.core.errors import Refusal
from baomi.organization import handing, policy
from baomi.registers.numbering import next_label
from personnel.actions.vetting import require_review
from personnel.choices.vetting import VettingPurpose
from personnel.choices.yearly import ReportKind
from personnel.models import ClearedPerson, MajorReport
from personnel.rules import reports as rules

PROCEDURE = "personnel.report"
ADD = "personnel.reports.add"
CHANGE = "personnel.reports.change"
HANDLE = "personnel.report.handle"
HANDLING_STEP = "office"
READ_AT_ONCE = 100
"""Zero-reports read in one transaction: some 75 statements each, seconds in which nobody else writes on SQLite."""
FILLED = ("happened_on", "paper_number")


def begin_event(by, person: ClearedPerson, happened_on: dt.date, paper_number: str = "") -> MajorReport:
    """Begin F-19 on an event; its last day is fixed by the parameter of that day. Numbered ZD-2026-001.

    Raises NotFound out of reach, Refusal for who is not bound any more, for a day ahead, and when somebody with an
    account is reported for by another.
    """
    report = MajorReport(
        person=person,
        kind=ReportKind.EVENT,
        year=happened_on.year,
        happened_on=happened_on,
        paper_number=paper_number.strip(),
    )
    return _begin(by, report, rules.due_of_event(happened_on))


def report_nothing(by, person: ClearedPerson, paper_number: str = "") -> MajorReport:
    """The year's zero-report, written and handed in at once: in December, late in January (P6).

    Raises Refusal at any other time, ValidationError for a second one of the year.
    """
    today = clock.today()
    require(rules.may_report_nothing(person, today))
    year = rules.zero_year(today)
    report = MajorReport(person=person, kind=ReportKind.ZERO, year=year, paper_number=paper_number.strip())
    with ledger.unit(by):
        report = _begin(by, report, dt.date(year, 12, 31))
        approvals.submit(by, PROCEDURE, report)
        report.refresh_from_db()
    return report


def _begin(by, report: MajorReport, due_on: dt.date) -> MajorReport:
    report.department, report.due_on = report.person.department, due_on
    policy.require(by, ADD, report)
    require(rules.may_write(by, report.person))
    with ledger.unit(by):
        handing.lock_person(report.person.staff)
        report.person = writing.lock(report.person)
        report.department, report.serving = report.person.department, report.person.status
        require(rules.may_report(report.person))
        if report.happened_on:
            require(rules.may_have_happened(report.happened_on))
        year = clock.today().year
        report.number = next_label("ZD", year, "ZD-{year}-{n:03}")
        return writing.create(by, report)


def fill(
    by,
    report: MajorReport,
    values: Mapping[str, Any],
    typed: Mapping[str, Sequence[Mapping[str, str]]],
    version: int | None = None,
) -> MajorReport:
    """Save what was typed, complete or not; another day of the event moves the last day of reporting with it.

    Raises Refusal for a wrong cell, for whoever does not make it and while it is being read, StaleRecord.
    """
    policy.require(by, CHANGE, report)
    with ledger.unit(by):
        handing.lock_person(report.person.staff)
        current = writing.lock(report)
        require(rules.may_fill(by, current))
        matters, subjects = rules.written(typed)
        kept = {name: values[name] for name in FILLED if name in values}
        if current.kind == ReportKind.ZERO:
            kept.pop("happened_on", None)
            if subjects:
                raise Refusal("零报告没有报告事项", how="有重大事项的，请另填重大事项报告")
        elif "happened_on" in kept:
            require(rules.may_have_happened(kept["happened_on"]))
            kept |= {
                "year": kept["happened_on"].year,
                "due_on": rules.due_of_event(kept["happened_on"]),
            }
        return writing.change(
            by, current, {**kept, "matters": matters, "subjects": subjects}, version=version
        )


def hand_in(by, report: MajorReport) -> Approval:
    """Send it to the office; the person's handing-in is his signature."""
    return approvals.submit(by, PROCEDURE, report)


def submitted(by, report: MajorReport, approval: Approval) -> None:
    """Handed in by him whose it is; from today it counts as reported."""
    require(rules.may_write(by, report.person))
    writing.change(by, report, {"reported_on": clock.today()}, action="personnel.majorreport.hand_in")


def sent_back(by, report: MajorReport, approval: Approval) -> None:
    """Returned or taken back: not reported, not handled."""
    values = {
        "reported_on": None,
        "handled_on": None,
        "handling": "",
        "abnormal": False,
        "bureau_due_on": None,
    }
    writing.change(by, report, values, action="personnel.majorreport.send_back")


def step_to_handle(by, report: MajorReport) -> ApprovalStep | None:
    """The open step at which this user reads the report; None when it is not his turn."""
    return queries.turn(by, report, {HANDLING_STEP})


def handle(by, report: MajorReport, abnormal: bool, handling: str, review: bool = False) -> Approval:
    """阅处: normal, or abnormal and then to be told to the bureau; signed in the same moment.

    `review` begins a vetting for a change of personal circumstances (P9). Raises Refusal out of turn, without words
    for what is abnormal, and for the review of somebody who has left the post.
    """
    if not step_to_handle(by, report):
        policy.require(by, HANDLE, report)
    handling = handling.strip()
    if abnormal and not handling:
        raise Refusal("认定异常须写明处理意见", how="请写明情况和已采取的措施")
    with ledger.unit(by):
        handing.lock_person(report.person.staff)
        current = writing.lock(report)
        step = step_to_handle(by, current)
        if step is None:
            raise Refusal("现在不由您阅处", how="请查看签字进度")
        today = clock.today()
        values = {
            "abnormal": abnormal,
            "handling": handling or "已阅",
            "handled_on": today,
            "bureau_due_on": rules.bureau_due(today) if abnormal else None,
        }
        writing.change(by, current, values, action="personnel.majorreport.handle")
        if review:
            person = writing.lock(current.person)
            require(rules.may_send_for_review(person))
            require_review(by, person, VettingPurpose.PERSONAL_CHANGE, f"重大事项报告 {current.number}")
        return approvals.sign(by, step, Decision.AGREE, "已阅")


def may_read_together(by, report: MajorReport) -> Allowed | Denied:
    """A zero-report that waits for this user is read with others; what tells of an event is read by itself."""
    if report.kind != ReportKind.ZERO:
        return Denied("重大事项报告须逐份阅处")
    if report.state == State.APPROVED:
        return Denied("已阅处")
    if step_to_handle(by, report) is None:
        return Denied("现在不由您阅处" if report.state == State.RUNNING else "还没有送出")
    return Allowed()


def read_together(by, reports: Sequence[MajorReport]) -> int:
    """已阅 for many zero-reports, all or none, each with its own signature; returns how many.

    Raises Refusal naming the first that may not be read together.
    """
    if len(reports) > READ_AT_ONCE:
        raise Refusal(f"一次最多阅处 {READ_AT_ONCE} 份", how="请先用条件缩小范围")
    with ledger.unit(by):
        for report in reports:
            answer = may_read_together(by, report)
            if not answer:
                raise Refusal(answer.reason, where=f"{report.person.staff.name} {report.number}")
            handle(by, report, abnormal=False, handling="")
    return len(reports)


def handled(by, report: MajorReport, approval: Approval) -> None:
    """The office has signed. Who agrees without a conclusion of his own has read it and found nothing abnormal."""
    if report.handled_on is None:
        values = {"handling": "已阅", "handled_on": clock.today()}
        writing.change(by, report, values, action="personnel.majorreport.handle")


def tell_bureau(by, report: MajorReport, day: dt.date, number: str) -> MajorReport:
    """Note that the bureau was told of what is abnormal, with the day and the number of the letter."""
    policy.require(by, HANDLE, report)
    with ledger.unit(by):
        current = writing.lock(report)
        require(rules.may_tell_bureau(current))
        if not current.reported_on <= day <= clock.today():
            raise Refusal("上报日期不能早于报告日期，也不能晚于今天", how="请核对日期")
        values = {"bureau_on": day, "bureau_number": number.strip()}
        return writing.change(by, current, values, action="personnel.majorreport.tell_bureau")
