"""What no form of ours sends is answered with a sentence on both databases, and nothing is written."""

import pytest
from django.db import OperationalError
from django.urls import path

from baomi.audit.models import AuditEntry
from baomi.organization import policy
from baomi.organization.models import Department, Place
from baomi.organization.roles import Role
from baomi.registers.models import Job, StoredView
from baomi.urls import urlpatterns as real
from tests.factories.organization import DepartmentFactory, UserFactory, user_with

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

LONG = "9" * 30
LONGER = "9" * 5000


@policy.signed_in
def busy(request):
    raise OperationalError("database is locked")


urlpatterns = [*real, path("t/busy/", busy)]
handler400 = "baomi.organization.pages.errors.bad_request"


@pytest.fixture
def office(client):
    client.raise_request_exception = False
    client.force_login(user_with(Role.OFFICE))
    return client


@pytest.mark.parametrize("odd", ["²", LONG, LONGER, "-1", "abc", "😀", ""])
@pytest.mark.parametrize("name", ["page", "size", "sort", "view", "stored"])
def test_an_odd_list_address_shows_the_list(office, name, odd):
    assert office.get("/organization/places/", {name: odd}).status_code == 200


@pytest.mark.parametrize("odd", ["²", LONG, LONGER])
def test_an_odd_key_in_a_filter_is_answered_in_words(office, odd):
    answer = office.get("/organization/places/", {"department": odd})
    words = {200: "这个条件没有起作用", 400: "无法识别"}  # SQLite cannot even compare so long a key
    assert words[answer.status_code] in answer.content.decode()


@pytest.mark.parametrize("odd", ["²", LONG, LONGER])
def test_chosen_rows_with_odd_keys_are_not_taken_for_all(office, odd):
    answer = office.post("/organization/places/export/", {"pk": odd})
    assert answer.status_code == 400
    assert "没有找到所选" in answer.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("address", ["/organization/places/", "/search/", "/login/", "/verify/"])
def test_nul_in_an_address_is_refused(office, address):
    answer = office.get(address, {"q": "a\0b"})
    assert answer.status_code == 400
    assert "无法识别" in answer.content.decode()


def test_nul_in_a_form_is_refused_and_nothing_is_kept(office):
    entries = AuditEntry.objects.count()
    for address in (
        "/organization/places/views/",
        "/organization/places/new/draft/",
        "/organization/places/new/",
    ):
        answer = office.post(address, {"label": "我的\0视图", "room": "1\x00", "token": "t"})
        assert answer.status_code == 400
        assert "无法识别" in answer.content.decode()
    assert not StoredView.objects.exists() and not Place.objects.exists()
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize(
    ("method", "address"), [("get", "/notices/read/"), ("post", "/search/"), ("put", "/inbox/")]
)
def test_the_wrong_way_to_call_an_address_is_answered_in_words(office, method, address):
    answer = getattr(office, method)(address)
    assert answer.status_code == 405
    assert answer.headers["Allow"]
    assert "请从页面上的按钮办理" in answer.content.decode()


@pytest.mark.urls(__name__)
def test_a_database_that_is_held_too_long_is_answered_in_words(client):
    client.raise_request_exception = False
    client.force_login(UserFactory())
    answer = client.get("/t/busy/")
    assert answer.status_code == 503
    assert "系统正忙" in answer.content.decode()


def test_an_odd_year_opens_the_present_one(office):
    DepartmentFactory(classified=True)
    for odd in ("12345678", LONG, "²", "0"):
        assert office.get("/awards/years/open/", {"year": odd}).status_code == 200


def test_departments_with_odd_keys_are_none(office):
    before = Department.objects.count()
    answer = office.post("/awards/years/open/", {"department": [LONG, "²"], "token": "t"})
    assert answer.status_code == 422
    assert Department.objects.count() == before
