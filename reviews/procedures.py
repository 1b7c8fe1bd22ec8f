"""The route of a summary: the head of the department signs, the office receives (R11)."""

from baomi.approvals import procedures
from baomi.approvals.choices import Phase, Relation
from baomi.approvals.declarations import Procedure, Step
from baomi.approvals.models import Approval
from baomi.audit import writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.organization.roles import Role
from baomi.registers.numbering import next_label
from reviews import rules
from reviews.actions.summaries import PROCEDURE
from reviews.choices import HandIn
from reviews.models import Addressee, Summary


def _with_head(by, summary: Summary, approval: Approval) -> None:
    """Sent to the head; the hand-in counts from his signature."""
    writing.change(
        by, summary, {"hand_in": HandIn.WITH_HEAD, "handed_in_at": None}, action="reviews.summary.with_head"
    )


def _handed_in(by, summary: Summary, approval: Approval) -> None:
    """The head's signature hands the summary in; its instant is the receipt time that decides about late."""
    writing.change(
        by,
        summary,
        {"hand_in": HandIn.HANDED_IN, "handed_in_at": clock.now()},
        action="reviews.summary.hand_in",
    )


def _accept(by, summary: Summary, approval: Approval) -> None:
    """The office's receipt: number, time, receiver. Late only with the reason written before."""
    addressee = Addressee.objects.filter(campaign=summary.campaign, department=summary.department).first()
    late = rules.is_late(summary, addressee, clock.now())
    require(rules.may_accept(summary, late, summary.late_reason))
    values = {
        "hand_in": HandIn.ACCEPTED_LATE if late else HandIn.ACCEPTED,
        "accepted_at": clock.now(),
        "receiver": by.staff,
        "receipt_number": next_label("BS", summary.campaign.year, "BS-{year}-{n:03}"),
    }
    writing.change(by, summary, values, action="reviews.summary.accept")


def _returned(by, summary: Summary, approval: Approval) -> None:
    writing.change(by, summary, {"hand_in": HandIn.RETURNED, "late_reason": ""}, action="reviews.summary.return")


def _withdrawn(by, summary: Summary, approval: Approval) -> None:
    writing.change(
        by, summary, {"hand_in": HandIn.IN_WORK, "handed_in_at": None}, action="reviews.summary.take_back"
    )


procedures.add(
    Procedure(
        code=PROCEDURE,
        label="年度总结报送",
        register="reviews.summaries",
        steps=[
            Step("head", "部门负责人", Role.HEAD, Relation.DEPARTMENT, order=1, by_law=True, needs_seal=True),
            Step("office", "保密办接收", Role.OFFICE, Relation.UNIVERSITY, order=1, phase=Phase.EFFECT, by_law=True),
        ],
        effects={Phase.APPROVE: _handed_in, Phase.EFFECT: _accept},
        ready=rules.ready,
        submit_label="送部门负责人",
        on_submitted=_with_head,
        on_returned=_returned,
        on_refused=_returned,
        on_withdrawn=_withdrawn,
    )
)
