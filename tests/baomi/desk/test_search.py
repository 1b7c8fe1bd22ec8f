"""One search box, within what the user may see."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baomi.desk import search as search_module
from baomi.desk.search import SHOWN, search
from baomi.organization.roles import Role
from tests.factories.organization import DepartmentFactory, StaffFactory, UserFactory, user_with
from tests.factories.reviews import IncidentFactory

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    assert response.status_code == 200
    whole = re.sub(r"</?mark>", "", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", whole)))


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


def test_the_nearest_come_first():
    """The whole number or name, then its beginning, then the rest; each of them in any field."""
    for name, number in (("张三立", "20190"), ("小张三", "20191"), ("张三", "20192"), ("李四", "张三")):
        StaffFactory(name=name, number=number)
    assert labels(user_with(Role.OFFICE), "张三") == ["张三", "李四", "张三立", "小张三"]
    assert labels(user_with(Role.OFFICE), "20190 张")[0] == "张三立"


def test_what_was_typed_is_marked_and_nothing_of_it_is_run(client):
    person("曾子墨", number="2019zz")
    StaffFactory(name="<b>曾</b>")
    client.force_login(user_with(Role.OFFICE, staff__name="周予安"))
    page = client.get("/search/", {"q": "子墨 2019ZZ"}).content.decode()
    assert "曾<mark>子墨</mark>" in page
    assert "<mark>2019zz</mark>" in page
    page = client.get("/search/", {"q": "<b> 曾"}).content.decode()
    assert "<b>曾" not in page
    assert "&lt;b&gt;" in page


def test_the_row_says_what_was_matched_where_it_would_not_show(client):
    """A former name, a reading: nobody wonders why this row is here."""
    DepartmentFactory(name="人工智能学院", former_names="计算机学院、软件学院")
    person()
    client.force_login(user_with(Role.OFFICE, staff__name="周予安"))
    assert "计算机学院、软件学院" in text_of(client.get("/search/?q=软件学院"))
    assert "zeng zi mo" in text_of(client.get("/search/?q=zengzi"))
    assert "zeng zi mo" not in text_of(client.get("/search/?q=曾子墨"))


def test_a_long_text_is_shown_around_what_was_matched(client):
    IncidentFactory(outline=f"{'前' * 90}外发文件未审{'后' * 90}")
    client.force_login(user_with(Role.OFFICE))
    page = text_of(client.get("/search/?q=外发文件"))
    assert "…" in page
    assert "外发文件未审" in page
    assert "前" * 40 not in page


def test_counting_stops_at_a_bound(client, monkeypatch):
    monkeypatch.setattr(search_module, "COUNTED", SHOWN + 1)
    StaffFactory.create_batch(SHOWN + 3, name="欧阳静")
    client.force_login(user_with(Role.OFFICE, staff__name="周予安"))
    page = text_of(client.get("/search/?q=欧阳静"))
    assert f"{SHOWN + 1} 人以上" in page
    assert f"找到 {SHOWN + 1} 条以上" in page


def test_signs_alone_are_no_question(client):
    person()
    client.force_login(user_with(Role.OFFICE))
    assert "里没有可查找的字" in text_of(client.get("/search/", {"q": "***"}))
    assert "里没有可查找的字" in text_of(client.get("/search/", {"q": "😀"}))


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
