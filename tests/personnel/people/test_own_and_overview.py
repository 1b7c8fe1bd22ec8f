"""A person's own page, the overview whose figures open lists of as many rows, the cards on the desk."""

import datetime as dt

import pytest

from baomi.approvals import actions as approvals
from baomi.core import clock
from baomi.core.levels import PersonGrade
from baomi.organization.roles import Role
from personnel.actions import travel
from personnel.actions import vetting as vetting_actions
from personnel.actions.changes import PROCEDURE
from personnel.choices.people import PersonKind, PersonStatus
from personnel.evidence import overview
from tests.factories.organization import DepartmentFactory, ResearchGroupFactory, user_with
from tests.factories.personnel import PersonFactory, PostFactory
from tests.factories.personnel_changes import ChangeFactory
from tests.factories.personnel_leaving import DepartureFactory
from tests.factories.personnel_papers import AssessmentFactory
from tests.factories.personnel_posts import AccessFactory, MemberFactory
from tests.factories.personnel_training import trained
from tests.factories.personnel_travel import TripFactory
from tests.factories.personnel_vetting import VettingFactory, with_papers

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 12, 5)
MINE, OVERVIEW = "/personnel/mine/", "/personnel/overview/"


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


def himself(person):
    return user_with(Role.PERSON, person.department, staff=person.staff)


def read(client, user, address) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.postgres  # a sum comes back as 4.0 there, as 4 from SQLite
def test_his_page_says_what_he_owes_and_what_he_has(client):
    person = PersonFactory()
    trained(person)
    project = MemberFactory(person=person).project
    text = read(client, himself(person), MINE)
    assert person.post.title in text
    assert "已有 4 学时、1 次，还差 11 学时、1 次" in text
    assert "年度零报告" in text
    assert project.name in text
    assert "F-18" in text


def test_what_he_holds_leads_only_where_the_reader_may_go(client):
    """The project's page is the keepers'; an officer's project alone is in his sight."""
    person = PersonFactory()
    mine = MemberFactory(person=person, project__department=person.department).project
    theirs = MemberFactory(person=person).project
    access = AccessFactory(person=person)
    page = f"/personnel/people/{person.pk}/"
    for user, address, leads in (
        (himself(person), MINE, (access,)),
        (user_with(Role.OFFICER, person.department), page, (mine,)),
        (user_with(Role.OFFICE), page, (mine, theirs, access)),
    ):
        text = read(client, user, address)
        for row, name in ((mine, "projects"), (theirs, "projects"), (access, "accesses")):
            there = f'href="/personnel/{name}/{row.pk}/"' in text
            assert there == (row in leads), (user, row)
            assert client.get(f"/personnel/{name}/{row.pk}/").status_code in ((200,) if there else (403, 404))
        assert theirs.name in text


def test_what_is_asked_of_him_stands_before_what_was(client):
    text = read(client, himself(PersonFactory()), MINE)
    assert text.index("待我签署") < text.index("对我的要求") < text.index("办理与经历")


def test_nobody_reads_another_s_affairs_there(client):
    person, other = PersonFactory(), PersonFactory(post=PostFactory(title="别人的岗位"))
    trained(other, title="别人的培训")
    theirs = MemberFactory(person=other).project
    text = read(client, himself(person), MINE)
    for word in ("别人的岗位", "别人的培训", theirs.name):
        assert word not in text


def test_what_waits_for_his_own_signature_stands_first(client):
    college, other = DepartmentFactory(), DepartmentFactory()
    change = ChangeFactory(department=college, new_department=other)
    user = himself(change.person)
    approvals.submit(user_with(Role.OFFICE), PROCEDURE, change)
    text = read(client, user, MINE)
    assert "本人承诺" in text
    assert text.index("待我签署") < text.index("办理与经历")


def test_a_role_without_a_row_is_told_so_and_who_has_not_the_role_does_not_get_in(client):
    assert "您不在涉密人员台账中" in read(client, user_with(Role.PERSON), MINE)
    client.force_login(user_with(Role.OFFICER))
    assert client.get(MINE).status_code == 403


def test_the_forms_that_wait_for_his_own_pen_are_asked_for_until_he_hands_them_in(client):
    person = PersonFactory()
    user = himself(person)
    vetting = with_papers(VettingFactory(department=person.department, person=person), user)
    assessment = AssessmentFactory(department=person.department, person=person, duties_done="")
    trip = TripFactory(
        department=person.department,
        person=person,
        stage="away",
        planned_out=dt.date(2026, 11, 20),
        planned_in=TODAY,
    )
    others = VettingFactory()
    for page in (MINE, "/"):
        text = read(client, user, page)
        for address in (f"vettings/{vetting.pk}/edit/", f"assessments/{assessment.pk}/", f"trips/{trip.pk}/"):
            assert f'href="/personnel/{address}"' in text
        assert f"vettings/{others.pk}/" not in text
    approvals.submit(user, vetting_actions.PROCEDURE, vetting)
    assert "填写审查表" not in read(client, user, MINE)


