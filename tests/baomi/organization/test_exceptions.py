"""Named exceptions: one person sees one record until a day, on every channel of that record and on no other."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.organization import policy
from baomi.organization.actions import exceptions as actions
from baomi.organization.actions.site import set_parameter
from baomi.organization.models import Staff, StaffException, User
from baomi.organization.roles import ADMINISTRATORS, Role
from baomi.organization.security_parameters import EXCEPTION_DAYS
from baomi.registers.declarations import registry
from baomi.registers.sheets import export
from tests.factories.organization import GrantFactory, StaffFactory, UserFactory, user_with

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

VIEW = "organization.staff.view"
TODAY = clock.today()  # the real one: log-in goes by real time
LAST_DAY = TODAY + dt.timedelta(days=18)
LATER = TODAY + dt.timedelta(days=40)


@pytest.fixture(autouse=True)
def day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def head():
    return user_with(Role.OFFICE_HEAD)


@pytest.fixture
def person():
    return StaffFactory(name="欧阳静", identified=True)


@pytest.fixture
def reader():
    """Somebody whose role shows nobody's record."""
    return user_with(Role.GRAD)


def grant(head, reader, person, **other):
    values = {"ends": LAST_DAY, "reason": "参加专项审查"} | other
    return actions.grant_exception(head, VIEW, reader, person, **values)


def again(user: User) -> User:
    """The account as the next request reads it."""
    return User.objects.get(pk=user.pk)


def sees(user: User, person: Staff) -> bool:
    return bool(policy.can(again(user), VIEW, person))


def test_one_record_is_opened_to_one_person_and_logged(head, reader, person):
    other, stranger = StaffFactory(), user_with(Role.GRAD)
    assert not sees(reader, person)
    row = grant(head, reader, person)
    assert sees(reader, person)
    assert not sees(reader, other)
    assert not sees(stranger, person)
    assert list(policy.scope(again(reader), VIEW, Staff.objects.all())) == [person]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.reason) == ("organization.staffexception.create", "参加专项审查")
    assert (row.granted_by, row.starts, row.ends) == (head, TODAY, LAST_DAY)


def test_it_adds_to_what_the_roles_show(head, person):
    officer = user_with(Role.OFFICER)
    grant(head, officer, person)
    seen = set(policy.scope(again(officer), VIEW, Staff.objects.all()))
    assert seen == {officer.staff, person}


def test_the_last_day_is_included_and_the_day_after_is_not(head, reader, person):
    grant(head, reader, person)
    with clock.at(LAST_DAY):
        assert sees(reader, person)
    with clock.at(LAST_DAY + dt.timedelta(days=1)):
        assert not sees(reader, person)
        assert not policy.can(again(reader), VIEW)
        assert not policy.scope(again(reader), VIEW, Staff.objects.all()).exists()


def test_a_disabled_account_sees_nothing(head, reader, person):
    grant(head, reader, person)
    User.objects.filter(pk=reader.pk).update(is_active=False)
    assert not sees(reader, person)
    # The row itself opens nothing either, should somebody ask with an account read before.
    assert not policy.scope(reader, VIEW, Staff.objects.all()).exists()


def test_an_ended_one_shows_nothing_from_the_next_request_on(head, reader, person):
    row = grant(head, reader, person)
    actions.end_exception(head, row, "审查提前结束")
    assert not sees(reader, person)
    with pytest.raises(Refusal, match="已经结束"):
        actions.end_exception(head, row, "再来一次")
    assert [entry.action.rpartition(".")[2] for entry in AuditEntry.objects.order_by("pk")] == [
        "create",
        "end",
    ]


def test_one_that_has_run_out_is_given_anew_in_the_same_row(head, reader, person):
    first = grant(head, reader, person)
    with clock.at(LATER):
        second = grant(head, reader, person, ends=LATER, reason="复查")
        assert sees(reader, person)
    assert second.pk == first.pk
    assert [row.ends for row in second.history.order_by("history_id")] == [LAST_DAY, LATER]


def test_a_running_one_is_not_doubled(head, reader, person):
    grant(head, reader, person)
    with pytest.raises(Refusal, match="已能查看"):
        grant(head, reader, person, ends=LAST_DAY + dt.timedelta(days=1))
    row = StaffException.objects.get()
    row.pk, row.uuid = None, "7f1c0e6e-6f0c-4d84-9f0e-5f0a7c4f2f11"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_none_of_the_three_administrators_gets_one(head, person, role):
    with pytest.raises(Refusal, match="三员"):
        grant(head, user_with(role), person)
    assert not StaffException.objects.exists()


def test_a_reader_who_becomes_an_administrator_loses_it(head, reader, person):
    grant(head, reader, person)
    reader.grants.all().delete()
    GrantFactory(user=reader, role=Role.AUDITOR)
    assert not sees(reader, person)
    assert not policy.scope(again(reader), VIEW, Staff.objects.all()).exists()


def test_refused_to_oneself_to_the_disabled_and_without_a_reason(head, reader, person):
    with pytest.raises(Refusal, match="给自己"):
        grant(head, head, person)
    with pytest.raises(Refusal, match="事由"):
        grant(head, reader, person, reason="  ")
    with pytest.raises(Refusal, match="已停用"):
        grant(head, UserFactory(is_active=False), person)
    with pytest.raises(Refusal, match="不必另行授权"):
        grant(head, user_with(Role.OFFICE), person)
    assert not StaffException.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("ends", "sentence"),
    [(TODAY - dt.timedelta(days=1), "早于今天"), (TODAY + dt.timedelta(days=366), "超过 365 天")],
)
def test_the_period_has_its_bounds(head, reader, person, ends, sentence):
    with pytest.raises(Refusal, match=sentence):
        grant(head, reader, person, ends=ends)
    assert not StaffException.objects.exists()


