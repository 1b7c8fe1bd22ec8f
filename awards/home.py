"""What the round shows on the desk of a department and of a nominee: where each nomination stands, those returned first."""

from django.db.models import QuerySet

from awards.choices import NominationStage
from awards.models import AwardRound, Nomination
from awards.registers.nominations import NominationRegister
from awards.rules import RECEIVING
from baomi.desk.home import Card, add_card
from baomi.organization import policy
from baomi.registers.declarations import registry

NOMINATE = "awards.nomination.nominate"


@add_card
def own_nominations(user) -> Card | None:
    """The department's nominations of the running round, or the nominee's own; None for who has neither."""
    nominates = bool(policy.can(user, NOMINATE))
    if not nominates and not policy.can(user, "awards.nominations.view"):
        return None
    award_round = AwardRound.objects.running().order_by("-year").first()
    if award_round is None:
        return None
    found = _own(user, Nomination.objects.filter(round=award_round), nominates)
    rows = [
        _row(user, nomination, award_round)
        for nomination in sorted(
            found.select_related("round", "department", "staff", "approval"),
            key=lambda row: (row.stage != NominationStage.RETURNED, row.kind, row.pk),
        )
    ]
    receives = nominates and award_round.state in RECEIVING
    if not rows and not receives:
        return None
    register = registry.get(NominationRegister.app, NominationRegister.slug)
    link = {"label": "申报先进", "url": f"{register.url}new/"} if receives else None
    context = {"rows": rows, "due": award_round.deadline}
    return Card("先进申报", "awards/home_nominations.html", context, "main", 10, f"{len(rows)} 份", link)


def _own(user, rows: QuerySet, nominates: bool) -> QuerySet:
    if nominates:
        return policy.scope(user, NOMINATE, rows)
    return rows.filter(staff=user.staff_id) if user.staff_id else rows.none()


def _row(user, nomination: Nomination, award_round: AwardRound) -> dict:
    register = registry.get(NominationRegister.app, NominationRegister.slug)
    return {
        "label": register.heading(nomination),
        "url": register.record_url(nomination),
        "status": register.status_for(user, nomination),
        "due": award_round.deadline if nomination.stage == NominationStage.RETURNED else None,
    }
