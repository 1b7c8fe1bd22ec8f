"""Talks by two (F-21, F-30) and visits (F-22, F-31): who signs, what has to be said, when they fall due."""

import datetime as dt

import pytest

from baomi.approvals import actions as approvals
from baomi.core import clock
from baomi.core.errors import NotFound, NotPermitted, Refusal, StaleRecord
from baomi.organization.models import Parameter
from baomi.organization.roles import Role
from personnel.actions import travel_talks, travel_visits
from personnel.choices.people import PersonKind, PersonStatus
from personnel.choices.travel import TalkKind, TripStage, VisitKind
from personnel.models import ClearedPerson, Talk
from personnel.parameters import TALKERS
from personnel.rules.talks import ABROAD_ITEMS, LEAVING_ITEMS
from personnel.rules.visits import RETURN_QUESTIONS, cooling_days
from tests.factories.organization import GrantFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_journey import fresh
from tests.factories.personnel_leaving import DepartureFactory
from tests.factories.personnel_travel import TripFactory, VisitFactory, sign_all

HELD = {"place": "行政楼 305", "items": list(ABROAD_ITEMS)}


def test_two_talkers_sign_and_then_the_person_whose_words_are_kept(journey):
    talk = journey.talk(journey.approved())
    assert [step.slug for step in talk.approval.steps.all()] == ["hr", "office", "own"]
    sign_all(talk.approval, journey.office, journey.hr)
    own = talk.approval.steps.get(slug="own")
    approvals.sign(journey.traveller, own, "agree", "已知悉，严格遵守。")
    talk = fresh(talk)
    assert (talk.concluded_on, talk.statement) == (clock.today(), "已知悉，严格遵守。")
    assert talk.trip.stage == TripStage.READY


def test_one_talker_is_not_two_and_the_person_is_none(journey):
    GrantFactory(user=journey.hr, role=Role.OFFICE)
    GrantFactory(user=journey.traveller, role=Role.OFFICE)
    talk = journey.talk(journey.approved())
    sign_all(talk.approval, journey.hr)
    office = talk.approval.steps.get(slug="office")
    with pytest.raises(Refusal, match="只签一次"):
        approvals.sign(journey.hr, office, "agree", "")
    with pytest.raises(Refusal, match="关于自己"):
        approvals.sign(journey.traveller, office, "agree", "")
    assert fresh(talk).concluded_on is None


def test_the_person_does_not_write_down_his_own_reminding(journey, client):
    """What he was reminded of is written by those who did it; he is offered no such button and gets no such page."""
    trip = journey.approved()
    given = {"held_at": clock.now(), **HELD}
    with pytest.raises(NotPermitted):
        travel_talks.begin_talk(journey.traveller, trip.person, TalkKind.ABROAD, trip=trip, **given)
    page = f"/personnel/trips/{trip.pk}/"
    client.force_login(journey.traveller)
    assert "登记行前教育" not in client.get(page).content.decode()
    assert client.get(f"{page}talk/").status_code == 403
    client.force_login(journey.officer)
    assert "登记行前教育" in client.get(page).content.decode()


def test_a_talk_and_a_visit_are_returned_and_never_refused_for_good(journey):
    """Each journey has one of them; a refused one would keep the loop open for ever."""
    talk = journey.talk(journey.approved())
    office = talk.approval.steps.get(slug="office")
    with pytest.raises(Refusal, match="不能签“不同意”"):
        approvals.sign(journey.office, office, "refuse", "要点没有谈全")
    approvals.sign(journey.office, office, "return", "要点没有谈全")
    approvals.submit(journey.officer, travel_talks.PROCEDURE, fresh(talk))
    sign_all(fresh(talk).approval, journey.hr, journey.office, journey.traveller)
    assert fresh(talk).trip.stage == TripStage.READY
    visit = VisitFactory(department=journey.department, person=journey.person, held=True)
    approvals.submit(journey.officer, travel_visits.PROCEDURE, visit)
    with pytest.raises(Refusal, match="不能签“不同意”"):
        approvals.sign(journey.office, fresh(visit).approval.steps.get(slug="office"), "refuse", "没有问清")