def test_what_he_saved_and_did_not_hand_in_is_not_taken_for_handed_in(client):
    person = PersonFactory()
    user = himself(person)
    trip = TripFactory(department=person.department, person=person, destinations="新加坡")
    TripFactory(department=person.department, person=person, destinations="韩国", stage="cancelled")
    DepartureFactory(person=person)
    text = read(client, user, "/")
    assert "新加坡，已填写，还没有送审" in text
    assert "送审离岗申请" in text
    assert "韩国" not in text
    approvals.submit(user, travel.PROCEDURE, trip)
    assert "新加坡，已填写，还没有送审" not in read(client, user, "/")


@pytest.mark.parametrize(
    ("status", "shown", "hidden"),
    [
        (PersonStatus.CANDIDATE, ("提出申诉",), ("报告重大事项", "申请出国（境）", "办理离岗")),
        (PersonStatus.IN_POST, ("报告重大事项", "申请出国（境）", "办理离岗", "提出申诉"), ()),
        (PersonStatus.COOLING, ("报告重大事项", "申请出国（境）"), ("办理离岗",)),
        (PersonStatus.RELEASED, (), ("报告重大事项", "申请出国（境）", "办理离岗", "提出申诉")),
    ],
)
def test_he_is_offered_what_his_stage_allows(client, status, shown, hidden):
    person = PersonFactory(status=status)
    text = read(client, himself(person), MINE)
    for words in shown:
        assert f">{words}</a>" in text
    for words in hidden:
        assert f">{words}</a>" not in text


def test_zero_reports_are_asked_for_in_december_alone(client):
    person = PersonFactory()
    user = himself(person)
    with clock.at(dt.date(2026, 11, 30)):
        assert "年度零报告" not in read(client, user, MINE)


@pytest.fixture
def college():
    """People of every stage in a college and its group, and neighbours."""
    college, neighbour = DepartmentFactory(), DepartmentFactory()
    group = ResearchGroupFactory(parent=college)
    for status in PersonStatus:
        PersonFactory(department=college, status=status)
    PersonFactory(department=group, grade=PersonGrade.IMPORTANT, vetting_due_on=dt.date(2026, 12, 1))
    PersonFactory(department=group, grade=PersonGrade.CORE, vetting_due_on=dt.date(2026, 12, 20))
    PersonFactory(department=group, status=PersonStatus.COOLING, cooling_until=dt.date(2026, 12, 31))
    PersonFactory(department=neighbour, kind=PersonKind.STUDENT)
    return college


@pytest.mark.parametrize("role", [Role.OFFICE, Role.HR, Role.LEADER, Role.OFFICER, Role.GRAD])
def test_every_figure_opens_the_list_with_as_many_rows(client, college, role):
    user = user_with(role, college)
    client.force_login(user)
    page = client.get(OVERVIEW).context
    figures = [(figure.label, figure.value, figure.url) for figure in page["figures"]]
    for bars in (page["grades"], page["statuses"], page["departments"]):
        figures += [(bar["label"], bar["value"], bar["url"]) for bar in bars]
    for label, value, url in figures:
        assert client.get(url).context["total"] == value, label


def test_the_figures_are_those_of_the_reader_s_sight(college):
    office = {figure.label: figure.value for figure in overview.headlines(user_with(Role.OFFICE))}
    assert office == {"在岗": 5, "复审逾期": 1, "30 日内复审": 1, "脱密期本年届满": 1}
    officer = {figure.label: figure.value for figure in overview.headlines(user_with(Role.OFFICER, college))}
    assert officer["在岗"] == 4
    grad = {figure.label: figure.value for figure in overview.headlines(user_with(Role.GRAD))}
    assert grad["在岗"] == 1


def test_the_overview_is_not_for_everybody(client, college):
    for role in (Role.PERSON, Role.PRESS, Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR):
        client.force_login(user_with(role, college))
        assert client.get(OVERVIEW).status_code == 403


def test_without_people_the_overview_says_so(client):
    assert "没有在岗涉密人员" in read(client, user_with(Role.OFFICE), OVERVIEW)


def test_the_desk_shows_the_keepers_their_figures_and_a_person_his_own(client, college):
    text = read(client, user_with(Role.OFFICE), "/")
    assert "复审逾期" in text
    assert "/personnel/overview/" in text
    person = PersonFactory()
    text = read(client, himself(person), "/")
    assert "我的涉密事项" in text
    assert "还差 15 学时、2 次" in text
    assert "复审逾期" not in text
