"""What the round shows a department on its desk: its own nominations, those returned first, and until when."""

from awards.choices import NominationStage
from awards.models import AwardRound, Nomination
from awards.registers.nominations import NominationRegister
from awards.rules import RECEIVING
from baomi.desk.home import Card, add_card
from baomi.organization import policy
from baomi.registers.declarations import registry


@add_card
def own_nominations(user) -> Card | None:
    """The department's nominations of the round that receives, with where each stands; None without such a round."""
    if not policy.can(user, "awards.nomination.nominate"):
        return None
    award_round = AwardRound.objects.filter(state__in=RECEIVING).order_by("-year").first()
    if award_round is None:
        return None
    register = registry.get(NominationRegister.app, NominationRegister.slug)
    found = policy.scope(user, "awards.nomination.nominate", Nomination.objects.filter(round=award_round))
    rows = [
        {
            "label": register.heading(row),
            "url": register.record_url(row),
            "status": register.status_for(user, row),
            "due": award_round.deadline if row.stage == NominationStage.RETURNED else None,
        }
        for row in sorted(
            found.select_related("round", "department", "staff", "approval"),
            key=lambda row: (row.stage != NominationStage.RETURNED, row.kind, row.pk),
        )
    ]
    context = {"rows": rows, "due": award_round.deadline}
    link = {"label": "申报先进", "url": f"{register.url}new/"}
    return Card("先进申报", "awards/home_nominations.html", context, "main", 10, f"{len(rows)} 份", link)
