"""P4, P5: pledges in their order, letters for many, signed on paper; unsigned ones hold a leaver back."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State, StepState
from baomi.core import clock, holdings
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.organization.models import Parameter
from baomi.organization.roles import Role
from personnel.actions import papers as actions
from personnel.actions.papers import Paper
from personnel.choices.people import PersonKind, PersonStatus
from personnel.choices.yearly import PledgeKind
from personnel.evidence import papers as evidence
from personnel.models import Pledge
from personnel.parameters import PLEDGE_COPIES
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.personnel import PersonFactory, ProjectFactory
from tests.factories.personnel_papers import PledgeFactory, signed_letter
from tests.factories.personnel_training import trained
from tests.factories.personnel_travel import TripFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
TODAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def in_march():
    with clock.at(TODAY):
        yield


@pytest.fixture
def college():
    return DepartmentFactory()


@pytest.fixture
def office(college):
    return user_with(Role.OFFICE, college)


@pytest.fixture
def officer(college):
    return user_with(Role.OFFICER, college)


@pytest.fixture
def head(college):
    return user_with(Role.HEAD, college)


def sign(user, pledge, decision="agree", comment=""):
    pledge.refresh_from_db()
    step = pledge.approval.steps.filter(round=pledge.approval.round, state=StepState.OPEN).get()
    return approvals.sign(user, step, decision, comment)


def in_sequence(person, college):
    """Vetted, then trained with the exam passed."""
    person.vettings.create(
        department=college, purpose="entry", post=person.post, passed=True, concluded_on=dt.date(2026, 2, 1)
    )
    trained(person, pre_post=True, planned_on=dt.date(2026, 2, 10))


def test_the_pledge_comes_after_vetting_and_training_each_missing_one_named(officer, head, college):
    candidate = PersonFactory(department=college, status=PersonStatus.CANDIDATE)
    with pytest.raises(Refusal, match="还没有通过保密审查"):
        actions.begin(officer, candidate, PledgeKind.ENTRY)
    candidate.vettings.create(
        department=college,
        purpose="entry",
        post=candidate.post,
        passed=True,
        concluded_on=dt.date(2026, 2, 1),
    )
    with pytest.raises(Refusal, match="岗前培训考试还没有合格"):
        actions.begin(officer, candidate, PledgeKind.ENTRY)
    assert not Pledge.objects.exists()
    trained(candidate, pre_post=True, planned_on=dt.date(2026, 2, 10))
    pledge = actions.begin(officer, candidate, PledgeKind.ENTRY)
    assert (pledge.number, pledge.copies) == ("CN-2026-0001", 2)


def test_it_counts_from_the_day_its_paper_is_recorded_and_not_before(officer, head, office, college):
    person = PersonFactory(department=college)
    pledge = actions.begin(officer, person, PledgeKind.YEARLY, year=2026)
    sign(head, pledge)
    pledge.refresh_from_db()
    assert pledge.approval.state == State.PAPER
    assert evidence.signed(person, PledgeKind.YEARLY, year=2026) is None
    with pytest.raises(Refusal, match="还没有纸质件的归档号"):
        approvals.record_paper(office, pledge.approval)
    with clock.at(dt.date(2026, 3, 5)):
        approvals.record_paper(office, pledge.approval, "档-12")
    assert evidence.signed(person, PledgeKind.YEARLY, year=2026).signed_on == dt.date(2026, 3, 5)
    assert evidence.signed(person, PledgeKind.YEARLY, year=2025) is None


def test_with_an_account_the_person_signs_first_and_his_entry_pledge_needs_nobody_else(officer, college):
    user = user_with(Role.PERSON, college)
    person = PersonFactory(department=college, staff=user.staff, status=PersonStatus.CANDIDATE)
    in_sequence(person, college)
    pledge = actions.begin(officer, person, PledgeKind.ENTRY)
    with pytest.raises(Refusal):
        sign(officer, pledge)
    sign(user, pledge)
    pledge.refresh_from_db()
    assert pledge.approval.state == State.PAPER


def test_nobody_signs_his_own_letter_for_the_university(officer, college):
    """The only head's letter goes to the leader; with a second head that one signs."""
    head = user_with(Role.HEAD, college)
    leader = user_with(Role.LEADER, college)
    person = PersonFactory(department=college, staff=head.staff)
    pledge = actions.begin(officer, person, PledgeKind.YEARLY, year=2026)
    sign(head, pledge)
    with pytest.raises(Refusal):
        sign(head, pledge)
    sign(leader, pledge)
    second = user_with(Role.HEAD, college)
    other = actions.begin(officer, person, PledgeKind.YEARLY, year=2027)
    sign(head, other)
    with pytest.raises(Refusal, match="不能审批自己|本人|一人只签一次"):
        sign(head, other)
    sign(second, other)
    other.refresh_from_db()
    assert other.approval.state == State.PAPER


