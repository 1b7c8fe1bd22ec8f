"""What waits for whom, how many questions that takes, the trail, the time limits, the paper."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from baomi.approvals import actions, procedures, queries, trail
from baomi.approvals.choices import State
from baomi.approvals.models import Approval, ApprovalStep, Signature
from baomi.core import clock
from baomi.core.errors import NotFound, Refusal
from baomi.organization import policy
from baomi.organization.models import CalendarDay
from baomi.organization.roles import Role
from baomi.registers.models import Attachment
from tests.factories.approvals import CODE, RequestFactory, procedure
from tests.factories.organization import UserFactory, user_with

MONDAY = dt.date(2026, 3, 2)


def test_the_inbox_holds_what_one_may_sign_and_nothing_of_another_department(people):
    mine = actions.submit(people.person, CODE, people.request())
    person = user_with(Role.PERSON, people.other)

    theirs = actions.submit(person, CODE, RequestFactory(department=people.other, staff=person.staff))
    assert [step.approval for step in queries.inbox(people.head)] == [mine]
    assert [step.approval for step in queries.inbox(people.other_head)] == [theirs]
    for nobody in (people.office, people.leader, UserFactory()):
        assert queries.inbox_count(nobody) == 0
    people.head.is_active = False
    assert queries.inbox_count(people.head) == 0


def test_the_inbox_takes_the_same_number_of_queries_for_one_and_for_three(people, django_assert_num_queries):
    actions.submit(people.person, CODE, people.request())
    policy.held(people.head)  # what one holds is read once per request, by whoever asks first
    for count in (1, 3):
        with django_assert_num_queries(2):
            steps = list(queries.inbox(people.head))
            assert [str(step.approval.department) for step in steps]
        assert len(steps) == count
        actions.submit(people.person, CODE, people.request())
        actions.submit(people.person, CODE, people.request())


def test_each_step_has_three_working_days_from_when_it_opens(people):
    with clock.at(dt.date(2026, 3, 6)):  # a Friday
        approval = actions.submit(people.person, CODE, people.request())
    step = approval.steps.get(slug="head")
    assert step.due_on == dt.date(2026, 3, 11)
    assert not queries.open_steps_due(dt.date(2026, 3, 10)).exists()
    assert queries.open_steps_due(dt.date(2026, 3, 11)).get() == step
    with clock.at(dt.date(2026, 3, 13)):
        actions.sign(people.head, step, "agree")
    assert approval.steps.get(slug="office").due_on == dt.date(2026, 3, 18)


def test_the_trail_tells_both_rounds(people):
    with clock.at(MONDAY):
        record = people.request()
        approval = actions.submit(people.person, CODE, record, "请批准")
        actions.sign(people.head, approval.steps.get(slug="head"), "return", "请补证明")
        record.refresh_from_db()
        approval = actions.submit(people.person, CODE, record)
        first, second = trail.rounds(approval)
    assert [line["state"] for line in first["steps"]] == ["done", "returned", "todo", "todo"]
    assert first["steps"][1]["comment"] == "请补证明"
    assert [line["state"] for line in second["steps"]] == ["done", "now", "todo", "todo"]
    assert second["steps"][1]["when"] == "限 03-05"


def test_the_words_go_on_the_printed_form_and_the_rest_is_left_to_the_pen(people):
    record = people.request()
    blank = trail.opinion_rows(record, procedures.get(CODE))
    assert [(row["caption"], row["text"]) for row in blank] == [
        ("本人", ""),
        ("部门负责人", ""),
        ("保密办", ""),
    ]
    approval = actions.submit(people.person, CODE, record)
    actions.sign(people.head, approval.steps.get(slug="head"), "agree", "行程已核")
    record.refresh_from_db()
    rows = trail.opinion_rows(record, procedures.get(CODE))
    assert [(row["slug"], row["text"], row["seal"]) for row in rows] == [
        ("person", "同意", False),
        ("head", "行程已核", True),
        ("office", "", False),
    ]
    assert str(people.head) not in str(rows)


@pytest.fixture
def on_paper(people):
    """An application of a procedure on paper that all have signed."""
    procedures.add(procedure("testapp.paper", paper=True))
    record = people.request()
    approval = actions.submit(people.person, "testapp.paper", record)
    actions.sign(people.head, approval.steps.get(slug="head"), "agree")
    return record, actions.sign(people.office, approval.steps.get(slug="office"), "agree")


def test_paper_takes_effect_only_when_it_is_recorded(people, on_paper):
    record, approval = on_paper
    record.refresh_from_db()
    assert (approval.state, record.granted) == (State.PAPER, 0)
    with pytest.raises(Refusal, match="还没有纸质件"):
        actions.record_paper(people.office, approval, " ")
    with pytest.raises(Refusal, match="纸质件由保密办登记"):
        actions.record_paper(people.head, approval, "GD-1")
    with pytest.raises(NotFound):
        actions.record_paper(people.other_head, approval, "GD-1")
    approval = actions.record_paper(people.office, approval, "GD-2026-7")
    record.refresh_from_db()
    assert (approval.state, record.granted) == (State.APPROVED, 1)
    assert approval.waiting_for == "交回确认"
    with pytest.raises(Refusal, match="现在不用登记"):
        actions.record_paper(people.office, approval, "GD-2026-8")


def test_the_scan_must_hang_on_this_very_form(people, on_paper):
    record, approval = on_paper

    def scan(pk):
        return Attachment.objects.create(
            register="testapp.requests", record_pk=pk, name="a.pdf", content_type="application/pdf", size=1,
            digest="0", uploaded_by=people.office, uploaded_at=clock.now(),
        )  # fmt: skip

    with pytest.raises(Refusal, match="不在本表的附件中"):
        actions.record_paper(people.office, approval, scan=scan(record.pk + 1))
    approval = actions.record_paper(people.office, approval, scan=scan(record.pk))
    assert approval.state == State.APPROVED


@pytest.mark.postgres
def test_the_database_itself_keeps_one_live_approval_and_one_decision(people):
    approval = actions.submit(people.person, CODE, people.request())
    with pytest.raises(IntegrityError), transaction.atomic():
        twin = Approval.objects.get(pk=approval.pk)
        twin.pk, twin.uuid = None, None

        twin.uuid = uuid4()
        twin.save(force_insert=True)
    step = ApprovalStep.objects.get(approval=approval, slug="head")
    given = {"step": step, "approval": approval, "round": 1, "phase": step.phase, "decision": "agree"}
    Signature.objects.create(**given, place=1, signer=people.head, signed_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(**given, place=1, signer=people.deputy, signed_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(**given, place=2, signer=people.head, signed_at=clock.now())


def test_a_provisional_day_is_reckoned_anew_when_the_calendar_comes(people):
    far = dt.date(2049, 9, 30)  # a year nobody has loaded; a Thursday
    with clock.at(far):
        approval = actions.submit(people.person, CODE, people.request())
    step = approval.steps.get(slug="head")
    assert (step.due_on, step.due_provisional) == (dt.date(2049, 10, 5), True)
    assert actions.reckon_provisional_days(None) == 0
    for day in range(1, 8):
        CalendarDay.objects.create(day=dt.date(2049, 10, day), working=False, source="国务院办公厅")
    assert actions.reckon_provisional_days(None) == 1
    step.refresh_from_db()
    approval.refresh_from_db()
    assert (step.due_on, step.due_provisional) == (dt.date(2049, 10, 12), False)
    assert approval.due_on == step.due_on


def test_a_step_that_nobody_may_sign_waits_for_nobody(people):
    """The only head is the applicant himself."""
    head = user_with(Role.HEAD, people.other)
    people.other_head.is_active = False
    people.other_head.save()
    approval = actions.submit(people.office, CODE, RequestFactory(department=people.other, staff=head.staff))
    actions.sign(head, approval.steps.get(slug="person"), "agree")
    assert queries.waiting_for(Approval.objects.get(pk=approval.pk)) == []
