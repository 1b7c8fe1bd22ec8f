"""The route of a summary: the head of the department signs, the office receives (R11)."""

import datetime as dt

from baomi.approvals import procedures
from baomi.approvals.choices import Decision, Phase, Relation, Result
from baomi.approvals.declarations import Check, Procedure, Step
from baomi.approvals.models import Approval
from baomi.audit import writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.organization import calendar, parameters
from baomi.organization.roles import Role
from baomi.registers.numbering import next_label
from reviews import rules
from reviews.actions.campaigns import CLOSING_TIME
from reviews.actions.summaries import PROCEDURE
from reviews.choices import HandIn
from reviews.models import Addressee, Summary
from reviews.parameters import CORRECTION_WORKDAYS

ON_TIME = "按期报送"


def deadline_of(summary: Summary) -> dt.datetime:
    """The department's own deadline: the campaign's, or its extension."""
    addressee = Addressee.objects.filter(campaign=summary.campaign, department=summary.department).first()
    return addressee.deadline if addressee else summary.campaign.deadline


def checks(summary: Summary) -> list[Check]:
    """Once it lies with the office: handed in on time? Accepting a late one needs words in the opinion."""
    if summary.handed_in_at is None:
        return []
    due = rules.due_at(summary, deadline_of(summary))
    result = Result.NOT_MET if summary.handed_in_at > due else Result.MET
    evidence = f"报送 {clock.written(summary.handed_in_at)}，期限 {clock.written(due)}"
    return [Check(ON_TIME, result, evidence, clause="《通知》第三条")]


def _with_head(by, summary: Summary, approval: Approval) -> None:
    """Sent to the head; the hand-in counts from his signature."""
    values = {"hand_in": HandIn.WITH_HEAD, "handed_in_at": None}
    writing.change(by, summary, values, action="reviews.summary.with_head")


def _handed_in(by, summary: Summary, approval: Approval) -> None:
    """The head's signature hands the summary in; its instant is the receipt time that decides about late."""
    now = clock.now()
    values = {
        "hand_in": HandIn.HANDED_IN,
        "handed_in_at": now,
        "first_handed_in_at": summary.first_handed_in_at or now,
    }
    writing.change(by, summary, values, action="reviews.summary.hand_in")


def _accept(by, summary: Summary, approval: Approval) -> None:
    """The office's receipt: number, time, receiver. A late one keeps the office's words as the reason."""
    summary = writing.lock(summary)
    late = rules.is_late(summary, deadline_of(summary), clock.now())
    opinion = approval.signatures.filter(round=approval.round, step__slug="office").last()
    reason = opinion.comment if late and opinion else ""
    require(rules.may_accept(summary, late, reason))
    values = {
        "hand_in": HandIn.ACCEPTED_LATE if late else HandIn.ACCEPTED,
        "accepted_at": clock.now(),
        "receiver": by.staff,
        "late_reason": reason,
        "receipt_number": next_label("BS", summary.campaign.year, "BS-{year}-{n:03}"),
    }
    writing.change(by, summary, values, action="reviews.summary.accept")


def _returned(by, summary: Summary, approval: Approval) -> None:
    """退回补正: what the office returns gets so many working days; what the head returns keeps its deadline."""
    values = {"hand_in": HandIn.RETURNED, "returned_at": clock.now(), "handed_in_at": None}
    if summary.hand_in == HandIn.HANDED_IN:
        due = calendar.add_workdays(clock.today(), parameters.value(CORRECTION_WORKDAYS)).day
        values["correction_due"] = dt.datetime.combine(due, CLOSING_TIME, clock.SHANGHAI)
    writing.change(by, summary, values, action="reviews.summary.return")


def _withdrawn(by, summary: Summary, approval: Approval) -> None:
    """Taken back by the department: the time of a first hand-in counts only when the office had returned it."""
    values = {"hand_in": HandIn.IN_WORK, "handed_in_at": None}
    if summary.correction_due is None:
        values["first_handed_in_at"] = None
    writing.change(by, summary, values, action="reviews.summary.take_back")


procedures.add(
    Procedure(
        code=PROCEDURE,
        label="年度总结报送",
        register="reviews.summaries",
        steps=[
            Step("head", "部门负责人", Role.HEAD, Relation.DEPARTMENT, order=1, by_law=True, needs_seal=True),
            Step("office", "保密办接收", Role.OFFICE, Relation.UNIVERSITY, order=2, by_law=True),
        ],
        effects={Phase.APPROVE: _accept},
        checks=checks,
        ready=rules.ready,
        decisions=(Decision.AGREE, Decision.RETURN),
        submit_label="送部门负责人",
        on_submitted=_with_head,
        on_signed={"head": _handed_in},
        on_returned=_returned,
        on_withdrawn=_withdrawn,
    )
)
