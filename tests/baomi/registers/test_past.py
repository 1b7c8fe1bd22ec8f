"""B11: a register as of any day says what stood in it then, to nobody more than he may see now."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.models.signals import post_init
from django.test import Client
from django.test.utils import CaptureQueriesContext

from awards.choices import RoundState
from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.organization.models import Department, Place, Staff
from baomi.organization.policy import Reach
from baomi.organization.roles import Role
from baomi.registers import cells
from baomi.registers.declarations import Column, Register, registry
from baomi.registers.past import telling
from baomi.registers.past.listing import PastListing
from baomi.registers.past.versions import Versions
from tests.factories.awards import AwardRoundFactory
from tests.factories.organization import (
    DepartmentFactory,
    GrantFactory,
    PlaceFactory,
    StaffFactory,
    user_with,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

SPRING, SUMMER, AUTUMN = dt.date(2026, 3, 2), dt.date(2026, 6, 30), dt.date(2026, 10, 8)
STAFF = "/organization/staff/"


def staff_register() -> Register:
    return registry.get("organization", "staff")


def listed(user, day: dt.date, register: Register | None = None, **params) -> list:
    listing = PastListing(register or staff_register(), user, {"view": "all", "size": "100", **params}, day)
    return listing.page.object_list


def opened(user, path: str, **params):
    client = Client()
    client.force_login(user)
    return client.get(path, params)


@pytest.fixture
def moved():
    """In spring 甲 is a lecturer in 计算机学院; in summer the college is renamed; in autumn he goes to 机械学院."""
    with clock.at(SPRING):
        college, other = DepartmentFactory(name="计算机学院"), DepartmentFactory(name="机械学院")
        person = StaffFactory(name="甲某", title="讲师", department=college, grade="ordinary")
    with clock.at(SUMMER):
        college.name = "智能学院"
        college.save()
        person.title = "副教授"
        person.save()
    with clock.at(AUTUMN):
        person.department = other
        person.grade = "important"
        person.save()
        yield person


def test_a_day_shows_values_and_names_as_they_stood(moved):
    office = user_with(Role.OFFICE)
    told = {
        day: [(row.title, row.department.name) for row in listed(office, day) if row.pk == moved.pk]
        for day in (SPRING, SUMMER - dt.timedelta(days=1), SUMMER, AUTUMN)
    }
    assert list(told.values()) == [
        [("讲师", "计算机学院")],
        [("讲师", "计算机学院")],
        [("副教授", "智能学院")],
        [("副教授", "机械学院")],
    ]
    page = opened(office, f"{STAFF}past/", on="2026-06-29", view="all")
    assert "计算机学院" in page.content.decode()
    assert page.context["total"] == 1


def test_a_day_ends_at_midnight_in_shanghai():
    with clock.at(dt.datetime(2026, 6, 30, 23, 59, tzinfo=clock.SHANGHAI)):
        last = StaffFactory(name="末一位")
    with clock.at(dt.datetime(2026, 7, 1, 0, 0, tzinfo=clock.SHANGHAI)):
        StaffFactory(name="次日者")
        assert [row.pk for row in listed(user_with(Role.OFFICE, last.department), SUMMER)] == [last.pk]


def test_of_two_versions_of_one_instant_the_later_one_stands_once():
    with clock.at(SPRING):
        person = StaffFactory(title="讲师")
        person.title = "教授"
        person.save()
    assert [row.title for row in listed(user_with(Role.OFFICE), SPRING)] == ["教授"]


def test_what_was_removed_stands_until_the_day_before():
    """Nothing of the house deletes; a row that was all the same deleted is told as it was."""
    with clock.at(SPRING):
        place = PlaceFactory(room="301")
    with clock.at(AUTUMN):
        Place.objects.filter(pk=place.pk).get().delete()
        office, places = user_with(Role.OFFICE), registry.get("organization", "places")
        assert [row.room for row in listed(office, SUMMER, places)] == ["301"]
        assert listed(office, AUTUMN, places) == []


def test_an_officer_sees_the_rows_that_were_his_departments_that_day(moved):
    college, other = Department.objects.get(name="智能学院"), Department.objects.get(name="机械学院")
    giving, taking = user_with(Role.OFFICER, college), user_with(Role.OFFICER, other)
    assert moved.pk in [row.pk for row in listed(giving, SUMMER)]
    assert moved.pk not in [row.pk for row in listed(giving, AUTUMN)]
    assert moved.pk not in [row.pk for row in listed(taking, SUMMER)]
    assert moved.pk in [row.pk for row in listed(taking, AUTUMN)]


def test_a_row_that_has_left_his_sight_leads_nowhere(moved):
    giving = user_with(Role.OFFICER, Department.objects.get(name="智能学院"))
    text = opened(giving, f"{STAFF}past/", on="2026-06-30", view="all").content.decode()
    assert moved.name in text
    assert f"{STAFF}{moved.pk}/" not in text
    own = opened(user_with(Role.OFFICE), f"{STAFF}past/", on="2026-06-30", view="all").content.decode()
    assert f"{STAFF}{moved.pk}/" in own


def test_his_right_is_that_of_today(moved):
    """The grants register itself is among the tables of that day; who may see it is not."""
    with clock.at(SPRING):
        GrantFactory(user=user_with(Role.PERSON), role=Role.OFFICER, reason="春季")
    secadmin, grants = user_with(Role.SECADMIN), registry.get("organization", "grants")
    assert "春季" in [row.reason for row in listed(secadmin, SPRING, grants)]
    ended = user_with(Role.OFFICE)
    ended.grants.update(ends=AUTUMN - dt.timedelta(days=1))
    assert opened(ended, f"{STAFF}past/", on="2026-06-30").status_code == 403


def test_a_field_out_of_sight_stays_out_of_the_past(moved):
    sysadmin, office = user_with(Role.SYSADMIN), user_with(Role.OFFICE)
    seen = opened(office, f"{STAFF}past/", on="2026-06-30", view="all").content.decode()
    assert "涉密等级" in seen
    hidden = opened(sysadmin, f"{STAFF}past/", on="2026-06-30", view="secrecy").content.decode()
    assert "涉密等级" not in hidden
    assert "保密工作人员" not in hidden
    both = [
        [row.pk for row in listed(sysadmin, SUMMER, **asked)]
        for asked in ({}, {"grade": "important"}, {"sort": "grade"})
    ]
    assert both[0] == both[1]
    assert set(both[0]) == set(both[2])


def test_what_a_register_hides_stays_hidden_as_it_was():
    """A round's draft is the office's, also when it has been published since."""
    with clock.at(SPRING):
        award_round = AwardRoundFactory(state=RoundState.DRAFT)
    with clock.at(AUTUMN):
        award_round.state = RoundState.OPEN
        award_round.save()
        rounds = registry.get("awards", "rounds")
        office, leader = user_with(Role.OFFICE), user_with(Role.LEADER)
        assert [row.pk for row in listed(office, SUMMER, rounds)] == [award_round.pk]
        assert listed(leader, SUMMER, rounds) == []
        assert [row.pk for row in listed(leader, AUTUMN, rounds)] == [award_round.pk]


def test_masked_values_stay_masked():
    with clock.at(SPRING):
        person = StaffFactory(phone="13912345678")
    with clock.at(AUTUMN):
        person.phone = "13800000000"
        person.save()

    class Contacts(Register):
        app, slug, model, label = "trial", "contacts", Staff, "通讯录"
        columns = (Column("name", "姓名"), Column("phone", "联系电话", kind="masked"))
        permissions = {"view": {Role.OFFICE: Reach.ALL}}

        def permission(self, verb):
            return f"organization.staff.{verb}"

    office = user_with(Role.OFFICE, person.department)
    listing = PastListing(Contacts(), office, {}, SUMMER)
    [row] = listing.page.object_list
    assert [cells.plain(column, row) for column in listing.columns] == [person.name, "139****5678"]
    assert telling.compared(Contacts.columns[1]) == ()


def test_what_history_does_not_hold_is_left_out_and_named(moved):
    office, summaries = user_with(Role.OFFICE), registry.get("reviews", "summaries")
    told, left_out = telling.columns(summaries, office)
    assert {"材料清单", "逾期"} <= {column.label for column in left_out}
    assert "报送状态" in {column.label for column in told}
    with clock.at(AUTUMN):
        AwardRoundFactory()
    nominations = registry.get("awards", "nominations")
    assert [column.label for column in telling.columns(nominations, office)[1]] == ["阶段"]


def test_tabs_and_conditions_that_history_can_answer_are_asked_of_it(moved):
    """待受理 hangs on today's approvals, 逾期 on today's clock: neither is offered."""
    office = user_with(Role.OFFICE)
    slugs = {
        slug: [view.slug for view in telling.views(registry.get("awards", slug), office)]
        for slug in ("nominations", "honours")
    }
    assert "waiting" not in slugs["nominations"]
    assert "returned" in slugs["nominations"]
    with clock.at(AUTUMN):
        moved.active = False
        moved.save()
        assert moved.pk in [row.pk for row in listed(office, SUMMER, view="active")]
        assert moved.pk not in [row.pk for row in listed(office, AUTUMN, view="active")]
        college = moved.department_id
        assert moved.pk not in [row.pk for row in listed(office, SUMMER, department=college)]
        assert moved.pk in [row.pk for row in listed(office, AUTUMN, department=college)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2026-02-30", "日期不存在"),
        ("六月底", "日期没有写对"),
        ("2026-10-09", "日期在今天以后"),
        ("2026-03-01", "登记从 2026-03-02 开始"),
        ("99999-01-01", "日期没有写对"),
    ],
)
def test_a_day_that_cannot_be_is_answered_in_a_sentence(moved, typed, sentence):
    page = opened(user_with(Role.OFFICE), f"{STAFF}past/", on=typed)
    assert page.status_code == 200
    text = page.content.decode()
    assert sentence in text
    assert moved.name not in text


def test_a_day_as_people_write_it(moved):
    page = opened(user_with(Role.OFFICE), f"{STAFF}past/", on="２０２６年6月30日", view="all")
    assert page.context["day"] == SUMMER


def test_the_cost_does_not_grow_with_rows_versions_or_departments(moved):
    office = user_with(Role.OFFICE)
    client = Client()
    client.force_login(office)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{STAFF}past/", {"on": "2026-10-08", "view": "all"}).status_code == 200
        return len(queries)

    cost()
    few = cost()
    for _ in range(40):
        person = StaffFactory()
        for title in ("讲师", "教授"):
            person.title = title
            person.save()
    assert cost() == few


def test_no_more_rows_are_loaded_than_a_page_shows(moved):
    office = user_with(Role.OFFICE)
    for _ in range(60):
        StaffFactory(department=moved.department)
    made = []

    def count(sender, instance, **kwargs):
        made.append(instance)

    post_init.connect(count, sender=Staff)
    try:
        page = PastListing(staff_register(), office, {"view": "all"}, AUTUMN).page
    finally:
        post_init.disconnect(count, sender=Staff)
    assert (page.paginator.count, len(page.object_list), len(made)) == (62, 25, 25)


def test_the_past_can_only_be_read(moved):
    versions = Versions(Staff, SUMMER)
    with versions.standing(), pytest.raises(RuntimeError), transaction.atomic():
        Staff.objects.update(title="教授")
    assert not AuditEntry.objects.filter(object__startswith="organization.staff").exists()


def test_the_list_leads_to_the_day_with_its_tab(moved):
    office = user_with(Role.OFFICE)
    text = opened(office, STAFF, view="secrecy").content.decode()
    assert f"{STAFF}past/?view=secrecy" in text
    assert "某日台账" in opened(office, f"{STAFF}past/").content.decode()
    accounts = opened(user_with(Role.SYSADMIN), "/organization/accounts/").content.decode()
    assert "某日台账" not in accounts
