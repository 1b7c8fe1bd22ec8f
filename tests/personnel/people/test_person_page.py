"""A person's page: his life in order, for whom it is, at a fixed cost."""

import datetime as dt

import pytest

from baomi.core import clock
from baomi.organization.models import User
from baomi.organization.roles import Role
from personnel.choices.people import PersonKind, PersonStatus
from personnel.choices.travel import VisitKind
from personnel.evidence import life
from personnel.rules.dossier import form_of
from tests.factories.organization import DepartmentFactory, GrantFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_changes import ChangeFactory
from tests.factories.personnel_leaving import CoolingFactory
from tests.factories.personnel_reports import ReportFactory
from tests.factories.personnel_training import AttendanceFactory, SessionFactory, trained
from tests.factories.personnel_travel import TripFactory, VisitFactory
from tests.factories.personnel_vetting import VettingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with clock.at(dt.date(2026, 11, 17)):
        yield


def page(client, user, person):
    client.force_login(user)
    return client.get(f"/personnel/people/{person.pk}/")


def test_everything_about_him_stands_in_one_order_of_days(db):
    person = PersonFactory()
    trained(person)
    VettingFactory(person=person, department=person.department, concluded_on=dt.date(2026, 5, 6))
    ChangeFactory(person=person, department=person.department)
    found = life.events(user_with(Role.OFFICE), person)
    assert [(event.label, event.day) for event in found] == [
        ("涉密岗位变更", dt.date(2026, 11, 17)),
        ("保密审查", dt.date(2026, 5, 6)),
        ("培训记录", dt.date(2026, 3, 20)),
    ]
    assert "F-11" in {paper.code for paper in found[0].papers}


def test_the_trainings_of_a_past_year_are_one_line_that_opens_their_list(client):
    """The running year, a year with a single one, and an exam that was failed, are told one by one."""
    person, other = PersonFactory(), PersonFactory()

    def attended(day, *, who=person, passed=None):
        session = SessionFactory(department=who.department, held_on=day, planned_on=day)
        AttendanceFactory(session=session, staff=who.staff, department=who.department, passed=passed)

    for day in (
        dt.date(2025, 3, 4),
        dt.date(2025, 9, 1),
        dt.date(2024, 5, 6),
        dt.date(2026, 3, 2),
        dt.date(2026, 6, 1),
    ):
        attended(day)
    attended(dt.date(2025, 11, 2), passed=False)
    attended(dt.date(2025, 3, 4), who=other)
    office = user_with(Role.OFFICE)
    found = {(event.day, event.words): event for event in life.events(office, person)}
    assert sorted(found) == [
        (dt.date(2024, 5, 6), "年度保密形势教育，4 学时"),
        (dt.date(2025, 9, 1), "2025 年 2 次，共 8 学时"),
        (dt.date(2025, 11, 2), "年度保密形势教育，4 学时"),
        (dt.date(2026, 3, 2), "年度保密形势教育，4 学时"),
        (dt.date(2026, 6, 1), "年度保密形势教育，4 学时"),
    ]
    client.force_login(office)
    listed = client.get(found[dt.date(2025, 9, 1), "2025 年 2 次，共 8 学时"].url).content.decode()
    assert all(day in listed for day in ("2025-03-04", "2025-09-01", "2025-11-02"))
    assert "2026-06-01" not in listed
    assert other.staff.number not in listed


def test_visits_planned_for_years_are_one_line_until_they_are_near(client):
    """Only what is due within 30 days, or is being signed, waits; the rest is told with its count and next day."""
    person = PersonFactory(status=PersonStatus.COOLING)
    for due_on in (dt.date(2026, 11, 10), dt.date(2026, 12, 17), dt.date(2026, 12, 18), dt.date(2027, 3, 18)):
        VisitFactory(person=person, department=person.department, kind=VisitKind.COOLING, due_on=due_on)
    himself = user_with(Role.PERSON, person.department, staff=person.staff)
    told = life.shown(himself, person)
    assert [event.day for event in told["open"]] == [dt.date(2026, 12, 17), dt.date(2026, 11, 10)]
    assert told["later"] == [{"label": "回访", "count": 2, "next_on": dt.date(2026, 12, 18)}]
    assert dt.date(2027, 3, 18) not in [event.day for event in told["events"]]
    client.force_login(himself)
    for address in ("/personnel/mine/", f"/personnel/people/{person.pk}/"):
        words = client.get(address).content.decode()
        assert "30 日以后的回访还有 2 次，下一次 2026-12-18" in words
        assert "2027-03-18" not in words
    with clock.at(dt.date(2026, 11, 18)):
        assert life.shown(himself, person)["later"][0]["next_on"] == dt.date(2027, 3, 18)


