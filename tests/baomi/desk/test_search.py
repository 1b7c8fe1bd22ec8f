"""One search box, within what the user may see."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baomi.desk.search import SHOWN, search
from baomi.organization.roles import Role
from tests.factories.organization import DepartmentFactory, StaffFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def labels(user, words) -> list[str]:
    return [hit.label for found in search(user, words) for hit in found.hits]


def person(name="曾子墨", **fields):
    return StaffFactory(name=name, pinyin="zeng zi mo", initials="zzm", **fields)


@pytest.mark.parametrize("words", ["曾子墨", "子墨", "zeng zi", "ZZM", "2019zz", "曾 2019zz"])
def test_names_numbers_pinyin_and_initials_find(words):
    person(number="2019zz")
    assert "曾子墨" in labels(user_with(Role.OFFICE), words)


def test_every_word_must_stand_in_the_record():
    person()
    assert "曾子墨" not in labels(user_with(Role.OFFICE), "曾子墨 王建国")


def test_another_departments_people_stay_hidden(client):
    mine, other = DepartmentFactory(), DepartmentFactory()
    officer = user_with(Role.OFFICER, mine, staff__name="李頔")
    person("曾子墨甲", department=mine)
    person("曾子墨乙", department=other)
    assert labels(officer, "曾子墨") == ["曾子墨甲"]
    client.force_login(officer)
    page = text_of(client.get("/search/?q=曾子墨"))
    assert "曾子墨甲" in page
    assert "曾子墨乙" not in page
    assert "找到 1 条" in page


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SECADMIN, Role.MEMBER, None])
def test_roles_without_the_ledger_of_people_find_nobody(role):
    person()
    user = user_with(role) if role else UserFactory()
    assert "曾子墨" not in labels(user, "曾子墨")


def test_many_hits_are_cut_and_the_list_leads_on(client):
    StaffFactory.create_batch(SHOWN + 3, name="欧阳静")
    office = user_with(Role.OFFICE, staff__name="周予安")
    [found] = search(office, "欧阳静")
    assert (len(found.hits), found.total) == (SHOWN, SHOWN + 3)
    client.force_login(office)
    assert f"查看全部 {SHOWN + 3} 人" in text_of(client.get("/search/?q=欧阳静"))
    assert f"共 {SHOWN + 3} 人" in text_of(client.get(found.url)).replace("条", "人")


def test_the_list_behind_the_hits_holds_people_who_left_too(client):
    person(active=False)
    office = user_with(Role.OFFICE, staff__name="周予安")
    [found] = search(office, "曾子墨")
    client.force_login(office)
    assert "曾子墨" in text_of(client.get(found.url)).split("搜索", 1)[1]
    assert "view=all" in found.url


@pytest.mark.postgres
def test_nothing_typed_and_nothing_found_are_finished_pages(client):
    client.force_login(user_with(Role.OFFICE))
    assert "请输入姓名" in text_of(client.get("/search/"))
    assert "请输入姓名" in text_of(client.get("/search/?q=%20"))
    assert "没有找到“不存在的词”" in text_of(client.get("/search/?q=不存在的词"))
    response = client.get("/search/?q=" + "<script>alert(1)</script>" + "长" * 500)
    assert b"<script>alert" not in response.content
    assert client.get("/search/?q=a%00b").status_code in (200, 400)
    assert search(user_with(Role.OFFICE), "a\0b") == []


def test_queries_do_not_grow_with_the_hits():
    office = user_with(Role.OFFICE, staff__name="周予安")
    person()

    def count():
        office._held = None
        with CaptureQueriesContext(connection) as caught:
            search(office, "曾子墨")
        return len(caught)

    one = count()
    person()
    person()
    assert count() == one
