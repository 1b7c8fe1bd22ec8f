"""Sessions: idle and whole limits, one per account, withdrawal on the next request (P16, P20). By the real time."""

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.organization.actions import accounts, grants, site
from baomi.organization.models import User
from baomi.organization.roles import Role
from tests.factories.organization import PASSWORD, UserFactory, user_with

pytestmark = pytest.mark.django_db

HERE = "/password/"
START = "2026-12-01T02:00:00Z"


@pytest.fixture
def now():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def open_as(user) -> Client:
    client = Client()
    assert client.post("/login/", {"username": user.username, "password": PASSWORD}).status_code == 302
    return client


def alive(client) -> bool:
    return client.get(HERE).status_code == 200


@pytest.mark.parametrize(("role", "minutes"), [(Role.OFFICE, 15), (Role.AUDITOR, 10)])
def test_idleness_ends_the_session_with_a_sentence(now, role, minutes):
    client = open_as(user_with(role))
    now.shift(minutes * 60)
    assert alive(client)
    now.shift(minutes * 60 + 1)
    answer = client.get(HERE)
    assert answer.url.startswith("/login/?") and "ended=idle" in answer.url
    assert "长时间没有操作" in client.get(answer.url).content.decode()
    assert not alive(client)
    assert AuditEntry.objects.filter(action="organization.session.ended").count() == 1


def test_work_keeps_the_session_for_eight_hours_and_no_longer(now):
    client = open_as(user_with(Role.OFFICE))
    for _ in range(48):
        now.shift(600)
        assert alive(client)
    now.shift(1)
    assert "ended=limit" in client.get(HERE).url


def test_the_limits_follow_the_parameter(now):
    site.set_parameter(
        user_with(Role.SECADMIN), "SESSION_IDLE_MINUTES", "5", clock.today(), "校密〔2026〕3号"
    )
    client = open_as(user_with(Role.OFFICE))
    now.shift(5 * 60 + 1)
    assert not alive(client)


def test_the_moved_clock_of_the_house_ends_no_session(now):
    client = open_as(user_with(Role.OFFICE))
    with clock.at(clock.now().replace(year=2027)):
        assert alive(client)


def test_activity_is_written_once_a_minute_at_most(now, django_assert_num_queries):
    client = open_as(user_with(Role.OFFICE))
    user = User.objects.get()
    first = user.last_seen_at
    now.shift(59)
    alive(client)
    user.refresh_from_db()
    assert user.last_seen_at == first
    now.shift(1)
    alive(client)
    user.refresh_from_db()
    assert (user.last_seen_at - first).total_seconds() == 60


def test_a_second_log_in_ends_the_first_session_with_a_sentence():
    user = UserFactory()
    first, second = open_as(user), open_as(user)
    answer = first.get(HERE)
    assert "ended=elsewhere" in answer.url
    assert "已在别处登录" in first.get(answer.url).content.decode()
    assert alive(second)


def test_an_old_cookie_opens_nothing_after_a_second_log_in_or_a_log_out():
    user = UserFactory()
    first = open_as(user)
    old = first.cookies["sessionid"].value
    second = open_as(user)
    replayed = Client()
    replayed.cookies["sessionid"] = old
    assert not alive(replayed)
    kept = second.cookies["sessionid"].value
    second.post("/logout/")
    replayed.cookies["sessionid"] = kept
    assert not alive(replayed)


def test_a_stolen_row_in_the_session_table_is_not_enough():
    """The account names its one session; a row made behind its back is another one."""
    user = UserFactory()
    client = open_as(user)
    row = Session.objects.get(session_key=client.cookies["sessionid"].value)
    Session.objects.create(session_key="f" * 32, session_data=row.session_data, expire_date=row.expire_date)
    thief = Client()
    thief.cookies["sessionid"] = "f" * 32
    assert not alive(thief)
    assert alive(client)


def test_disabling_the_account_ends_its_session():
    user = UserFactory()
    client = open_as(user)
    accounts.disable_account(user_with(Role.SYSADMIN), user, "离校")
    assert client.get(HERE).url.startswith("/login/")
    accounts.enable_account(user_with(Role.SYSADMIN), user, "返校")
    assert not alive(client)


def test_a_withdrawn_role_is_gone_with_the_next_request():
    head, secadmin = user_with(Role.OFFICE_HEAD), user_with(Role.SECADMIN)
    other = user_with(Role.SYSADMIN)
    client = open_as(other)
    address = f"/organization/accounts/{head.pk}/unlock/"
    assert client.get(address).status_code == 200
    grants.end_grant(secadmin, other.grants.get(), "轮岗")
    assert client.get(address).status_code == 403
    assert alive(client)


def test_changing_the_password_ends_every_other_session_and_keeps_this_one():
    user = UserFactory()
    client = open_as(user)
    copied = Client()
    copied.cookies["sessionid"] = client.cookies["sessionid"].value
    new = "Neues-Wort-2027"
    answer = client.post(HERE, {"old": PASSWORD, "new": new, "repeat": new})
    assert answer.url == "/"
    assert alive(client)
    assert not alive(copied)


def test_an_expired_session_answers_htmx_with_a_way_to_the_door(now):
    client = open_as(UserFactory())
    now.shift(3600)
    answer = client.get(HERE, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith("/login/?")


def test_signed_in_pages_are_kept_nowhere():
    assert open_as(UserFactory()).get(HERE)["Cache-Control"] == "no-store"


def test_what_a_page_asks_by_itself_keeps_no_session_alive(now):
    client = open_as(user_with(Role.OFFICE))
    for _ in range(7):
        now.shift(120)
        assert client.get("/jobs/", headers={"X-Background": "1"}).status_code == 200
    now.shift(61)  # 15 minutes and a second since anybody did anything
    answer = client.get("/jobs/", headers={"X-Background": "1", "HX-Request": "true"})
    assert "ended=idle" in answer.headers["HX-Redirect"]


def test_the_single_keys_are_switched_off_and_on_by_oneself(client):
    user, other = user_with(Role.OFFICE), user_with(Role.OFFICE)
    client.force_login(user)
    back = client.post("/preferences/keys/", {"on": "0"}, headers={"referer": "http://testserver/jobs/?a=1"})
    assert back.url == "/jobs/?a=1"
    assert 'data-keys="off"' in client.get("/jobs/").content.decode()
    assert not User.objects.get(pk=user.pk).single_key_shortcuts
    assert User.objects.get(pk=other.pk).single_key_shortcuts
    elsewhere = client.post(
        "/preferences/keys/", {"on": "1"}, headers={"referer": "https://elsewhere.example/"}
    )
    assert elsewhere.url == "/"
    assert 'data-keys="off"' not in client.get("/jobs/").content.decode()
