"""The second factor: a TOTP telephone, its codes good once."""

from base64 import b32encode

from django.http import HttpRequest
from django_otp import login as show_device
from django_otp import verify_token
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from baomi.audit import ledger
from baomi.organization import sessions
from baomi.organization.models import User

PROPOSED = "second_factor_key"


def proposed_key(session) -> str:
    """The key offered for enrolling, kept in the session until a code of it was shown."""
    if PROPOSED not in session:
        session[PROPOSED] = default_key()
    return session[PROPOSED]


def address(user: User, key: str) -> str:
    """What the QR code says: `otpauth://totp/…`."""
    return TOTPDevice(user=user, key=key).config_url


def readable(key: str) -> str:
    """The key in base 32, in groups of four, for typing."""
    text = b32encode(bytes.fromhex(key)).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def has_device(user: User) -> bool:
    """Whether a telephone is bound to the account."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def enrol(user: User, key: str, code: str) -> TOTPDevice | None:
    """Bind a telephone to the account when it shows a code of `key`; None when the code is wrong.

    One telephone per account: with one enrolled already, nothing is bound.
    """
    with ledger.unit(user):
        User.objects.select_for_update().get(pk=user.pk)
        if TOTPDevice.objects.filter(user=user, confirmed=True).exists():
            return None
        device = TOTPDevice.objects.create(user=user, name="手机", key=key, confirmed=True)
        if not device.verify_token(code):
            device.delete()
            return None
        ledger.record("organization.account.enrol_second_factor", label=user.username)
    return device


def verify(user: User, device: TOTPDevice, code: str) -> TOTPDevice | None:
    """The device when the code is right, was not used before and no pause after failures runs; logged either way."""
    accepted = verify_token(user, device.persistent_id, code)
    ledger.note(
        "organization.login.second_factor",
        by=user,
        label=user.username,
        outcome="done" if accepted else "refused",
    )
    return accepted


def show(request: HttpRequest, device: TOTPDevice) -> None:
    """The session has shown the second factor."""
    request.session.pop(PROPOSED, None)
    sessions.note_device(request)
    show_device(request, device)
