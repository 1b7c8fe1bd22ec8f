"""How a person likes the pages, set from any page by himself."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from baomi.organization.actions import accounts
from baomi.organization.policy import signed_in


@signed_in
@require_POST
def single_keys(request: HttpRequest) -> HttpResponse:
    """POST /preferences/keys/: `on` says whether single letters are keys (WCAG 2.1.4); back to the page it came from."""
    on = request.POST.get("on") == "1"
    accounts.set_preferences(request.user, {"single_key_shortcuts": on})
    messages.success(request, "已启用单键" if on else "已停用单键，其他按键照用")
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The page the form stood on; the desk when that is not ours."""
    address = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return "/"
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
