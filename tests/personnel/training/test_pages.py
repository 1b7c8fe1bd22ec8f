"""The pages of training as people use them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from baomi.core import clock
from baomi.organization import realtime
from baomi.organization.models import User
from baomi.organization.roles import Role
from baomi.registers.models import Job
from baomi.reminders import runner
from personnel.models import Attendance
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_training import AttendanceFactory, SessionFactory, trained

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_june():
    with clock.at(dt.date(2026, 6, 10)):
        yield


@pytest.fixture
def college():
    return DepartmentFactory(name="计算机学院")


@pytest.fixture
def officer(college):
    return user_with(Role.OFFICER, college)


def browser(user) -> Client:
    """Logged in; passwords age by the real clock, which nobody moves."""
    User.objects.filter(pk=user.pk).update(password_changed_at=realtime.instant())
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def paste(client, session, text):
    url = f"/personnel/trainings/{session.pk}/attend/"
    token = dict(client.get(url).context["hidden"])["token"]
    return client.post(url, {"people": text, "token": token}, follow=True)


def test_a_list_pasted_from_a_sheet_is_taken_as_it_stands(officer, college):
    session = SessionFactory(department=college, pre_post=True)
    one, two = StaffFactory(department=college, name="王建国"), StaffFactory(department=college)
    text = f"{one.number}\t王建国\t2\t85\n\n{two.number}　"
    answer = paste(browser(officer), session, text)
    assert "已登记 2 人" in answer.content.decode()
    first, second = session.attendances.get(staff=one), session.attendances.get(staff=two)
    assert (first.hours, first.score, first.passed) == (Decimal("2"), Decimal("85"), True)
    assert (second.hours, second.score, second.passed) == (Decimal("4"), None, False)


def test_every_wrong_line_is_named_and_nothing_is_written(officer, college):
    session = SessionFactory(department=college)
    good, other = StaffFactory(department=college), StaffFactory(department=college, name="单志远")
    text = f"{good.number}\n99999999 无此人\n{other.number} 张三\n{good.number}\n{other.number} 单志远 两学时 3 4"
    page = paste(browser(officer), session, text).content.decode()
    for words in (
        "有 4 行有误，整份没有登记",
        "没有工号为“99999999”的在职人员",
        f"工号 {other.number} 是单志远，不是“张三”",
        "这个工号前面已有一行",
        "工号、姓名之后只写学时和成绩两个数",
    ):
        assert words in page
    assert not Attendance.objects.exists()


def test_somebody_is_struck_off_on_a_page_that_asks_for_the_reason(officer, college):
    row = AttendanceFactory(department=college)
    client, url = browser(officer), f"/personnel/attendance/{row.pk}/strike/"
    token = dict(client.get(url).context["hidden"])["token"]
    assert client.post(url, {"reason": "", "token": token}).status_code == 422
    answer = client.post(url, {"reason": "未到场", "token": token})
    assert answer.url == f"/personnel/trainings/{row.session_id}/"
    assert not Attendance.objects.exists()


def test_the_officer_of_another_department_sees_the_session_of_his_people_and_of_them_alone(college):
    other = DepartmentFactory()
    session = SessionFactory(department=college)
    mine = AttendanceFactory(session=session, department=other)
    AttendanceFactory(session=session, department=college, staff__name="不该看见")
    page = browser(user_with(Role.OFFICER, other)).get(f"/personnel/trainings/{session.pk}/").content.decode()
    assert mine.staff.name in page
    assert "不该看见" not in page
    assert (
        browser(user_with(Role.OFFICER, DepartmentFactory()))
        .get(f"/personnel/trainings/{session.pk}/")
        .status_code
        == 404
    )


def test_a_person_sees_his_own_hours_and_no_session_list(college):
    user = user_with(Role.PERSON, college)
    mine = AttendanceFactory(department=college, staff=user.staff)
    theirs = AttendanceFactory(department=college)
    client = browser(user)
    page = client.get("/personnel/attendance/", {"view": "all"}).content.decode()
    assert f"/personnel/attendance/{mine.pk}/" in page
    assert f"/personnel/attendance/{theirs.pk}/" not in page
    assert client.get("/personnel/trainings/").status_code == 403


def test_the_hours_page_counts_departments_and_lists_who_falls_short(officer, college):
    enough = PersonFactory(department=college, staff__name="达标人")
    for _ in range(4):
        trained(enough)
    PersonFactory(department=college, staff__name="缺学时人")
    PersonFactory(staff__name="外院人")
    client = browser(officer)
    page = client.get("/personnel/training/hours/")
    [line] = page.context["departments"]
    assert (line["people"], line["met"], line["short"], line["rate"]) == (2, 1, 1, "50%")
    assert "外院人" not in page.content.decode()
    short = client.get("/personnel/training/hours/", {"short": "1", "year": "nonsense"}).content.decode()
    assert "缺学时人" in short
    assert "还差 15 学时、2 次" in short
    assert "达标人" not in short


def test_the_hours_page_costs_the_same_for_two_people_and_for_forty(
    officer, college, django_assert_num_queries, django_assert_max_num_queries
):
    client = browser(officer)
    for _ in range(2):
        PersonFactory(department=college)
    with django_assert_max_num_queries(60) as first:
        client.get("/personnel/training/hours/")
    for _ in range(38):
        trained(PersonFactory(department=college))
    with django_assert_num_queries(len(first)):
        client.get("/personnel/training/hours/")


@pytest.mark.parametrize(("what", "ending"), [("export", ".xlsx"), ("print", ".pdf")])
def test_the_hours_go_out_by_a_job_as_far_as_one_sees(officer, college, what, ending):
    PersonFactory(department=college)
    PersonFactory()
    answer = browser(officer).post(f"/personnel/training/hours/{what}/", {"year": "2026", "short": "1"})
    assert answer.url.startswith("/jobs/")
    job = Job.objects.get()
    runner.run(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.error
    assert job.result_name.endswith(ending)
