"""B16: who hands over to whom, what both count, and that the rights change hands in one transaction."""

import datetime as dt

import pytest

from baomi.approvals import actions as approvals
from baomi.approvals import queries
from baomi.approvals.choices import State
from baomi.approvals.models import Approval
from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal, StaleRecord
from baomi.organization import policy
from baomi.organization.actions import grants
from baomi.organization.choices import GrantState
from baomi.organization.models import Grant
from baomi.organization.roles import Role
from personnel.actions import handovers as actions
from personnel.choices.people import PersonStatus
from personnel.models import Handover
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_handovers import successor
from tests.factories.personnel_posts import KeyPlaceFactory

pytestmark = pytest.mark.django_db

DAY = dt.datetime(2026, 9, 1, 10, 30, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def day():
    with clock.at(DAY):
        yield


@pytest.fixture
def college():
    return DepartmentFactory(name="计算机学院")


@pytest.fixture
def officer(college):
    return user_with(Role.OFFICER, college)


@pytest.fixture
def heir(college):
    return successor(college)


@pytest.fixture
def handover(college, officer, heir) -> Handover:
    """Begun, with three people in post, and counted."""
    PersonFactory.create_batch(3, department=college)
    values = {"department": college, "outgoing": officer.staff, "incoming": heir.staff, "remark": ""}
    begun = actions.begin(officer, values)
    return actions.count(officer, begun, found(begun))


def found(handover: Handover, **others) -> list[dict]:
    """Everything found as the registers say; `others` by label."""
    return [
        {
            "label": row["label"],
            "expected": "",
            "found": others.get(row["label"], str(row["expected"])),
            "note": "",
        }
        for row in handover.stocktake
    ]


def step(approval: Approval, slug: str):
    return approval.steps.get(round=Approval.objects.get(pk=approval.pk).round, slug=slug)


def officers(college) -> set:
    return set(policy.users_holding(Role.OFFICER, college))


def test_the_lines_to_count_come_from_the_registers_of_the_department(college, officer, heir):
    PersonFactory.create_batch(2, department=DepartmentFactory(parent=college, name="某课题组"))
    PersonFactory(department=DepartmentFactory(name="机械学院"))
    values = {"department": college, "outgoing": officer.staff, "incoming": heir.staff}
    counts = {row["label"]: row["expected"] for row in actions.begin(officer, values).stocktake}
    assert counts["在岗涉密人员"] == 2
    assert set(counts) >= {"脱密期人员", "在研涉密项目", "保密要害部门、部位"}


def test_only_the_department_s_officer_hands_over_and_to_somebody_else(college, officer, heir):
    office = user_with(Role.OFFICE)
    with pytest.raises(Refusal, match="不是计算机学院的保密员"):
        actions.begin(office, {"department": college, "outgoing": StaffFactory(), "incoming": heir.staff})
    second = user_with(Role.OFFICER, college)
    with pytest.raises(Refusal, match="已是本部门保密员"):
        actions.begin(office, {"department": college, "outgoing": officer.staff, "incoming": second.staff})
    stranger = user_with(Role.OFFICER, DepartmentFactory())
    with pytest.raises(NotPermitted):
        actions.begin(heir, {"department": college, "outgoing": officer.staff, "incoming": heir.staff})
    with pytest.raises(Refusal, match="没有这条记录"):
        actions.begin(stranger, {"department": college, "outgoing": officer.staff, "incoming": heir.staff})
    assert not Handover.objects.exists()


def test_it_is_not_handed_in_before_everything_is_counted_and_explained(officer, handover):
    short = actions.count(officer, handover, found(handover, 在岗涉密人员=""))
    with pytest.raises(Refusal, match="还有 1 项没有清点：在岗涉密人员"):
        approvals.submit(officer, actions.PROCEDURE, short)
    wrong = actions.count(officer, handover, found(handover, 在岗涉密人员="2"))
    with pytest.raises(Refusal, match="账实不符须写明情况：在岗涉密人员"):
        approvals.submit(officer, actions.PROCEDURE, wrong)
    with pytest.raises(Refusal, match="“两个”不是数量"):
        actions.count(officer, handover, found(handover, 在岗涉密人员="两个"))
    keys = {"label": "保密柜钥匙", "expected": "2", "found": "1", "note": "一把已断"}
    kept = actions.count(officer, handover, [*found(handover), keys])
    assert kept.stocktake[-1] | {"typed": True, "found": 1, "expected": 2} == kept.stocktake[-1]
    assert len(actions.count(officer, kept, found(handover)).stocktake) == len(handover.stocktake)
    with pytest.raises(Refusal, match="有一项没有写名称"):
        actions.count(officer, handover, [*found(handover), {**keys, "label": " "}])
    with pytest.raises(StaleRecord):
        actions.count(officer, handover, found(handover), version=1)


def test_the_rights_switch_with_the_last_signature_and_not_before(college, officer, heir, handover):
    head, boss = user_with(Role.HEAD, college), user_with(Role.OFFICE_HEAD)
    approval = approvals.submit(officer, actions.PROCEDURE, handover)
    assert approval.waiting_for == "接收人"
    assert [item.label for item in queries.inbox(heir)] == ["接收人"]
    approvals.sign(heir, step(approval, "incoming"), "agree")
    approvals.sign(head, step(approval, "head"), "agree")
    with pytest.raises(Refusal, match="安全保密管理员还没有提出"):
        approvals.sign(boss, step(approval, "office_head"), "agree", "同意")
    assert officers(college) == {officer}
    proposed = grants.propose_grant(user_with(Role.SECADMIN), heir, Role.OFFICER, department=college)
    approvals.sign(boss, step(approval, "office_head"), "agree")
    assert officers(college) == {heir}
    handover.refresh_from_db()
    assert (handover.switched_at, handover.grant) == (DAY, proposed)
    old = Grant.objects.get(user=officer, role=Role.OFFICER)
    assert (old.state, old.ends) == (GrantState.ENDED, DAY.date())


def test_it_is_returned_and_never_refused_for_good(college, officer, heir, handover):
    """An officer has one open hand-over: a refused one could never be done."""
    approval = approvals.submit(officer, actions.PROCEDURE, handover)
    with pytest.raises(Refusal, match="不能签“不同意”"):
        approvals.sign(heir, step(approval, "incoming"), "refuse", "少一把钥匙")
    approvals.sign(heir, step(approval, "incoming"), "return", "少一把钥匙")
    again = Handover.objects.get(pk=handover.pk)
    assert (again.state, officers(college)) == (State.RETURNED, {officer})
    assert approvals.submit(officer, actions.PROCEDURE, again).state == State.RUNNING


def test_nobody_signs_both_sides(college, officer, heir, handover):
    grants.propose_grant(user_with(Role.SECADMIN), heir, Role.OFFICER, department=college)
    approval = approvals.submit(officer, actions.PROCEDURE, handover)
    with pytest.raises(Refusal):
        approvals.sign(officer, step(approval, "incoming"), "agree")
    approvals.sign(heir, step(approval, "incoming"), "agree")
    both = user_with(Role.OFFICE_HEAD)
    with pytest.raises(Refusal):
        approvals.sign(both, step(approval, "head"), "agree")


def test_the_sheet_lists_what_is_open_on_the_day(college, officer, handover):
    PersonFactory(department=college, vetting_due_on=dt.date(2026, 8, 1))
    approvals.submit(officer, actions.PROCEDURE, handover)
    handover.refresh_from_db()
    assert any(task["due"] == "2026-08-01" for task in handover.open_tasks)


def test_one_open_handover_of_an_officer(college, officer, heir, handover):
    other = successor(college)
    with pytest.raises(Exception, match="交接已经建立"):
        actions.begin(officer, {"department": college, "outgoing": officer.staff, "incoming": other.staff})


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(client, officer, handover):
    client.force_login(officer)
    url = f"/personnel/handovers/{handover.pk}/stocktake/"
    page = client.get(url).content.decode()
    assert "在岗涉密人员" in page
    data = {"version": handover.version, "row-0-found": "三个", "row-0-note": "当面数过"}
    answer = client.post(url, data)
    assert answer.status_code == 400
    assert "“三个”不是数量" in answer.content.decode()
    assert "当面数过" in answer.content.decode()
    for version in ("", "一"):
        answer = client.post(url, data | {"row-0-found": "3", "version": version})
        assert "这个页面已失效" in answer.content.decode()
        handover.refresh_from_db()
        assert handover.stocktake[0]["note"] == ""
    assert client.post(url, data | {"row-0-found": "3"}).status_code == 302
    handover.refresh_from_db()
    assert handover.stocktake[0]["note"] == "当面数过"
    client.force_login(user_with(Role.OFFICER, DepartmentFactory()))
    assert client.get(url).status_code == 404
    client.force_login(user_with(Role.HR))
    assert client.get(url).status_code == 403


def test_the_people_of_it_stay_right_and_nothing_is_counted_while_it_is_signed(college, officer, handover):
    with pytest.raises(Refusal, match="不是计算机学院的保密员"):
        actions.change(officer, handover, {"outgoing": StaffFactory(department=college)})
    assert Handover.objects.get().outgoing == officer.staff
    approvals.submit(officer, actions.PROCEDURE, handover)
    with pytest.raises(Refusal, match="审批"):
        actions.count(officer, handover, found(handover))


@pytest.mark.parametrize("text", ["-1", "1000001", "2.5"])
def test_a_count_is_a_whole_number_within_reason(officer, handover, text):
    with pytest.raises(Refusal, match="不是数量"):
        actions.count(officer, handover, found(handover, 在岗涉密人员=text))


def test_a_sheet_has_so_many_lines_and_a_note_so_many_words(officer, handover):
    keys = {"label": "保密柜钥匙", "expected": "1", "found": "1", "note": ""}
    room = actions.MOST_ROWS - len(handover.stocktake)
    with pytest.raises(Refusal, match="清点最多 60 项"):
        actions.count(officer, handover, [*found(handover), *[keys] * (room + 1)])
    with pytest.raises(Refusal, match="最多 100 字"):
        actions.count(officer, handover, [*found(handover), {**keys, "note": "断" * 101}])
    full = [*found(handover), *[{**keys, "note": "断" * 100}] * room]
    assert len(actions.count(officer, handover, full).stocktake) == actions.MOST_ROWS


def test_a_joint_check_was_held(college):
    check = {"department": college, "year": 2026, "checkers": "王建国", "outside_list": "人事处在册名单"}
    hr = user_with(Role.HR)
    with pytest.raises(Refusal, match="检查日期晚于今天"):
        actions.record_joint_check(hr, check | {"held_on": dt.date(2026, 9, 2)})
    assert actions.record_joint_check(hr, check | {"held_on": DAY.date()}).number == "LJ-2026-01"


def test_an_officer_of_this_department_hands_over_and_nobody_else(college, heir):
    office = user_with(Role.OFFICE)
    for stranger in (user_with(Role.HEAD, college), user_with(Role.OFFICER, DepartmentFactory())):
        with pytest.raises(Refusal, match="不是计算机学院的保密员"):
            actions.begin(office, {"department": college, "outgoing": stranger.staff, "incoming": heir.staff})
    assert not Handover.objects.exists()


def test_nothing_counted_is_not_handed_in(officer, handover):
    Handover.objects.update(stocktake=[])
    with pytest.raises(Refusal, match="还没有共同清点"):
        approvals.submit(officer, actions.PROCEDURE, Handover.objects.get())


def test_only_who_cools_off_and_what_is_in_force_is_counted(college, officer, heir):
    PersonFactory(department=college, status=PersonStatus.COOLING)
    PersonFactory(department=college, status=PersonStatus.RELEASED)
    KeyPlaceFactory(department=college)
    KeyPlaceFactory(department=college, withdrawn_on=DAY.date())
    KeyPlaceFactory(department=college, draft=True)
    values = {"department": college, "outgoing": officer.staff, "incoming": heir.staff}
    counts = {row["label"]: row["expected"] for row in actions.begin(officer, values).stocktake}
    assert (counts["脱密期人员"], counts["保密要害部门、部位"], counts["在岗涉密人员"]) == (1, 1, 0)
