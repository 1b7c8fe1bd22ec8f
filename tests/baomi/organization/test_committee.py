"""Seats of the committee (O2): roles follow a term and end with it."""

import datetime as dt

import pytest

from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization import policy
from baomi.organization.actions import committee
from baomi.organization.choices import CommitteeBody, SeatRank
from baomi.organization.roles import Role
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
