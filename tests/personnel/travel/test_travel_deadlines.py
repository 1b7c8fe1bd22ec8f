"""What falls due abroad is told once, to whom it concerns, and goes when it is done."""

import datetime as dt

import pytest

from baomi.core import clock
from baomi.organization.roles import Role
from baomi.reminders import deadlines, sweep
from baomi.reminders.models import Notice
from personnel.actions import travel_documents
from personnel.choices.people import PersonKind
from personnel.choices.travel import TripStage
from personnel.deadlines import travel as due
from personnel.models import ClearedPerson, Visit
from tests.factories.organization import user_with
from tests.factories.personnel_travel import DocumentFactory, TripFactory, VisitFactory, handed_out

DUE = dt.date(2026, 12, 1)


def told(rule: str) -> set[int]:
    return set(Notice.objects.filter(rule=rule).values_list("recipient", flat=True))


def swept(day: dt.date) -> None:
    with clock.at(dt.datetime.combine(day, dt.time(9, 0), clock.SHANGHAI)):
        sweep.run()
        before = Notice.objects.count()
        sweep.run()
        assert Notice.objects.count() == before


def test_a_document_that_is_out_reminds_the_person_then_who_keeps_it_then_the_office(journey):
    handed_out(journey.passport, due_on=DUE, out_on=dt.date(2026, 11, 1))
    swept(DUE)
    assert told(due.BACK) == {journey.traveller.pk}
    swept(DUE + dt.timedelta(days=1))
    assert told(due.BACK) == {journey.traveller.pk, journey.officer.pk, journey.hr.pk}
    swept(DUE + dt.timedelta(days=3))
    assert {journey.head.pk, journey.office.pk} <= told(due.BACK)
    assert journey.grad.pk not in told(due.BACK)
    travel_documents.take_back(journey.hr, journey.passport)
    assert due.BACK not in {rule.key for rule, _ in deadlines.items_of(journey.passport)}


def test_who_watches_is_told_on_his_desk_without_a_link_that_would_refuse_him(journey, client):
    visit = VisitFactory(
        person=journey.person, department=journey.department, kind="return", due_on=dt.date(2026, 11, 1)
    )
    trip = TripFactory(
        person=journey.person,
        department=journey.department,
        stage=TripStage.RETURNED,
        actual_out=dt.date(2026, 9, 20),
        actual_in=dt.date(2026, 10, 1),
    )
    Visit.objects.filter(pk=visit.pk).update(trip=trip)
    address = f"/personnel/visits/{visit.pk}/"
    for user, leads in ((user_with(Role.LEADER), False), (journey.office, True)):
        client.force_login(user)
        for page in ("/", "/duties/?span=overdue"):
            text = client.get(page).content.decode()
            assert journey.person.staff.name in text
            assert (address in text) == leads, (user, page)
        assert (client.get(address).status_code == 200) == leads


def test_of_a_student_the_graduate_school_is_told(journey):
    ClearedPerson.objects.filter(pk=journey.person.pk).update(kind=PersonKind.STUDENT)
    handed_out(journey.passport, due_on=DUE, out_on=dt.date(2026, 11, 1))
    swept(DUE + dt.timedelta(days=1))
    assert journey.grad.pk in told(due.BACK)
    assert journey.hr.pk not in told(due.BACK)


def test_a_document_running_out_is_told_half_a_year_ahead(journey):
    DocumentFactory(
        department=journey.department, person=journey.person, kind="taiwan", expires_on=dt.date(2027, 5, 1)
    )
    swept(dt.date(2026, 11, 2))
    assert told(due.EXPIRY) == {journey.hr.pk}
    swept(dt.date(2027, 4, 1))
    assert told(due.EXPIRY) == {journey.hr.pk, journey.traveller.pk, journey.officer.pk}


def test_a_return_nobody_has_told_is_asked_for(journey):
    trip = TripFactory(
        department=journey.department, person=journey.person, stage=TripStage.AWAY,
        planned_out=dt.date(2026, 11, 20), planned_in=DUE,
    )  # fmt: skip
    swept(DUE)
    assert told(due.RETURN) == {journey.traveller.pk}
    trip.stage = TripStage.RETURNED
    trip.save()
    with clock.at(DUE + dt.timedelta(days=9)):
        assert [item for rule, item in deadlines.items_of(trip) if rule.key == due.RETURN] == []


@pytest.mark.parametrize("ended", ["concluded_on", "dropped_on"])
def test_a_visit_is_asked_for_until_it_is_made_or_dropped(journey, ended):
    visit = VisitFactory(department=journey.department, person=journey.person, due_on=DUE)
    swept(DUE)
    assert journey.office.pk in told(due.VISIT)
    assert [rule.key for rule, _ in deadlines.items_of(visit)] == [due.VISIT]
    Visit.objects.filter(pk=visit.pk).update(**{ended: DUE})
    assert deadlines.items_of(visit) == []


def test_the_cost_does_not_grow_with_the_documents(journey, django_assert_max_num_queries):
    for number in range(6):
        handed_out(
            DocumentFactory(department=journey.department, issuer=f"{number}"),
            due_on=DUE,
            out_on=dt.date(2026, 11, 1),
        )
    with django_assert_max_num_queries(8):
        found = due._back_due(dt.datetime(2026, 12, 31, tzinfo=clock.SHANGHAI))
        assert len(found) == 6
        assert found[0].department_id


def test_everybody_who_is_told_holds_the_role(journey):
    assert {stage.relation for stage in due.CHASING} == {
        "assignee",
        Role.OFFICER,
        "keeper",
        Role.HEAD,
        Role.OFFICE,
    }