def test_a_returned_talk_is_handed_in_again_by_the_unit_and_never_by_the_person(journey, client):
    talk = journey.talk(journey.approved())
    approvals.sign(journey.office, talk.approval.steps.get(slug="office"), "return", "要点没有谈全")
    with pytest.raises(NotPermitted):
        approvals.submit(journey.traveller, travel_talks.PROCEDURE, fresh(talk))
    for user, offered in ((journey.traveller, False), (journey.officer, True)):
        client.force_login(user)
        page = client.get(f"/personnel/talks/{talk.pk}/").content.decode()
        assert ('name="procedure"' in page) is offered


def test_who_hands_the_talk_in_is_no_talker(journey):
    trip = journey.approved()
    user_with(Role.HR)
    talk = travel_talks.begin_talk(
        journey.hr, trip.person, TalkKind.ABROAD, trip=trip, held_at=clock.now(), **HELD
    )
    with pytest.raises(Refusal, match="自己提出"):
        approvals.sign(journey.hr, talk.approval.steps.get(slug="hr"), "agree", "")


def test_an_office_of_one_leaves_the_handing_in_to_the_department_s_officer(journey):
    """Two others must sign; begun by the only one of the office it would wait for nobody."""
    trip, given = journey.approved(), {"held_at": clock.now(), **HELD}
    for alone in (journey.office, journey.hr):
        with pytest.raises(Refusal, match="送签人和本人不算，现在只有 0 人可签。请由部门保密员登记、送签"):
            travel_talks.begin_talk(alone, trip.person, TalkKind.ABROAD, trip=trip, **given)
    assert not Talk.objects.exists()
    talk = travel_talks.begin_talk(journey.officer, trip.person, TalkKind.ABROAD, trip=trip, **given)
    sign_all(talk.approval, journey.hr, journey.office, journey.traveller)
    assert fresh(talk).concluded_on == clock.today()


def test_an_office_of_two_begins_and_signs_its_talk_itself(journey):
    trip, second = journey.approved(), user_with(Role.OFFICE)
    talk = travel_talks.begin_talk(
        journey.office, trip.person, TalkKind.ABROAD, trip=trip, held_at=clock.now(), **HELD
    )
    sign_all(talk.approval, journey.hr, second, journey.traveller)
    assert fresh(talk).concluded_on == clock.today()


def test_a_visit_handed_in_by_the_only_one_of_the_office_is_refused_and_by_the_officer_finished(journey):
    visit = VisitFactory(department=journey.department, person=journey.person, held=True)
    with pytest.raises(Refusal, match="请由部门保密员登记、送签"):
        approvals.submit(journey.office, travel_visits.PROCEDURE, visit)
    assert fresh(visit).approval_id is None
    approvals.submit(journey.officer, travel_visits.PROCEDURE, fresh(visit))
    sign_all(fresh(visit).approval, journey.office, journey.traveller)
    assert fresh(visit).concluded_on == clock.today()


def test_a_talk_needs_an_approved_journey_every_reminder_and_happens_once(journey):
    applied = journey.applied()
    given = {"held_at": clock.now(), **HELD}
    begin = travel_talks.begin_talk
    with pytest.raises(Refusal, match="批准之后"):
        begin(journey.officer, applied.person, TalkKind.ABROAD, trip=applied, **given)
    sign_all(applied.approval, journey.head, journey.hr, journey.office)
    trip = fresh(applied)
    with pytest.raises(Refusal, match="还有 1 项要点"):
        begin(
            journey.officer, trip.person, TalkKind.ABROAD, trip=trip, **given | {"items": HELD["items"][1:]}
        )
    with pytest.raises(Refusal, match="晚于现在"):
        later = clock.now() + dt.timedelta(hours=1)
        begin(journey.officer, trip.person, TalkKind.ABROAD, trip=trip, **given | {"held_at": later})
    with pytest.raises(Refusal, match="哪一次"):
        begin(journey.officer, trip.person, TalkKind.ABROAD, **given)
    assert not Talk.objects.exists()
    begin(journey.officer, trip.person, TalkKind.ABROAD, trip=trip, **given)
    with pytest.raises(Exception, match="已经登记"):
        begin(journey.officer, trip.person, TalkKind.ABROAD, trip=trip, **given)


def test_more_talkers_when_the_office_asks_for_more(journey):
    Parameter.objects.create(key=TALKERS, value=3, effective_from=dt.date(2026, 1, 1), source="校内规定")
    trip = journey.approved()
    with pytest.raises(
        Refusal, match="须由保密办 2 人签，送签人和本人不算，现在只有 1 人可签。请保密办主任补充授权"
    ):
        journey.talk(trip)
    user_with(Role.OFFICE)
    talk = journey.talk(trip)
    assert [step.slug for step in talk.approval.steps.all()] == ["hr", "office", "talker3", "own"]


