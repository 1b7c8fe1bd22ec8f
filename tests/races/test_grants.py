"""Roles given at the same moment: the three administrators stay apart, one proposal is decided once."""

import pytest

from baomi.audit.models import AuditEntry
from baomi.organization.actions import accounts, grants
from baomi.organization.actions.first_day import Appointee, open_house
from baomi.organization.choices import LIVE_GRANTS, GrantState
from baomi.organization.models import Grant, User
from baomi.organization.roles import ADMINISTRATORS, Role
from tests.factories.organization import DepartmentFactory, StaffFactory, UserFactory, user_with
from tests.races.together import refused, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.mark.parametrize(
    "roles",
    [
        (Role.SYSADMIN, Role.AUDITOR),
        (Role.AUDITOR, Role.OFFICE),
        (Role.PRESS, Role.SECADMIN),
        (Role.HR, Role.HR),
    ],
)
def test_two_roles_that_do_not_go_together_give_one(roles):
    person, proposers = UserFactory(), [user_with(Role.SECADMIN), user_with(Role.SECADMIN)]
    answers = together(
        *(
            lambda by=by, role=role: grants.propose_grant(by, person, role)
            for by, role in zip(proposers, roles, strict=True)
        )
    )
    assert refused(answers) == 1
    assert Grant.objects.filter(user=person, state__in=LIVE_GRANTS).count() == 1
    assert AuditEntry.objects.filter(action="organization.grant.propose").count() == 1


def test_two_heads_deciding_one_proposal_give_one_decision():
    first, second = user_with(Role.OFFICE_HEAD), user_with(Role.OFFICE_HEAD)
    grant = grants.propose_grant(user_with(Role.SECADMIN), UserFactory(), Role.PRESS)
    answers = together(
        lambda: grants.confirm_grant(first, grant), lambda: grants.refuse_grant(second, grant, "岗位未定")
    )
    assert refused(answers) == 1
    grant.refresh_from_db()
    assert grant.state in (GrantState.CONFIRMED, GrantState.REFUSED)
    assert grant.version == 2


def test_two_accounts_for_one_person_give_one():
    person, sysadmin = StaffFactory(), user_with(Role.SYSADMIN)
    answers = together(
        lambda: accounts.create_account(sysadmin, person, "one"),
        lambda: accounts.create_account(sysadmin, person, "two"),
    )
    assert refused(answers) == 1
    assert User.objects.filter(staff=person).count() == 1


def test_the_first_day_comes_once_even_when_called_twice_at_once():
    DepartmentFactory()
    people = [[Appointee(StaffFactory().number) for _ in ADMINISTRATORS] for _ in range(2)]
    answers = together(
        *(lambda three=three: open_house(dict(zip(ADMINISTRATORS, three, strict=True))) for three in people)
    )
    assert refused(answers) == 1
    assert Grant.objects.count() == User.objects.count() == len(ADMINISTRATORS)
