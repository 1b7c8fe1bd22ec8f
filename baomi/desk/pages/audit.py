"""/audit/: who did what, when, to what, which fields. Values stay masked until two people opened them."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from baomi.audit.models import AuditEntry, Outcome
from baomi.core.errors import NotFound, Refusal
from baomi.desk import actions, log_sheet, logbook, tasks, wording
from baomi.desk.models import MINUTES_OPEN, Opening, OpeningState
from baomi.organization import policy
from baomi.registers import paging

PER_PAGE = 50
MASK = "••••••"


@policy.needs("audit.log.view")
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """GET /audit/: the list with its conditions (since, until, actor, action, object, outcome)."""
    conditions = logbook.Conditions.read(request.GET)
    found = conditions.filter(logbook.visible(request.user))
    paginator = paging.OpenPaginator(found, PER_PAGE, AuditEntry.objects.all())
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "page_title": "操作记录",
        "rows": [row(entry) for entry in page],
        "page": page,
        "total": paginator.count,
        "total_capped": paginator.capped,
        "page_urls": paging.addresses(page, partial(_page_url, request.GET)),
        "conditions": conditions,
        "areas": [
            {"code": code, "label": label, "current": code == conditions.action}
            for code, label in wording.areas()
        ],
        "outcomes": Outcome.choices,
        "verified": logbook.last_verification(),
        "may_verify": bool(policy.can(request.user, "audit.log.verify")),
        "may_export": bool(policy.can(request.user, "audit.log.export")),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/audit.html", context)


@policy.needs("audit.log.view")
@require_GET
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /audit/<pk>/: one entry; its values show that there are some, not what they are."""
    return _entry_page(request, _visible(request, pk))


@policy.needs("audit.opening.request")
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /audit/<pk>/ask/: ask for the values, with a reason."""
    found = _visible(request, pk)
    try:
        actions.ask_opening(request.user, pk, request.POST.get("reason", ""))
    except ValidationError as error:
        return _entry_page(request, found, error="".join(error.messages))
    except Refusal as refusal:
        return _entry_page(request, found, error=str(refusal), reason=request.POST.get("reason", ""))
    messages.success(request, "已送安全保密管理员批准")
    return redirect("audit-entry", pk=pk)


@policy.needs("audit.opening.request")
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /audit/<pk>/read/: the values, within 30 minutes of the approval; logged every time."""
    found = _visible(request, pk)
    return _entry_page(request, found, opened=actions.read_values(request.user, found))


@policy.needs("audit.opening.view")
@require_GET
def openings(request: HttpRequest) -> HttpResponse:
    """GET /audit/openings/: the requests, those that wait first; the auditor's own or all for who decides."""
    return _openings_page(request)


@policy.needs("audit.opening.decide")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /audit/openings/<pk>/: approve or refuse (decision, comment)."""
    opening = Opening.objects.filter(pk=pk).first()
    decision = request.POST.get("decision")
    if opening is None:
        raise NotFound("没有这条记录")
    if decision not in ("approve", "refuse"):
        return _openings_page(request, error="还没有选择批准或不同意。请选一项再签署。")
    try:
        actions.decide_opening(
            request.user, opening, approve=decision == "approve", comment=request.POST.get("comment", "")
        )
    except Refusal as refusal:
        return _openings_page(request, error=str(refusal))
    done = f"已批准，{MINUTES_OPEN} 分钟内可查阅" if decision == "approve" else "已答复不同意"
    messages.success(request, f"{opening}：{done}")
    return redirect("audit-openings")


@policy.needs("audit.log.verify")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """POST /audit/verify/: walk the chain in a job; its page shows progress and the first bad number."""
    return redirect("reminders-job", uuid=tasks.start_verification(request.user).uuid)


@policy.needs("audit.log.export")
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """POST /audit/export/: the list as a workbook, by a job."""
    job = tasks.start_export(request.user, request.POST.get("query", ""), request.POST.get("reason", ""))
    return redirect("reminders-job", uuid=job.uuid)


def row(found: AuditEntry) -> dict:
    """An entry as a line of the list."""
    return {
        "entry": found,
        "url": f"/audit/{found.pk}/",
        "action": wording.action(found.action),
        "subject": wording.subject(found.object),
        "fields": "、".join(wording.field(found.object, name) for name in found.fields),
        "roles": log_sheet.role_words(found.roles),
        "tone": "ok" if found.outcome == Outcome.DONE else "bad",
    }


def _visible(request: HttpRequest, pk: int) -> AuditEntry:
    found = logbook.visible(request.user).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这条记录")
    return found


def _entry_page(request: HttpRequest, found: AuditEntry, *, error="", reason="", opened=None) -> HttpResponse:
    may_ask = bool(policy.can(request.user, "audit.opening.request"))
    context = {
        "page_title": f"操作记录第 {found.pk} 条",
        "crumbs": [{"label": "操作记录", "url": "/audit/"}, {"label": f"第 {found.pk} 条"}],
        "row": row(found),
        "fields": [_field(found, name, opened) for name in found.fields],
        "erased": found.values is None and bool(found.fields),
        "opened": opened is not None,
        "opening": logbook.opening_of(request.user, found.pk) if may_ask else None,
        "may_ask": may_ask and bool(found.values),
        "asked": OpeningState.ASKED,
        "minutes": MINUTES_OPEN,
        "error": error,
        "reason": reason,
    }
    return render(request, "desk/audit_entry.html", context, status=400 if error else 200)


def _field(found: AuditEntry, name: str, opened: dict | None) -> dict:
    """A field with both sides: masked, or opened; a side without digest was empty."""
    before, after = found.digests[name]
    shown = (opened or {}).get(name)
    return {
        "label": wording.field(found.object, name),
        "before": _side(before, shown, 0),
        "after": _side(after, shown, 1),
    }


def _side(digest: str | None, shown: list | None, index: int) -> str:
    if digest is None:
        return ""
    return MASK if shown is None else str(shown[index])


def _openings_page(request: HttpRequest, *, error: str = "") -> HttpResponse:
    found = Opening.objects.select_related("asked_by__staff", "decided_by__staff")
    may_decide = bool(policy.can(request.user, "audit.opening.decide"))
    if not may_decide:
        found = found.filter(asked_by=request.user)
    waiting = found.filter(state=OpeningState.ASKED)
    rows = AuditEntry.objects.in_bulk([opening.entry_id for opening in waiting])
    context = {
        "page_title": "内容查阅",
        "waiting": [
            {"opening": item, "row": row(rows[item.entry_id])} for item in waiting if item.entry_id in rows
        ],
        "past": found.exclude(state=OpeningState.ASKED)[:PER_PAGE],
        "may_decide": may_decide,
        "minutes": MINUTES_OPEN,
        "error": error,
    }
    return render(request, "desk/openings.html", context, status=400 if error else 200)


def _page_url(params: QueryDict, number: int) -> str:
    changed = params.copy()
    changed["page"] = str(number)
    return f"/audit/?{changed.urlencode()}"
