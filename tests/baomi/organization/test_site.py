"""Parameters and the calendar: dated, owned, and never reaching into the past."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization import calendar, parameters
from baomi.organization.actions import site
from baomi.organization.models import CalendarDay, Parameter
from baomi.organization.pages.site import spans
from baomi.organization.roles import Role
from tests.factories.organization import user_with

pytestmark = pytest.mark.django_db

KEY = "SESSION_IDLE_MINUTES"
TODAY = dt.date(2026, 11, 21)
PAPER = "校密〔2026〕3号"


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def secadmin():
    return user_with(Role.SECADMIN)


@pytest.fixture
def office():
    return user_with(Role.OFFICE)


def test_a_value_holds_from_its_day_on_and_the_past_keeps_its_own(secadmin):
    site.set_parameter(secadmin, KEY, "5", dt.date(2026, 12, 1), PAPER)
    assert [parameters.value(KEY, on) for on in (TODAY, dt.date(2026, 11, 30), dt.date(2026, 12, 1))] == [
        15,
        15,
        5,
    ]
    row = parameters.describe(KEY, dt.date(2026, 12, 1))
    assert (row.shown, row.source, row.set_by_name) == ("5 分钟", PAPER, str(secadmin))


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SECADMIN])
def test_security_parameters_belong_to_secadmin(role):
    with pytest.raises(NotPermitted):
        site.set_parameter(user_with(role), KEY, 5, TODAY, PAPER)
    assert not Parameter.objects.exists()


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("2", "超出范围"), ("61", "超出范围"), ("viel", "不是可用的值"), ("", "不是可用的值")],
)
def test_an_impossible_value_is_refused(secadmin, value, sentence):
    with pytest.raises(Refusal, match=sentence):
        site.set_parameter(secadmin, KEY, value, TODAY, PAPER)


def test_a_choice_outside_the_list_is_refused(secadmin):
    with pytest.raises(Refusal, match="可选"):
        site.set_parameter(secadmin, "SECOND_FACTOR_REQUIRED_ROLES", "some", TODAY, PAPER)


def test_neither_the_past_nor_a_value_in_force_is_rewritten(secadmin):
    with pytest.raises(Refusal, match="早于今天"):
        site.set_parameter(secadmin, KEY, 5, TODAY - dt.timedelta(days=1), PAPER)
    site.set_parameter(secadmin, KEY, 5, TODAY, PAPER)
    with pytest.raises(ValidationError, match="同一生效日期"):
        site.set_parameter(secadmin, KEY, 6, TODAY, PAPER)
    assert parameters.value(KEY) == 5


def test_what_is_not_yet_in_force_may_be_corrected(secadmin):
    later = TODAY + dt.timedelta(days=9)
    site.set_parameter(secadmin, KEY, 5, later, PAPER)
    site.set_parameter(secadmin, KEY, 6, later, PAPER)
    assert parameters.value(KEY, later) == 6
    assert AuditEntry.objects.filter(action="organization.parameter.set").count() == 2


def test_a_change_names_its_paper(secadmin):
    with pytest.raises(Refusal, match="依据"):
        site.set_parameter(secadmin, KEY, 5, TODAY, " ")


def test_the_page_of_a_parameter_changes_it_for_its_owner_and_only_shows_it_to_others(
    client, secadmin, office
):
    address = f"/organization/parameters/{KEY}/"
    sent = {"value": "5", "effective_from": "2026-12-01", "source": PAPER}
    client.force_login(office)
    assert "修改参数" not in client.get(address).content.decode()
    assert client.post(address, sent).status_code == 403
    client.force_login(secadmin)
    assert "修改参数" in client.get(address).content.decode()
    assert client.post(address, sent | {"value": "99"}).status_code == 400
    assert client.post(address, sent).status_code == 302
    assert "5 分钟" in client.get(address).content.decode()
    assert client.get("/organization/parameters/NO_SUCH/").status_code == 404


def test_the_known_years_are_there_from_the_first_day():
    years = set(CalendarDay.objects.values_list("day__year", flat=True))
    assert years >= {2024, 2025, 2026}
    assert not calendar.is_working(dt.date(2026, 10, 1))
    assert calendar.is_working(dt.date(2026, 10, 10))  # a Saturday made up for
    assert not calendar.is_working(dt.date(2026, 11, 21))
    worked = sum(calendar.is_working(dt.date(2026, 1, 1) + dt.timedelta(days=n)) for n in range(365))
    assert worked == 248


def test_a_year_not_loaded_is_provisional_until_the_office_enters_it(office):
    before = calendar.add_workdays(dt.date(2026, 12, 31), 1)
    assert (before.day, before.provisional) == (dt.date(2027, 1, 1), True)
    days = [
        (dt.date(2027, 1, 1), False, "元旦"),
        (dt.date(2027, 1, 2), False, "元旦"),
        (dt.date(2027, 1, 9), True, "调休"),
    ]
    assert site.set_year(office, 2027, days, "国办发明电〔2026〕8号") == 3
    after = calendar.add_workdays(dt.date(2026, 12, 31), 1)
    assert (after.day, after.provisional) == (dt.date(2027, 1, 4), False)
    assert AuditEntry.objects.filter(action="organization.calendar.set_year").count() == 1
    assert site.set_year(office, 2027, days, "国办发明电〔2026〕8号") == 0


def test_the_calendar_of_the_past_stands(office):
    with pytest.raises(Refusal, match="已经过去"):
        site.set_day(office, dt.date(2026, 10, 12), False, "补假", PAPER)
    rows = [(row.day, row.working, row.note) for row in CalendarDay.objects.filter(day__year=2026)]
    with pytest.raises(Refusal, match="2026-10-10 已经过去"):
        site.set_year(office, 2026, [row for row in rows if row[0] != dt.date(2026, 10, 10)], PAPER)
    assert site.set_year(office, 2026, [*rows, (dt.date(2026, 12, 31), False, "寒假")], PAPER) == 1
    assert not calendar.is_working(dt.date(2026, 12, 31))


def test_one_day_to_come_may_be_set(office):
    site.set_day(office, dt.date(2026, 12, 12), True, "校庆补课", PAPER)
    assert calendar.is_working(dt.date(2026, 12, 12))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2027-01-01 休 元旦\n2027-02-30 休", "第 2 行"),
        ("2027-01-01 元旦", "没有写明休或班"),
        ("2028-01-01 休", "不在 2027 年"),
        ("2027-01-01 休\n2027-01-01 班", "出现了两次"),
    ],
)
def test_a_line_of_the_calendar_that_cannot_be_read_is_named(client, office, text, sentence):
    client.force_login(office)
    answer = client.post("/organization/calendar/2027/", {"days": text, "source": PAPER})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not CalendarDay.objects.filter(day__year=2027).exists()


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.OFFICE, Role.OFFICE_HEAD)])
def test_the_calendar_is_the_offices(role):
    with pytest.raises(NotPermitted):
        site.set_day(user_with(role), dt.date(2026, 12, 12), True, "", PAPER)


def test_a_posted_calendar_of_somebody_else_is_refused_and_logged(client):
    client.force_login(user_with(Role.HEAD))
    sent = {"days": "2027-01-01 休 元旦", "source": PAPER}
    assert client.post("/organization/calendar/2027/", sent).status_code == 403
    assert AuditEntry.objects.get().action == "access.refused"
    assert not CalendarDay.objects.filter(day__year=2027).exists()


def test_days_off_in_a_row_are_one_line_and_make_up_days_stand_apart():
    days = [
        (1, False, "元旦"),
        (2, False, "元旦"),
        (3, False, "元旦"),
        (4, True, "元旦调休上班"),
        (6, False, "元旦"),
    ]
    rows = [CalendarDay(day=dt.date(2026, 1, day), working=working, note=note) for day, working, note in days]
    shown = [(span["first"].day, span["last"].day, span["days"], span["weekdays"]) for span in spans(rows)]
    assert shown == [(1, 3, 3, "周四至周六"), (4, 4, 1, "周日"), (6, 6, 1, "周二")]
    assert spans([]) == []
