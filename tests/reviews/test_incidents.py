"""R7, as far as the honours need it: registered desensitised, settled once, barring by kind, year and department."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from baomi.audit.models import AuditEntry
from baomi.audit.values import opened
from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal, StaleRecord
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from personnel.evidence.papers import Violations
from reviews import evidence
from reviews.actions import incidents as actions
from reviews.choices import IncidentKind, IncidentState
from reviews.models import Incident
from tests.factories.organization import ResearchGroupFactory, StaffFactory, user_with
from tests.factories.reviews import IncidentFactory


def values(round, **changes):
    return {
        "department": round.college,
        "kind": IncidentKind.LEAK,
        "occurred_on": dt.date(2026, 11, 3),
        "discovered_at": dt.datetime(2026, 11, 4, 9, 0, tzinfo=clock.SHANGHAI),
        "outline": "一份内部材料外发",
    } | changes


def test_registering_numbers_it_and_keeps_who_is_responsible(round):
    person = StaffFactory(department=round.college)
    incident = actions.register_incident(round.office, values(round, responsible=[person]))
    assert incident.number == "SJ-2026-001"
    assert list(Incident.objects.barring(2026).of_person(person)) == [incident]
    assert not Incident.objects.of_person(StaffFactory()).exists()


def test_registering_leaves_one_entry_that_names_who_is_responsible(round):
    people = StaffFactory.create_batch(2, department=round.college)
    incident = actions.register_incident(round.office, values(round, responsible=people))
    [entry] = AuditEntry.objects.all()
    assert entry.action == "reviews.incident.create"
    assert opened(entry.id, entry.values)["responsible"] == [[], sorted(person.pk for person in people)]
    assert opened(entry.id, entry.values)["number"] == [None, incident.number]


def test_registering_without_anybody_responsible_names_nobody(round):
    actions.register_incident(round.office, values(round))
    entry = AuditEntry.objects.get()
    assert "responsible" not in opened(entry.id, entry.values)


def test_only_the_office_registers(round):
    with pytest.raises(NotPermitted):
        actions.register_incident(round.officer, values(round))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"discovered_at": dt.datetime(2027, 1, 1, tzinfo=clock.SHANGHAI)}, "发现时间晚于现在"),
        ({"occurred_on": dt.date(2026, 11, 5)}, "发生日期晚于发现时间"),
    ],
)
def test_dates_must_be_possible(round, changes, sentence):
    with pytest.raises(Refusal, match=sentence):
        actions.register_incident(round.office, values(round, **changes))
    assert not Incident.objects.exists()


def test_an_unknown_kind_is_refused(round):
    with pytest.raises(ValidationError):
        actions.register_incident(round.office, values(round, kind="gossip"))


def test_a_second_editor_of_who_is_responsible_is_told(round):
    first, second = StaffFactory(department=round.college), StaffFactory(department=round.college)
    incident = actions.register_incident(round.office, values(round))
    actions.change_incident(round.office, incident, {"responsible": [first]}, version=incident.version)
    with pytest.raises(StaleRecord):
        actions.change_incident(round.office, incident, {"responsible": [second]}, version=incident.version)
    assert list(incident.responsible.all()) == [first]


def test_settled_once_and_then_unchanged(round):
    incident = actions.register_incident(round.office, values(round))
    with pytest.raises(Refusal, match="没有写明处理结果"):
        actions.settle(round.office, incident, IncidentState.CLOSED, " ")
    actions.settle(round.office, incident, IncidentState.CLOSED, "通报批评")
    with pytest.raises(Refusal, match="已结案"):
        actions.settle(round.office, incident, IncidentState.DISMISSED, "改判")
    with pytest.raises(Refusal, match="已结案"):
        actions.change_incident(round.office, incident, {"outline": "改写"})


def test_what_bars_an_honour_and_what_does_not(round):
    group = ResearchGroupFactory(parent=round.college)
    barring = [
        IncidentFactory(department=round.college),
        IncidentFactory(
            department=group, kind=IncidentKind.SERIOUS, state=IncidentState.CLOSED, conclusion="通报"
        ),
    ]
    IncidentFactory(department=round.college, kind=IncidentKind.MINOR)
    IncidentFactory(department=round.college, state=IncidentState.DISMISSED)
    IncidentFactory(department=round.college, occurred_on=dt.date(2025, 5, 6))
    foreign = IncidentFactory(department=round.other)
    found = Incident.objects.barring(2026)
    assert set(found.in_department(round.college)) == set(barring)
    assert set(evidence.barring_incidents(2026)) == {*barring, foreign}


def test_a_department_sees_its_own_incidents_alone(round):
    own, foreign = IncidentFactory(department=round.college), IncidentFactory(department=round.other)
    register = registry.get("reviews", "incidents")
    assert set(register.visible(round.officer)) == {own}
    assert set(register.visible(round.head)) == {own}
    assert set(register.visible(round.office)) == {own, foreign}
    assert set(register.visible(user_with(Role.LEADER))) == {own, foreign}
    assert set(register.visible(user_with(Role.HR))) == set()


@pytest.mark.django_db
def test_what_a_person_answers_for_stands_on_his_assessment():
    """F-17 (P5): of the year, of him, not what was dismissed."""
    person, other = StaffFactory(), StaffFactory()
    year = {"occurred_on": dt.date(2026, 5, 6)}
    leak = IncidentFactory(kind=IncidentKind.LEAK, number="SJ-2026-101", **year)
    leak.responsible.set([person])
    minor = IncidentFactory(kind=IncidentKind.MINOR, number="SJ-2026-102", **year)
    minor.responsible.set([other])
    for state, day in (
        (IncidentState.DISMISSED, dt.date(2026, 5, 7)),
        (IncidentState.OPEN, dt.date(2025, 5, 7)),
    ):
        IncidentFactory(state=state, occurred_on=day).responsible.set([person])
    found = evidence.violations_of([person.pk, other.pk], 2026)
    assert found == {
        person.pk: Violations(["失泄密 SJ-2026-101"], leaked=True),
        other.pk: Violations(["一般违规 SJ-2026-102"], leaked=False),
    }
