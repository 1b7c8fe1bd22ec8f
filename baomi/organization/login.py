"""Log-in: which account is meant, how many attempts are left, and the settings that django-axes asks for."""

from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.contrib.auth.backends import ModelBackend
from django.db.models import Max, Sum
from django.db.models.functions import Now
from django.http import HttpRequest

from baomi.audit import ledger
from baomi.core import crypto
from baomi.organization import parameters
from baomi.organization import security_parameters as keys
from baomi.organization.choices import LIVE_GRANTS
from baomi.organization.models import Grant, User
from baomi.organization.roles import ADMINISTRATORS

UNKNOWN = "?"


class AccountBackend(ModelBackend):
    """Django's own check; a disabled account is nobody from its next request on. Reads the person along."""

    def get_user(self, user_id):
        user = User.objects.select_related("staff__department").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


def account_name(typed: str) -> str:
    """The account meant by what was typed, 账号 or 工号; a digest of the text when it is neither.

    The digest is what failed attempts are counted under: people type their password into the wrong field.
    """
    typed = typed.strip()
    if User.objects.filter(username=typed).exists():
        return typed
    known = User.objects.filter(staff__number=typed).values_list("username", flat=True).first()
    return known or UNKNOWN + crypto.mac("unknown account", typed.encode())[:24]


def try_password(request: HttpRequest, typed: str, password: str) -> User | None:
    """The account when the password is right and it is not locked. Failures and locks are logged.

    An unknown account costs the same hashing and gets the same answer as a wrong password.
    """
    name = account_name(typed)
    user = authenticate(request, username=name, password=password)
    if user is None:
        _note_failure(name, locked=is_locked(request, name))
    return user


def attempts_left(request: HttpRequest, name: str) -> int:
    """How often this address may still try this account before the lock."""
    credentials = {"username": name}
    used = AxesProxyHandler.get_failures(request, credentials)
    return max(parameters.value(keys.LOGIN_FAILURES) - used, 0)


def is_locked(request: HttpRequest, name: str) -> bool:
    return attempts_left(request, name) == 0


def locked_names() -> list[str]:
    """The accounts that wrong passwords from one address lock just now, for whoever may unlock them.

    By the database's clock, as locks are in real time whatever the house's own clock says.
    """
    limit = parameters.value(keys.LOGIN_FAILURES)
    attempts = AccessAttempt.objects.values("username", "ip_address").order_by("username")
    counted = attempts.annotate(failures=Sum("failures_since_start"), age=Now() - Max("attempt_time"))
    return sorted(
        {
            row["username"]
            for row in counted.filter(failures__gte=limit)
            if row["age"] <= timedelta(minutes=lock_minutes(row["username"]))
        }
    )


def lock_minutes(name: str) -> int:
    """How long failures count and a lock lasts for the account."""
    administrator = Grant.objects.filter(user__username=name, role__in=ADMINISTRATORS, state__in=LIVE_GRANTS)
    key = keys.LOGIN_LOCK_MINUTES_ADMIN if administrator.exists() else keys.LOGIN_LOCK_MINUTES
    return parameters.value(key)


def axes_limit(request, credentials) -> int:
    """For AXES_FAILURE_LIMIT."""
    return parameters.value(keys.LOGIN_FAILURES)


def axes_cool_off(request=None) -> timedelta:
    """For AXES_COOLOFF_TIME."""
    name = account_name(request.POST.get("username", "")) if request is not None else ""
    return timedelta(minutes=lock_minutes(name))


def axes_answer(request, response, credentials=None):
    """For AXES_LOCKOUT_CALLABLE: the log-in page has already answered."""
    return response


def _note_failure(name: str, *, locked: bool) -> None:
    """Logged by account, without the password; what was typed for an unknown one is not written down."""
    user = User.objects.filter(username=name).first()
    ledger.note(
        "organization.login.locked" if locked else "organization.login.failed",
        obj=user,
        label=user.username if user else "未知账号",
        outcome="refused",
    )
