"""Every route has a policy line; refusals are sentences and stand in the log (P10, P26)."""

import pytest
from django.core import checks as django_checks
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from baomi.audit.models import AuditEntry
from baomi.core.errors import NotFound, NotPermitted, Refusal, StaleRecord
from baomi.organization import checks, policy
from baomi.organization.models import User
from baomi.organization.roles import Role
from tests.factories.organization import UserFactory, user_with


def without_line(request):
    return HttpResponse("open")


@policy.needs("organization.no.such")
def misspelt(request):
    return HttpResponse("open")


def raising(error):
    @policy.signed_in
    def view(request):
        raise error

    return view


@policy.public
def broken(request):
    raise ZeroDivisionError("secret detail")


from baomi.urls import urlpatterns as real  # noqa: E402

urlpatterns = [
    *real,
    path("t/bare/", without_line),
    path("t/misspelt/", misspelt),
    path("t/refusal/", raising(Refusal("超过名额", "先进集体", "请减去 1 个"))),
    path("t/forbidden/", raising(NotPermitted("这件事由保密办办理"))),
    path("t/missing/", raising(NotFound())),
    path("t/stale/", raising(StaleRecord())),
    path("t/broken/", broken),
]
handler404 = "baomi.organization.pages.errors.not_found"
handler500 = "baomi.organization.pages.errors.server_error"

odd_routes = pytest.mark.urls(__name__)


def test_every_route_of_the_house_has_a_line_with_a_declared_permission():
    assert checks.check_routes(None) == []
    assert sum(1 for _ in checks.routes()) > 20


@odd_routes
def test_a_route_without_line_and_one_with_an_unknown_permission_stop_the_start():
    found = {(error.id, error.msg.split()[1]) for error in checks.check_routes(None)}
    assert found == {("baomi.E020", "/t/bare/"), ("baomi.E021", "/t/misspelt/")}
    assert all(isinstance(error, django_checks.Error) for error in checks.check_routes(None))


@odd_routes
@pytest.mark.django_db
def test_a_route_without_line_is_shut_even_if_the_check_were_skipped(client):
    client.force_login(UserFactory())
    assert client.get("/t/bare/").status_code == 404


@pytest.mark.django_db
def test_accounts_have_no_superuser_column():
    assert checks.check_no_superuser(None) == []
    with connection.cursor() as cursor:
        columns = {
            c.name for c in connection.introspection.get_table_description(cursor, User._meta.db_table)
        }
    assert not columns & {"is_superuser", "is_staff"}


@odd_routes
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "code", "sentence"),
    [
        ("/t/refusal/", 400, "超过名额"),
        ("/t/forbidden/", 403, "这件事由保密办办理"),
        ("/t/missing/", 404, "没有这条记录"),
        ("/t/stale/", 409, "这条记录刚被别人改过"),
        ("/nowhere/at/all/", 404, "没有这条记录"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(client, address, code, sentence):
    client.force_login(UserFactory())
    answer = client.get(address)
    assert answer.status_code == code
    assert sentence in answer.content.decode()


@odd_routes
@pytest.mark.django_db
def test_a_fault_shows_no_stack_trace():
    client = Client(raise_request_exception=False)
    answer = client.get("/t/broken/")
    assert answer.status_code == 500
    assert "数据未改动" in answer.content.decode()
    assert "secret detail" not in answer.content.decode() and "Traceback" not in answer.content.decode()


@pytest.mark.django_db
def test_a_refused_page_is_one_entry_with_who_where_and_why(client):
    user = user_with(Role.OFFICER)
    client.force_login(user)
    answer = client.get(f"/organization/accounts/{user.pk}/disable/", REMOTE_ADDR="10.0.0.7")
    assert answer.status_code == 403
    assert "系统管理员" in answer.content.decode()
    entry = AuditEntry.objects.get(action="access.refused")
    assert (entry.outcome, entry.actor_id, entry.address) == ("refused", user.pk, "10.0.0.7")
    assert entry.roles == ["officer"]
    assert entry.session


@pytest.mark.django_db
def test_a_guessed_row_answers_like_one_that_does_not_exist(client):
    client.force_login(user_with(Role.SYSADMIN))
    assert client.get("/organization/accounts/999999/disable/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_in_without_logging_in(client, method):
    for address, view in checks.routes():
        if view.policy_line.kind == "public" or "<" in address:
            continue
        answer = getattr(client, method)("/" + address)
        assert answer.status_code == 302 and answer.url.startswith("/login/"), address


@pytest.mark.django_db
def test_a_forged_form_is_refused_in_words():
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/login/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "页面已失效" in answer.content.decode()
