"""The second factor: enrolled with a code, asked at log-in, good once, and no way around it (P21)."""

import pytest
import time_machine
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from baomi.core import clock
from baomi.organization.actions import accounts, site
from baomi.organization.checks import routes
from baomi.organization.roles import Role
from tests.factories.organization import PASSWORD, UserFactory, user_with

pytestmark = pytest.mark.django_db

DOOR = "/second-factor/"
HERE = "/organization/calendar/"


@pytest.fixture
def now():
    with time_machine.travel("2026-12-01T02:00:00Z", tick=False) as traveller:
        yield traveller


def log_in(user) -> Client:
    client = Client()
    assert client.post("/login/", {"username": user.username, "password": PASSWORD}).status_code == 302
    return client


def code_of(key: str) -> str:
    return f"{totp(bytes.fromhex(key)):06d}"


def enrol(user, now) -> TOTPDevice:
    client = log_in(user)
    page = client.get(DOOR)
    assert "密钥" in page.content.decode()
    assert client.post(DOOR, {"code": code_of(client.session["second_factor_key"])}).url == "/"
    now.shift(30)
    return TOTPDevice.objects.get(user=user)


def test_without_a_telephone_and_without_the_rule_nothing_is_asked():
    assert log_in(UserFactory()).get(HERE).status_code == 200


def test_enrolling_needs_a_right_code(now):
    user = UserFactory()
    client = log_in(user)
    client.get(DOOR)
    right = code_of(client.session["second_factor_key"])
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    assert client.post(DOOR, {"code": wrong}).status_code == 400
    assert client.post(DOOR, {"code": "abc"}).status_code == 400
    assert not TOTPDevice.objects.exists()


def test_an_enrolled_account_shows_a_code_before_anything_else(now):
    user = user_with(Role.SYSADMIN)
    device = enrol(user, now)
    client = log_in(user)
    assert client.get(HERE).url == DOOR
    assert client.post(DOOR, {"code": "000000"}).status_code == 400
    assert client.get(HERE).url == DOOR
    now.shift(60)
    assert client.post(DOOR, {"code": code_of(device.key)}).url == "/"
    assert client.get(HERE).status_code == 200


def test_a_code_is_good_once(now):
    user = UserFactory()
    device = enrol(user, now)
    code = code_of(device.key)
    assert log_in(user).post(DOOR, {"code": code}).url == "/"
    assert log_in(user).post(DOOR, {"code": code}).status_code == 400


def test_no_route_lies_beside_the_second_factor(now):
    """Every address but the door, the way out and what is public leads back to the code."""
    user = user_with(Role.SYSADMIN)
    enrol(user, now)
    client = log_in(user)
    for address, view in routes():
        if view.policy_line.kind == "public" or address in ("second-factor/", "logout/"):
            continue
        path = "/" + address
        for kind in ("<int:pk>", "<int:year>", "<int:id>"):
            path = path.replace(kind, "1")
        if "<" in path:
            continue
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 302 and answer.url == DOOR, path


def test_not_even_the_password_is_changed_without_the_code(now):
    user = UserFactory(must_change_password=True)
    TOTPDevice.objects.create(user=user, confirmed=True)
    client = log_in(user)
    new = "Neues-Wort-1"
    assert client.post("/password/", {"old": PASSWORD, "new": new, "repeat": new}).url == DOOR
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("rule", "asked"),
    [("none", set()), ("administrators", {Role.AUDITOR}), ("all", {Role.AUDITOR, Role.OFFICE})],
)
def test_whom_the_rule_asks_for_a_telephone(rule, asked):
    secadmin = user_with(Role.SECADMIN)
    site.set_parameter(secadmin, "SECOND_FACTOR_REQUIRED_ROLES", rule, clock.today(), "校密〔2026〕3号")
    sent = {
        role for role in (Role.AUDITOR, Role.OFFICE) if log_in(user_with(role)).get(HERE).status_code == 302
    }
    assert sent == asked


def test_a_lost_telephone_is_taken_off_by_the_system_administrator(now):
    user = UserFactory()
    enrol(user, now)
    waiting = log_in(user)
    accounts.reset_second_factor(user_with(Role.SYSADMIN), user, "手机遗失")
    assert "ended=closed" in waiting.get(HERE).url
    assert log_in(user).get(HERE).status_code == 200


def test_a_second_telephone_is_not_slipped_in(now):
    """A session that has not shown the code may not enrol another telephone."""
    user = UserFactory()
    enrol(user, now)
    client = log_in(user)
    page = client.get(DOOR)
    assert "密钥" not in page.content.decode()
    assert "second_factor_key" not in client.session
