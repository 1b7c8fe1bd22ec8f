"""GET /: what waits for me, what is due, what is overdue; then the cards of the rooms above."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from baomi.approvals.queries import inbox
from baomi.core import clock
from baomi.desk import duties, home
from baomi.organization import policy

SHOWN = 9
SHOWN_OVERDUE = 8


@policy.signed_in
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    mine = list(inbox(request.user)[: SHOWN + 1])
    waiting = inbox(request.user).count() if len(mine) > SHOWN else len(mine)
    open_duties = duties.of(request.user)
    overdue = [duty for duty in open_duties if duty.overdue]
    cards = home.cards(request.user)
    context = {
        "page_title": "工作台",
        "waiting": waiting,
        "steps": [waiting_row(step) for step in mine[:SHOWN]],
        "due_today": sum(duty.days_left == 0 and not duty.overdue for duty in open_duties),
        "overdue": overdue[:SHOWN_OVERDUE],
        "overdue_count": len(overdue),
        "due_count": len(open_duties) - len(overdue),
        "lanes": duties.lanes(open_duties),
        "days_off": duties.days_off(),
        "today_date": clock.today(),
        "figures": home.figures(request.user),
        "main_cards": [card for card in cards if card.column == "main"],
        "side_cards": [card for card in cards if card.column == "side"],
    }
    return render(request, "desk/home.html", context)


def waiting_row(step) -> dict:
    """An open step as a line: what, about whom, from where, who had it last, since when, until when."""
    approval = step.approval
    last = approval.signatures.filter(round=approval.round).order_by("-pk").select_related("step", "signer__staff").first()
    before = f"{last.step.label} {last.get_decision_display()}" if last else f"{approval.started_by} 送审"
    opened = step.opened_at or approval.started_at
    days = (clock.today() - opened.astimezone(clock.SHANGHAI).date()).days
    return {
        "url": f"/approvals/{approval.pk}/",
        "label": approval.label,
        "step": step.label,
        "department": approval.department.short_name or approval.department.name,
        "before": before,
        "waited": f"{days} 天" if days else "今天",
        "due": step.due_on,
    }
