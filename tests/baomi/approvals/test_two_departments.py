"""A step that another department signs than the form's own: 调动, where old and new unit sign side by side."""

import pytest

from baomi.approvals import actions, procedures, queries, routes
from baomi.approvals.choices import State
from baomi.approvals.declarations import Step
from baomi.approvals.models import Approval, ApprovalStep
from baomi.core.errors import NotFound, Refusal
from baomi.organization import policy
from baomi.organization.models import Department
from baomi.organization.roles import Role
from tests.factories.approvals import DelegationFactory, RequestFactory, procedure
from tests.factories.organization import DepartmentFactory, UserFactory, user_with

MOVE = "testapp.move"


def new_unit(record) -> Department | None:
    """The made-up form names the unit in its reason."""
    return Department.objects.filter(name=record.purpose).first()


STEPS = (
    Step("old", "调出单位", Role.HEAD, "department", order=1, by_law=True),
    Step("new", "调入单位", Role.HEAD, "department", order=1, by_law=True, department=new_unit),
    Step("office", "保密办", Role.OFFICE, order=2),
)


@pytest.fixture
def move(people):
    """A person of the department is to move to the other one; both heads are asked at once."""
    procedures.add(procedure(MOVE, steps=STEPS, checks=None, ready=None))
    record = people.request(purpose=people.other.name)
    return actions.submit(people.officer, MOVE, record)


def step(approval, slug) -> ApprovalStep:
    return approval.steps.get(round=Approval.objects.get(pk=approval.pk).round, slug=slug)


def test_both_units_are_asked_at_once_each_for_its_own_step(people, move):
    assert move.waiting_for == "调出单位、调入单位"
    assert [item.slug for item in queries.inbox(people.head)] == ["old"]
    assert [item.slug for item in queries.inbox(people.other_head)] == ["new"]
    assert set(queries.waiting_for(move)) == {people.head, people.deputy, people.other_head}
    assert queries.signers_of(step(move, "new")) == [people.other_head]
    assert people.other_head not in queries.signers_of(step(move, "old"))


def test_neither_head_signs_the_other_s_step(people, move):
    with pytest.raises(Refusal, match="这一步由调入单位办理"):
        actions.sign(people.head, step(move, "new"), "agree")
    with pytest.raises(Refusal, match="这一步由调出单位办理"):
        actions.sign(people.other_head, step(move, "old"), "agree")
    actions.sign(people.other_head, step(move, "new"), "agree")
    assert actions.sign(people.head, step(move, "old"), "agree").waiting_for == "保密办"
    assert actions.sign(people.office, step(move, "office"), "agree").state == State.APPROVED


def test_the_second_unit_reads_the_form_and_a_third_does_not(client, people, move):
    address = f"/approvals/{move.pk}/"
    third = user_with(Role.HEAD, DepartmentFactory())
    deputy = user_with(Role.HEAD, people.other)
    for reader in (people.other_head, deputy):
        client.force_login(reader)
        page = client.get(address).content.decode()
        assert "调入单位" in page
        assert people.person.staff.name in page
    actions.sign(people.other_head, step(move, "new"), "agree")
    for reader, status in ((people.other_head, 200), (deputy, 200), (third, 404), (UserFactory(), 404)):
        client.force_login(reader)
        assert client.get(address).status_code == status
    with pytest.raises(NotFound):
        actions.sign(third, step(move, "new"), "agree")


def test_the_other_unit_s_officer_is_not_asked_and_does_not_read(client, people, move):
    client.force_login(user_with(Role.OFFICER, people.other))
    assert client.get(f"/approvals/{move.pk}/").status_code == 404


def test_before_its_step_has_come_up_the_second_unit_sees_nothing(client, people):
    late = (STEPS[0], Step("new", "调入单位", Role.HEAD, "department", order=2, department=new_unit))
    procedures.add(procedure(MOVE, steps=late, checks=None))
    approval = actions.submit(people.officer, MOVE, people.request(purpose=people.other.name))
    client.force_login(people.other_head)
    assert client.get(f"/approvals/{approval.pk}/").status_code == 404
    actions.sign(people.head, step(approval, "old"), "agree")
    assert client.get(f"/approvals/{approval.pk}/").status_code == 200