def test_a_worker_signs_the_workers_pledge(officer, head, college):
    worker = PersonFactory(department=college, kind=PersonKind.WORKER)
    with pytest.raises(Refusal, match="应签工勤人员保密承诺书"):
        actions.begin(officer, worker, PledgeKind.ENTRY)
    assert actions.begin(officer, worker, PledgeKind.WORKER).kind == PledgeKind.WORKER


def test_the_same_paper_is_begun_once(officer, head, college):
    person = PersonFactory(department=college)
    actions.begin(officer, person, PledgeKind.YEARLY, year=2026)
    with pytest.raises(ValidationError, match="这一年度的责任书已经建立"):
        actions.begin(officer, person, PledgeKind.YEARLY, year=2026)
    with pytest.raises(IntegrityError), transaction.atomic():
        PledgeFactory(person=person, department=college)


def test_a_paper_about_something_names_what_is_his(officer, head, college):
    person, project = PersonFactory(department=college), ProjectFactory(department=college)
    with pytest.raises(Refusal, match="不在这个项目的知悉名单中"):
        actions.begin(officer, person, PledgeKind.PROJECT, project=project)
    with pytest.raises(Refusal, match="没有在办的出国（境）申请"):
        actions.begin(officer, person, PledgeKind.ABROAD)
    with pytest.raises(Refusal, match="没有在办的离岗申请"):
        actions.begin(officer, person, PledgeKind.COOLING)
    project.members.create(person=person, joined_on=TODAY)
    assert actions.begin(officer, person, PledgeKind.PROJECT, project=project).project == project


def test_copies_are_those_of_the_day(officer, head, college):
    Parameter.objects.create(key=PLEDGE_COPIES, value=3, effective_from=TODAY, source="校内约定")
    assert actions.begin(officer, PersonFactory(department=college), PledgeKind.YEARLY, year=2026).copies == 3


def test_another_departments_person_does_not_exist_for_the_officer(officer, college):
    stranger = PersonFactory()
    with pytest.raises(NotFound):
        actions.begin(officer, stranger, PledgeKind.YEARLY, year=2026)
    with pytest.raises(NotPermitted):
        actions.begin(user_with(Role.MEMBER, college), stranger, PledgeKind.YEARLY, year=2026)


def test_letters_are_begun_for_all_in_reach_who_have_none(officer, head, college):
    first, second = PersonFactory(department=college), PersonFactory(department=college)
    signed_letter(second)
    leaving = PersonFactory(department=college, status=PersonStatus.LEAVING)
    stranger = PersonFactory()
    begun, left_out = actions.begin_yearly(officer, 2026, [first, second, leaving, stranger])
    assert (begun, left_out) == (1, [])
    assert Pledge.objects.filter(year=2026, person__in=[first, stranger, leaving]).get().person == first
    assert actions.begin_yearly(officer, 2026, [first, second]) == (0, [])
    with pytest.raises(Refusal, match="年度 2019 不能办理"):
        actions.begin_yearly(officer, 2019, [first])


