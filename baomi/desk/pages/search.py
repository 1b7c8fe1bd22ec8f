"""GET /search/?q="""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from baomi.desk.search import LONGEST, search
from baomi.organization import policy


@policy.signed_in
@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """What was found, register by register; with nothing typed, what can be searched for."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    found = search(request.user, text)
    context = {
        "page_title": f"搜索：{text}" if text else "搜索",
        "text": text,
        "found": found,
        "total": sum(item.total for item in found),
    }
    return render(request, "desk/search.html", context)
