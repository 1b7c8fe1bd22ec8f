"""Reminders of the round: told ahead to departments that have not nominated, never afterwards, never twice."""

import datetime as dt

from awards import deadlines
from awards.choices import NominationStage, RoundState
from baomi.core import clock
from baomi.reminders import sweep
from baomi.reminders.models import Notice
from tests.factories.awards import DEADLINE, NominationFactory, nominated, sign

FAR = DEADLINE + dt.timedelta(days=60)


def departments(items) -> set[int]:
    return {item.department_id for item in items}


def test_only_addressed_classified_departments_without_a_nomination_are_told(house):
    house.round.campaign.addressees.create(department=house.arts)
    assert departments(deadlines.nominating_due(FAR)) == {house.computing.pk, house.mechanics.pk}
    NominationFactory(
        round=house.round, department=house.group, individual=True, stage=NominationStage.WITH_HEAD
    )
    assert departments(deadlines.nominating_due(FAR)) == {house.mechanics.pk}
    NominationFactory(round=house.round, department=house.mechanics, stage=NominationStage.WITHDRAWN)
    assert departments(deadlines.nominating_due(FAR)) == {house.mechanics.pk}


def test_a_round_that_is_no_longer_open_tells_nobody(house):
    assert not deadlines.nominating_due(DEADLINE - dt.timedelta(seconds=1))
    for state in (RoundState.DRAFT, RoundState.SCREENING):
        house.round.state = state
        house.round.save()
        assert not deadlines.nominating_due(FAR)


def test_the_officer_is_told_ahead_once_and_not_after_the_deadline(house):
    for _ in range(2):
        with clock.at(DEADLINE - dt.timedelta(days=7)):
            sweep.run()
    told = Notice.objects.filter(rule=deadlines.NOMINATING, recipient=house.officer)
    before = told.count()
    assert before >= 1
    with clock.at(DEADLINE + dt.timedelta(days=5)):
        sweep.run()
    after = Notice.objects.filter(rule=deadlines.NOMINATING)
    assert not after.filter(recipient=house.head).exists()
    assert all(notice.made_at <= DEADLINE + dt.timedelta(days=5) for notice in after)


def test_a_returned_nomination_is_due_on_the_round_s_deadline(house):
    nomination = nominated(house.officer, house.round, house.computing)
    assert not deadlines.correcting_due(FAR)
    sign(house.head, nomination.approval, "return", "请补充。")
    nomination.refresh_from_db()
    [item] = deadlines.correcting_due(FAR)
    assert (item.due, item.department_id) == (DEADLINE, house.computing.pk)
    assert deadlines.correcting_of(nomination) == [item]
    assert deadlines.correcting_of(house.round) == []
