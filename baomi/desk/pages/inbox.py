"""GET /inbox/: everything that waits for me, then what I was told last."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from baomi.desk import waiting
from baomi.organization import policy
from baomi.reminders.models import Notice
from baomi.reminders.notice_pages import line, unread_count

PER_PAGE = 50
SHOWN_NOTICES = 10


@policy.signed_in
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    found = waiting.items(request.user)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    told = Notice.objects.of(request.user)[: SHOWN_NOTICES + 1]
    rows = [line(notice) for notice in told]
    context = {
        "page_title": "待办",
        "items": page.object_list,
        "waiting": len(found),
        "page": page,
        "rows": rows[:SHOWN_NOTICES],
        "more_notices": len(rows) > SHOWN_NOTICES,
        "unread_here": unread_count(request.user),
    }
    return render(request, "desk/inbox.html", context)
