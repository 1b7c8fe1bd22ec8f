"""The least page of the house: who asks, what he may, the frame with its menu, and some rows in plain tables.

A page about one person is little beside its frame: a limit without it would say how dear the frame is.
"""

import copy
from collections.abc import Callable, Sequence
from functools import partial

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from baomi.organization import policy
from bench import bare
from bench.lists import Browser

PAGE = '{% extends "base.html" %}{% block content %}{{ shown }}{% endblock %}'
_shown: dict[str, Callable[[], str]] = {}


class Request(WSGIRequest):
    urlconf = "bench.framed"


class Handler(WSGIHandler):
    """The house with one address more."""

    request_class = Request


def page(browser: Browser, querysets: Sequence[models.QuerySet]) -> Callable[[], bytes]:
    """Ask in the same session for a page that shows what these say, fetched by ready statements."""
    name = str(len(_shown))
    _shown[name] = bare.page(querysets)
    asking = copy.copy(browser)
    asking.application = Handler()
    return partial(asking.get, f"/bench/{name}/")


@policy.signed_in
def show(request: HttpRequest, name: str) -> HttpResponse:
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"page_title": "最少的页面", "shown": _shown[name]()}, request))


urlpatterns = [path("bench/<str:name>/", show), path("", include(settings.ROOT_URLCONF))]
