"""The first day: three administrators, once."""

import pytest
from django.core.management import CommandError, call_command

from baomi.audit.models import AuditEntry
from baomi.organization import policy
from baomi.organization.models import Department, Grant, Staff, User
from baomi.organization.roles import ADMINISTRATORS, Role
from tests.factories.organization import StaffFactory

pytestmark = pytest.mark.django_db

NEW = ["--sysadmin", "20190001:曾子墨:男", "--secadmin", "20190002:陈堃", "--auditor", "20190003:林晓喆:女"]
OFFICE = ["--department", "0801:保密办公室"]


def test_three_new_people_get_one_role_each_and_passwords_shown_once(capsys):
    call_command("first_day", *NEW, *OFFICE)
    shown = capsys.readouterr().out
    assert Department.objects.get().name == "保密办公室"
    assert [policy.held(User.objects.get(username=role)).roles for role in ADMINISTRATORS] == [
        {role} for role in ADMINISTRATORS
    ]
    assert User.objects.filter(must_change_password=True).count() == 3
    for user in User.objects.all():
        password = next(line for line in shown.splitlines() if user.username in line).split()[-1]
        assert user.check_password(password)
        assert password not in str(list(AuditEntry.objects.values()))
    assert AuditEntry.objects.filter(action="organization.grant.first_day").count() == 3
    assert Staff.objects.get(number="20190003").get_gender_display() == "女"


def test_people_already_registered_are_found_by_number():
    people = [StaffFactory() for _ in ADMINISTRATORS]
    numbers = [
        argument
        for role, person in zip(ADMINISTRATORS, people, strict=True)
        for argument in (f"--{role}", person.number)
    ]
    call_command("first_day", *numbers)
    assert {user.staff for user in User.objects.all()} == set(people)


def test_the_second_call_is_refused_and_changes_nothing():
    call_command("first_day", *NEW, *OFFICE)
    before = (User.objects.count(), Grant.objects.count(), AuditEntry.objects.count())
    with pytest.raises(CommandError, match="已经建立过"):
        call_command("first_day", *NEW, *OFFICE)
    Grant.objects.update(state="ended")
    with pytest.raises(CommandError, match="已经建立过"):
        call_command("first_day", *NEW, *OFFICE)
    assert (User.objects.count(), Grant.objects.count(), AuditEntry.objects.count()) == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--sysadmin", "1:甲", "--secadmin", "1:甲", "--auditor", "2:乙", *OFFICE], "不同的人"),
        (["--sysadmin", "1:甲", "--secadmin", "2:乙", "--auditor", "3", *OFFICE], "没有这个工号"),
        (["--sysadmin", "1:甲", "--secadmin", "2:乙", "--auditor", "3:丙"], "没有写明新登记人员的部门"),
        (
            ["--sysadmin", "1:甲", "--secadmin", "2:乙", "--auditor", "3:丙", "--department", "08"],
            "没有这个代码",
        ),
        (["--sysadmin", "1:甲:他", "--secadmin", "2:乙", "--auditor", "3:丙", *OFFICE], "性别"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_written(arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("first_day", *arguments)
    assert not (Staff.objects.exists() or User.objects.exists() or Department.objects.exists())


def test_there_is_no_superuser():
    call_command("first_day", *NEW, *OFFICE)
    sysadmin = User.objects.get(username=Role.SYSADMIN)
    assert sysadmin.is_superuser is False
    with pytest.raises(AttributeError):
        sysadmin.is_superuser = True
    with pytest.raises(NotImplementedError):
        User.objects.create_superuser("root", "x")
