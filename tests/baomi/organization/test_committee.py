"""Seats of the committee (O2): roles follow a term and end with it."""

import datetime as dt

import pytest

from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization import policy
from baomi.organization.actions import committee, grants
from baomi.organization.choices import CommitteeBody, SeatRank
from baomi.organization.roles import ADMINISTRATORS, Role
from tests.factories.organization import StaffFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db

START, END = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


@pytest.fixture
def office():
    return user_with(Role.OFFICE)


def seat_values(staff, **more):
    return {
        "staff": staff,
        "body": CommitteeBody.SECRECY,
        "rank": SeatRank.MEMBER,
        "starts": START,
        "ends": END,
    } | more


def roles_on(user, day) -> set[Role]:
    with clock.at(day):
        policy.forget(user)
        return set(policy.held(user).roles)


def test_the_role_of_a_seat_ends_with_its_term(office):
    user = UserFactory()
    committee.appoint_member(office, seat_values(user.staff, rank=SeatRank.CHAIR))
    assert roles_on(user, START - dt.timedelta(days=1)) == set()
    assert roles_on(user, START) == {Role.MEMBER, Role.CHAIR}
    assert roles_on(user, END) == {Role.MEMBER, Role.CHAIR}
    assert roles_on(user, END + dt.timedelta(days=1)) == set()


def test_a_seat_in_another_body_gives_no_vote(office):
    user = UserFactory()
    committee.appoint_member(office, seat_values(user.staff, body=CommitteeBody.TECHNICAL))
    assert roles_on(user, START) == set()


def test_an_ended_seat_keeps_its_past(office):
    user = UserFactory()
    seat = committee.appoint_member(office, seat_values(user.staff))
    committee.end_seat(office, seat, dt.date(2026, 6, 30), "职务变动")
    assert roles_on(user, dt.date(2026, 6, 30)) == {Role.MEMBER}
    assert roles_on(user, dt.date(2026, 7, 1)) == set()


def test_no_two_seats_at_once_and_no_two_chairs(office):
    person = StaffFactory()
    committee.appoint_member(office, seat_values(person, rank=SeatRank.CHAIR))
    with pytest.raises(Refusal, match="未到期的席位"):
        committee.appoint_member(office, seat_values(person, starts=dt.date(2026, 3, 1)))
    with pytest.raises(Refusal, match="已有主任"):
        committee.appoint_member(
            office, seat_values(StaffFactory(), rank=SeatRank.CHAIR, starts=END, ends=None)
        )
    next_term = seat_values(StaffFactory(), rank=SeatRank.CHAIR, starts=dt.date(2027, 1, 1), ends=None)
    assert committee.appoint_member(office, next_term).pk


def test_a_seat_is_not_handed_on(office):
    seat = committee.appoint_member(office, seat_values(StaffFactory()))
    with pytest.raises(Refusal, match="不能改"):
        committee.change_seat(office, seat, {"staff": StaffFactory()})
    assert committee.change_seat(office, seat, {"business_line": "科研"}, version=1).business_line == "科研"


def test_who_has_left_gets_no_seat(office):
    with pytest.raises(Refusal, match="已不在职"):
        committee.appoint_member(office, seat_values(StaffFactory(active=False)))


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.SECADMIN, Role.CHAIR, Role.HR])
def test_seats_are_the_offices(role):
    with pytest.raises(NotPermitted):
        committee.appoint_member(user_with(role), seat_values(StaffFactory()))


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_none_of_the_three_administrators_gets_a_seat_that_votes(office, role):
    administrator = user_with(role)
    with pytest.raises(Refusal, match="三员之一"):
        committee.appoint_member(office, seat_values(administrator.staff))
    assert policy.held(administrator).roles == {role}
    assert committee.appoint_member(office, seat_values(administrator.staff, body=CommitteeBody.TECHNICAL)).pk


@pytest.mark.parametrize("starts", [START, dt.date(2026, 12, 1)])
def test_a_member_of_the_committee_becomes_no_administrator_while_the_seat_runs_or_is_to_come(office, starts):
    member = UserFactory()
    with clock.at(dt.date(2026, 6, 1)):
        committee.appoint_member(office, seat_values(member.staff, starts=starts))
        with pytest.raises(Refusal, match="保密委员会委员"):
            grants.propose_grant(user_with(Role.SECADMIN), member, Role.SYSADMIN)
    with clock.at(END + dt.timedelta(days=1)):
        assert grants.propose_grant(user_with(Role.SECADMIN), member, Role.SYSADMIN).pk


def test_an_ended_seat_of_somebody_who_is_administrator_now_is_not_taken_up_again(office):
    user = UserFactory()
    seat = committee.appoint_member(office, seat_values(user.staff))
    with clock.at(END + dt.timedelta(days=1)):
        grants.propose_grant(user_with(Role.SECADMIN), user, Role.AUDITOR)
        with pytest.raises(Refusal, match="三员之一"):
            committee.change_seat(office, seat, {"ends": None})
