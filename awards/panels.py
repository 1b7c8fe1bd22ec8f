"""What the round hangs on record pages: a nominee's conditions, and the state of a round."""

from django.db.models import Count, Q

from awards import committee  # noqa: F401 - importing it adds the vote to the desk and to the round's page
from awards.actions.honours import passed
from awards.choices import UNPUBLISHED_STATES, AwardKind, CheckResult
from awards.models import AwardRound, Decision, Nomination
from awards.queries import CANDIDATE_STAGES
from baomi.core import clock
from baomi.organization import policy
from baomi.registers.declarations import Register
from baomi.registers.protocols import PanelContent, add_panel

MARKS = {CheckResult.MET: "met", CheckResult.NOT_MET: "unmet", CheckResult.JUDGE: "judge"}
ORDER = (CheckResult.NOT_MET, CheckResult.JUDGE, CheckResult.MET)


@add_panel
def conditions(register: Register, record, user) -> PanelContent | None:
    """The conditions as screening found and judged them, unmet first."""
    if not isinstance(record, Nomination) or not policy.can(user, "awards.nomination.see_checks"):
        return None
    checks = sorted(record.checks.all(), key=lambda check: ORDER.index(check.result))
    if not checks:
        return None
    rows = [
        {
            "label": check.label,
            "result": MARKS[check.result],
            "word": f"已认定：{check.get_judged_display()}" if check.judged else "",
            "evidence": " ".join(
                filter(None, [check.evidence, check.reason and f"认定理由：{check.reason}"])
            ),
            "clause": check.clause,
            "link_url": check.evidence_url,
            "link_label": "查看记录",
        }
        for check in checks
    ]
    may_judge = policy.can(user, "awards.nomination.judge")
    return PanelContent(
        "条件核对",
        "awards/conditions_panel.html",
        {"checks": rows},
        column="main",
        order=20,
        hint=f"按 {clock.written(max(check.computed_at for check in checks))} 台账计算",
        link=("审核条件", f"/awards/nominations/{record.pk}/screening/") if may_judge else None,
    )


@add_panel
def standing(register: Register, record, user) -> PanelContent | None:
    """How many stand, were received and are candidates, by kind, within the user's sight."""
    if not isinstance(record, AwardRound):
        return None
    rows = policy.scope(user, "awards.nominations.view", Nomination.objects.filter(round=record)).live()
    counted = {
        row["kind"]: row
        for row in rows.order_by()
        .values("kind")
        .annotate(
            live=Count("pk"),
            received=Count("pk", filter=Q(stage__in=("received", "not_proposed", *CANDIDATE_STAGES))),
            candidates=Count("pk", filter=Q(stage__in=CANDIDATE_STAGES)),
        )
    }
    nothing = {"live": 0, "received": 0, "candidates": 0}
    groups = [
        {"label": record.award_name(kind), "quota": record.quota(kind), **counted.get(kind, nothing),
         "url": f"/awards/nominations/?round={record.pk}&kind={kind}"}
        for kind in AwardKind
    ]  # fmt: skip
    listed = record.state not in UNPUBLISHED_STATES or policy.can(user, "awards.nomination.follow")
    context = {"groups": groups, "listed": bool(listed)}
    return PanelContent("申报情况", "awards/standing_panel.html", context, column="main", order=5)


@add_panel
def decided_names(register: Register, record, user) -> PanelContent | None:
    """Who is honoured by a decision, by award: the body of the document does not repeat them."""
    if not isinstance(record, Decision):
        return None
    rows = passed(record.round)
    groups = [
        {"label": record.round.award_name(kind), "rows": [row for row in rows if row.kind == kind]}
        for kind in AwardKind
    ]
    return PanelContent("", "awards/decided_names_panel.html", {"groups": groups}, column="main", order=30)


@add_panel
def portrait(register: Register, record, user) -> PanelContent | None:
    """The photo that F-02 prints, for who may see the person."""
    if not isinstance(record, Nomination) or not record.staff or not record.staff.photo:
        return None
    if not policy.can(user, "organization.staff.view", record.staff):
        return None
    return PanelContent("照片", "awards/portrait_panel.html", {"staff": record.staff}, order=70)
