"""Rules of passwords (GB/T 22239-2019 8.1.4 身份鉴别 a) and one-time passwords. Pure checks and reading."""

import secrets
import string
import unicodedata

from django.contrib.auth.hashers import check_password

from baomi.organization import parameters
from baomi.organization import security_parameters as keys
from baomi.organization.choices import LIVE_GRANTS
from baomi.organization.models import PasswordMemory, User
from baomi.organization.realtime import days_since
from baomi.organization.roles import ADMINISTRATORS

SHORTEST_NAME = 3
"""Shorter user names and Latin names are not looked for inside a password: nearly every text contains them."""
EASILY_CONFUSED = set("0O1lI")
ONE_TIME_LENGTH = 14


def faults(user: User, text: str) -> list[str]:
    """What is wrong with `text` as the new password of `user`, in sentences; empty when it may be used."""
    rules = parameters.describe_all(
        [keys.PASSWORD_LENGTH, keys.PASSWORD_LENGTH_ADMIN, keys.PASSWORD_CLASSES, keys.PASSWORD_REMEMBERED]
    )
    shortest = rules[keys.PASSWORD_LENGTH_ADMIN if is_administrator(user) else keys.PASSWORD_LENGTH].value
    found = []
    if len(text) < shortest:
        found.append(f"密码太短：至少 {shortest} 位。")
    if _classes(text) < rules[keys.PASSWORD_CLASSES].value:
        found.append(
            f"字符种类太少：大写、小写、数字、符号中至少用 {rules[keys.PASSWORD_CLASSES].value} 类。"
        )
    if any(word in _folded(text) for word in _words_of(user)):
        found.append("密码里含有您的账号、姓名或工号。请换一个。")
    remembered = rules[keys.PASSWORD_REMEMBERED].value
    if remembered and was_used(user, text, remembered):
        found.append(f"最近 {remembered} 次用过这个密码。请换一个。")
    return found


def rules(user: User) -> list[str]:
    """The rules in words, for beside the field."""
    rows = parameters.describe_all(
        [
            keys.PASSWORD_LENGTH,
            keys.PASSWORD_LENGTH_ADMIN,
            keys.PASSWORD_CLASSES,
            keys.PASSWORD_REMEMBERED,
            keys.PASSWORD_DAYS,
        ]
    )
    shortest = rows[keys.PASSWORD_LENGTH_ADMIN if is_administrator(user) else keys.PASSWORD_LENGTH].value
    return [
        f"至少 {shortest} 位，大写、小写、数字、符号中至少用 {rows[keys.PASSWORD_CLASSES].value} 类",
        "不含账号、姓名、工号",
        f"不用最近 {rows[keys.PASSWORD_REMEMBERED].value} 次用过的",
        f"每 {rows[keys.PASSWORD_DAYS].value} 天更换一次",
    ]


def is_administrator(user: User) -> bool:
    """Whether the account is, or is proposed to be, one of the three administrators."""
    return user.grants.filter(state__in=LIVE_GRANTS, role__in=ADMINISTRATORS).exists()


def was_used(user: User, text: str, times: int) -> bool:
    """Whether `text` is among the last `times` passwords, the present one counted."""
    past = PasswordMemory.objects.filter(user=user)[: times - 1] if user.pk else []
    hashes = [user.password, *(row.password for row in past)]
    return any(known and check_password(text, known) for known in hashes)


def days_left(user: User) -> int | None:
    """Days until the password must be changed, negative when overdue; None for one that never ages.

    A password somebody else has set (one-time, or of a demo account) has no age: the first must be changed at
    once, the second is meant to stay.
    """
    if user.password_changed_at is None:
        return None
    return parameters.value(keys.PASSWORD_DAYS) - days_since(user.password_changed_at)


def one_time() -> str:
    """A random password that satisfies every length and class rule by its make, without confusable characters."""
    letters = [c for c in string.ascii_letters + string.digits if c not in EASILY_CONFUSED]
    while True:
        text = "".join(secrets.choice(letters) for _ in range(ONE_TIME_LENGTH - 1)) + secrets.choice("-+=")
        if _classes(text) == 4:
            return text


def _classes(text: str) -> int:
    tests = (str.isupper, str.islower, str.isdigit, lambda c: not c.isalnum())
    return sum(any(test(character) for character in text) for test in tests)


def _words_of(user: User) -> set[str]:
    """Account, 工号, name and its pinyin, written together, as they might stand in a password."""
    words = {_folded(user.username)}
    if user.staff:
        name = user.staff.name
        latin = user.staff.pinyin.replace(" ", "")
        words |= {_folded(user.staff.number), _folded(latin)}
        if len(name) > 1:
            words.add(_folded(name))
    return {word for word in words if len(word) >= SHORTEST_NAME or not word.isascii()}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
