"""The pages of what could not be done: a sentence, never a stack trace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from baomi.core.errors import NotFound, NotPermitted, Refusal, StaleRecord
from baomi.organization.policy import public

CODES = ((NotFound, 404), (NotPermitted, 403), (StaleRecord, 409))


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of a refusal: 404, 403, 409, or 400 for everything else."""
    code = next((code for kind, code in CODES if isinstance(refusal, kind)), 400)
    return _page(request, code, refusal.what, refusal.where, refusal.how)


def not_found(request: HttpRequest, exception) -> HttpResponse:
    """For handler404."""
    return _page(request, 404)


def bad_request(request: HttpRequest, exception) -> HttpResponse:
    """For handler400: a request no form of ours makes."""
    return _page(request, 400, "请求的内容无法识别")


def wrong_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """In place of the empty answer to, say, an address typed in that only a button calls."""
    page = _page(request, 405, "这个地址不能这样打开", how="请从页面上的按钮办理。")
    page.headers["Allow"] = response.headers["Allow"]
    return page


def busy(request: HttpRequest) -> HttpResponse:
    """When the database could not be reached or was held by others for too long; nothing was written."""
    return _page(request, 503, "系统正忙，没有办成，数据未改动", how="请稍后再试；仍不行时告诉系统管理员。")


def forbidden(request: HttpRequest, exception) -> HttpResponse:
    """For handler403."""
    return _page(request, 403)


@public
def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For CSRF_FAILURE_VIEW: the page was open too long, or the form came from another site."""
    return _page(request, 403, "这个页面已失效，内容没有提交", how="请返回上一页，刷新后再交一次。")


def server_error(request: HttpRequest) -> HttpResponse:
    """For handler500. Without the request: whatever broke may break its context, too."""
    return HttpResponse(render_to_string("error.html", {"code": 500}), status=500)


def _page(request: HttpRequest, code: int, what: str = "", where: str = "", how: str = "") -> HttpResponse:
    context = {"code": code, "what": what, "where": where, "how": how}
    return render(request, "error.html", context, status=code)
