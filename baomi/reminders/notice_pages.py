"""The inbox: what the user was told, unread first. Reading marks are set by POST, never by looking."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from baomi.core.errors import NotFound
from baomi.organization import policy
from baomi.printing import actions as printing
from baomi.printing.pages import pdf_answer
from baomi.reminders import actions
from baomi.reminders.choices import Kind
from baomi.reminders.deadlines import PAPER
from baomi.reminders.models import Notice

PER_PAGE = 50
TONES = {Kind.OVERDUE: "bad", Kind.ESCALATION: "bad", Kind.ON_DAY: "warn", Kind.URGE: "warn"}


def unread_count(user) -> int:
    """How many notices wait unread for the user: the number beside 消息."""
    if not getattr(user, "is_authenticated", False):
        return 0
    return Notice.objects.shown().unread().filter(recipient=user).count()


def line(notice: Notice) -> dict:
    """A notice as a line of `reminders/notice_table.html`."""
    return {"notice": notice, "tone": TONES.get(Kind(notice.kind), "wait"), "paper": notice.paper == PAPER}


@policy.signed_in
@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """GET /notices/"""
    page = Paginator(Notice.objects.of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": "消息",
        "rows": [line(notice) for notice in page],
        "page": page,
        "unread_here": unread_count(request.user),
    }
    return render(request, "reminders/notices.html", context)


@policy.signed_in
@require_GET
def notice_paper(request: HttpRequest, uuid) -> HttpResponse:
    """GET /notices/<uuid>/paper.pdf: the 督办单 the notice asks for."""
    notice = _own(request, uuid)
    if notice.paper != PAPER:
        raise NotFound("这条消息没有督办单")
    pdf, _ = printing.print_form(request.user, PAPER, notice)
    return pdf_answer(pdf, f"{PAPER}-{notice.subject}.pdf")


@policy.signed_in
@require_POST
def notice_open(request: HttpRequest, uuid) -> HttpResponse:
    """POST /notices/<uuid>/open/: mark as read and go to what it is about."""
    notice = _own(request, uuid)
    actions.mark_read(request.user, notice)
    local = notice.url.startswith("/") and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if local else "reminders-notices")


@policy.signed_in
@require_POST
def notice_read(request: HttpRequest, uuid) -> HttpResponse:
    """POST /notices/<uuid>/read/"""
    actions.mark_read(request.user, _own(request, uuid))
    return redirect("reminders-notices")


@policy.signed_in
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """POST /notices/read/: the whole inbox."""
    count = actions.mark_all_read(request.user)
    messages.success(request, f"已把 {count} 条消息标为已读")
    return redirect("reminders-notices")


def _own(request: HttpRequest, uuid) -> Notice:
    notice = Notice.objects.of(request.user).filter(uuid=uuid).first()
    if notice is None:
        raise NotFound("没有这条消息")
    return notice
