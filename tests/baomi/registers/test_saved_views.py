"""Views of one's own: kept, renamed, renewed, opened first, deleted; nobody else's can be touched."""

import pytest
from django.test import Client

from baomi.organization.roles import Role
from baomi.registers.models import StoredView
from tests.factories.organization import user_with

pytestmark = pytest.mark.django_db
URL = "/organization/staff/"
QUERY = "q=陈&sort=-name&page=3&csrfmiddlewaretoken=x"


@pytest.fixture
def office():
    return user_with(Role.OFFICE)


@pytest.fixture
def client(office):
    client = Client()
    client.force_login(office)
    return client


@pytest.fixture
def kept(client) -> StoredView:
    client.post(f"{URL}views/", {"label": "姓陈的", "query": QUERY})
    return StoredView.objects.get()


def tell(client, view, **data):
    return client.post(f"{URL}views/{view.pk}/", data)


def test_a_view_keeps_the_conditions_and_nothing_else(kept):
    assert kept.query == "q=%E9%99%88&sort=-name"


def test_the_open_view_offers_what_can_be_done_to_it_and_the_plain_list_does_not(client, kept):
    assert "本视图" in client.get(kept.address(URL)).content.decode()
    assert "本视图" not in client.get(f"{URL}?view=all").content.decode()


def test_a_view_is_renamed_but_not_to_a_name_in_use(client, kept):
    client.post(f"{URL}views/", {"label": "全部人员", "query": ""})
    assert tell(client, kept, deed="rename", label="陈姓").status_code == 302
    kept.refresh_from_db()
    assert kept.name == "陈姓"
    answer = tell(client, kept, deed="rename", label="全部人员")
    assert answer.status_code == 400
    assert "已有同名视图" in answer.content.decode()
    kept.refresh_from_db()
    assert kept.name == "陈姓"


def test_a_view_takes_the_present_conditions(client, kept):
    tell(client, kept, deed="renew", query="q=李&stored=1")
    kept.refresh_from_db()
    assert kept.query == "q=%E6%9D%8E"


def test_the_list_opens_with_the_view_wanted_first_and_only_one_is(client, kept):
    client.post(f"{URL}views/", {"label": "另一个", "query": "q=李"})
    other = StoredView.objects.get(name="另一个")
    tell(client, kept, deed="first")
    tell(client, other, deed="first")
    assert list(StoredView.objects.filter(opens_first=True)) == [other]
    assert client.get(URL).url == other.address(URL)
    assert client.get(f"{URL}?view=all").status_code == 200
    tell(client, other, deed="not-first")
    assert client.get(URL).status_code == 200


def test_a_view_is_deleted(client, kept):
    assert tell(client, kept, deed="drop").url == URL
    assert not StoredView.objects.exists()


def test_too_many_conditions_and_unknown_deeds_are_refused(client, kept):
    answer = client.post(f"{URL}views/", {"label": "太长", "query": "q=" + "长" * 80})
    assert answer.status_code == 400
    assert "条件太多" in answer.content.decode()
    assert tell(client, kept, deed="share").status_code == 400
    assert StoredView.objects.get() == kept


@pytest.mark.parametrize("deed", ["rename", "renew", "first", "drop"])
def test_somebody_elses_view_does_not_exist(client, kept, deed):
    stranger = Client()
    stranger.force_login(user_with(Role.OFFICE))
    assert tell(stranger, kept, deed=deed, label="改了", query="q=改").status_code == 404
    assert StoredView.objects.get() == kept
    assert StoredView.objects.get().query == kept.query
    assert stranger.get(kept.address(URL)).content.decode().count("姓陈的") == 0