def test_the_page_shows_his_life_and_nobody_else_s(client):
    person, other = PersonFactory(), PersonFactory()
    ChangeFactory(person=person, department=person.department, new_post__title="涉密档案岗")
    ChangeFactory(person=other, department=other.department, new_post__title="别人的岗位")
    text = page(client, user_with(Role.OFFICE), person).content.decode()
    assert "办理与经历" in text
    assert "涉密档案岗" in text
    assert "别人的岗位" not in text
    assert "名下没有载体、设备、证件和权限" in text


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OFFICER, 200), (Role.HEAD, 200), (Role.HR, 200), (Role.LEADER, 200), (Role.PRESS, 403), (Role.SYSADMIN, 403)],
)  # fmt: skip
def test_who_opens_the_page(client, role, status):
    person = PersonFactory()
    assert page(client, user_with(role, person.department), person).status_code == status


def test_another_department_s_officer_and_another_person_find_nothing(client):
    person, other = PersonFactory(), PersonFactory()
    assert page(client, user_with(Role.OFFICER, DepartmentFactory()), person).status_code == 404
    himself = user_with(Role.PERSON, person.department, staff=person.staff)
    assert page(client, himself, person).status_code == 200
    assert page(client, himself, other).status_code == 404


def test_the_graduate_school_sees_students_and_its_own_department(client):
    staff, student = PersonFactory(), PersonFactory(kind=PersonKind.STUDENT)
    grad = user_with(Role.GRAD)
    assert page(client, grad, student).status_code == 200
    assert page(client, grad, staff).status_code == 404
    own = PersonFactory(department=grad.staff.department, staff=grad.staff)
    assert page(client, grad, own).status_code == 404
    GrantFactory(user=grad, role=Role.OFFICER, department=own.department)
    grad = User.objects.get(pk=grad.pk)
    assert page(client, grad, own).status_code == 200


def test_a_project_leader_sees_those_he_leads_and_not_their_files(client):
    leader = user_with(Role.PI)
    led = PersonFactory(leader=leader.staff)
    answer = page(client, leader, led)
    assert answer.status_code == 200
    assert "办理与经历" not in answer.content.decode()
    assert page(client, leader, PersonFactory()).status_code == 404


def test_who_watches_sees_the_row_without_the_file(client):
    person = PersonFactory()
    assert "名下持有" not in page(client, user_with(Role.LEADER), person).content.decode()


def test_papers_are_offered_to_whom_they_are_not_refused(client):
    """An officer, a cleared person himself: his own right to his own file opens nobody else's."""
    person = PersonFactory()
    report = ReportFactory(person=person, department=person.department)
    vetting = VettingFactory(person=person, department=person.department, concluded_on=dt.date(2026, 5, 6))
    himself = user_with(Role.PERSON, person.department, staff=person.staff)
    officer = user_with(Role.OFFICER, person.department)
    GrantFactory(user=officer, role=Role.PERSON, department=person.department)
    papers = [
        f"/personnel/reports/{report.pk}/print/F-19.pdf",
        f"/personnel/vettings/{vetting.pk}/print/{form_of(vetting)}.pdf",
    ]
    for user, offered in ((officer, False), (himself, True), (user_with(Role.HR), True)):
        text = page(client, user, person).content.decode()
        for address in papers:
            assert (address in text) == offered, (user, address)
            assert (client.get(address).status_code == 200) == offered


def test_the_papers_of_a_journey_lead_only_where_the_reader_may_go(client):
    person = PersonFactory()
    trip = TripFactory(person=person, department=person.department, stage="away")
    visit = VisitFactory(person=person, department=person.department, trip=trip)
    for role, leads in ((Role.LEADER, False), (Role.HR, True)):
        client.force_login(user_with(role))
        assert client.get(f"/personnel/trips/{trip.pk}/").status_code == 200
        text = client.get(f"/personnel/trips/{trip.pk}/").content.decode()
        assert visit.number in text
        assert (f'href="/personnel/visits/{visit.pk}/"' in text) == leads
        assert (client.get(f"/personnel/visits/{visit.pk}/").status_code == 200) == leads


def test_the_visits_of_a_cooling_off_period_lead_only_where_the_reader_may_go(client):
    cooling = CoolingFactory()
    visit = VisitFactory(
        person=cooling.person,
        department=cooling.department,
        kind=VisitKind.COOLING,
        concluded_on=dt.date(2026, 11, 2),
    )
    for role, leads in ((Role.LEADER, False), (Role.HR, True)):
        client.force_login(user_with(role))
        text = client.get(f"/personnel/cooling/{cooling.pk}/").content.decode()
        assert visit.number in text
        assert (f'href="/personnel/visits/{visit.pk}/"' in text) == leads


def test_a_long_life_costs_what_a_short_one_costs(django_assert_max_num_queries):
    person, office = PersonFactory(), user_with(Role.OFFICE)
    for year in range(2021, 2026):
        trained(person)
        VettingFactory(
            person=person, department=person.department, concluded_on=dt.date(year, 5, 6), passed=False
        )
        change = ChangeFactory(person=person, department=person.department)
        assert change.pk
    with django_assert_max_num_queries(len(life.SOURCES) + 6):
        life.events(office, person)
