"""GET /search/?q="""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from baomi.desk.search import LONGEST, search, told
from baomi.organization import policy
from baomi.registers.index import words


@policy.signed_in
@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """What was found, register by register; with nothing typed, what can be searched for. The page asks as one types."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    found = search(request.user, text)
    context = {
        "page_title": f"搜索：{text}" if text else "搜索",
        "text": text,
        "typed": words.typed(text),
        "found": found,
        "told": told(text, found),
        "longest": LONGEST,
    }
    return render(request, "desk/search.html", context)
