"""What every request gets before the rooms see it: the caller's address, an id in the log, no copy in caches."""

import time
import uuid

import structlog
from django.conf import settings

log = structlog.get_logger("baomi.request")


def client_address(get_response):
    """Put the browser's address into REMOTE_ADDR when `BAOMI_PROXIES` reverse proxies stand in front.

    Each proxy appends the address it was called from, so the n-th entry from the right of X-Forwarded-For is the
    last one that a proxy of ours vouches for; what stands further left the caller may have made up.
    """

    def middleware(request):
        count = settings.TRUSTED_PROXIES
        chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if count and len(chain) >= count and chain[-count]:
            request.META["REMOTE_ADDR"] = chain[-count]
        return get_response(request)

    return middleware


def address_of(request) -> str:
    """The caller's address as `client_address` left it; django-axes asks here instead of reading headers itself."""
    return request.META.get("REMOTE_ADDR", "")


def request_log(get_response):
    """One log line per request, and its id in every line written on the way and in the X-Request-ID header.

    The query string is left out: searches name people.
    """

    def middleware(request):
        request.id = uuid.uuid4().hex[:16]
        begun = time.monotonic()
        with structlog.contextvars.bound_contextvars(request_id=request.id):
            response = get_response(request)
            log.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                milliseconds=round((time.monotonic() - begun) * 1000),
            )
        response["X-Request-ID"] = request.id
        return response

    return middleware


def no_store(get_response):
    """Pages leave no copy in the browser or a proxy, unless the view says otherwise."""

    def middleware(request):
        response = get_response(request)
        response.setdefault("Cache-Control", "no-store")
        return response

    return middleware
