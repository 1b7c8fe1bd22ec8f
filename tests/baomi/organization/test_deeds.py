"""The pages that ask before they act: looking changes nothing, the reason is asked for, the row is in sight."""

import datetime as dt

import pytest

from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.organization.choices import GrantState
from baomi.organization.models import CommitteeSeat, Department, Grant, StaffException, User
from baomi.organization.pages.accounts import DEEDS
from baomi.organization.roles import Role
from tests.factories.organization import (
    DepartmentFactory,
    GrantFactory,
    SeatFactory,
    StaffExceptionFactory,
    StaffFactory,
    UserFactory,
    user_with,
)

pytestmark = pytest.mark.django_db

ALL = [(register, name) for register, deeds in DEEDS.items() for name in deeds]
WHO = {
    "accounts": Role.SYSADMIN,
    "departments": Role.SYSADMIN,
    "grants": Role.OFFICE_HEAD,
    "seats": Role.OFFICE,
    "staff": Role.OFFICE_HEAD,
    "readers": Role.OFFICE_HEAD,
}


def row_of(register):
    return {
        "accounts": UserFactory,
        "departments": DepartmentFactory,
        "grants": lambda: GrantFactory(role=Role.PRESS, state=GrantState.PROPOSED),
        "seats": SeatFactory,
        "staff": StaffFactory,
        "readers": StaffExceptionFactory,
    }[register]()


def rows() -> list:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Department, Grant, CommitteeSeat, StaffException)
    ] + [list(User.objects.order_by("pk").values("pk", "is_active", "password"))]


@pytest.mark.parametrize(("register", "name"), ALL)
def test_looking_at_the_question_changes_nothing(client, register, name):
    row = row_of(register)
    client.force_login(user_with(WHO[register]))
    before = rows()
    answer = client.get(f"/organization/{register}/{row.pk}/{name}/")
    assert answer.status_code == 200
    assert DEEDS[register][name].button in answer.content.decode()
    assert rows() == before
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(("register", "name"), ALL)
def test_an_empty_form_and_a_person_without_the_right_change_nothing(client, register, name):
    row = row_of(register)
    before = rows()
    stranger = user_with(Role.PERSON)
    client.force_login(stranger)
    assert client.post(f"/organization/{register}/{row.pk}/{name}/", {"reason": "试试"}).status_code == 403
    assert AuditEntry.objects.get().action == "access.refused"
    if "reason" in DEEDS[register][name].form.base_fields and name != "move":
        client.force_login(user_with(WHO[register]))
        answer = client.post(f"/organization/{register}/{row.pk}/{name}/", {"reason": " "})
        assert answer.status_code == 400
        assert "没有写明事由" in answer.content.decode()
    after = rows()
    assert after[0][: len(before[0])] == before[0]
    assert [kept for kept in after[1] if kept["id"] in {r["id"] for r in before[1]}] == before[1]
    assert after[2] == before[2]


def test_a_grant_is_confirmed_and_ended_from_its_page(client):
    grant = row_of("grants")
    client.force_login(user_with(Role.OFFICE_HEAD))
    assert client.post(f"/organization/grants/{grant.pk}/confirm/").url == f"/organization/grants/{grant.pk}/"
    assert client.post(f"/organization/grants/{grant.pk}/confirm/").status_code == 400
    client.post(f"/organization/grants/{grant.pk}/end/", {"reason": "调离"})
    grant.refresh_from_db()
    assert grant.state == GrantState.ENDED


def test_the_auditor_is_told_that_the_office_head_confirms(client):
    grant = row_of("grants")
    client.force_login(user_with(Role.AUDITOR))
    answer = client.post(f"/organization/grants/{grant.pk}/confirm/")
    assert answer.status_code == 403
    assert "授权由保密办主任确认" in answer.content.decode()


def test_departments_move_merge_and_close_from_their_pages(client):
    client.force_login(user_with(Role.SYSADMIN))
    college, other, last = DepartmentFactory(), DepartmentFactory(), DepartmentFactory()
    StaffFactory(department=college)
    client.post(f"/organization/departments/{college.pk}/move/", {"parent": other.pk})
    college.refresh_from_db()
    assert college.parent == other
    client.post(f"/organization/departments/{college.pk}/merge/", {"into": last.pk, "reason": "院系调整"})
    client.post(f"/organization/departments/{other.pk}/close/", {"reason": "撤销"})
    college.refresh_from_db()
    other.refresh_from_db()
    assert (college.merged_into, other.active) == (last, False)
    closed = client.post(f"/organization/departments/{last.pk}/close/", {"reason": "撤销"})
    assert closed.status_code == 400
    assert "还有 1 名在职人员" in closed.content.decode()


def test_the_question_names_the_department_without_gaps_and_the_choice_begins_with_a_word(client):
    college = DepartmentFactory(name="计算机学院")
    client.force_login(user_with(Role.SYSADMIN))
    page = client.get(f"/organization/departments/{college.pk}/merge/").content.decode()
    assert "把计算机学院并入其他部门？" in page
    assert "请选择" in page
    assert "---------" not in page
    assert (
        "计算机学院的上级部门" in client.get(f"/organization/departments/{college.pk}/move/").content.decode()
    )


@pytest.mark.parametrize(("register", "name"), ALL)
def test_no_deed_offers_dashes_as_a_choice(register, name):
    for field in DEEDS[register][name].form.base_fields.values():
        assert getattr(field, "empty_label", None) != "---------"


def test_a_closed_department_is_no_target(client):
    client.force_login(user_with(Role.SYSADMIN))
    college, closed = DepartmentFactory(), DepartmentFactory(active=False)
    answer = client.post(f"/organization/departments/{college.pk}/move/", {"parent": closed.pk})
    assert "已停用或不存在" in answer.content.decode()


def test_a_seat_ends_on_its_day(client):
    client.force_login(user_with(Role.OFFICE))
    seat = SeatFactory()
    sent = {"last_day": "2026-02-30", "reason": "换届"}
    with clock.at(dt.date(2026, 3, 1)):
        assert "日期不存在" in client.post(f"/organization/seats/{seat.pk}/end/", sent).content.decode()
        client.post(f"/organization/seats/{seat.pk}/end/", sent | {"last_day": "2026-02-28"})
    seat.refresh_from_db()
    assert seat.ends == dt.date(2026, 2, 28)


@pytest.mark.parametrize("year", ["1", "1999", "2100", "99999999"])
def test_a_calendar_of_no_usable_year_does_not_exist(client, year):
    client.force_login(UserFactory())
    assert client.get(f"/organization/calendar/{year}/").status_code == 404


def test_a_field_may_be_chosen_before_the_reason_is_asked(client):
    client.force_login(user_with(Role.HR))
    person = StaffFactory(identified=True)
    address = f"/organization/staff/{person.pk}/reveal/phone/"
    assert '<option value="phone" selected>' in client.get(address).content.decode()
    assert person.phone in client.post(address, {"field": "phone", "reason": "通知开会"}).content.decode()
    assert client.post(address, {"field": "name", "reason": "通知开会"}).status_code == 400
