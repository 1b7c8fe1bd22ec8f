"""The desk of each role: what waits, what is due, what is overdue; nobody sees another's."""

import datetime as dt
import html
import re
from dataclasses import replace
from unittest import mock

import pytest
from django.test import Client

from baomi.approvals import actions as approvals
from baomi.core import clock, kept
from baomi.desk import duties, home, menu, waiting
from baomi.organization.choices import GrantState
from baomi.organization.models import Grant
from baomi.organization.roles import Role
from tests.factories import reminders
from tests.factories.approvals import CODE, People, declared
from tests.factories.organization import DepartmentFactory, GrantFactory, StaffFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday():
    with clock.at(TODAY):
        yield


def text_of(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def page_of(client, user, address="/") -> str:
    client.force_login(user)
    return text_of(client.get(address))


def submitted(people, count=1):
    for _ in range(count):
        approvals.submit(people.officer, CODE, people.request(purpose="教学", number=None))


def test_what_waits_for_me_says_what_whom_and_who_had_it_last(client):
    with declared():
        people = People()
        submitted(people)
        found = waiting.items(people.person)
        assert [(item.kind, item.verb) for item in found] == [("借用审批", "审批")]
        assert found[0].before == f"{people.officer} 送审"
        assert found[0].waited == "今天"
        assert waiting.items(people.head) == []

        step = found[0]
        approval = approvals.Approval.objects.get()
        approvals.sign(people.person, approval.steps.get(slug="person"), "agree")
        with clock.at(TODAY + dt.timedelta(days=3)):
            [item] = waiting.items(people.head)
            assert (item.before, item.waited) == ("本人 同意", "3 天")
        assert waiting.items(people.person) == []
        page = page_of(client, people.head)
        assert "借用审批" in page
        assert step.subject in page
        assert "借用审批" not in page_of(client, people.other_head)


def test_the_inbox_counts_what_the_menu_counts(client):
    with declared():
        people = People()
        submitted(people, 3)
        assert waiting.count(people.person) == len(waiting.items(people.person)) == 3
        assert "待我办理 3 件" in page_of(client, people.person, "/inbox/")
        entry = next(item for item in menu.own_pages(people.person) if item.url == "/inbox/")
        assert entry.count == 3


@pytest.mark.parametrize("address", ["/", "/inbox/"])
def test_queries_do_not_grow_with_what_waits(client, django_assert_max_num_queries, address):
    with declared():
        people = People()
        submitted(people)
        client.force_login(people.person)
        client.get(address)
        one = _queries(client, address)
        submitted(people, 2)
        assert _queries(client, address) == one


def _queries(client, address) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return len(caught)


def test_due_and_overdue_stand_apart_and_each_department_sees_its_own(client):
    office, officer = user_with(Role.OFFICE), user_with(Role.OFFICER)
    mine = UserFactory(staff__department=officer.staff.department, staff__name="陈堃")
    other = UserFactory(staff__name="赵𬱖")
    with reminders.declared():
        reminders.ending_grant(TODAY + dt.timedelta(days=5), user=mine)
        reminders.ending_grant(TODAY - dt.timedelta(days=6), user=other)
        everything = duties.of(office)
        assert [duty.overdue for duty in everything] == [True, False]
        assert [duty.item.label for duty in duties.of(officer)] == ["陈堃的授权"]
        page = page_of(client, office)
        assert "1 已逾期" in page
        assert "逾期 6 天" in page
        assert "赵𬱖的授权" not in page_of(client, officer)
        assert "赵𬱖的授权" not in page_of(client, officer, "/duties/?span=overdue")
        listed = page_of(client, office, "/duties/?span=overdue")
        assert "赵𬱖的授权" in listed
        assert other.staff.department.name in listed
        assert "陈堃的授权" not in listed


def test_what_is_late_counts_mine_and_what_i_watch_over_each_once(client):
    """A late signature of my own and a late duty are two; the same thing seen from both sides is one."""

    def figures() -> dict:
        context = client.get("/").context
        return {name: context[name] for name in ("due_today", "late", "late_mine")}

    with declared(), reminders.declared():
        people = People()
        submitted(people)
        [item] = waiting.items(people.person)
        grant = reminders.ending_grant(item.due_day, user=people.person)
        client.force_login(people.person)
        with clock.at(item.due_day):
            assert figures() == {"due_today": 2, "late": 0, "late_mine": 0}
        with clock.at(item.due_day + dt.timedelta(days=2)):
            assert figures() == {"due_today": 0, "late": 2, "late_mine": 1}
            url = f"/organization/grants/{grant.pk}/"
            twice = [replace(found, url=url) for found in waiting.items(people.person)]
            with mock.patch.object(waiting, "items", return_value=twice):
                assert figures() == {"due_today": 0, "late": 1, "late_mine": 0}


def test_what_is_due_is_reckoned_once_for_the_desks_of_a_moment_and_each_sees_his_own(monkeypatch):
    monkeypatch.setattr(kept, "SECONDS", 3600)
    monkeypatch.setattr(kept, "_kept", {})
    due = mock.Mock(side_effect=reminders.due_grants)
    with reminders.declared(due=due):
        GrantFactory(role=Role.IT, ends=TODAY + dt.timedelta(days=3))
        office, officer = Client(), Client()
        watching, elsewhere = user_with(Role.OFFICE), user_with(Role.OFFICER, DepartmentFactory())
        office.force_login(watching)
        officer.force_login(elsewhere)
        assert "的授权" in text_of(office.get("/duties/"))
        assert "的授权" not in text_of(officer.get("/duties/"))
        assert due.call_count == 1


def test_what_is_due_after_thirty_days_is_not_yet_shown():
    office = user_with(Role.OFFICE)
    with reminders.declared():
        reminders.ending_grant(duties.last_day())
        reminders.ending_grant(duties.last_day() + dt.timedelta(days=1))
        assert [duty.item.day for duty in duties.of(office)] == [duties.last_day()]
        [lane] = duties.lanes(duties.of(office))
        assert lane["label"] == "授权"
        assert {day: due["count"] for day, due in lane["dues"].items()} == {duties.last_day(): 1}


def test_a_circle_of_the_calendar_opens_what_it_counts(client):
    office = user_with(Role.OFFICE)
    with reminders.declared():
        for days in (3, 3, 4):
            reminders.ending_grant(TODAY + dt.timedelta(days=days))
        [lane] = duties.lanes(duties.of(office))
        due = lane["dues"][TODAY + dt.timedelta(days=3)]
        assert due["count"] == 2
        assert "30 天内到期 2 项" in page_of(client, office, due["url"])
        assert "30 天内到期 3 项" in page_of(client, office, lane["url"])
        assert "30 天内到期 0 项" in page_of(client, office, "/duties/?day=nonsense")


def test_an_empty_desk_is_finished_too(client):
    page = page_of(client, UserFactory())
    assert "现在没有等您签字或确认的事项" in page
    assert "30 天内到期" not in page
    assert "30 天内没有到期的事项" in page_of(client, user_with(Role.OFFICE))


LABELS = {
    Role.SYSADMIN: {"账号", "登录锁定"},
    Role.SECADMIN: {"授权"},
    Role.AUDITOR: {"审计日志"},
    Role.OFFICE: {"涉密等级分布"},
    Role.MEMBER: set(),
    Role.PERSON: set(),
}


@pytest.mark.parametrize("role", LABELS)
def test_each_role_gets_its_own_cards_of_the_kernel(role):
    StaffFactory(grade="core")
    user = user_with(role)
    GrantFactory(state=GrantState.PROPOSED)
    kernel = set().union(*LABELS.values())
    assert {card.label for card in home.cards(user)} & kernel == LABELS[role]


def test_the_bars_count_only_the_people_one_may_see(client):
    department = DepartmentFactory()
    officer = user_with(Role.OFFICER, department)
    StaffFactory(grade="core", department=department)
    StaffFactory.create_batch(3, grade="core")
    StaffFactory(grade="core", active=False, department=department)
    [card] = [card for card in home.cards(officer) if card.label == "涉密等级分布"]
    assert card.hint == "共 1 人"
    bar = card.context["grades"][0]
    assert (bar["value"], bar["url"]) == (1, "/organization/staff/?grade=core")
    assert page_of(client, officer, bar["url"]).count("核心") >= 1


@pytest.mark.postgres
def test_sysadmin_sees_accounts_that_wait_for_a_role_and_locked_ones(client):
    sysadmin = user_with(Role.SYSADMIN)
    waiting_account = UserFactory(staff__name="陈堃")
    for _ in range(5):
        client.post("/login/", {"username": waiting_account.username, "password": "wrong"})
    cards = {card.label: card for card in home.cards(sysadmin)}
    lines = {line["label"]: line["number"] for line in cards["账号"].context["lines"]}
    assert lines["启用的账号"] == 2
    assert lines["等待授权，还没有角色"] == 1
    assert [line["label"] for line in cards["登录锁定"].context["lines"]] == [
        f"陈堃（{waiting_account.username}）"
    ]


@pytest.mark.postgres
def test_a_proposed_grant_waits_for_who_confirms_and_not_for_who_proposed(client):
    secadmin, head, auditor = user_with(Role.SECADMIN), user_with(Role.OFFICE_HEAD), user_with(Role.AUDITOR)
    GrantFactory(state=GrantState.PROPOSED, proposed_by=secadmin, role=Role.OFFICER)
    assert [item.kind for item in waiting.items(head)] == ["授权确认"]
    assert waiting.count(head) == 1
    assert waiting.count(auditor) == waiting.count(secadmin) == 0
    Grant.objects.filter(user=head).update(state=GrantState.ENDED)
    first = GrantFactory(state=GrantState.PROPOSED, proposed_by=secadmin, role=Role.OFFICE_HEAD)
    assert [item.subject for item in waiting.items(auditor)] == [str(first)]


def test_the_menu_offers_only_what_opens(client):
    for role in (
        Role.OFFICE,
        Role.OFFICE_HEAD,
        Role.OFFICER,
        Role.MEMBER,
        Role.SYSADMIN,
        Role.SECADMIN,
        Role.AUDITOR,
    ):
        user = user_with(role)
        client.force_login(user)
        urls = [entry["url"] for group in menu.groups(user, "/") for entry in group["entries"]]
        closed = [url for url in urls if client.get(url).status_code not in (200, 302)]
        assert not closed, (role, closed)


def test_a_long_menu_folds_all_groups_but_the_one_in_use(monkeypatch):
    user = user_with(Role.OFFICE)
    short = menu.groups(user, "/")
    if sum(len(group["entries"]) for group in short) <= menu.ALL_OPEN:
        assert all(group["open"] for group in short)
    monkeypatch.setattr(menu, "ALL_OPEN", 3)
    opened = {group["label"] for group in menu.groups(user, "/organization/staff/") if group["open"]}
    assert opened == {"", "单位"}


def test_the_log_is_in_the_menu_of_those_who_read_it_alone():
    def offers(role):
        return {entry.url for entry in menu.own_pages(user_with(role))}

    assert "/audit/" in offers(Role.AUDITOR)
    assert "/audit/" in offers(Role.SECADMIN)
    assert "/audit/" not in offers(Role.OFFICE_HEAD) | offers(Role.SYSADMIN) | offers(Role.OFFICE)
