"""Log-in: one door, lock after five, nothing given away (P21)."""

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.hashers import BasePasswordHasher
from django.test import Client

from baomi.audit.models import AuditEntry
from baomi.organization.actions import accounts
from baomi.organization.models import User
from baomi.organization.roles import Role
from tests.factories.organization import PASSWORD, StaffFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db

HERE = "/password/"
"""A page that every signed-in user may open."""


def log_in(client, username, password=PASSWORD, **extra):
    return client.post("/login/", {"username": username, "password": password} | extra)


def signed_in(client) -> bool:
    return client.get(HERE).status_code == 200


def actions() -> list[str]:
    return list(AuditEntry.objects.values_list("action", flat=True))


@pytest.fixture
def user():
    return UserFactory(username="office", staff=StaffFactory(number="20190001"))


@pytest.mark.parametrize("typed", ["office", "20190001", " office "])
def test_account_or_number_and_password_let_in(client, user, typed):
    answer = log_in(client, typed)
    assert (answer.status_code, answer.url) == (302, "/")
    assert signed_in(client)
    entry = AuditEntry.objects.get(action="organization.login")
    assert (entry.actor_name, entry.actor_number) == (user.staff.name, "20190001")


def test_an_unknown_page_leads_to_the_door_and_back(client, user):
    answer = client.get(HERE + "?a=1")
    assert answer.url == "/login/?next=%2Fpassword%2F%3Fa%3D1"
    assert log_in(client, "office", next=HERE + "?a=1").url == HERE + "?a=1"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_door_sends_nobody_to_another_site(client, user, elsewhere):
    assert log_in(client, "office", next=elsewhere).url == "/"


def test_the_key_of_the_session_is_new_at_log_in(client, user):
    client.get("/login/")
    client.cookies["sessionid"] = planted = "a" * 32
    log_in(client, "office")
    assert client.cookies["sessionid"].value != planted


def test_the_failure_is_the_same_for_unknown_disabled_and_wrong(user):
    UserFactory(username="gone", is_active=False)
    texts = set()
    for name, password in (("office", "wrong"), ("gone", PASSWORD), ("nobody", PASSWORD)):
        answer = log_in(Client(), name, password)
        assert answer.status_code == 403
        texts.add(answer.context["fault"])
        assert not signed_in(answer.client)
    assert len(texts) == 1
    assert "还可以试 4 次" in texts.pop()


def test_an_unknown_account_costs_the_same_hashing(client, user, monkeypatch):
    hashed = []
    for hasher in BasePasswordHasher.__subclasses__():
        original = hasher.encode
        monkeypatch.setattr(
            hasher,
            "encode",
            lambda self, *a, _o=original, **k: (hashed.append(type(self)), _o(self, *a, **k))[1],
        )
    log_in(client, "office", "wrong")
    known = len(hashed)
    log_in(client, "nobody", "wrong")
    assert known == len(hashed) - known > 0


