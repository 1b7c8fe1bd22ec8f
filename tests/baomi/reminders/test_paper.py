"""B17: the ladder ends in a printed 督办单 with everything the paper needs."""

import datetime as dt
from pathlib import Path

import pytest

from baomi.core import clock
from baomi.organization.roles import Role
from baomi.printing.models import Printout
from baomi.reminders import sweep
from baomi.reminders.choices import Kind
from baomi.reminders.deadlines import PAPER, Stage
from baomi.reminders.models import Notice
from tests.baomi.printing.pdf import page_count, text
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.reminders import NoticeFactory, declared, ending_grant

pytestmark = pytest.mark.django_db

FIELDS = (Path(__file__).parents[2] / "forms" / "S-09.txt").read_text().split()


@pytest.fixture
def office(client):
    user = user_with(Role.OFFICE)
    client.force_login(user)
    return user


@pytest.fixture
def notice(office):
    """Three days overdue, the office is told to send the paper."""
    college = DepartmentFactory(name="计算机学院")
    ending_grant(dt.date(2026, 12, 31), user__staff__department=college, user__staff__name="李䶮")
    stages = [Stage(3, "office", Kind.ESCALATION, paper=PAPER)]
    with declared(stages, clause="《实施条例》第六十一条"), clock.at(dt.date(2027, 1, 3)):
        sweep.run()
    return Notice.objects.get()


def test_the_paper_carries_department_duty_due_date_and_overdue_days_on_one_page(client, notice):
    assert "打印 S-09 督办单" in client.get("/notices/").content.decode()
    pdf = client.get(f"/notices/{notice.uuid}/paper.pdf").content
    words = text(pdf)
    place = 0
    for label in FIELDS:
        assert label in words[place:], f"{label} is missing or out of order"
        place = words.index(label, place) + len(label)
    for value in ("计算机学院", "李䶮的授权", "2026-12-31", "逾期天数3", "第六十一条"):
        assert value in words
    assert page_count(pdf) == 1
    assert Printout.objects.get().form == PAPER


def test_a_notice_that_asks_for_no_paper_has_none(client, office):
    notice = NoticeFactory(recipient=office)
    assert "督办单" not in client.get("/notices/").content.decode()
    assert client.get(f"/notices/{notice.uuid}/paper.pdf").status_code == 404


def test_nobody_prints_another_persons_paper(client, notice):
    client.force_login(user_with(Role.OFFICE))
    assert client.get(f"/notices/{notice.uuid}/paper.pdf").status_code == 404
    assert not Printout.objects.exists()
