"""Accounts: one per person, opened and disabled by the system administrator, never deleted."""

import pytest
from django.core.exceptions import ValidationError

from baomi.audit.models import AuditEntry
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization import policy
from baomi.organization.actions import accounts
from baomi.organization.models import User
from baomi.organization.roles import Role
from tests.factories.organization import StaffFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def sysadmin():
    return user_with(Role.SYSADMIN)


def test_a_new_account_holds_nothing_and_must_change_its_password(sysadmin):
    issued = accounts.create_account(sysadmin, StaffFactory(), "zhaoyy")
    user = User.objects.get(username="zhaoyy")
    assert user.check_password(issued.password)
    assert user.must_change_password
    assert not policy.held(user).roles
    entry = AuditEntry.objects.get(action="organization.account.create")
    assert entry.actor_id == sysadmin.pk
    assert issued.password not in str(entry.__dict__)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSADMIN])
def test_nobody_else_opens_or_disables_accounts(role):
    by, other = user_with(role), UserFactory()
    with pytest.raises(NotPermitted, match="系统管理员"):
        accounts.create_account(by, StaffFactory(), "new")
    with pytest.raises(NotPermitted, match="系统管理员"):
        accounts.disable_account(by, other, "离校")
    assert not User.objects.filter(username="new").exists()
    other.refresh_from_db()
    assert other.is_active


def test_one_person_has_one_account(sysadmin):
    user = UserFactory()
    with pytest.raises(Refusal, match="已有账号"):
        accounts.create_account(sysadmin, user.staff, "second")


def test_a_person_who_has_left_gets_none_and_gets_none_back(sysadmin):
    with pytest.raises(Refusal, match="已不在职"):
        accounts.create_account(sysadmin, StaffFactory(active=False), "gone")
    with pytest.raises(Refusal, match="已不在职"):
        accounts.enable_account(sysadmin, UserFactory(is_active=False, staff__active=False), "返校")


def test_a_used_or_empty_name_is_refused(sysadmin):
    UserFactory(username="taken")
    with pytest.raises(ValidationError, match="账号"):
        accounts.create_account(sysadmin, StaffFactory(), "taken")
    with pytest.raises(ValidationError):
        accounts.create_account(sysadmin, StaffFactory(), "  ")


def test_disabling_needs_a_reason_and_another_person(sysadmin):
    with pytest.raises(Refusal, match="没有写明事由"):
        accounts.disable_account(sysadmin, UserFactory(), "")
    with pytest.raises(Refusal, match="不能停用自己"):
        accounts.disable_account(sysadmin, sysadmin, "试试")


def test_a_disabled_account_is_permitted_nothing_whatever_its_grants(sysadmin):
    user = user_with(Role.OFFICE)
    accounts.disable_account(sysadmin, user, "离校")
    user = User.objects.get(pk=user.pk)
    assert not policy.can(user, "organization.calendar.set")
    assert not policy.users_holding(Role.OFFICE).exists()
    accounts.enable_account(sysadmin, user, "返校")
    assert policy.can(User.objects.get(pk=user.pk), "organization.calendar.set")


def test_lasting_passwords_for_others_exist_in_the_demo_only(settings):
    person = StaffFactory()
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        accounts.open_demo_account(person, "office", "Baomi-demo-2026")
    assert not User.objects.exists()
    settings.DEMO = True
    user = accounts.open_demo_account(person, "office", "Baomi-demo-2026")
    assert user.check_password("Baomi-demo-2026") and not user.must_change_password
