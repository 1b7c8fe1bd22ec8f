"""催报: the office reminds by hand, at most once a day per item and person."""

import datetime as dt

import pytest

from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization.roles import Role
from baomi.reminders import actions
from baomi.reminders.deadlines import DueItem
from baomi.reminders.models import Notice
from tests.factories.organization import DepartmentFactory, user_with

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 30)


@pytest.fixture
def colleges():
    return [
        DepartmentFactory(name="计算机学院"),
        DepartmentFactory(name="机械学院"),
        DepartmentFactory(name="外语学院"),
    ]


@pytest.fixture
def officers(colleges):
    """The third college has none."""
    return [user_with(Role.OFFICER, college) for college in colleges[:2]]


def items(colleges):
    return [
        DueItem(f"organization.department:{college.pk}", college.name, f"/x/{college.pk}/", DAY, college.pk)
        for college in colleges
    ]


def test_urging_tells_each_officer_and_names_the_departments_with_nobody(colleges, officers):
    urged = actions.urge(user_with(Role.OFFICE), items(colleges), "请交年度总结")
    assert (urged.told, urged.already, urged.nobody) == (2, 0, ("外语学院",))
    assert urged.sentence == "已催报 2 人；找不到接收人：外语学院。"
    notice = Notice.objects.get(recipient=officers[0])
    assert notice.title == "催报：计算机学院"
    assert notice.body == "期限 2026-11-30。请交年度总结"
    assert AuditEntry.objects.get(action="reminders.urge").label == "催报：计算机学院、机械学院、外语学院"


def test_whoever_was_urged_today_is_not_urged_again_until_tomorrow(colleges, officers):
    office = user_with(Role.OFFICE)
    with clock.at(dt.date(2026, 11, 20)):
        actions.urge(office, items(colleges[:1]), "请交年度总结")
        again = actions.urge(office, items(colleges[:2]), "请交年度总结，今天下班前")
    assert (again.told, again.already) == (1, 1)
    assert "1 人今天已催过，没有重复发" in again.sentence
    with clock.at(dt.date(2026, 11, 21)):
        assert actions.urge(office, items(colleges[:2]), "请交年度总结").told == 2


def test_nobody_but_the_office_urges(colleges, officers):
    with pytest.raises(NotPermitted):
        actions.urge(officers[0], items(colleges), "请交年度总结")
    assert not Notice.objects.exists()


@pytest.mark.parametrize(("chosen", "text"), [(0, "请交年度总结"), (2, "  ")])
def test_urging_nothing_or_with_no_words_is_refused(colleges, officers, chosen, text):
    with pytest.raises(Refusal):
        actions.urge(user_with(Role.OFFICE), items(colleges[:chosen]), text)
    assert not Notice.objects.exists()
