"""Roles by two people; the three administrators apart (三员分立, O2, X5)."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.functional import SimpleLazyObject

from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization import policy
from baomi.organization.actions import grants
from baomi.organization.choices import GrantState
from baomi.organization.models import Grant, User
from baomi.organization.roles import Role
from tests.factories.organization import DepartmentFactory, GrantFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def secadmin():
    return user_with(Role.SECADMIN)


@pytest.fixture
def head():
    return user_with(Role.OFFICE_HEAD)


def fresh(user) -> User:
    """The account as the next request reads it."""
    return User.objects.get(pk=user.pk)


def test_a_proposed_role_gives_nothing_until_the_office_head_confirms(secadmin, head):
    person, college = UserFactory(), DepartmentFactory()
    grant = grants.propose_grant(secadmin, person, Role.OFFICER, department=college)
    assert not policy.held(fresh(person)).roles
    grants.confirm_grant(head, grant)
    assert policy.held(fresh(person)).by_department[Role.OFFICER] == {college.pk}
    assert list(
        AuditEntry.objects.filter(action__startswith="organization.grant").values_list("action", flat=True)
    ) == ["organization.grant.propose", "organization.grant.confirm"]


def test_a_refused_or_ended_role_gives_nothing(secadmin, head):
    person = UserFactory()
    refused = grants.propose_grant(secadmin, person, Role.HR)
    assert grants.refuse_grant(head, refused, "岗位未定").state == GrantState.REFUSED
    again = grants.confirm_grant(head, grants.propose_grant(secadmin, person, Role.HR))
    assert Role.HR in policy.held(fresh(person)).roles
    grants.end_grant(secadmin, again, "调离")
    assert not policy.held(fresh(person)).roles


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.OFFICE_HEAD, Role.AUDITOR)])
def test_nobody_but_the_office_head_confirms(role, secadmin):
    grant = grants.propose_grant(secadmin, UserFactory(), Role.PRESS)
    user_with(Role.OFFICE_HEAD)
    with pytest.raises(NotPermitted):
        grants.confirm_grant(user_with(role), grant)
    grant.refresh_from_db()
    assert grant.state == GrantState.PROPOSED


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SECADMIN])
def test_nobody_but_secadmin_proposes(role):
    with pytest.raises(NotPermitted, match="安全保密管理员"):
        grants.propose_grant(user_with(role), UserFactory(), Role.PRESS)
    assert not Grant.objects.filter(state=GrantState.PROPOSED).exists()


def test_the_head_confirms_no_role_of_his_own(secadmin, head):
    grant = grants.propose_grant(secadmin, head, Role.LEADER)
    with pytest.raises(Refusal, match="不能确认给自己的授权"):
        grants.confirm_grant(head, grant)


def test_the_same_proposal_is_decided_once(secadmin, head):
    grant = grants.propose_grant(secadmin, UserFactory(), Role.PRESS)
    grants.confirm_grant(head, grant)
    with pytest.raises(Refusal, match="已经处理过"):
        grants.refuse_grant(head, grant, "看错了")


@pytest.mark.parametrize("first", [Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR])
@pytest.mark.parametrize("second", [Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR, Role.OFFICE, Role.MEMBER])
def test_an_administrator_gets_no_second_role(first, second, secadmin):
    if first == second:
        pytest.skip("the same role twice is refused by grant_once")
    person = user_with(first)
    with pytest.raises(Refusal, match="三员"):
        grants.propose_grant(secadmin, person, second)


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR])
def test_who_works_in_the_business_becomes_no_administrator(role, secadmin):
    with pytest.raises(Refusal, match="三员须由专人担任"):
        grants.propose_grant(secadmin, user_with(Role.OFFICER), role)


@pytest.mark.postgres
def test_the_database_refuses_two_administrators_in_one_person():
    person = user_with(Role.SYSADMIN)
    with pytest.raises(IntegrityError):
        GrantFactory(user=person, role=Role.AUDITOR)


@pytest.mark.postgres
def test_the_database_refuses_a_grant_confirmed_by_its_proposer(secadmin):
    with pytest.raises(IntegrityError):
        GrantFactory(proposed_by=secadmin, confirmed_by=secadmin)


def test_the_same_role_is_not_proposed_twice(secadmin):
    person = UserFactory()
    grants.propose_grant(secadmin, person, Role.PRESS)
    with pytest.raises(ValidationError, match="已有同样的全校角色"):
        grants.propose_grant(secadmin, person, Role.PRESS)


def test_department_roles_name_a_department_and_the_others_none(secadmin):
    with pytest.raises(Refusal, match="须写明部门范围"):
        grants.propose_grant(secadmin, UserFactory(), Role.OFFICER)
    with pytest.raises(Refusal, match="不写部门范围"):
        grants.propose_grant(secadmin, UserFactory(), Role.OFFICE, department=DepartmentFactory())


def test_a_disabled_account_gets_no_role(secadmin):
    with pytest.raises(Refusal, match="已停用"):
        grants.propose_grant(secadmin, UserFactory(is_active=False), Role.PRESS)


def test_a_role_runs_from_its_first_to_its_last_day(secadmin, head):
    person = UserFactory()
    with clock.at(dt.date(2026, 3, 1)):
        grant = grants.propose_grant(
            secadmin, person, Role.PRESS, starts=dt.date(2026, 3, 10), ends=dt.date(2026, 3, 20)
        )
        grants.confirm_grant(head, grant)
    held = {}
    for day in (9, 10, 20, 21):
        with clock.at(dt.date(2026, 3, day)):
            held[day] = Role.PRESS in policy.held(fresh(person)).roles
    assert held == {9: False, 10: True, 20: True, 21: False}


def test_the_first_office_head_is_confirmed_by_the_auditor(secadmin):
    auditor, person = user_with(Role.AUDITOR), UserFactory()
    grants.confirm_grant(auditor, grants.propose_grant(secadmin, person, Role.OFFICE_HEAD))
    assert Role.OFFICE_HEAD in policy.held(fresh(person)).roles
    # From now on the office head decides, about a second head as well.
    second = grants.propose_grant(secadmin, UserFactory(), Role.OFFICE_HEAD)
    with pytest.raises(NotPermitted, match="已有保密办主任"):
        grants.confirm_grant(auditor, second)


def test_the_auditor_confirms_no_other_role_even_without_office_head(secadmin):
    grant = grants.propose_grant(secadmin, UserFactory(), Role.OFFICE)
    with pytest.raises(NotPermitted, match="由保密办主任确认"):
        grants.confirm_grant(user_with(Role.AUDITOR), grant)


def test_the_last_secadmin_stays(secadmin, head):
    with pytest.raises(Refusal, match="唯一的安全保密管理员"):
        grants.end_grant(head, secadmin.grants.get(), "调离")
    other = user_with(Role.SECADMIN)
    grants.end_grant(head, other.grants.get(), "调离")
    assert not policy.held(fresh(other)).roles


def test_ending_needs_a_reason(secadmin, head):
    with pytest.raises(Refusal, match="没有写明事由"):
        grants.end_grant(secadmin, head.grants.get(), "  ")


def test_the_users_of_a_request_forget_their_roles_too():
    """The request's user is a lazy stand-in; a grant written in the request must show in the same request."""
    person = UserFactory()
    request_user = SimpleLazyObject(lambda: person)
    assert not policy.held(request_user).roles
    GrantFactory(user=person, role=Role.PRESS)
    policy.forget(request_user)
    assert policy.held(request_user).roles == {Role.PRESS}
