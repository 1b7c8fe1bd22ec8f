"""Nominations coming in while the list is drawn up: the list waits for what the office has, and passes nothing over."""

import datetime as dt
import threading

import pytest

from awards import rules
from awards.actions import nominations, screening
from awards.choices import AwardKind, CheckResult, NominationStage, RoundState
from awards.models import Nomination, ScreeningCheck
from baomi.core import clock
from baomi.organization.choices import SecrecyRole
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from tests.factories.awards import (
    DEADLINE,
    AwardRoundFactory,
    NominationFactory,
    complete_collective,
    nominated,
    portrait_file,
    sign,
)
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with
from tests.races.together import refused, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

SETTLED = {NominationStage.PROPOSED, NominationStage.NOT_PROPOSED}


class Screening:
    """After the deadline: one nomination settled and ready for the list, others waiting for the office."""

    def __init__(self, waiting: int = 2):
        self.office, self.second_office = user_with(Role.OFFICE), user_with(Role.OFFICE)
        self.departments = DepartmentFactory.create_batch(waiting + 1, classified=True)
        self.officers = [user_with(Role.OFFICER, department) for department in self.departments]
        self.heads = [user_with(Role.HEAD, department) for department in self.departments]
        self.round = AwardRoundFactory()
        with clock.at(DEADLINE - dt.timedelta(days=9)):
            self.ready = NominationFactory(round=self.round, department__name="已受理学院")
            self.waiting = [self.signed(place) for place in range(waiting)]
        self.round = screening.start_screening(self.office, self.round)
        for check in ScreeningCheck.objects.filter(computed=CheckResult.JUDGE):
            screening.judge(self.office, check, CheckResult.MET, "核对无误")

    def signed(self, place: int) -> Nomination:
        nomination = nominated(self.officers[place], self.round, self.departments[place])
        sign(self.heads[place], nomination.approval)
        return nomination

    def receive(self, nomination: Nomination):
        return sign(self.second_office, nomination.approval, comment="同意受理。")

    def propose(self):
        return screening.propose(self.office, self.round, {AwardKind.COLLECTIVE: [self.ready]})


@pytest.fixture
def running():
    with clock.at(DEADLINE + dt.timedelta(hours=1)):
        yield Screening()


@pytest.fixture
def received(running):
    """The office has received what waited for it: only then may it propose."""
    for nomination in running.waiting:
        running.receive(nomination)


@pytest.fixture
def proposed(running, monkeypatch):
    """Propose at the worst moment: when another has just found the round receiving, and waits for the list.

    His wait ends by itself where a lock that he holds keeps the proposal back; then the list comes second.
    """
    found_it, done, receiving = threading.Event(), threading.Event(), rules.receiving

    def found(award_round):
        answer = receiving(award_round)
        found_it.set()
        done.wait(timeout=1)
        return answer

    def propose():
        found_it.wait(timeout=30)
        try:
            return running.propose()
        finally:
            done.set()

    monkeypatch.setattr(rules, "receiving", found)
    return propose


def test_the_list_comes_after_all_that_was_received_in_the_same_moment_or_is_refused(running, proposed):
    answers = together(
        proposed,
        *[lambda nomination=nomination: running.receive(nomination) for nomination in running.waiting],
    )
    assert None not in answers  # nobody was thrown out because two waited for each other
    running.round.refresh_from_db()
    stages = set(Nomination.objects.values_list("stage", flat=True))
    if running.round.state == RoundState.PROPOSED:
        assert refused(answers) == 0
        assert stages <= SETTLED
    else:
        assert refused(answers) == 1  # the list alone: what came in was received
        assert stages == {NominationStage.RECEIVED}


def test_nominated_while_the_list_is_proposed_comes_before_it_or_is_refused(running, received, proposed):
    officer, department = running.officers[-1], running.departments[-1]
    answers = together(
        proposed,
        lambda: nominations.nominate(
            officer, running.round, AwardKind.COLLECTIVE, department, complete_collective()
        ),
    )
    assert None not in answers
    assert Nomination.objects.filter(department=department).count() == 1 - refused(answers)


def test_computing_anew_and_receiving_do_not_wait_for_each_other(running):
    answers = together(
        lambda: screening.recompute(running.office, running.round),
        *[lambda nomination=nomination: running.receive(nomination) for nomination in running.waiting],
        lambda: screening.recompute(running.second_office, running.round),
    )
    assert None not in answers
    assert refused(answers) == 0
    received = Nomination.objects.filter(stage=NominationStage.RECEIVED)
    assert received.count() == 3
    assert all(nomination.checks.exists() for nomination in received)


def test_a_person_is_nominated_while_another_form_of_his_is_received(running):
    """Both lock the person before the round."""
    officer, head, department = running.officers[-1], running.heads[-1], running.departments[-1]
    first, second = (
        StaffFactory(
            department=department, secrecy_role=SecrecyRole.CLEARED, secrecy_since=dt.date(2019, 3, 1)
        )
        for _ in range(2)
    )
    Staff.objects.filter(pk__in=[first.pk, second.pk]).update(photo="portrait.jpg")
    with clock.at(DEADLINE - dt.timedelta(days=1)):
        waiting = nominated(officer, running.round, first, AwardKind.INDIVIDUAL)
        sign(head, waiting.approval)
    typed = {"category": "cleared", "assessment": "excellent", "training_hours": 18, "deeds": waiting.deeds}
    answers = together(
        lambda: running.receive(waiting),
        lambda: nominations.nominate(
            officer, running.round, AwardKind.INDIVIDUAL, second, typed, photo=portrait_file()
        ),
        lambda: running.receive(running.waiting[0]),
    )
    assert None not in answers
    assert refused(answers) == 0
    assert Nomination.objects.filter(kind=AwardKind.INDIVIDUAL).count() == 2
