"""GET /help/: the contents of the reader's guides; /help/<guide>/<chapter>/: one chapter; its pictures."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from baomi.core.errors import NotFound
from baomi.desk import guide_text, guides
from baomi.organization import policy

KEPT_SECONDS = 3600
"""How long a browser keeps a picture; they change with a new version only."""


@policy.signed_in
@require_GET
def contents(request: HttpRequest) -> HttpResponse:
    """What there is to read: the guides of the own roles with their sections, then those of the others."""
    mine = guides.guides_of(request.user)
    context = {
        "page_title": "帮助",
        "mine": [_part(key) for key in mine],
        "others": [_part(key) for key in guides.GUIDES if key not in mine],
    }
    return render(request, "desk/help.html", context)


@policy.signed_in
@require_GET
def chapter(request: HttpRequest, guide: str, slug: str) -> HttpResponse:
    """One chapter with the contents beside it. Everybody may read every guide: they hold nothing of the office's."""
    found = guides.find(guide, slug)
    if found is None:
        raise NotFound("没有这一章", how="请从目录中选一章")
    row = guides.chapters(guide)
    place = row.index(found)
    shown = guides.guides_of(request.user)
    context = {
        "page_title": found.title,
        "crumbs": [{"label": "帮助", "url": guides.HOME}, {"label": guides.GUIDES[guide][0], "url": ""}],
        "chapter": found,
        "text": guide_text.html_of(found.path),
        "parts": [_part(key) for key in ([] if guide in shown else [guide]) + shown],
        "before": row[place - 1] if place else None,
        "after": row[place + 1] if place + 1 < len(row) else None,
    }
    return render(request, "desk/help_chapter.html", context)


@policy.signed_in
@require_GET
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture of the guides, by its name in the list of those there are."""
    if name not in guide_text.picture_names():
        raise NotFound("没有这张图片")
    answer = FileResponse((guides.PICTURES / name).open("rb"), content_type="image/png")
    answer["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return answer


def _part(key: str) -> dict:
    return {"key": key, "title": guides.GUIDES[key][0], "chapters": guides.chapters(key)}
