"""Sessions: how long they live, which of an account's is the valid one, and what is owed before work begins.

All by the real time (`realtime`). The limits are parameters, read every few seconds.
"""

import time
from dataclasses import dataclass
from functools import partial

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from baomi.core import kept
from baomi.organization import parameters, passwords, policy, realtime
from baomi.organization import security_parameters as keys
from baomi.organization.models import User
from baomi.organization.roles import ADMINISTRATORS

BEGAN, SEEN, ACTED = "began_at", "seen_at", "acted_at"
HAS_DEVICE, PASSWORD_DUE = "has_second_factor", "password_due_at"
LIMITS = [
    keys.SESSION_IDLE_MINUTES,
    keys.SESSION_IDLE_MINUTES_ADMIN,
    keys.SESSION_HOURS,
    keys.SECOND_FACTOR_REQUIRED_ROLES,
]
WRITE_EVERY = 60
"""Seconds: the time of the last activity is written once a minute at most."""

ENDED = {
    "idle": "长时间没有操作，已自动退出。请重新登录，未交的内容在草稿里。",
    "limit": "一次登录的最长时间已到。请重新登录，未交的内容在草稿里。",
    "closed": "系统管理员结束了这个账号的登录。请重新登录。",
    "elsewhere": "这个账号已在别处登录，这里的登录已结束。不是您本人时，请立即告诉系统管理员。",
}
"""Why a session was ended, as the log-in page says it."""


BACKGROUND = "X-Background"
"""The header of what a page asks again and again without anybody at it: it does not keep a session alive."""


@dataclass(frozen=True)
class Limits:
    """What holds for a session of this user now."""

    idle_seconds: int
    whole_seconds: int
    second_factor: bool


def limits(user: User) -> Limits:
    """The parameters in force, stricter for the three administrators; a new value acts within seconds."""
    rows = kept.of("limits", 0.0, partial(parameters.describe_all, LIMITS))
    administrator = bool(policy.held(user).roles & set(ADMINISTRATORS))
    idle = keys.SESSION_IDLE_MINUTES_ADMIN if administrator else keys.SESSION_IDLE_MINUTES
    wanted = rows[keys.SECOND_FACTOR_REQUIRED_ROLES].value
    return Limits(
        idle_seconds=rows[idle].value * 60,
        whole_seconds=rows[keys.SESSION_HOURS].value * 3600,
        second_factor=wanted == "all" or (wanted == "administrators" and administrator),
    )


def why_over(request: HttpRequest, current: Limits) -> str:
    """The key in `ENDED` of why this session may not go on; empty while it may."""
    session, now = request.session, realtime.seconds()
    if request.user.session_key != session.session_key:
        return "elsewhere" if request.user.session_key else "closed"
    if now - session.get(SEEN, 0) > current.idle_seconds:
        return "idle"
    if now - session.get(BEGAN, 0) > current.whole_seconds:
        return "limit"
    return ""


def touch(request: HttpRequest) -> None:
    """Note the activity, once a minute at most. What a page asks by itself, such as progress, is none."""
    if BACKGROUND in request.headers:
        return
    now = realtime.seconds()
    if now - request.session.get(SEEN, 0) >= WRITE_EVERY:
        request.session[SEEN] = now
        User.objects.filter(pk=request.user.pk).update(last_seen_at=realtime.instant())


def note_act(request: HttpRequest) -> None:
    """Remember when this session last did more than look: numbers kept from before are not shown to it."""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        request.session[ACTED] = time.time()
    request.user.acted_at = request.session.get(ACTED, 0.0)


def password_owed(request: HttpRequest) -> bool:
    """Whether the password must be changed before anything else: first log-in, reset, or past its days."""
    due = request.session.get(PASSWORD_DUE)
    return request.user.must_change_password or (due is not None and realtime.seconds() >= due)


def second_factor_owed(request: HttpRequest, current: Limits) -> bool:
    """Whether the session still lacks the code: the account has a device, or its role must have one."""
    return (
        request.session.get(HAS_DEVICE, False) or current.second_factor
    ) and not request.user.is_verified()


def note_password_age(request: HttpRequest, user: User) -> None:
    """Remember in the session until when the password is good, so that requests need not reckon."""
    left = passwords.days_left(user)
    request.session[PASSWORD_DUE] = None if left is None else realtime.seconds() + left * realtime.DAY


def note_device(request: HttpRequest) -> None:
    """The account has a second factor now; the session must show it from here on."""
    request.session[HAS_DEVICE] = True


def keep(request: HttpRequest, user: User) -> None:
    """After the key of this session was changed it is still the account's one, and the password is fresh."""
    note_password_age(request, user)
    User.objects.filter(pk=user.pk).update(session_key=request.session.session_key)


@receiver(user_logged_in, dispatch_uid="baomi.sessions.begin")
def begin(sender, request: HttpRequest, user: User, **kwargs) -> None:
    """Whatever way a log-in comes: this session is the account's only one, and its time runs from now."""
    session = request.session
    if not session.session_key:
        session.create()
    session[BEGAN] = session[SEEN] = realtime.seconds()
    session[HAS_DEVICE] = TOTPDevice.objects.filter(user=user, confirmed=True).exists()
    note_password_age(request, user)
    user.session_key = session.session_key
    User.objects.filter(pk=user.pk).update(session_key=user.session_key, last_seen_at=realtime.instant())
