"""Writes of accounts (SYSADMIN) and of one's own password. Accounts are never deleted, only disabled."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from axes.utils import reset as forget_failures
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from baomi.audit import ledger, writing
from baomi.core.errors import Refusal
from baomi.organization import passwords, realtime
from baomi.organization.actions.permitted import permit
from baomi.organization.models import PasswordMemory, Staff, User

PREFERENCES = ("row_density", "single_key_shortcuts")


@dataclass(frozen=True)
class Issued:
    """An account with the one-time password that is shown once and kept nowhere."""

    user: User
    password: str


def create_account(by, staff: Staff, username: str) -> Issued:
    """Open an account for a person. It can do nothing until a grant is confirmed, and its first password must go.

    Raises Refusal for a person who has left or has an account, ValidationError for a used or impossible name.
    """
    permit(by, "organization.account.create")
    password = passwords.one_time()
    return Issued(_open(by, staff, username, make_password(password), must_change=True), password)


def open_demo_account(staff: Staff, username: str, password: str) -> User:
    """An account of the demo university with a known password that stays.

    Raises RuntimeError outside the demo: nobody else may set a password for another person that lasts.
    """
    _demo_only()
    return _open(None, staff, username, _demo_hash(password), must_change=False)


def keep_demo_password(user: User, password: str) -> User:
    """Put the demo's known password in place of the one-time one, and let it stay. The demo only, as above."""
    _demo_only()
    user.password, user.must_change_password = _demo_hash(password), False
    user.save(update_fields=["password", "must_change_password"])
    return user


@functools.cache
def _demo_hash(password: str) -> str:
    """Hashing is slow by design; the one password that everybody may know is hashed once."""
    return make_password(password)


def _demo_only() -> None:
    if not settings.DEMO:
        raise RuntimeError("Demo accounts exist in the demo only.")


def disable_account(by, user: User, reason: str) -> User:
    """Take an account out of use; its session ends with the next request. Nobody disables himself."""
    permit(by, "organization.account.disable", user)
    if by is not None and by.pk == user.pk:
        raise Refusal("不能停用自己的账号", how="请由另一位系统管理员办理")
    values = {"is_active": False, "session_key": ""}
    return _set(by, user, values, "organization.account.disable", _reason(reason))


def enable_account(by, user: User, reason: str) -> User:
    """Put a disabled account back into use, with the grants it still has. Refused for a person who has left."""
    permit(by, "organization.account.enable", user)
    if user.staff and not user.staff.active:
        raise Refusal("这个人已不在职", where=user.staff.name, how="请先在人员台账中改为在职")
    return _set(by, user, {"is_active": True}, "organization.account.enable", _reason(reason))


def unlock_account(by, user: User) -> int:
    """Let an account locked after wrong passwords log in at once; returns how many failed attempts were dropped."""
    permit(by, "organization.account.unlock", user)
    with ledger.unit(by):
        dropped = forget_failures(username=user.username)
        ledger.record("organization.account.unlock", user)
    return dropped


def reset_password(by, user: User, reason: str) -> Issued:
    """Give a one-time password, shown once; the account's sessions end, its lock too, and the password must go.

    For the own password there is the page; SYSADMIN does not reset himself.
    """
    permit(by, "organization.account.reset_password", user)
    if by is not None and by.pk == user.pk:
        raise Refusal("不能重置自己的密码", how="请在“修改密码”页面修改")
    password = passwords.one_time()
    with ledger.unit(by, reason=_reason(reason)):
        user = _lock(user)
        _store(user, password, changed_at=None, must_change=True)
        forget_failures(username=user.username)
        ledger.record("organization.account.reset_password", user, reason=reason)
    return Issued(user, password)


def change_own_password(user: User, old: str, new: str) -> User:
    """Replace one's own password by the rules of `passwords.faults`.

    Raises ValidationError with `old` or `new` as key and the sentences. Every other session of the account ends.
    """
    with ledger.unit(user):
        current = _lock(user)
        if not current.check_password(old):
            raise ValidationError({"old": "原密码不对。请重新填写。"})
        faults = passwords.faults(current, new)
        if faults:
            raise ValidationError({"new": faults})
        _store(current, new, changed_at=realtime.instant(), must_change=False)
        ledger.record("organization.account.change_password", current)
    return current


def reset_second_factor(by, user: User, reason: str) -> User:
    """Remove the account's second factor (a lost telephone); its session ends and it may enrol anew."""
    permit(by, "organization.account.reset_second_factor", user)
    with ledger.unit(by, reason=_reason(reason)):
        user = _lock(user)
        TOTPDevice.objects.filter(user=user).delete()
        user.session_key = ""
        user.save(update_fields=["session_key"])
        ledger.record("organization.account.reset_second_factor", user, reason=reason)
    return user


def set_preferences(user: User, values: Mapping[str, Any]) -> User:
    """How the person likes to see the pages: row density and single-letter keys. Not logged: no business row."""
    for name in PREFERENCES:
        if name in values:
            setattr(user, name, values[name])
    user.save(update_fields=list(PREFERENCES))
    return user


def _open(by, staff: Staff, username: str, encoded: str, *, must_change: bool) -> User:
    user = User(
        username=username.strip(),
        staff=staff,
        password=encoded,
        must_change_password=must_change,
        created_at=realtime.instant(),
    )
    with ledger.unit(by):
        person = writing.lock(staff)
        _check_free(person)
        user.staff = person
        user.full_clean()
        _insert(user)
        changes = {"username": (None, user.username), "staff": (None, person.pk)}
        ledger.record("organization.account.create", user, changes=changes)
    return user


def _set(by, user: User, values: Mapping[str, Any], action: str, reason: str = "") -> User:
    with ledger.unit(by, reason=reason):
        user = _lock(user)
        changes = {
            name: (getattr(user, name), value)
            for name, value in values.items()
            if getattr(user, name) != value
        }
        if not changes:
            return user
        for name, value in values.items():
            setattr(user, name, value)
        user.full_clean(exclude=["password"])
        user.save(update_fields=list(values))
        changes.pop("session_key", None)
        ledger.record(action, user, changes=changes, reason=reason)
    return user


def _store(user: User, password: str, *, changed_at, must_change: bool) -> None:
    if user.password:
        PasswordMemory.objects.create(user=user, password=user.password, set_at=realtime.instant())
    user.password = make_password(password)
    user.password_changed_at = changed_at
    user.must_change_password = must_change
    user.save(update_fields=["password", "password_changed_at", "must_change_password"])


def _lock(user: User) -> User:
    """The account as it is now; its person's row is locked first, as whatever is given to a person does."""
    Staff.objects.select_for_update(of=("self",)).filter(pk=user.staff_id).first()
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)


def _insert(user: User) -> None:
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise Refusal("没有保存：这个账号或这个人的账号刚刚建过", how="请刷新后查看") from error


def _check_free(person: Staff) -> None:
    if not person.active:
        raise Refusal("这个人已不在职，不能开账号", where=person.name)
    if User.objects.filter(staff=person).exists():
        raise Refusal("这个人已有账号", where=person.name, how="一人一号；忘记密码请用“重置密码”")


def _reason(text: str) -> str:
    if not text.strip():
        raise Refusal("没有写明事由", how="请填写原因")
    return text.strip()
