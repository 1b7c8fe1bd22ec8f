"""Reviews that fall due (P9) and people who have to leave after a failed one: told once, not again, gone when done."""

import datetime as dt

import pytest

from baomi.core import clock
from baomi.reminders import deadlines, sweep
from baomi.reminders.models import Notice
from personnel.choices.people import PersonStatus
from personnel.deadlines.vetting import REVIEW, failed_due, reviews_due
from tests.factories.organization import StaffFactory
from tests.factories.personnel_vetting import AppealFactory, VettingFactory, signed_through

DUE = dt.date(2026, 11, 30)


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9, 0), clock.SHANGHAI)


def told(user) -> list[str]:
    return list(
        Notice.objects.shown()
        .filter(recipient=user, rule=REVIEW)
        .order_by("pk")
        .values_list("subject", flat=True)
    )


def names(items) -> list[str]:
    return [item.label for item in items]


def test_everybody_on_duty_is_due_and_nobody_else(house):
    for status in PersonStatus:
        person = house.candidate(staff=StaffFactory(department=house.here, name=status.label), status=status)
        type(person).objects.filter(pk=person.pk).update(vetting_due_on=DUE)
    assert sorted(names(reviews_due(at(DUE)))) == ["复审 在岗", "复审 离岗办理中"]
    assert reviews_due(at(DUE - dt.timedelta(days=1))) == []


def test_the_officer_and_the_person_are_told_ahead_and_once(house):
    house.in_post(staff=house.account.staff, vetting_due_on=DUE)
    for _ in range(2):
        sweep.run(at(dt.date(2026, 10, 31)))
    assert (told(house.officer), told(house.account)) == (["复审 周翀"], ["复审 周翀"])
    sweep.run(at(dt.date(2026, 12, 4)))
    assert told(house.head) == ["复审 周翀"]
    assert "复审 周翀" in told(house.office)
    assert told(house.other_officer) == []


def test_it_is_gone_when_the_new_vetting_is_passed(house):
    person = house.in_post(vetting_due_on=DUE)
    signed_through(VettingFactory(department=house.here, person=person), house.officer)
    assert reviews_due(at(DUE)) == []
    found = deadlines.items_of(type(person).objects.get(pk=person.pk))
    assert [item.due for deadline, item in found if deadline.key == REVIEW] == [dt.date(2031, 11, 2)]


def test_who_failed_in_post_is_listed_until_he_leaves(house):
    person = house.in_post()
    vetting = VettingFactory(
        department=house.here, person=person, passed=False, concluded_on=dt.date(2026, 11, 2)
    )
    assert names(failed_due(at(DUE))) == ["复审未通过 林晓喆"]
    AppealFactory(department=house.here, vetting=vetting, upheld=False)
    assert names(failed_due(at(DUE))) == ["复审未通过 林晓喆"]
    type(person).objects.filter(pk=person.pk).update(status=PersonStatus.LEAVING)
    assert failed_due(at(DUE)) == []


def test_an_appeal_upheld_or_a_later_vetting_takes_the_duty_away(house):
    vetting = VettingFactory(
        department=house.here, person=house.in_post(), passed=False, concluded_on=dt.date(2026, 11, 2)
    )
    AppealFactory(department=house.here, vetting=vetting, upheld=True)
    assert failed_due(at(DUE)) == []


@pytest.mark.parametrize("count", [1, 6])
def test_the_queries_do_not_grow_with_the_people(house, count, django_assert_max_num_queries):
    for _ in range(count):
        person = house.in_post(staff=StaffFactory(department=house.here), vetting_due_on=DUE)
        VettingFactory(department=house.here, person=person, passed=False, concluded_on=dt.date(2026, 11, 2))
    with django_assert_max_num_queries(3):
        assert len(reviews_due(at(DUE))) + len(failed_due(at(DUE))) == 2 * count
