"""What held when a form was begun is asked again at its last signature; what was signed stays signed (P12, P13)."""

import datetime as dt

import pytest

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State
from baomi.core import clock
from baomi.core.errors import NotFound, Refusal
from baomi.organization.roles import Role
from personnel.actions import clearance, cooling, departures
from personnel.choices.leaving import ExceptionKind, ManagedBy, UnitNature
from personnel.choices.people import PersonStatus
from personnel.models import ClearanceLine, CoolingOff, Departure
from tests.factories import leaving_steps as steps
from tests.factories.organization import user_with
from tests.factories.personnel import PersonFactory

END = dt.date(2027, 12, 1)
FREE = END + dt.timedelta(days=1)


@pytest.fixture
def period(house):
    """Left on 2026-12-01, until 2027-12-01."""
    steps.leave(house)
    return CoolingOff.objects.get()


def longer(house, period, until: dt.date):
    """Signed by the office; the leader's signature is open."""
    row = cooling.ask_longer(house.hr, {"cooling": period, "until": until, "reason": "事项未解密"})
    approvals.submit(house.hr, cooling.LONGER, row)
    steps.sign(house.office, row, "office")
    return row


def test_the_period_is_fixed_between_the_handing_in_and_the_approval(house):
    departure = steps.begin(house.officer, house.person)
    with pytest.raises(Refusal, match="还没有送审"):
        departures.decide(house.office, departure, 12, "", ManagedBy.US)
    assert Departure.objects.get().cooling_months is None
    departure = steps.hand_in(house.person_user, departure)
    steps.prepare(house, departure)
    steps.to_paper(house, departure)
    steps.record_paper(house, departure)
    with pytest.raises(Refusal, match="脱密期已定"):
        departures.decide(house.office, departure, 36, "接触事项多", ManagedBy.US)
    assert Departure.objects.get().cooling_months == 12


def test_a_departure_stays_with_its_person(house):
    departure, other = steps.begin(house.officer, house.person), PersonFactory(department=house.college)
    with pytest.raises(Refusal, match="不能换成另一个人"):
        departures.change(house.officer, departure, {"person": other})
    assert Departure.objects.get().person == house.person


def test_the_leaver_does_not_take_back_his_own_access(house):
    head = PersonFactory(department=house.college, staff=house.head.staff)
    departure = steps.hand_in(house.officer, steps.begin(house.officer, head))
    with pytest.raises(Refusal, match="离岗人不能填写自己的权限收回情况"):
        departures.note_access(house.head, departure, "门禁卡已交回")
    assert Departure.objects.get().access_returned == ""


def test_what_was_signed_stays_signed_when_the_leaving_is_refused(house):
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    steps.talk_and_pledge(departure)
    steps.sign(house.head, departure, "head", "refuse", "任务未完成")
    assert departure.talks.get().concluded_on == clock.today()
    assert departure.pledges.get().approval.state == State.RUNNING


def test_a_line_that_is_not_on_the_sheet_is_not_found(house):
    departure = steps.begin(house.officer, house.person)
    with pytest.raises(NotFound, match="清退单上没有这一项"):
        clearance.drop_line(house.officer, departure, "typed:9")
    with pytest.raises(NotFound, match="清退单上没有这一项"):
        clearance.receive(house.head, departure, "typed:9", "turned_in")
    assert not ClearanceLine.objects.exists()


def test_of_two_longer_ends_the_later_one_stays(house, period):
    """The second was later than the end of its day, and is earlier than the end of its last signature."""
    first, second = longer(house, period, dt.date(2028, 6, 1)), longer(house, period, dt.date(2028, 3, 1))
    steps.sign(house.leader, first, "leader")
    with pytest.raises(Refusal, match="只能延长，不能缩短：现至 2028-06-01"):
        steps.sign(house.leader, second, "leader")
    assert steps.fresh(period).until == dt.date(2028, 6, 1)
    assert steps.fresh(house.person).cooling_until == dt.date(2028, 6, 1)


def test_an_exception_counts_while_the_period_runs_and_the_release_ends_the_visits(house, period):
    values = {
        "cooling": period, "kind": ExceptionKind.TRANSFER, "unit": "北方机械厂", "unit_nature": UnitNature.STATE,
        "reason": "工作调动",
    }  # fmt: skip
    row = cooling.ask_exception(house.officer, values)
    approvals.submit(house.officer, cooling.EXCEPTION, row)
    steps.sign(house.office, row, "office")
    unpaid = house.person.visits.filter(held_on__isnull=True, dropped_on__isnull=True)
    assert unpaid.count() == 4
    with clock.at(FREE):
        release = cooling.ask_release(house.officer, {"cooling": period, "note": "按期接受回访"})
        approvals.submit(house.officer, cooling.RELEASE, release)
        steps.sign(house.office, release, "office")
        steps.sign(house.hr, release, "hr")
        assert steps.fresh(house.person).status == PersonStatus.RELEASED
        assert not unpaid.exists()
        with pytest.raises(Refusal, match="已于 2027-12-02 解除"):
            steps.sign(house.leader, row, "leader")
    assert steps.fresh(row).state == State.RUNNING


def test_a_period_has_a_longest_end_and_a_line_of_a_register_is_not_struck_off(house):
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    with pytest.raises(Refusal, match="脱密期最长 600 个月"):
        departures.decide(house.office, departure, 601, "接触事项多", ManagedBy.US)
    line = departure.lines.filter(typed=False).first()
    with pytest.raises(Refusal, match="由台账带出的一项不能删去"):
        clearance.drop_line(house.officer, departure, line.key)
    assert departure.lines.filter(pk=line.pk).exists()


def test_a_receiver_is_somebody(house):
    departure = steps.begin(house.officer, house.person)
    line = clearance.type_line(
        house.officer,
        departure,
        {"label": "ZL-1", "electronic": False, "level": "confidential", "quantity": 1},
    )
    nobody = user_with(Role.OFFICE)
    type(nobody).objects.filter(pk=nobody.pk).update(staff=None)
    with pytest.raises(Refusal, match="没有对应的人员"):
        clearance.receive(type(nobody).objects.get(pk=nobody.pk), departure, line.key, "turned_in")
    assert ClearanceLine.objects.get().received_at is None
