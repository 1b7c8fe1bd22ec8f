"""The pages of pledges, letters and assessments as people use them."""

import datetime as dt

import pytest
from django.test import Client

from baomi.approvals import actions as approvals
from baomi.approvals.choices import StepState
from baomi.core import clock
from baomi.organization import realtime
from baomi.organization.models import User
from baomi.organization.roles import Role
from baomi.registers.models import Job
from baomi.reminders import runner
from personnel.actions import assessments, papers
from personnel.choices.people import PersonKind
from personnel.choices.yearly import PledgeKind
from personnel.models import Assessment, Pledge
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_papers import AssessmentFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def in_march():
    with clock.at(TODAY):
        yield


@pytest.fixture
def college():
    return DepartmentFactory()


@pytest.fixture
def officer(college):
    return user_with(Role.OFFICER, college)


@pytest.fixture
def head(college):
    return user_with(Role.HEAD, college)


def browser(user) -> Client:
    """Logged in; passwords age by the real clock, which nobody moves."""
    User.objects.filter(pk=user.pk).update(password_changed_at=realtime.instant())
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def waiting_for_paper(officer, head, college) -> Pledge:
    pledge = papers.begin(officer, PersonFactory(department=college), PledgeKind.YEARLY, year=2026)
    step = pledge.approval.steps.get(state=StepState.OPEN)
    approvals.sign(head, step, "agree")
    return pledge


def test_a_pledge_is_begun_once_however_often_the_button_is_pressed(officer, head, college):
    client, person = browser(officer), PersonFactory(department=college)
    page = client.get("/personnel/papers/begin/", {"person": person.pk, "kind": "yearly"})
    assert f'value="{person.staff.number}"' in page.content.decode()
    token = dict(page.context["hidden"])["token"]
    data = {"person": person.staff.number, "kind": "yearly", "year": "2026", "token": token}
    first = client.post("/personnel/papers/begin/", data)
    assert first.status_code == 302
    again = client.post("/personnel/papers/begin/", data)
    assert again.url == first.url
    assert Pledge.objects.count() == 1


def test_what_cannot_be_begun_is_told_on_the_page(officer, college):
    client, person = browser(officer), PersonFactory(department=college)
    token = dict(client.get("/personnel/papers/begin/").context["hidden"])["token"]
    data = {"person": person.staff.number, "kind": "abroad", "token": token}
    answer = client.post("/personnel/papers/begin/", data)
    assert answer.status_code == 422
    assert "没有在办的出国（境）申请" in answer.content.decode()
    without = client.post("/personnel/papers/begin/", data | {"kind": "yearly", "year": ""})
    assert "签责任书须填年度" in without.content.decode()
    assert not Pledge.objects.exists()


def test_anothers_person_is_not_there_and_anothers_role_gets_no_page(officer, college):
    stranger = PersonFactory()
    client = browser(officer)
    page = client.get("/personnel/papers/begin/", {"person": stranger.pk})
    assert stranger.staff.number not in page.content.decode()
    token = dict(page.context["hidden"])["token"]
    data = {"person": stranger.staff.number, "kind": "yearly", "year": "2026", "token": token}
    assert "没有这条记录" in client.post("/personnel/papers/begin/", data).content.decode()
    assert browser(user_with(Role.PERSON, college)).get("/personnel/papers/begin/").status_code == 403


@pytest.mark.parametrize(("role", "kind"), [(Role.HR, PersonKind.STAFF), (Role.GRAD, PersonKind.STUDENT)])
def test_hr_and_the_graduate_school_begin_a_pledge_from_the_person_s_page_and_from_the_list(
    role, kind, college
):
    user, person = user_with(role), PersonFactory(department=college, kind=kind)
    client, begin = browser(user), f"/personnel/papers/begin/?person={person.pk}"
    assert begin in client.get(f"/personnel/people/{person.pk}/").content.decode()
    listed = client.get("/personnel/pledges/").content.decode()
    assert "/personnel/papers/begin/" in listed
    assert "/personnel/papers/letters/" not in listed
    token = dict(client.get(begin).context["hidden"])["token"]
    given = {"person": person.staff.number, "kind": "yearly", "year": "2026", "token": token}
    client.post("/personnel/papers/begin/", given)
    assert Pledge.objects.get().person == person


