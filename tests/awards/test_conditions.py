"""Screening's conditions (A3): each shown met, not met and left to a person, on data that could tip it wrongly."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards import parameters, screening
from awards.choices import Assessment, AwardKind, CheckResult
from awards.models import Nomination
from baomi.core import clock, year_facts
from baomi.organization.models import Parameter
from reviews.choices import IncidentKind, IncidentState
from reviews.models import Incident
from tests.factories.awards import DEADLINE, NominationFactory, nominated, sign, summary_handed_in
from tests.factories.organization import DepartmentFactory, ResearchGroupFactory, StaffFactory

MET, NOT_MET, JUDGE = CheckResult.MET, CheckResult.NOT_MET, CheckResult.JUDGE
IN_TIME, LATE = DEADLINE - dt.timedelta(days=3), DEADLINE + dt.timedelta(minutes=1)


def finding(nomination: Nomination, condition: str):
    nomination = Nomination.objects.select_related("round__campaign", "department", "staff").get(
        pk=nomination.pk
    )
    [found] = screening.findings_of(nomination.round, [nomination])
    return next(item for item in found if item.condition == condition)


def incident(
    department, kind=IncidentKind.LEAK, day=dt.date(2026, 5, 6), state=IncidentState.CLOSED, responsible=()
):
    row = Incident.objects.create(
        department=department, kind=kind, occurred_on=day, discovered_at=clock.now(), outline="编号 07", state=state,
        number=f"SJ-2026-{Incident.objects.count() + 1:03d}",
    )  # fmt: skip
    row.responsible.set(responsible)
    return row


def collective(house, **values):
    return NominationFactory(round=house.round, department=house.computing, **values)


def individual(house, **values):
    return NominationFactory(
        round=house.round, department=house.group, individual=True, staff=house.cleared, **values
    )


# 弃权


@pytest.mark.parametrize(
    ("nominated", "records", "both", "either"),
    [
        (IN_TIME, IN_TIME, MET, MET),
        (LATE, IN_TIME, JUDGE, NOT_MET),
        (IN_TIME, LATE, JUDGE, NOT_MET),
        (LATE, LATE, NOT_MET, NOT_MET),
        (DEADLINE, DEADLINE, MET, MET),
    ],
)
def test_forfeit_only_when_nomination_and_records_are_late(house, nominated, records, both, either):
    summary_handed_in(house.round.campaign, house.computing, records)
    summary_handed_in(house.round.campaign, house.mechanics, LATE)
    nomination = collective(house, handed_in_at=nominated)
    with clock.at(DEADLINE + dt.timedelta(days=2)):
        found = finding(nomination, "on_time")
        assert (found.result, found.clause) == (both, "评选通知第三条")
        Parameter.objects.create(
            key=parameters.FORFEIT_RULE,
            value=parameters.EITHER,
            effective_from=dt.date(2026, 1, 1),
            source="校内",
        )
        assert finding(nomination, "on_time").result == either


def test_waiting_for_the_office_it_counts_as_handed_in_when_the_head_signed(house):
    """Signed in time and received late is in time; what the head has not signed by the deadline is late."""
    summary_handed_in(house.round.campaign, house.computing, IN_TIME)
    nomination = nominated(house.officer, house.round, house.computing)
    with clock.at(LATE):
        found = finding(nomination, "on_time")
        assert (found.result, "尚未报出，已过截止" in found.evidence) == (JUDGE, True)
    with clock.at(IN_TIME):
        sign(house.head, nomination.approval)
    with clock.at(LATE):
        found = finding(nomination, "on_time")
    assert found.result == MET
    assert f"申报 {IN_TIME.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}；" in found.evidence


def test_signed_after_the_deadline_is_late_before_it_is_received_too(house):
    summary_handed_in(house.round.campaign, house.computing, IN_TIME)
    nomination = nominated(house.officer, house.round, house.computing)
    with clock.at(LATE):
        sign(house.head, nomination.approval)
        found = finding(nomination, "on_time")
    assert (found.result, "（逾期）" in found.evidence) == (JUDGE, True)


def test_records_never_handed_in_count_as_late_only_after_the_deadline(house):
    nomination = collective(house, handed_in_at=LATE)
    assert finding(nomination, "on_time").result == JUDGE
    with clock.at(LATE):
        found = finding(nomination, "on_time")
    assert found.result == NOT_MET
    assert "按弃权处理" in found.evidence


def test_a_research_group_s_records_are_its_college_s(house):
    summary_handed_in(house.round.campaign, house.computing, IN_TIME)
    nomination = individual(house)
    with clock.at(LATE):
        assert finding(nomination, "on_time").result == MET


def test_an_extended_department_is_in_time_until_its_own_day(house):
    house.round.campaign.addressees.filter(department=house.computing).update(
        extended_to=LATE + dt.timedelta(days=3)
    )
    summary_handed_in(house.round.campaign, house.computing, LATE)
    nomination = collective(house)
    with clock.at(LATE + dt.timedelta(days=5)):
        assert finding(nomination, "on_time").result == MET


# Incidents


@pytest.mark.parametrize("kind", [IncidentKind.LEAK, IncidentKind.SERIOUS])
def test_a_collective_is_barred_by_its_own_and_its_group_s_incidents(house, kind):
    nomination = collective(house)
    assert finding(nomination, "incidents").result == MET
    row = incident(house.group, kind)
    found = finding(nomination, "incidents")
    assert found.result == NOT_MET
    assert row.number in found.evidence
    assert found.url == f"/reviews/incidents/{row.pk}/"


def test_what_does_not_bar_a_collective(house):
    neighbour = DepartmentFactory(classified=True)
    incident(neighbour)
    incident(ResearchGroupFactory(parent=neighbour))
    incident(house.computing, IncidentKind.MINOR)
    incident(house.computing, state=IncidentState.DISMISSED)
    incident(house.computing, day=dt.date(2025, 12, 31))
    incident(house.computing, day=dt.date(2027, 1, 1))
    assert finding(collective(house), "incidents").result == MET


def test_a_person_is_barred_only_when_personally_responsible(house):
    nomination = individual(house)
    colleague = StaffFactory(department=house.group)
    other = incident(house.group, responsible=[colleague])
    found = finding(nomination, "incidents")
    assert found.result == MET
    assert other.number in found.evidence
    elsewhere = incident(house.mechanics, responsible=[house.cleared])
    found = finding(nomination, "incidents")
    assert found.result == NOT_MET
    assert elsewhere.number in found.evidence


def test_an_open_incident_around_a_person_is_for_a_person_to_judge(house):
    nomination = individual(house)
    incident(house.mechanics, state=IncidentState.OPEN)
    assert finding(nomination, "incidents").result == MET
    incident(house.computing, state=IncidentState.OPEN)
    assert finding(nomination, "incidents").result == JUDGE


# Service


@pytest.mark.parametrize(
    ("since", "result"),
    [
        (dt.date(2025, 12, 10), MET),
        (dt.date(2025, 12, 11), NOT_MET),
        (dt.date(2019, 3, 1), MET),
        (None, JUDGE),
    ],
)
def test_a_year_of_service_is_complete_on_the_day_of_the_deadline(house, since, result):
    assert finding(individual(house, secrecy_since=since), "service").result == result


def test_service_clips_to_the_month_s_end(house):
    house.round.deadline = dt.datetime(2027, 2, 28, 17, 30, tzinfo=clock.SHANGHAI)
    house.round.save()
    assert finding(individual(house, secrecy_since=dt.date(2026, 2, 28)), "service").result == MET


def test_the_years_wanted_are_a_parameter(house):
    Parameter.objects.create(
        key=parameters.MIN_SERVICE_YEARS, value=8, effective_from=dt.date(2026, 1, 1), source="校内"
    )
    assert finding(individual(house), "service").result == NOT_MET


# Figures


@pytest.mark.parametrize(
    ("assessment", "result"),
    [
        (Assessment.EXCELLENT, MET),
        (Assessment.QUALIFIED, MET),
        (Assessment.BASIC, JUDGE),
        (Assessment.FAILED, NOT_MET),
        (Assessment.NONE, JUDGE),
        ("", JUDGE),
    ],
)
def test_assessment(house, assessment, result):
    assert finding(individual(house, assessment=assessment), "assessment").result == result


@pytest.mark.parametrize(("hours", "result"), [(15, MET), (18.5, MET), (14.5, JUDGE), (None, JUDGE)])
def test_hours_below_the_wanted_are_judged_by_a_person(house, hours, result):
    found = finding(individual(house, training_hours=hours), "training")
    assert found.result == result
    assert hours is None or "手填" in found.evidence


@pytest.mark.parametrize(
    ("times", "problems", "rate", "result"),
    [
        (11, 6, 100, MET),
        (11, 0, None, MET),
        (11, 6, 80, JUDGE),
        (0, 0, 100, JUDGE),
        (None, None, None, JUDGE),
    ],
)
def test_self_checks_and_rectification(house, times, problems, rate, result):
    nomination = collective(house, self_checks=times, findings=problems, rectified_rate=rate)
    assert finding(nomination, "self_checks").result == result


def test_an_appraisal_of_a_register_is_shown_with_its_source(house, monkeypatch):
    nomination = collective(house)
    assert "暂无" in finding(nomination, "score").evidence
    answer = {house.computing.pk: {"score": year_facts.Fact("92 分", "部门考核")}}
    monkeypatch.setattr(year_facts.department_year_facts, "_answers", [lambda year, keys: answer])
    assert finding(nomination, "score").evidence == "92 分（部门考核）"


def test_a_department_no_longer_classified_falls_out_of_scope(house):
    nomination = collective(house)
    house.computing.classified = False
    house.computing.save()
    assert finding(nomination, "scope").result == NOT_MET


@pytest.mark.parametrize("kind", AwardKind)
def test_every_condition_names_its_clause_and_evidence(house, kind):
    nomination = collective(house) if kind == AwardKind.COLLECTIVE else individual(house)
    [found] = screening.findings_of(nomination.round, [nomination])
    assert all(item.clause and item.evidence for item in found)
    assert {item.condition for item in found} >= {"scope", "on_time", "incidents"}


def test_the_number_of_queries_does_not_grow(house, django_assert_num_queries):
    rows = [collective(house)]
    incident(house.computing)
    with CaptureQueriesContext(connection) as one:
        screening.findings_of(house.round, rows)
    rows += [NominationFactory(round=house.round), NominationFactory(round=house.round, individual=True)]
    incident(house.mechanics)
    with django_assert_num_queries(len(one)):
        screening.findings_of(house.round, rows)
