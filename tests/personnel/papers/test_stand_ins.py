"""Who stands in for the head or 人事处, by a grant with an end or by 代签, opens the pages on which they judge."""

import datetime as dt

import pytest
from django.test import Client

from baomi.approvals import actions as approvals
from baomi.approvals import queries
from baomi.approvals.models import Signature
from baomi.core import clock
from baomi.core.errors import NotFound, NotPermitted
from baomi.organization import realtime
from baomi.organization.models import User
from baomi.organization.roles import Role
from personnel.actions import assessments
from personnel.actions import vetting as vettings
from tests.factories.organization import DepartmentFactory, GrantFactory, UserFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_papers import AssessmentFactory
from tests.factories.personnel_vetting import VettingFactory, judged_all, up_to_last

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=clock.SHANGHAI)
DAY = NOW.date()


@pytest.fixture(autouse=True)
def november():
    with clock.at(NOW):
        yield


@pytest.fixture
def college():
    return DepartmentFactory()


@pytest.fixture
def assessment(college):
    """It waits for the department's head."""
    row = AssessmentFactory(department=college)
    approvals.submit(user_with(Role.OFFICER, college), assessments.PROCEDURE, row)
    return type(row).objects.get(pk=row.pk)


def lent_by(principal, role, days: int = 10):
    stand_in = UserFactory()
    approvals.delegate(
        principal, stand_in, role, starts=DAY, ends=DAY + dt.timedelta(days=days), reason="出差"
    )
    return stand_in


def granted(role, department=None, ends=DAY + dt.timedelta(days=10)):
    user = UserFactory()
    GrantFactory(user=user, role=role, department=department, starts=DAY, ends=ends)
    return user


def browser(user) -> Client:
    User.objects.filter(pk=user.pk).update(password_changed_at=realtime.instant())
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def judge(user, assessment):
    client, url = browser(user), f"/personnel/assessments/{assessment.pk}/judge/"
    page = client.get(url)
    assert page.status_code == 200
    token = dict(page.context["hidden"])["token"]
    return client.post(url, {"result": "meets", "reason": "履职良好", "token": token}, follow=True)


def test_who_signs_for_the_head_judges_on_the_head_s_page_and_goes_on_with_his_inbox(assessment, college):
    head = user_with(Role.HEAD, college)
    stand_in = lent_by(head, Role.HEAD)
    answer = judge(stand_in, assessment)
    assert answer.redirect_chain[-1][0] == "/inbox/"
    assert "已签署考核结果：符合要求" in answer.content.decode()
    signature = Signature.objects.get(step__slug="head")
    assert (signature.signer, signature.on_behalf_of) == (stand_in, head)


def test_a_deputy_by_a_grant_with_an_end_judges_in_its_days_and_not_after(assessment, college):
    deputy = granted(Role.HEAD, college)
    judge(deputy, assessment)
    assessment.refresh_from_db()
    assert assessment.result == "meets"
    late = granted(Role.HEAD, college, ends=DAY)
    with clock.at(NOW + dt.timedelta(days=1)), pytest.raises((NotFound, NotPermitted)):
        assessments.judge(User.objects.get(pk=late.pk), assessment, "meets")


def test_whoever_is_lent_nothing_and_whose_time_is_over_gets_no_page(assessment, college):
    head = user_with(Role.HEAD, college)
    over = lent_by(head, Role.HEAD, days=0)
    stranger = lent_by(user_with(Role.HEAD, DepartmentFactory()), Role.HEAD)
    url = f"/personnel/assessments/{assessment.pk}/judge/"
    assert browser(stranger).get(url).status_code == 404
    with clock.at(NOW + dt.timedelta(days=1)):
        assert browser(over).get(url).status_code == 404
    assert browser(user_with(Role.OFFICER, college)).get(url).status_code == 403
    with pytest.raises(NotPermitted):
        assessments.judge(stranger, assessment, "meets")


@pytest.mark.parametrize("by_grant", [True, False])
def test_a_stand_in_of_hr_opens_and_signs_the_judging_of_a_vetting(college, by_grant):
    user_with(Role.HEAD, college)
    user_with(Role.OFFICE)
    hr = user_with(Role.HR)
    vetting = VettingFactory(department=college, person=PersonFactory(department=college))
    approval = up_to_last(vetting, user_with(Role.OFFICER, college))
    stand_in = granted(Role.HR) if by_grant else lent_by(hr, Role.HR)
    text = browser(stand_in).get(f"/approvals/{approval.pk}/").content.decode()
    assert "条件核对" in text and "judge-" in text
    assert "文化路三号巷" not in text
    step = queries.inbox(stand_in).get(approval=approval)
    approvals.sign(stand_in, step, "agree", "同意", judgements=judged_all(vetting))
    vetting.refresh_from_db()
    assert vetting.passed


def test_a_signature_is_lent_the_sight_of_the_dossier_is_not(college):
    user_with(Role.HEAD, college)
    user_with(Role.OFFICE)
    stand_in = lent_by(user_with(Role.HR), Role.HR)
    vetting = VettingFactory(department=college, person=PersonFactory(department=college))
    up_to_last(vetting, user_with(Role.OFFICER, college))
    with pytest.raises(NotPermitted):
        vettings.read_dossier(stand_in, vetting, "代人事处审查")
    deputy = granted(Role.HR)
    assert vettings.read_dossier(deputy, vetting, "代人事处审查") == vetting