def test_a_student_s_talk_is_the_graduate_school_s(journey):
    ClearedPerson.objects.filter(pk=journey.person.pk).update(kind=PersonKind.STUDENT)
    trip = journey.approved(person=fresh(journey.person))
    assert [step.slug for step in journey.talk(trip).approval.steps.all()] == ["grad", "office", "own"]


def test_the_talk_before_leaving_has_its_own_points(journey):
    leaving = DepartureFactory(person=journey.person)
    talk = travel_talks.begin_talk(
        journey.officer, journey.person, TalkKind.LEAVING, departure=leaving, held_at=clock.now(),
        place="行政楼 305", items=list(LEAVING_ITEMS),
    )  # fmt: skip
    sign_all(talk.approval, journey.hr, journey.office, journey.traveller)
    assert fresh(talk).concluded_on == clock.today()
    with pytest.raises(NotFound):
        travel_talks.begin_talk(
            user_with(Role.OFFICER, journey.other), journey.person, TalkKind.LEAVING, departure=leaving,
            held_at=clock.now(), place="", items=[],
        )  # fmt: skip


def cooling(journey):
    values = {
        "status": PersonStatus.COOLING,
        "left_on": dt.date(2026, 11, 30),
        "cooling_until": dt.date(2027, 11, 30),
    }
    return PersonFactory(department=journey.department, **values)


def test_visits_every_three_months_clipped_to_the_month_s_end_and_none_after_it(journey):
    starts, until = dt.date(2026, 11, 30), dt.date(2027, 11, 30)
    planned = travel_visits.plan_cooling_visits(journey.hr, cooling(journey), starts, until)
    assert [visit.due_on.isoformat() for visit in planned] == [
        "2027-02-28",
        "2027-05-30",
        "2027-08-30",
        "2027-11-30",
    ]
    assert {visit.kind for visit in planned} == {VisitKind.COOLING}
    assert cooling_days(starts, dt.date(2027, 2, 27), 3) == []


def test_a_longer_period_adds_visits(journey):
    person, starts = cooling(journey), dt.date(2026, 11, 30)
    travel_visits.plan_cooling_visits(journey.hr, person, starts, dt.date(2027, 11, 30))
    added = travel_visits.plan_cooling_visits(journey.hr, person, starts, dt.date(2028, 5, 30))
    assert [visit.due_on.isoformat() for visit in added] == ["2028-02-29", "2028-05-30"]


def test_who_is_released_is_visited_no_more_and_what_was_written_down_goes_on(journey):
    person, starts = cooling(journey), dt.date(2026, 11, 30)
    visits = travel_visits.plan_cooling_visits(journey.hr, person, starts, dt.date(2027, 11, 30))
    with clock.at(dt.date(2027, 12, 1)):  # all of them missed but the first
        travel_visits.write_visit(
            journey.officer,
            visits[0],
            {"held_on": dt.date(2027, 2, 20), "method": "phone", "answers": {"unit": "无"}},
        )
        assert travel_visits.drop_visits(journey.hr, person) == 3
    assert person.visits.get(dropped_on__isnull=True) == visits[0]


def test_a_visit_is_signed_once_every_question_is_answered(journey):
    visit = VisitFactory(department=journey.department, person=cooling(journey))
    submit = approvals.submit
    with pytest.raises(Refusal, match="还没有填写"):
        submit(journey.officer, travel_visits.PROCEDURE, visit)
    given = {
        "held_on": clock.today(),
        "method": "phone",
        "answers": {"unit": "某公司"},
        "abnormal": True,
        "handling": "",
    }
    travel_visits.write_visit(journey.officer, visit, given)
    with pytest.raises(Refusal, match="还有 4 项没有回答"):
        submit(journey.officer, travel_visits.PROCEDURE, fresh(visit))
    answers = dict.fromkeys(("unit", "address", "abroad", "employment", "major"), "无")
    travel_visits.write_visit(journey.officer, visit, given | {"answers": answers})
    with pytest.raises(Refusal, match="处理意见"):
        submit(journey.officer, travel_visits.PROCEDURE, fresh(visit))
    travel_visits.write_visit(journey.officer, visit, given | {"answers": answers, "handling": "已约谈"})
    approval = submit(journey.officer, travel_visits.PROCEDURE, fresh(visit))
    assert [step.slug for step in approval.steps.all()] == ["office"]  # no account any more: signs on paper
    with pytest.raises(Refusal, match="正在审批"):
        travel_visits.write_visit(journey.officer, visit, given)
    sign_all(approval, journey.office)
    assert fresh(visit).concluded_on == clock.today()


