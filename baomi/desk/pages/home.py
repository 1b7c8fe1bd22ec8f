"""GET /: what waits for me, what is due, what is overdue; then the cards of the rooms. GET /duties/: what is due, as a list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from baomi.core import clock
from baomi.desk import duties, home, waiting
from baomi.organization import policy
from baomi.organization.models import Department
from baomi.registers.sight import opened_by

SHOWN = 9
SHOWN_OVERDUE = 8
SPANS = {"overdue": "已逾期", "week": "7 天内到期", "month": "30 天内到期"}
WEEK = 7


@policy.signed_in
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The desk of whoever is signed in; every part is what his own roles show."""
    mine = waiting.items(request.user)
    open_duties = duties.of(request.user)
    overdue = [duty for duty in open_duties if duty.overdue]
    late = [item for item in mine if item.overdue]
    addresses = {duty.item.url for duty in overdue}
    watches = bool(open_duties) or duties.watched_by(request.user)
    cards = home.cards(request.user)
    side_cards = [card for card in cards if card.column == "side"]
    context = {
        "page_title": "工作台",
        "waiting": len(mine),
        "items": mine[:SHOWN],
        "watches": watches,
        "two_columns": bool(side_cards or watches and (late or overdue)),
        "due_today": len(_due_today(mine, open_duties)),
        "overdue": overdue[:SHOWN_OVERDUE],
        "opened": opened_by(request.user, (duty.item.url for duty in overdue[:SHOWN_OVERDUE])),
        "overdue_count": len(overdue),
        "late_mine": sum(item.url not in addresses for item in late),
        "late": len({item.url for item in late} | addresses),
        "due_count": len(open_duties) - len(overdue),
        "lanes": duties.lanes(open_duties),
        "days_off": duties.days_off(),
        "today_date": clock.today(),
        "last_date": duties.last_day(),
        "main_cards": [card for card in cards if card.column == "main"],
        "side_cards": side_cards,
    }
    return render(request, "desk/home.html", context)


def _due_today(mine, open_duties) -> set[str]:
    """Addresses of what is due today, mine and what I watch over; one thing that is both counts once."""
    today = clock.today()
    waiting_today = {item.url for item in mine if item.due_day == today and not item.overdue}
    return waiting_today | {duty.item.url for duty in open_duties if duty.days_left == 0 and not duty.overdue}


@policy.signed_in
@require_GET
def duty_list(request: HttpRequest) -> HttpResponse:
    """GET /duties/?span=overdue|week|month&lane=&day=: the open duties with their departments, to be printed."""
    lane, day = request.GET.get("lane", ""), request.GET.get("day", "")
    found = [
        duty
        for duty in duties.of(request.user)
        if lane in ("", duty.lane) and day in ("", duty.item.day.isoformat())
    ]
    spans = {
        "overdue": [duty for duty in found if duty.overdue],
        "week": [duty for duty in found if not duty.overdue and duty.days_left < WEEK],
        "month": [duty for duty in found if not duty.overdue],
    }
    span = request.GET.get("span", "")
    span = span if span in spans else "month"
    shown = spans[span]
    names = dict(
        Department.objects.filter(pk__in={duty.item.department_id for duty in shown}).values_list(
            "pk", "name"
        )
    )
    context = {
        "page_title": "到期事项",
        "span_label": SPANS[span],
        "conditions": " ".join(word for word in (lane, day) if word),
        "rows": [{"duty": duty, "department": names.get(duty.item.department_id, "")} for duty in shown],
        "opened": opened_by(request.user, (duty.item.url for duty in shown)),
        "tabs": [
            {
                "label": label,
                "count": len(spans[key]),
                "url": f"/duties/?span={key}",
                "current": key == span,
                "alert": key == "overdue" and bool(spans[key]),
            }
            for key, label in SPANS.items()
        ],
    }
    return render(request, "desk/duties.html", context)