def test_the_graduate_school_asks_no_member_of_staff_and_a_head_nobody(college, head):
    person = PersonFactory(department=college)
    client = browser(user_with(Role.GRAD))
    token = dict(client.get("/personnel/papers/begin/").context["hidden"])["token"]
    given = {"person": person.staff.number, "kind": "yearly", "year": "2026", "token": token}
    assert client.post("/personnel/papers/begin/", given).status_code == 422
    assert not Pledge.objects.exists()
    page = browser(head).get(f"/personnel/people/{person.pk}/").content.decode()
    assert "/personnel/papers/begin/" not in page
    assert browser(head).get("/personnel/papers/begin/").status_code == 403


def test_the_letters_of_the_year_are_begun_by_a_job(officer, head, college):
    for _ in range(3):
        PersonFactory(department=college)
    PersonFactory()
    client = browser(officer)
    token = dict(client.get("/personnel/papers/letters/").context["hidden"])["token"]
    answer = client.post("/personnel/papers/letters/", {"year": "2026", "department": "", "token": token})
    assert answer.url.startswith("/jobs/")
    runner.run(Job.objects.get().pk)
    assert Pledge.objects.filter(year=2026).count() == 3
    token = dict(client.get("/personnel/papers/letters/").context["hidden"])["token"]
    again = client.post("/personnel/papers/letters/", {"year": "2026", "department": "", "token": token})
    assert "没有还缺 2026 年度责任书的人员" in again.content.decode()


def test_archive_numbers_are_typed_for_those_that_have_come_in(officer, head, college):
    first, second = (waiting_for_paper(officer, head, college) for _ in range(2))
    client = browser(officer)
    page = client.get("/personnel/papers/record/")
    data = {"signed_on": "2026-03-02", f"archive-{first.pk}": "档-7", "token": page.context["token"]}
    answer = client.post("/personnel/papers/record/", data, follow=True)
    assert "已登记 1 份纸质件" in answer.content.decode()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.signed_on, second.signed_on) == (TODAY, None)
    empty = client.post(
        "/personnel/papers/record/",
        {"signed_on": "2026-03-02", "token": client.get("/personnel/papers/record/").context["token"]},
    )
    assert "还没有填归档号" in empty.content.decode()
    wrong = client.post(
        "/personnel/papers/record/",
        {"signed_on": "2026-02-30", f"archive-{second.pk}": "档-8", "token": "x"},
    )
    assert wrong.status_code == 422
    assert 'value="档-8"' in wrong.content.decode()


def test_without_papers_the_page_says_so(officer):
    assert "没有待登记的纸质件" in browser(officer).get("/personnel/papers/record/").content.decode()


def test_the_head_signs_with_the_result(officer, head, college):
    assessment = AssessmentFactory(department=college)
    approvals.submit(officer, assessments.PROCEDURE, assessment)
    client = browser(head)
    record = client.get(f"/personnel/assessments/{assessment.pk}/").content.decode()
    assert "填写考核结果" in record
    url = f"/personnel/assessments/{assessment.pk}/judge/"
    page = client.get(url)
    token = dict(page.context["hidden"])["token"]
    refused = client.post(url, {"result": "fails", "reason": "", "token": token})
    assert refused.status_code == 422
    assert "须写明理由" in refused.content.decode()
    answer = client.post(url, {"result": "basic", "reason": "学时不足", "token": token}, follow=True)
    assert "已签署考核结果：基本符合" in answer.content.decode()
    assessment.refresh_from_db()
    assert assessment.result == "basic"
    assert client.get(url).status_code == 400


def test_assessments_are_begun_by_a_job_for_a_department(college):
    office = user_with(Role.OFFICE, college)
    PersonFactory(department=college)
    PersonFactory()
    client = browser(office)
    token = dict(client.get("/personnel/papers/assessments/").context["hidden"])["token"]
    data = {"year": "2026", "department": str(college.pk), "token": token}
    client.post("/personnel/papers/assessments/", data)
    runner.run(Job.objects.get().pk)
    assert Assessment.objects.count() == 1
