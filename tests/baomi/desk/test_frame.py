"""The frame of every page, and the pages of what could not be done."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baomi.core import clock
from baomi.desk import shell
from baomi.organization.models import Grant
from baomi.organization.roles import Role
from tests.factories import reminders
from tests.factories.organization import DepartmentFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def queries(client, address="/") -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_frame_says_day_person_department_and_role(client):
    department = DepartmentFactory(name="机械工程学院", short_name="机械学院")
    officer = user_with(Role.OFFICER, department, staff__name="李頔")
    client.force_login(officer)
    with clock.at(dt.date(2026, 12, 7)):
        page = text_of(client.get("/"))
    for words in ("2026-12-07", "星期一", "李頔", "机械学院 · 部门保密员", "非涉密系统"):
        assert words in page


def test_a_role_named_like_the_department_gives_way_to_the_post():
    department = DepartmentFactory(name="保密办公室", short_name="保密办")
    office = user_with(Role.OFFICE, department, staff__post="科长")
    assert shell.role_line(office) == "保密办 · 科长"


def test_unread_notices_are_counted_for_their_reader_alone(client):
    office = user_with(Role.OFFICE)
    reminders.NoticeFactory.create_batch(3, recipient=office)
    reminders.NoticeFactory()
    client.force_login(office)
    page = client.get("/").content.decode()
    assert re.search(r'class="topbar-inbox" href="/notices/">消息\s*<b>3</b>', page)
    assert "未读 3 条" in text_of(client.get("/inbox/"))


def test_a_withdrawn_grant_empties_the_menu_on_the_next_request(client):
    auditor = user_with(Role.AUDITOR)
    client.force_login(auditor)
    assert "操作记录" in text_of(client.get("/"))
    Grant.objects.update(ends=clock.today() - dt.timedelta(days=1))
    assert "操作记录" not in text_of(client.get("/"))
    assert client.get("/audit/").status_code == 403


@pytest.mark.parametrize("address", ["/", "/duties/", "/inbox/"])
def test_queries_stay_the_same_with_one_and_with_three_rows(client, address):
    office = user_with(Role.OFFICE)
    client.force_login(office)
    with reminders.declared():
        for row in range(4):
            reminders.ending_grant(clock.today() + dt.timedelta(days=3))
            reminders.NoticeFactory(recipient=office)
            if row == 0:
                client.get(address)
                one = queries(client, address)
        assert queries(client, address) == one


def test_without_an_account_every_page_leads_to_the_login(client):
    for address in ("/", "/inbox/", "/search/?q=a", "/duties/", "/audit/", "/health/details/"):
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer.headers["Location"].startswith("/login/")


def test_an_address_that_does_not_exist_and_one_that_is_forbidden_answer_in_words(client):
    client.force_login(UserFactory())
    nowhere = client.get("/nowhere/")
    assert nowhere.status_code == 404
    assert "没有这条记录" in text_of(nowhere)
    forbidden = client.get("/audit/")
    assert forbidden.status_code == 403
    assert "这件事由安全审计员、安全保密管理员办理" in text_of(forbidden)


def test_a_defect_answers_in_words_without_a_trace(client, monkeypatch):
    def broken(user):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("baomi.desk.pages.home.waiting.items", broken)
    client.force_login(UserFactory())
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "没有办成，数据未改动" in text_of(answer)
    assert "secret detail" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/inbox/", "/duties/", "/search/"])
def test_looking_is_not_done_by_posting(client, address):
    client.force_login(UserFactory())
    assert client.post(address).status_code == 405
