"""The door: every request meets the policy line of its route, and every refusal becomes a sentence."""

from urllib.parse import urlencode

import structlog
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from baomi.audit import context, ledger
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.middleware import address_of
from baomi.organization import policy, sessions
from baomi.organization.pages import errors
from baomi.organization.policy import RouteLine

log = structlog.get_logger("baomi.door")

DEEDS = {"GET": "打开", "POST": "提交"}
"""What was refused, in the auditor's words."""

ALWAYS_OPEN = ("logout",)
"""Route names open to a session that still owes a code or a new password."""


class PolicyMiddleware:
    """Public, signed in, or with a permission: a route without a line is shut.

    Ends sessions that are over, asks for the second factor and the new password before anything else, binds who
    acts to the audit log, and answers every Refusal in words; likewise what the database cannot take or no page expects.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        context.bind(None, address_of(request))
        try:
            response = self.get_response(request)
            return errors.wrong_method(request, response) if response.status_code == 405 else response
        finally:
            context.clear()

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if _has_nul(request):
            return errors.bad_request(request, None)
        line: RouteLine | None = getattr(view, "policy_line", None)
        if line is None:
            return errors.answer(request, NotFound())
        if line.kind == "public":
            return None
        if not request.user.is_authenticated:
            return to_login(request)
        # Sign-in and second factor have each put a lazy stand-in around the row; a page looks at it a thousand times.
        request.user = request.user.itself
        return _session_over(request) or _something_owed(request) or _not_permitted(request, line)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotPermitted | NotFound):
            _note_refusal(request, str(error))
        if isinstance(error, Refusal):
            return errors.answer(request, error)
        if isinstance(error, ValidationError):
            return errors.answer(request, Refusal("".join(error.messages)))
        if isinstance(error, DataError | OverflowError):
            log.exception("value_out_of_range", path=request.path)
            return errors.bad_request(request, error)
        if isinstance(error, OperationalError):
            log.exception("database_not_available", path=request.path)
            return errors.busy(request)
        return None


def _has_nul(request: HttpRequest) -> bool:
    """No form of ours sends NUL. PostgreSQL stores none, and on SQLite it would hide what follows it."""
    pairs = [*request.GET.lists(), *request.POST.lists()]
    return any(
        "\0" in text for text in (request.path, *(text for name, values in pairs for text in (name, *values)))
    )


def to_login(request: HttpRequest, ended: str = "") -> HttpResponse:
    """The way to the log-in page and back here; `ended` is the key of the sentence to show."""
    query = {"next": request.get_full_path() if request.method == "GET" else "/"}
    if ended:
        query["ended"] = ended
    return _send(request, f"{reverse('login')}?{urlencode(query)}")


def _send(request: HttpRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else redirect(address)


def _session_over(request: HttpRequest) -> HttpResponse | None:
    context.bind(request.user, address_of(request), request.session.session_key or "")
    request.limits = sessions.limits(request.user)
    ended = sessions.why_over(request, request.limits)
    if not ended:
        sessions.touch(request)
        sessions.note_act(request)
        return None
    ledger.note("organization.session.ended", by=request.user, reason=sessions.ENDED[ended])
    logout(request)
    return to_login(request, ended)


def _something_owed(request: HttpRequest) -> HttpResponse | None:
    """The second factor first, then the password: with the password alone nobody may set a new one."""
    route = request.resolver_match.url_name
    if route in ALWAYS_OPEN:
        return None
    if sessions.second_factor_owed(request, request.limits):
        return None if route == "second_factor" else _send(request, reverse("second_factor"))
    if sessions.password_owed(request):
        return None if route in ("password", "second_factor") else _send(request, reverse("password"))
    return None


def _not_permitted(request: HttpRequest, line: RouteLine) -> HttpResponse | None:
    if line.kind == "signed_in":
        return None
    decision = policy.can(request.user, line.permission)
    if decision:
        return None
    _note_refusal(request, decision.reason)
    return errors.answer(request, NotPermitted(decision.reason))


def _note_refusal(request: HttpRequest, reason: str) -> None:
    user = request.user if request.user.is_authenticated else None
    ledger.note(
        "access.refused",
        by=user,
        label=f"{DEEDS.get(request.method, request.method)} {request.path}",
        reason=reason,
        outcome="refused",
    )
