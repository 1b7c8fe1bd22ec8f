"""`remind` from the command line, and the declarations' own checks."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from baomi.core import clock
from baomi.organization.roles import Role
from baomi.reminders.choices import Kind
from baomi.reminders.deadlines import Deadline, Stage
from baomi.reminders.models import Notice, SweepRun
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.reminders import declared, due_grants, ending_grant


def remind(*arguments):
    out = io.StringIO()
    call_command("remind", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def grant():
    college = DepartmentFactory()
    user_with(Role.OFFICER, college)
    return ending_grant(dt.date(2026, 12, 31), user__staff__department=college)


@pytest.mark.django_db
def test_remind_on_a_day_prints_every_notice_and_the_counts(grant):
    with declared([Stage(-7, "officer", Kind.AHEAD), Stage(-1, "officer", Kind.AHEAD)]):
        lines = remind("--on", "2026-12-30")
        again = remind("--on", "2026-12-30T18:00")
    assert [line.split("　")[0] for line in lines[:2]] == ["略过", "提前"]
    assert "授权到期到期前 1 天" in lines[1]
    assert lines[2] == "新提醒 1 条，略过 1 条，发出邮件 0 封，找不到接收人 0 项"
    assert again == ["新提醒 0 条，略过 0 条，发出邮件 0 封，找不到接收人 0 项"]
    assert clock.now().year >= 2026


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["2026-02-30", "明天", "2026-12-01T25:00", "20261201000"])
def test_remind_on_an_impossible_day_does_nothing_and_says_how_to_write_it(text, grant):
    with declared(), pytest.raises(CommandError, match="请写成 2026-12-01 或") as error:
        remind("--on", text)
    assert error.value.returncode == 1
    assert not SweepRun.objects.exists()


@pytest.mark.django_db
def test_remind_says_which_rule_failed(grant):
    def broken(until):
        raise RuntimeError

    with declared(due=broken), pytest.raises(CommandError, match="“授权到期”没有巡查成"):
        remind("--on", "2026-12-31")
    assert not Notice.objects.exists()


def test_a_stage_that_tells_nobody_known_stops_the_start():
    with pytest.raises(ValueError, match="keeper"):
        Deadline("tests.typo", "授权到期", due_grants, stages=[Stage(0, "keeper", Kind.ON_DAY)])


def test_a_deadline_is_declared_once():
    with declared(), pytest.raises(ValueError, match="twice"), declared():
        pass