def test_the_second_deputy_is_told_kindly_that_his_colleague_has_signed(people, move):
    deputy = user_with(Role.HEAD, people.other)
    actions.sign(people.other_head, step(move, "new"), "agree")
    with pytest.raises(Refusal, match=f"已由{people.other_head}于 .* 办理"):
        actions.sign(deputy, step(move, "new"), "agree")


def test_a_delegate_signs_for_the_second_unit_within_what_was_lent_to_him(people, move):
    elsewhere = UserFactory()
    lent = UserFactory()
    DelegationFactory(from_user=people.other_head, to_user=lent, department=people.other)
    DelegationFactory(from_user=people.head, to_user=elsewhere, department=people.department)
    assert [item.slug for item in queries.inbox(lent)] == ["new"]
    assert [item.slug for item in queries.inbox(elsewhere)] == ["old"]
    with pytest.raises(Refusal, match="这一步由调入单位办理"):
        actions.sign(elsewhere, step(move, "new"), "agree")
    actions.sign(lent, step(move, "new"), "agree")
    assert move.signatures.get().on_behalf_of == people.other_head


def test_the_unit_above_signs_for_the_unit_below(people):
    dean = user_with(Role.HEAD, people.other)
    lab = DepartmentFactory(parent=people.other, name="第三研究所")
    procedures.add(procedure(MOVE, steps=STEPS, checks=None))
    approval = actions.submit(people.officer, MOVE, people.request(purpose=lab.name))
    assert step(approval, "new").department == lab
    assert queries.signers_of(step(approval, "new")) == [people.other_head, dean]


def test_a_form_that_names_no_unit_is_not_handed_in(people):
    procedures.add(procedure(MOVE, steps=STEPS))
    record = people.request(purpose="无此部门")
    with pytest.raises(Refusal, match="不知道“调入单位”由哪个部门签"):
        actions.submit(people.officer, MOVE, record)
    assert not Approval.objects.exists()


def test_after_a_return_the_unit_named_now_signs(people, move):
    actions.sign(people.head, step(move, "old"), "return", "单位写错了")
    third = DepartmentFactory()
    third_head = user_with(Role.HEAD, third)
    record = queries.record_of(move)
    type(record).objects.filter(pk=record.pk).update(purpose=third.name)
    record.refresh_from_db()
    actions.submit(people.officer, MOVE, record)
    assert queries.inbox_count(third_head) == 1
    assert queries.inbox_count(people.other_head) == 0


def test_an_edited_route_keeps_the_department_and_the_step_by_law(people, move):
    declared = procedures.get(MOVE)
    data = [leg.as_data() for leg in routes.declared(declared)]
    with pytest.raises(Refusal, match="“调入单位”是规定必经的环节"):
        actions.set_route(people.office_head, declared, [leg for leg in data if leg["slug"] != "new"])
    later = [leg | ({"order": 3} if leg["slug"] == "new" else {}) for leg in data]
    actions.set_route(people.office_head, declared, later)
    approval = actions.submit(people.officer, MOVE, people.request(purpose=people.other.name))
    assert step(approval, "new").department == people.other
    assert step(approval, "old").department == people.department


def test_a_role_of_the_whole_university_in_its_place_signs_for_the_whole_university(people):
    steps = (STEPS[0], Step("new", "调入单位", Role.HEAD, "department", department=new_unit))
    declared = procedures.add(procedure(MOVE, steps=steps, checks=None))
    data = [leg.as_data() for leg in routes.declared(declared)]
    data[1] |= {"role": "office", "relation": "university"}
    actions.set_route(people.office_head, declared, data)
    approval = actions.submit(people.officer, MOVE, people.request(purpose="教学"))
    assert step(approval, "new").department == people.department
    assert queries.inbox_count(people.office) == 1


def test_only_a_department_s_step_names_a_department():
    with pytest.raises(ValueError, match="names a department"):
        Step("office", "保密办", Role.OFFICE, department=new_unit)


def test_the_inbox_asks_the_same_questions_however_many_units_sign(people, django_assert_num_queries, move):
    policy.held(people.other_head)
    for count in (1, 2):
        with django_assert_num_queries(2):
            assert len(queries.inbox(people.other_head)) == count
        person = user_with(Role.PERSON, people.department)
        record = RequestFactory(department=people.department, staff=person.staff, purpose=people.other.name)
        actions.submit(people.officer, MOVE, record)
