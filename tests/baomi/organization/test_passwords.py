"""Rules of passwords (GB/T 22239-2019 8.1.4), forced changes, and resets."""

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from baomi.audit.models import AuditEntry
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization import passwords, realtime
from baomi.organization.actions import accounts
from baomi.organization.models import User
from baomi.organization.roles import Role
from tests.factories.organization import PASSWORD, StaffFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(username="zengzm", staff=StaffFactory(name="曾子墨", number="20190777"))


def test_the_password_of_the_demo_satisfies_the_rules():
    for role in Role:
        assert passwords.faults(user_with(role, password=""), PASSWORD) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Ab1-xyz", "太短"),
        ("abcdefgh1", "字符种类太少"),
        ("ABCDEFGH-", "字符种类太少"),
        ("Zengzm-2026", "账号、姓名或工号"),
        ("ZengZiMo-2026", "账号、姓名或工号"),
        ("Aa-20190777", "账号、姓名或工号"),
        ("Aa-２０１９0777", "账号、姓名或工号"),
        ("Aa1-曾子墨-x", "账号、姓名或工号"),
        (PASSWORD, "最近 5 次用过"),
    ],
)
def test_what_is_wrong_is_said(user, text, sentence):
    assert any(sentence in fault for fault in passwords.faults(user, text))


def test_three_of_four_classes_and_eight_characters_do(user):
    for text in ("abcdEF12", "abcdef1-", "ABCDEF1-", "abcdEF--", "密码abcd-1"):
        assert passwords.faults(user, text) == []


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR])
def test_administrators_need_ten(role):
    admin = user_with(role)
    assert any("至少 10 位" in fault for fault in passwords.faults(admin, "abcdEF-12"))
    assert passwords.faults(admin, "abcdEF-123") == []


def test_the_last_five_are_not_used_again_and_the_sixth_is(user):
    used = [PASSWORD, *(f"Wort-Nummer-{n}" for n in range(5))]
    for old, new in zip(used, used[1:], strict=False):
        accounts.change_own_password(user, old, new)
    user.refresh_from_db()
    assert all(passwords.faults(user, text) for text in used[1:])
    assert passwords.faults(user, PASSWORD) == []


def test_the_old_password_is_asked_for(user):
    with pytest.raises(ValidationError, match="原密码不对"):
        accounts.change_own_password(user, "wrong", "Neues-Wort-1")
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def log_in(user, password=PASSWORD) -> Client:
    client = Client()
    assert client.post("/login/", {"username": user.username, "password": password}).status_code == 302
    return client


def test_a_first_password_must_be_changed_before_anything_else():
    address = "/organization/calendar/"
    user = UserFactory(must_change_password=True)
    client = log_in(user)
    assert client.get(address).url == "/password/"
    bad = client.post("/password/", {"old": PASSWORD, "new": "short", "repeat": "short"})
    assert bad.status_code == 400
    assert "密码太短" in bad.content.decode()
    assert client.get(address).url == "/password/"
    client.post("/password/", {"old": PASSWORD, "new": "Neues-Wort-1", "repeat": "Neues-Wort-1"})
    assert client.get(address).status_code == 200


def test_two_different_new_passwords_are_refused(user):
    answer = log_in(user).post(
        "/password/", {"old": PASSWORD, "new": "Neues-Wort-1", "repeat": "Neues-Wort-2"}
    )
    assert "两次输入的新密码不一样" in answer.content.decode()
    assert User.objects.get().check_password(PASSWORD)


def test_a_password_ages_warns_and_must_go_after_ninety_days(user):
    with time_machine.travel("2026-03-01T02:00:00Z", tick=False) as now:
        accounts.change_own_password(user, PASSWORD, "Neues-Wort-1")
        now.shift(82 * realtime.DAY)
        client = log_in(user, "Neues-Wort-1")
        assert "到期" not in client.get("/organization/calendar/").content.decode()
        now.shift(1 * realtime.DAY)
        client = log_in(user, "Neues-Wort-1")
        assert "密码还有 7 天到期" in client.get("/organization/calendar/").content.decode()
        now.shift(7 * realtime.DAY)
        client = log_in(user, "Neues-Wort-1")
        assert client.get("/organization/calendar/").url == "/password/"


def test_a_reset_gives_a_one_time_password_shown_once_and_ends_the_sessions(user):
    session = log_in(user)
    admin = Client()
    admin.force_login(user_with(Role.SYSADMIN))
    address = f"/organization/accounts/{user.pk}/reset-password/"
    assert admin.post(address, {"reason": ""}).status_code == 400
    answer = admin.post(address, {"reason": "本人忘记密码"})
    issued = answer.context["issued"].password
    assert issued in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert session.get("/password/").status_code == 302
    assert log_in(user, issued).get("/organization/calendar/").url == "/password/"
    entry = AuditEntry.objects.get(action="organization.account.reset_password")
    assert entry.reason == "本人忘记密码"
    assert issued not in str(list(AuditEntry.objects.values()))


def test_nobody_resets_his_own_password_nor_without_being_the_system_administrator(user):
    sysadmin = user_with(Role.SYSADMIN)
    with pytest.raises(Refusal, match="不能重置自己的密码"):
        accounts.reset_password(sysadmin, sysadmin, "试试")
    for role in (Role.SECADMIN, Role.AUDITOR, Role.OFFICE_HEAD):
        with pytest.raises(NotPermitted):
            accounts.reset_password(user_with(role), user, "试试")
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_one_time_passwords_satisfy_the_rules_and_differ(user):
    made = {passwords.one_time() for _ in range(200)}
    assert len(made) == 200
    assert not any(passwords.faults(user, text) for text in list(made)[:5])