def test_many_papers_are_recorded_with_their_numbers_all_or_none(officer, head, college):
    pledges = []
    for _ in range(2):
        pledge = actions.begin(officer, PersonFactory(department=college), PledgeKind.YEARLY, year=2026)
        sign(head, pledge)
        pledge.refresh_from_db()
        pledges.append(pledge)
    with clock.at(dt.date(2026, 3, 9)):
        with pytest.raises(Refusal, match="签订日期晚于今天"):
            future = Paper(pledges[1], "档-2", dt.date(2026, 3, 10))
            actions.record_papers(officer, [Paper(pledges[0], "档-1"), future])
        assert not Pledge.objects.filter(signed_on__isnull=False).exists()
        day = dt.date(2026, 3, 4)
        assert actions.record_papers(officer, [Paper(each, f"档-{each.pk}", day) for each in pledges]) == 2
    assert set(Pledge.objects.values_list("signed_on", flat=True)) == {day}
    with pytest.raises(Refusal, match="现在不用登记纸质件"):
        pledges[0].refresh_from_db()
        actions.record_papers(officer, [Paper(pledges[0], "档-1")])


def test_an_unsigned_paper_is_held_until_it_is_signed_or_taken_back(officer, head, office, college):
    person = PersonFactory(department=college)
    signed = actions.begin(officer, person, PledgeKind.YEARLY, year=2026)
    dropped = actions.begin(officer, person, PledgeKind.YEARLY, year=2027)
    assert [item.kind for item in holdings.of_person(person.staff_id)] == ["未签文书", "未签文书"]
    sign(head, signed)
    approvals.record_paper(office, signed.approval, "档-1")
    approvals.withdraw(officer, dropped.approval, "将离岗")
    assert [item for item in holdings.of_person(person.staff_id) if item.kind == "未签文书"] == []


def test_missing_letters_are_of_those_in_post_since_the_last_day_for_them(college):
    owing = PersonFactory(department=college)
    signed_letter(PersonFactory(department=college))
    PersonFactory(department=college, entered_on=dt.date(2026, 5, 1))
    PersonFactory(department=college, status=PersonStatus.COOLING)
    assert evidence.missing_letters(2026) == [owing]


def test_a_letter_is_begun_for_whom_it_is_asked_and_last_year_s_is_none_of_this_year(officer, head, college):
    asked, other = PersonFactory(department=college), PersonFactory(department=college)
    PledgeFactory(person=asked, department=college, year=2025)
    assert actions.begin_yearly(officer, 2026, [asked]) == (1, [])
    assert not other.pledges.exists()
    with pytest.raises(Refusal, match="年度 2019 不能办理"):
        actions.request_letters(officer, 2019, [other])
    with pytest.raises(Refusal, match="没有还缺 2026 年度责任书的人员"):
        actions.request_letters(officer, 2026, [asked])


def test_the_day_on_the_paper_is_not_before_it_was_put_before_him(officer, head, college):
    pledge = actions.begin(officer, PersonFactory(department=college), PledgeKind.YEARLY, year=2026)
    sign(head, pledge)
    pledge.refresh_from_db()
    with pytest.raises(Refusal, match="签订日期早于发起日 2026-03-02"):
        actions.record_papers(officer, [Paper(pledge, "档-1", TODAY - dt.timedelta(days=1))])
    assert Pledge.objects.get().signed_on is None


def test_a_letter_is_of_somebody_in_post_and_of_a_year_and_a_project_s_pledge_of_its_present_members(
    officer, head, college
):
    person, other = PersonFactory(department=college), PersonFactory(department=college)
    released = PersonFactory(department=college, status=PersonStatus.RELEASED)
    project = ProjectFactory(department=college)
    project.members.create(person=other, joined_on=TODAY)
    project.members.create(person=person, joined_on=dt.date(2026, 2, 1), left_on=TODAY)
    for who, kind, about, words in (
        (released, PledgeKind.YEARLY, {"year": 2026}, "不签保密责任书"),
        (person, PledgeKind.YEARLY, {}, "没有写明年度"),
        (person, PledgeKind.PROJECT, {"project": project}, "不在这个项目的知悉名单中"),
        (
            person,
            PledgeKind.ABROAD,
            {"trip": TripFactory(person=other, department=college)},
            "没有在办的出国",
        ),
    ):
        with pytest.raises((Refusal, ValidationError), match=words):
            actions.begin(officer, who, kind, **about)
    assert not Pledge.objects.exists()