def test_five_failures_lock_even_for_the_right_password(client, user):
    left = [log_in(client, "office", "wrong").context["attempts_left"] for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    locked = log_in(client, "office")
    assert locked.status_code == 429
    assert "已锁定" in locked.context["fault"]
    assert not signed_in(client)
    assert actions().count("organization.login.failed") == 4
    assert actions().count("organization.login.locked") == 2


def test_an_unknown_account_is_locked_just_the_same(client, user):
    for name in ("office", "nobody"):
        answers = [log_in(client, name, "wrong") for _ in range(6)]
        assert [answer.status_code for answer in answers] == [403] * 4 + [429] * 2
    # Nor does the log or the counter keep what may have been a password typed into the wrong field.
    log_in(client, "My-Secret-1")
    assert "My-Secret-1" not in str(list(AuditEntry.objects.values())) + str(
        list(AccessAttempt.objects.values())
    )


def test_another_address_is_not_locked_out_with_it(client, user):
    for _ in range(5):
        log_in(client, "office", "wrong")
    assert log_in(Client(REMOTE_ADDR="10.1.1.9"), "office").status_code == 302


@pytest.mark.parametrize(("role", "minutes"), [(Role.OFFICE, 15), (Role.SYSADMIN, 30)])
def test_the_lock_ends_after_its_minutes_and_failing_on_does_not_prolong_it(client, role, minutes):
    name = user_with(role).username
    with time_machine.travel("2026-12-01T02:00:00Z", tick=False) as now:
        for _ in range(5):
            log_in(client, name, "wrong")
        now.shift((minutes - 1) * 60)
        assert log_in(client, name).status_code == 429
        now.shift(61)
        assert log_in(client, name).status_code == 302


def test_success_forgets_the_failures_before(client, user):
    for _ in range(4):
        log_in(client, "office", "wrong")
    log_in(client, "office")
    assert log_in(Client(), "office", "wrong").context["attempts_left"] == 4


def test_the_system_administrator_unlocks_and_it_is_logged(client, user):
    for _ in range(5):
        log_in(client, "office", "wrong")
    sysadmin = user_with(Role.SYSADMIN)
    admin = Client()
    admin.force_login(sysadmin)
    address = f"/organization/accounts/{user.pk}/unlock/"
    assert admin.get(address).status_code == 200
    assert log_in(client, "office").status_code == 429  # looking unlocks nothing
    admin.post(address)
    assert log_in(client, "office").status_code == 302
    entry = AuditEntry.objects.get(action="organization.account.unlock")
    assert entry.actor_id == sysadmin.pk


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSADMIN])
def test_nobody_else_unlocks(role, user):
    other = Client()
    other.force_login(user_with(role))
    assert other.post(f"/organization/accounts/{user.pk}/unlock/").status_code == 403
    assert not AuditEntry.objects.filter(action="organization.account.unlock").exists()


def test_no_password_is_ever_in_the_log(client, user):
    log_in(client, "office", "Wrong-Secret-77")
    log_in(client, "office")
    accounts.change_own_password(user, PASSWORD, "Another-Secret-88")
    everything = str(list(AuditEntry.objects.values()))
    assert all(text not in everything for text in ("Wrong-Secret-77", PASSWORD, "Another-Secret-88"))
    assert User.objects.get(pk=user.pk).password not in everything


def test_an_account_without_role_may_come_in_and_do_nothing(client, user):
    log_in(client, "office")
    assert client.get(f"/organization/accounts/{user.pk}/disable/").status_code == 403


def test_logging_out_needs_a_post_and_kills_the_cookie(client, user):
    log_in(client, "office")
    assert client.get("/logout/").status_code == 405
    cookie = client.cookies["sessionid"].value
    client.post("/logout/")
    client.cookies["sessionid"] = cookie
    assert not signed_in(client)
    assert actions()[-1] == "organization.logout"


@pytest.mark.parametrize(
    "sent",
    [{}, {"username": ""}, {"username": "x" * 200, "password": "y"}, {"username": "a\0b", "password": "y"}],
)
def test_empty_and_impossible_input_is_answered_in_words(client, sent):
    answer = client.post("/login/", sent)
    assert answer.status_code in (400, 403)
    assert answer.context.get("fault") or answer.context.get("what")


def test_unlocking_is_offered_where_there_is_a_lock_and_says_why_not_elsewhere(client, user):
    free = UserFactory(username="free")
    for _ in range(5):
        log_in(client, "office", "wrong")
    admin = Client()
    admin.force_login(user_with(Role.SYSADMIN))
    locked = admin.get(f"/organization/accounts/{user.pk}/").content.decode()
    assert f'href="/organization/accounts/{user.pk}/unlock/"' in locked
    other = admin.get(f"/organization/accounts/{free.pk}/").content.decode()
    assert f'href="/organization/accounts/{free.pk}/unlock/"' not in other
    assert "这个账号现在没有锁定" in other
    listed = admin.get("/organization/accounts/?view=locked").content.decode()
    assert f'data-url="/organization/accounts/{user.pk}/"' in listed
    assert f'data-url="/organization/accounts/{free.pk}/"' not in listed
