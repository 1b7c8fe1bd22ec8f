"""/health/ for probes says ok and no more; /health/details/ tells the system administrator everything."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from baomi.core import clock
from baomi.desk import health
from baomi.organization import policy


@policy.public
@require_safe
def probe(request: HttpRequest) -> HttpResponse:
    """GET /health/: 200 or 503 and one word. The system administrator is led on to the details."""
    up = health.alive()
    if up and policy.can(request.user, "desk.health.view"):
        return redirect("health-details")
    return JsonResponse({"status": "ok" if up else "down"}, status=200 if up else 503)


@policy.needs("desk.health.view")
@require_safe
def details(request: HttpRequest) -> HttpResponse:
    """GET /health/details/, as a page or with ?format=json."""
    found = health.findings()
    bad = sum(item.tone == "bad" for item in found)
    if request.GET.get("format") == "json":
        answer = {"status": "bad" if bad else "ok", "at": clock.now().isoformat(timespec="seconds")}
        answer["findings"] = [
            {"key": item.key, "label": item.label, "state": item.tone, "words": item.words} for item in found
        ]
        return JsonResponse(answer, status=503 if bad else 200, json_dumps_params={"ensure_ascii": False})
    context = {"page_title": "运行状况", "findings": found, "bad": bad, "at": clock.now()}
    return render(request, "desk/health.html", context)