def test_the_longest_period_is_a_parameter(head, reader, person):
    grant(head, reader, person, ends=TODAY + dt.timedelta(days=365))
    set_parameter(head, EXCEPTION_DAYS, "10", TODAY, "校内规定")
    with pytest.raises(Refusal, match="超过 10 天"):
        grant(head, user_with(Role.PRESS), person, ends=TODAY + dt.timedelta(days=11))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICE_HEAD])
def test_only_the_office_head_gives_and_ends(head, reader, person, role):
    row = grant(head, reader, person)
    somebody = user_with(role)
    with pytest.raises(NotPermitted):
        grant(somebody, user_with(Role.PRESS), person)
    with pytest.raises(NotPermitted):
        actions.end_exception(somebody, row, "不该")
    assert StaffException.objects.get().ended_at is None


def test_nobody_opens_a_record_that_he_does_not_see_himself(head, reader, person, monkeypatch):
    """The office head sees everybody today; the rule must hold when he does not."""
    lines = dict(policy.lines()[VIEW]) | {Role.OFFICE_HEAD: policy.Reach.OWN}
    monkeypatch.setitem(policy._lines, VIEW, lines)
    with pytest.raises(NotFound):
        grant(head, reader, person)


def test_a_permission_without_exceptions_knows_none(head, reader, person):
    with pytest.raises(policy.UnknownPermission):
        actions.grant_exception(
            head, "organization.person.reveal", reader, person, ends=LAST_DAY, reason="查看电话"
        )


def test_the_record_cannot_go_while_somebody_may_read_it(head, reader, person):
    """P18, B16: no exception outlives its record, so none meets a later row under the same key."""
    grant(head, reader, person)
    with pytest.raises(ProtectedError):
        Staff.objects.filter(pk=person.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM organization_staff WHERE id = %s", [person.pk])
        connection.check_constraints()


def test_a_permission_on_the_whole_table_opens_nothing(reader, person):
    """B17: guardian's shortcuts would open every record by one model-wide row; no such row is read here."""
    assert not hasattr(reader, "user_permissions")
    assert not reader.is_superuser
    assert not sees(reader, person)


def test_list_page_search_and_sheet_follow(client, head, reader, person):
    hidden = StaffFactory()
    client.force_login(reader)
    assert client.get("/organization/staff/").status_code == 403
    grant(head, reader, person)
    listed = client.get("/organization/staff/", {"view": "all"}).content.decode()
    assert person.number in listed
    assert hidden.number not in listed
    assert client.get(f"/organization/staff/{person.pk}/").status_code == 200
    assert client.get(f"/organization/staff/{hidden.pk}/").status_code == 404
    found = client.get("/search/", {"q": person.number}).content.decode()
    assert f"/organization/staff/{person.pk}/" in found
    assert (
        f"/organization/staff/{hidden.pk}/"
        not in client.get("/search/", {"q": hidden.number}).content.decode()
    )
    _, content = export.export(again(reader), registry.get("organization", "staff"), query="view=all")
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert person.number in cells
    assert hidden.number not in cells


def test_nothing_else_of_the_person_is_opened(client, head, reader, person):
    grant(head, reader, person)
    for permission in policy.lines():
        if permission not in (VIEW, "organization.staff.export"):
            assert not policy.can(again(reader), permission, person) or policy.can(
                user_with(Role.GRAD), permission, person
            )
    client.force_login(reader)
    page = client.get(f"/organization/staff/{person.pk}/").content.decode()
    assert person.phone not in page
    assert "联系方式" not in page
    for tail in ("edit/", "photo/", "reveal/phone/", "readers/"):
        assert client.get(f"/organization/staff/{person.pk}/{tail}").status_code == 403
    # He may not pass it on, either: the card of readers is the office head's.
    assert "另行授权查看" not in page


def test_the_card_of_the_record_page(client, head, reader, person):
    client.force_login(head)
    address = f"/organization/staff/{person.pk}/"
    assert "没有另行授权的人" in client.get(address).content.decode()
    question = client.get(f"{address}readers/").content.decode()
    assert f"授权查看{person.name}的记录" in question
    assert reader.staff.number in question
    sent = {"reader": reader.pk, "ends": f"{LAST_DAY}", "reason": "参加专项审查"}
    wrong = client.post(f"{address}readers/", sent | {"ends": f"{TODAY + dt.timedelta(days=366)}"})
    assert wrong.status_code == 400
    assert "超过 365 天" in wrong.content.decode()
    assert client.post(f"{address}readers/", sent).url == address
    page = client.get(address).content.decode()
    row = StaffException.objects.get()
    for shown in (reader.staff.name, "参加专项审查", f"/organization/readers/{row.pk}/end/"):
        assert shown in page
    assert client.get(f"/organization/readers/{row.pk}/end/").status_code == 200
    row.refresh_from_db()
    assert row.ended_at is None
    assert client.post(f"/organization/readers/{row.pk}/end/", {"reason": "审查结束"}).url == address
    assert "没有另行授权的人" in client.get(address).content.decode()


def cost(client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/organization/staff/", {"view": "all"}).status_code == 200
    return len(queries)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.OFFICER, Role.GRAD])
def test_the_list_costs_the_same_with_one_exception_and_with_five(client, head, role):
    user = user_with(role)
    if role is Role.GRAD:
        grant(head, user, StaffFactory())
    client.force_login(user)
    cost(client)
    before = cost(client)
    for _ in range(5):
        person = StaffFactory()
        if role is not Role.OFFICE:
            grant(head, user, person)
    assert cost(client) == before