def test_two_visitors_after_a_journey(journey):
    trip = TripFactory(
        department=journey.department,
        person=journey.person,
        stage="returned",
        actual_in=clock.today(),
        actual_out=clock.today(),
    )
    visit = travel_visits.plan_return_visit(journey.hr, trip)
    answers = dict.fromkeys(RETURN_QUESTIONS, "无")
    given = {"held_on": clock.today(), "method": "meeting", "answers": answers}
    travel_visits.write_visit(journey.officer, visit, given)
    approval = approvals.submit(journey.officer, travel_visits.PROCEDURE, fresh(visit))
    assert [step.slug for step in approval.steps.all()] == ["hr", "office", "own"]


def test_who_writes_a_visit_and_who_was_second_is_told(journey):
    visit = VisitFactory(department=journey.department, person=journey.person)
    given = {"held_on": clock.today(), "method": "phone"}
    with pytest.raises(NotPermitted):
        travel_visits.write_visit(journey.traveller, visit, given)
    with pytest.raises(NotFound):
        travel_visits.write_visit(journey.grad, visit, given)
    travel_visits.write_visit(journey.officer, visit, given, version=visit.version)
    with pytest.raises(StaleRecord):
        travel_visits.write_visit(journey.hr, visit, {"method": "letter"}, version=visit.version)


def test_the_visit_s_page_asks_its_questions_and_keeps_what_was_typed(journey, client):
    visit = VisitFactory(department=journey.department, person=journey.person)
    client.force_login(journey.officer)
    url = f"/personnel/visits/{visit.pk}/"
    page = client.get(f"{url}record/")
    assert "从业情况" in page.content.decode()
    data = dict(page.context["hidden"]) | {"held_on": "2026-11-02", "method": "phone"}
    wrong = client.post(f"{url}record/", data | {"unit": "原单位"})
    assert wrong.status_code == 422
    assert "原单位" in wrong.content.decode()
    answers = dict.fromkeys(("unit", "address", "abroad", "employment", "major"), "无")
    assert client.post(f"{url}record/", data | answers).url == url
    assert fresh(visit).answers == answers


def test_the_talk_s_page_is_sent_once(journey, client):
    trip = journey.approved()
    client.force_login(journey.officer)
    url = f"/personnel/trips/{trip.pk}/"
    assert "登记行前教育" in client.get(url).content.decode()
    page = client.get(f"{url}talk/")
    data = dict(page.context["hidden"]) | {
        "held_at": "2026-11-02 09:00",
        "place": "行政楼 305",
        "items": list(ABROAD_ITEMS),
    }
    assert client.post(f"{url}talk/", data | {"items": ["no_talk"]}).status_code == 422
    assert client.post(f"{url}talk/", data).url == url
    assert client.post(f"{url}talk/", data).url == url
    assert Talk.objects.count() == 1
    client.force_login(user_with(Role.OFFICER, journey.other))
    assert client.get(url).status_code == 404
    client.force_login(user_with(Role.PRESS))
    assert client.get(url).status_code == 403


def test_a_visit_that_was_stopped_is_not_written_and_others_than_of_the_period_go_on(journey):
    cooling = VisitFactory(person=journey.person, department=journey.department, kind=VisitKind.COOLING)
    after = VisitFactory(person=journey.person, department=journey.department, kind=VisitKind.RETURN)
    assert travel_visits.drop_visits(journey.office, journey.person) == 1
    assert fresh(after).dropped_on is None
    with pytest.raises(Refusal, match="已于 2026-11-02 停止"):
        travel_visits.write_visit(journey.officer, fresh(cooling), {"held_on": dt.date(2026, 11, 2)})
    with clock.at(dt.date(2026, 11, 9)):
        assert travel_visits.drop_visits(journey.office, journey.person) == 0
    assert fresh(cooling).dropped_on == dt.date(2026, 11, 2)
