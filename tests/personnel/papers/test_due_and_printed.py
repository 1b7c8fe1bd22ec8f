"""The year's letters and assessments: told when due, gone when done, printed for a whole department."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client

from baomi.core import clock
from baomi.organization import realtime
from baomi.organization.models import Parameter, User
from baomi.organization.roles import Role
from baomi.printing import actions as printing
from baomi.registers.models import Job
from baomi.reminders import runner, sweep
from baomi.reminders.models import Notice
from personnel.choices.yearly import PledgeKind
from personnel.parameters import ASSESSMENT_DUE, LETTER_DUE
from personnel.rules import papers as rules
from tests.baomi.printing.pdf import page_count, text
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_papers import AssessmentFactory, PledgeFactory, signed_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def college():
    return DepartmentFactory(name="信息与智能系统工程学院（示范性软件学院）")


@pytest.fixture
def officer(college):
    return user_with(Role.OFFICER, college)


def swept(day: dt.date) -> None:
    with clock.at(dt.datetime.combine(day, dt.time(9), clock.SHANGHAI)):
        sweep.run()


def told(user, rule: str) -> int:
    return Notice.objects.shown().filter(recipient=user, rule=rule).count()


def test_a_letter_not_signed_by_the_last_day_is_told_and_a_signed_one_is_not(college, officer):
    user, done = user_with(Role.PERSON, college), user_with(Role.PERSON, college)
    PersonFactory(department=college, staff=user.staff)
    signed_letter(PersonFactory(department=college, staff=done.staff))
    swept(dt.date(2026, 4, 1))
    swept(dt.date(2026, 4, 1))
    assert told(user, "personnel.letter.own") > 0
    assert told(done, "personnel.letter.own") == 0
    assert told(officer, "personnel.letter") > 0


def test_the_last_day_is_the_parameters(college):
    Parameter.objects.create(
        key=LETTER_DUE, value="02-28", effective_from=dt.date(2026, 1, 1), source="校内约定"
    )
    with clock.at(dt.date(2026, 2, 1)):
        assert rules.letter_due(2026) == dt.date(2026, 2, 28)
    Parameter.objects.filter(key=LETTER_DUE).update(value="02-30")
    with clock.at(dt.date(2026, 2, 1)):
        assert rules.letter_due(2026) == dt.date(2026, 12, 31)


def test_an_assessment_is_told_until_it_is_concluded(college, officer):
    open_one = AssessmentFactory(department=college)
    swept(dt.date(2026, 12, 31))
    before = told(officer, "personnel.assessment")
    assert before > 0
    open_one.concluded_on, open_one.result = dt.date(2026, 12, 31), "meets"
    open_one.save()
    swept(dt.date(2027, 1, 3))
    assert told(officer, "personnel.assessment") == before


def test_thirty_letters_of_a_department_come_out_as_one_file(college, officer):
    for _ in range(30):
        PledgeFactory(department=college)
    PledgeFactory(person__staff__name="外院人")
    User.objects.filter(pk=officer.pk).update(password_changed_at=realtime.instant())
    client = Client()
    client.force_login(User.objects.get(pk=officer.pk))
    answer = client.post("/personnel/pledges/print/F-16B/", {"query": "view=all"})
    assert answer.url.startswith("/jobs/")
    job = Job.objects.get()
    runner.run(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.error
    pdf = Path(job.result_path).read_bytes()
    assert page_count(pdf) == 30
    assert "外院人" not in text(pdf)


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        (PledgeKind.ENTRY, "F-16", ["保密承诺书", "1．", "6．", "离岗后继续承担保密义务", "承诺人签名"]),
        (PledgeKind.WORKER, "F-16", ["工勤人员保密承诺书", "要害部门、部位", "4．", "承诺人签名"]),
        (PledgeKind.YEARLY, "F-16B", ["2026年度涉密人员保密责任书", "甲方", "乙方", "保密津贴"]),
        (PledgeKind.COOLING, "F-25", ["脱密期自", "9．", "直至解密", "调往单位"]),
    ],
)
def test_each_paper_says_its_points_on_one_page_with_long_names(college, kind, code, words):
    pledge = PledgeFactory(
        department=college,
        kind=kind,
        person__staff__name="欧阳𬱖喆堃",
        person__post__title="国家重点实验室涉密科研项目综合管理与档案保管岗位",
    )
    pdf, _ = printing.print_form(None, code, pledge)
    assert page_count(pdf) == 1
    printed = text(pdf)
    place = 0
    for word in words:
        place = printed.find(word, place)
        assert place >= 0, word


def test_a_full_assessment_fits_on_one_page(college):
    assessment = AssessmentFactory(
        department=college,
        duties_done="按责任书履行保密职责。" * 14,
        unfinished="待清退载体 2 份。" * 7,
        violated=True,
        violation_text="违规使用非涉密设备处理内部资料。" * 7,
        result="fails",
        result_reason="存在违规问题，应调离涉密岗位。" * 4,
    )
    pdf, _ = printing.print_form(None, "F-17", assessment)
    assert page_count(pdf) == 1


def test_another_last_day_of_this_year_moves_none_of_the_year_before(college):
    for key in (LETTER_DUE, ASSESSMENT_DUE):
        Parameter.objects.create(
            key=key, value="02-28", effective_from=dt.date(2027, 1, 1), source="校内约定"
        )
    with clock.at(dt.date(2027, 1, 15)):
        assert (rules.letter_due(2026), rules.letter_due(2027)) == (
            dt.date(2026, 3, 31),
            dt.date(2027, 2, 28),
        )
        assert rules.assessment_due(2026) == dt.date(2026, 12, 31)
        assert rules.assessment_due(2028) == dt.date(2028, 2, 28)
